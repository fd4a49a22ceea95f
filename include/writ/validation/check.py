"""Has Great Expectations decide which rows of a block break which rules, and adds up the answers of all blocks.

Fails closed: an expectation that could not be evaluated, saw another number of rows, or does not name as many rows as
it counted stops the batch. Values never reach a result: results hold row numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from include.writ.errors import WritError
from include.writ.validation.inputs import Rulebook
from include.writ.validation.questions import Questions, load_library
from include.writ.validation.rules import GUARD_RULES, READER_RULES, ROW_RULES
from include.writ.validation.suite import READABLE, build_expectations, expect_readable

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationValidationResult

# Rows are named by the index of the frame, which is the row number.
_RESULT_FORMAT: Final[dict[str, Any]] = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}
_READER_NAMES: Final = tuple(rule.name for rule in READER_RULES)
_ABOUT_ROWS: Final = (READABLE, "finding_repeated", "row_numbers_unique")
_TYPE_GUARD: Final = "detected_at_typed"


@dataclass(slots=True)
class Total:
    """What became of one rule in all blocks: rows that it was put to, and rows that broke it."""

    checked: int = 0
    broken: int = 0


class Checker:
    """The suite of one batch, built once and put to block after block."""

    def __init__(self, rulebook: Rulebook) -> None:
        load_library()
        self.expectations = build_expectations(rulebook)
        self.totals = {rule: Total() for rule in self.expectations}
        by_row = {rule: one for rule, one in self.expectations.items() if rule not in _READER_NAMES}
        # The rules of the readers are one question for each row, as each expectation costs a block milliseconds.
        asked = {READABLE: expect_readable(), **by_row}
        self._of_rows = Questions({rule: asked.pop(rule) for rule in _ABOUT_ROWS}, _RESULT_FORMAT)
        self._of_cells = Questions(asked, _RESULT_FORMAT)

    def check(self, rows: pd.DataFrame, cells: pd.DataFrame) -> dict[str, list[int]]:
        """The numbers of the rows that break each rule, for every rule, in the order of the rules.

        `rows` has every row, `cells` those whose cells are to be checked; neither has a null, which would not be.
        """
        numbers = self._ask(self._of_rows, rows) | self._ask(self._of_cells, cells)
        if any(numbers[rule.name] for rule in GUARD_RULES):
            raise WritError("the rows were not numbered or their times not read rightly; no row was accepted")
        problems = rows["row_problem"][rows.index.isin(numbers[READABLE])]
        for rule in _READER_NAMES:
            numbers[rule] = problems.index[problems == rule].to_list()
            self._add(rule, rows, numbers[rule])
        return {rule.name: numbers[rule.name] for rule in ROW_RULES}

    def _ask(self, questions: Questions, frame: pd.DataFrame) -> dict[str, list[int]]:
        numbers = {rule: _read_answer(rule, answer, frame) for rule, answer in questions.put_to(frame).items()}
        for rule in numbers.keys() & self.totals.keys():
            self._add(rule, frame, numbers[rule])
        return numbers

    def _add(self, rule: str, frame: pd.DataFrame, broken: list[int]) -> None:
        self.totals[rule].checked += len(frame)
        self.totals[rule].broken += len(broken)


def _read_answer(rule: str, found: ExpectationValidationResult, frame: pd.DataFrame) -> list[int]:
    result = found.result
    is_evaluated = not found.exception_info.get("raised_exception")
    if is_evaluated and rule == _TYPE_GUARD and "observed_value" in result:  # it looks at the column, not at its rows
        return [] if found.success else frame.index.to_list()
    if not is_evaluated or "unexpected_count" not in result:
        raise WritError(f"the rule {rule} could not be evaluated; no row of this export was accepted")
    numbers = [int(number) for number in result.get("unexpected_index_list") or []]
    is_whole = result.get("element_count") == len(frame) and not result.get("missing_count")
    if len(numbers) != result["unexpected_count"] or found.success == bool(numbers) or not is_whole:
        raise WritError(f"the rule {rule} counts other rows than it names; no row of this export was accepted")
    return numbers
