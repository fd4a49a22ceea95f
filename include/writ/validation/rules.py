"""The closed list of rules: those a row must keep, and those by which a batch is compared with earlier ones.

A row that breaks a rule is quarantined; a batch that breaks one is accepted with a warning. What each rule means and
what would mend it is said in `texts.yml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

MAX_REFERENCE_LENGTH: Final = 200
# Longer than any address of a content item, with what trackers append; a longer one is not given to the grammars.
MAX_URL_LENGTH: Final = 4096
# A finding quotes the passage at issue; whole posts belong into the capture.
MAX_EXCERPT_LENGTH: Final = 5000


By = Literal["reader", "row", "guard", "batch"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by name, the field it is about (one of the row's, `row` or `batch`), and who finds it broken.

    A guard is about the check itself: where it is broken, nothing of the batch is accepted.
    """

    name: str
    field: str
    by: By


def _rules(by: By, field: str, *names: str) -> tuple[Rule, ...]:
    return tuple(Rule(name, field, by) for name in names)


# What the readers (`exports`) find, in the words that they report it by.
READER_RULES: Final = _rules(
    "reader",
    "row",
    "row_quoted",
    "row_complete",
    "row_valid",
    "cell_not_too_large",
    "cell_readable",
    "cell_exact",
    "cell_no_formula",
    "cell_plain",
)
ROW_RULES: Final = (
    *READER_RULES,
    *_rules("row", "row", "finding_repeated"),
    *_rules("row", "finding_ref", "finding_ref_present", "finding_ref_not_too_long", "finding_ref_conflict"),
    *_rules("row", "detected_at", "detected_at_readable"),
    *_rules("row", "url", "url_present", "url_not_too_long", "url_identified"),
    *_rules("row", "ground", "ground_known"),
    *_rules("row", "language", "language_known"),
    *_rules("row", "excerpt", "excerpt_present", "excerpt_not_too_long"),
    *_rules("row", "capture_sha256", "capture_sha256_readable"),
)
GUARD_RULES: Final = (
    *_rules("guard", "row", "row_numbers_unique"),
    *_rules("guard", "detected_at", "detected_at_typed"),
)
BATCH_RULES: Final = _rules(
    "batch",
    "batch",
    "batch_rows_usual",
    "batch_bad_share_usual",
    "batch_grounds_usual",
    "batch_platforms_usual",
    "batch_languages_usual",
    "batch_fresh",
    "batch_not_ahead",
    "batch_references_unique",
)
RULES_BY_NAME: Final[Mapping[str, Rule]] = {rule.name: rule for rule in (*ROW_RULES, *GUARD_RULES, *BATCH_RULES)}
