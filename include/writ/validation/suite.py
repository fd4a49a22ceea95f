"""The Great Expectations suite: one expectation for each rule, built from the pack's grounds and the languages.

Refuses to be built without a ground or a language, because an expectation over an empty set would let every row pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from include.writ.errors import PackError
from include.writ.validation.candidate import MAX_URL_LENGTH
from include.writ.validation.rules import MAX_EXCERPT_LENGTH, MAX_REFERENCE_LENGTH, ROW_RULES, RULES

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.expectations.expectation import Expectation

_SHA256_OR_EMPTY = "^(?:[0-9a-f]{64})?$"


def build_suite(name: str, grounds: frozenset[str], languages: frozenset[str]) -> ExpectationSuite:
    """Build the suite; each expectation carries the name of its rule in `meta`."""
    if not grounds or not languages:
        raise PackError("the pack names no ground or no language; every row would pass unchecked")
    from great_expectations import ExpectationSuite

    expectations = _build_expectations(sorted(grounds), sorted(languages))
    allowed = {"ground_known": grounds, "language_known": languages}
    suite = ExpectationSuite(name=name)
    for rule in RULES:
        expectation = expectations[rule.name]
        expectation.meta = {"rule": rule.name}
        choice = f": {', '.join(sorted(allowed[rule.name]))}" if rule.name in allowed else ""
        expectation.description = f"{rule.name}: {rule.meaning}{choice}"
        suite.add_expectation(expectation)
    return suite


def _build_expectations(grounds: list[str], languages: list[str]) -> dict[str, Expectation]:
    from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
    from great_expectations.expectations.core.expect_column_values_to_be_null import ExpectColumnValuesToBeNull
    from great_expectations.expectations.core.expect_column_values_to_match_regex import ExpectColumnValuesToMatchRegex
    from great_expectations.expectations.core.expect_column_values_to_not_be_in_set import (
        ExpectColumnValuesToNotBeInSet,
    )

    def is_absent(column: str) -> Expectation:
        return ExpectColumnValuesToBeNull(column=column)

    def is_between(column: str, least: int | None = None, most: int | None = None) -> Expectation:
        return ExpectColumnValuesToBeBetween(column=column, min_value=least, max_value=most)

    return {
        **{name: ExpectColumnValuesToNotBeInSet(column="row_problem", value_set=[name]) for name in ROW_RULES},
        "finding_ref_present": is_between("finding_ref_length", least=1),
        "finding_ref_not_too_long": is_between("finding_ref_length", most=MAX_REFERENCE_LENGTH),
        "finding_ref_conflict": is_absent("finding_ref_taken_by_row"),
        "detected_at_readable": is_absent("detected_at_problem"),
        "url_present": is_between("url_length", least=1),
        "url_not_too_long": is_between("url_length", most=MAX_URL_LENGTH),
        "url_identified": is_absent("url_problem"),
        "ground_known": ExpectColumnValuesToBeInSet(column="ground", value_set=grounds),
        "language_known": ExpectColumnValuesToBeInSet(column="language", value_set=languages),
        "excerpt_present": is_between("excerpt_length", least=1),
        "excerpt_not_too_long": is_between("excerpt_length", most=MAX_EXCERPT_LENGTH),
        "capture_sha256_readable": ExpectColumnValuesToMatchRegex(column="capture_sha256", regex=_SHA256_OR_EMPTY),
    }
