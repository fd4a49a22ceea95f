"""The Great Expectations suite for rows: one expectation for each rule, built from the pack's grounds and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from include.writ.validation.facts import NOTHING
from include.writ.validation.inputs import Rulebook
from include.writ.validation.rules import (
    GUARD_RULES,
    MAX_EXCERPT_LENGTH,
    MAX_REFERENCE_LENGTH,
    MAX_URL_LENGTH,
    READER_RULES,
    ROW_RULES,
)
from include.writ.validation.texts import say

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

READABLE: Final = "row_readable"
# Codes, not what the row says: empty, or as many hexadecimal digits as a SHA-256 has.
_NO_CAPTURE_OR_SHA256: Final = "^(?:hex:64)?$"


# The type that `facts` gives; a text or a local time would show as another.
_TIME_TYPE: Final = "datetime64[us]"


def build_expectations(rulebook: Rulebook) -> dict[str, Expectation]:
    """One expectation for each rule of rows and each guard, in their order; each carries its rule in `meta`."""
    grounds, languages = sorted(rulebook.pack_grounds), sorted(rulebook.languages)
    built = {**_expect_reading(), **_expect_cells(), **_expect_choices(grounds, languages)}
    choices = {"ground_known": grounds, "language_known": languages}
    rules = [rule.name for rule in (*ROW_RULES, *GUARD_RULES)]
    for rule in rules:
        built[rule].meta = {"rule": rule}
        choice = f": {', '.join(choices[rule])}" if rule in choices else ""
        built[rule].description = f"{rule}: {say(rule, 'en').meaning}{choice}"
    return {rule: built[rule] for rule in rules}


def expect_readable() -> Expectation:
    """That a row could be taken apart: all rules of the readers at once, told apart by the problem."""
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet

    return ExpectColumnValuesToBeInSet(column="row_problem", value_set=[NOTHING], meta={"rule": READABLE})


def _expect_reading() -> dict[str, Expectation]:
    from great_expectations.expectations.core.expect_column_values_to_be_of_type import ExpectColumnValuesToBeOfType
    from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
    from great_expectations.expectations.core.expect_column_values_to_not_be_in_set import (
        ExpectColumnValuesToNotBeInSet,
    )

    readers = [rule.name for rule in READER_RULES]
    return {
        **{name: ExpectColumnValuesToNotBeInSet(column="row_problem", value_set=[name]) for name in readers},
        "row_numbers_unique": ExpectColumnValuesToBeUnique(column="row_number"),
        "detected_at_typed": ExpectColumnValuesToBeOfType(column="detected_at", type_=_TIME_TYPE),
    }


def _expect_cells() -> dict[str, Expectation]:
    from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween

    def is_between(column: str, least: int | None = None, most: int | None = None) -> Expectation:
        return ExpectColumnValuesToBeBetween(column=column, min_value=least, max_value=most)

    return {
        "finding_repeated": is_between("same_as_row", most=0),
        "finding_ref_present": is_between("finding_ref_length", least=1),
        "finding_ref_not_too_long": is_between("finding_ref_length", most=MAX_REFERENCE_LENGTH),
        "finding_ref_conflict": is_between("taken_by_row", most=0),
        "url_present": is_between("url_length", least=1),
        "url_not_too_long": is_between("url_length", most=MAX_URL_LENGTH),
        "excerpt_present": is_between("excerpt_length", least=1),
        "excerpt_not_too_long": is_between("excerpt_length", most=MAX_EXCERPT_LENGTH),
    }


def _expect_choices(grounds: list[str], languages: list[str]) -> dict[str, Expectation]:
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
    from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex

    def is_one_of(column: str, values: list[str]) -> Expectation:
        return ExpectColumnValuesToBeInSet(column=column, value_set=values)

    return {
        "detected_at_readable": is_one_of("time_problem", [NOTHING]),
        "url_identified": is_one_of("url_problem", [NOTHING]),
        "ground_known": is_one_of("ground", grounds),
        "language_known": is_one_of("language", languages),
        "capture_sha256_readable": ExpectColumnValuesToMatchRegex(column="capture_form", regex=_NO_CAPTURE_OR_SHA256),
    }
