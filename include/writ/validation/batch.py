"""Compares a batch with the earlier ones of its source. What it finds is a warning: no row is refused for it.

Great Expectations judges the figures of the batch against limits that come from the source's own last 28 days. Before
there are enough earlier batches, what compares with them is not judged yet, and the result says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import sqrt
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

from include.writ.errors import WritError
from include.writ.validation.check import Total
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import CheckResult, Profile
from include.writ.validation.questions import Questions
from include.writ.validation.rules import BATCH_RULES
from include.writ.validation.texts import say

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation

# Four weeks hold each day of the week four times, and are short enough to follow what a source has become.
HISTORY_DAYS: Final = 28
# Fewer say nothing of what is usual: a working week is the least that shows weekdays.
FEWEST_PROFILES: Final = 5
# Weekends and holidays halve what monitoring finds, campaigns double it; beyond that a file was cut or sent twice.
ROWS_FACTOR: Final = 2.0
# A bad share below this is everyday dirt, whatever the earlier batches were like.
UNREMARKABLE_BAD_SHARE: Final = 0.02
BAD_SHARE_FACTOR: Final = 2.0
# The half of the absolute differences of shares; three tenths of all rows have to be of another kind to pass it.
MAX_DRIFT: Final = 0.3
# A file of a day holds what was detected on it and, after a weekend, the two days before.
MAX_HOURS_OLD: Final = 72.0
# Clocks of sources and their time zones are wrong by hours, not by more than a day.
MAX_HOURS_AHEAD: Final = 24.0
NOT_JUDGED: Final = "not judged yet"
_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a batch with its limits; `value` is None where it is not judged, and `note` says why."""

    value: float | None
    least: float | None = None
    most: float | None = None
    note: str = ""
    of_what: str = ""


def check_batch(
    profile: Profile, history: Sequence[Profile], totals: Mapping[str, Total], docs: DocsTarget | None, now: datetime
) -> tuple[list[CheckResult], list[ExpectationValidationResult]]:
    """The results of all rules, first those of rows, and the library's answers on the batch, for the Data Docs."""
    day = now.astimezone(UTC).date() if docs is None else docs.day
    earlier = recent(history, day)
    figures = _measure(profile, earlier, totals, day, now)
    answers = _judge(figures)
    rows = [
        CheckResult(rule, "row", total.broken == 0, total.checked, total.broken, _share(total))
        for rule, total in totals.items()
    ]
    batch = [_as_result(rule, figures[rule], bool(answers[rule].success), len(earlier)) for rule in figures]
    return rows + batch, list(answers.values())


def recent(history: Sequence[Profile], day: date) -> list[Profile]:
    """The profiles of the days before `day` that count, in their order; one without a day is taken for recent."""
    first = (day - timedelta(days=HISTORY_DAYS)).isoformat()
    known = [one for one in history if one.day is None or first <= one.day < day.isoformat()]
    return sorted(known, key=lambda one: one.day or "")


def measure_drift(shares: Mapping[str, float], earlier: Sequence[Mapping[str, float]]) -> float:
    """How far shares are from the mean of earlier ones: total variation, 0 for the same, 1 for nothing in common."""
    names = {*shares, *(name for one in earlier for name in one)}
    means = {name: fmean(one.get(name, 0.0) for one in earlier) for name in names}
    return min(1.0, sum(abs(shares.get(name, 0.0) - means[name]) for name in names) / 2)  # shares are rounded


_Measure = Callable[[Profile, list[Profile]], Figure]


def _measure(
    profile: Profile, earlier: list[Profile], totals: Mapping[str, Total], day: date, now: datetime
) -> dict[str, Figure]:
    def compare(measure: _Measure) -> Figure:
        if len(earlier) < FEWEST_PROFILES:
            return Figure(
                None, note=f"{NOT_JUDGED}: {len(earlier)} of {FEWEST_PROFILES} earlier batches in {HISTORY_DAYS} days"
            )
        return measure(profile, earlier)

    repeated = totals["finding_repeated"].broken + totals["finding_ref_conflict"].broken
    return {
        "batch_rows_usual": compare(_rows_figure),
        "batch_bad_share_usual": compare(_bad_share_figure),
        "batch_grounds_usual": compare(_drift_figure(lambda one: one.grounds)),
        "batch_platforms_usual": compare(_drift_figure(lambda one: one.platforms)),
        "batch_languages_usual": compare(_drift_figure(lambda one: one.languages)),
        **_time_figures(profile, day, now),
        "batch_references_unique": Figure(repeated, most=0, of_what="rows"),
    }


def _rows_figure(profile: Profile, earlier: list[Profile]) -> Figure:
    rows = [one.rows for one in earlier]
    return Figure(profile.rows, min(rows) / ROWS_FACTOR, max(rows) * ROWS_FACTOR, of_what="rows")


def _bad_share_figure(profile: Profile, earlier: list[Profile]) -> Figure:
    worst = max(one.bad_share for one in earlier)
    return Figure(profile.bad_share, most=max(UNREMARKABLE_BAD_SHARE, worst * BAD_SHARE_FACTOR), of_what="a share")


def _drift_figure(shares_of: Callable[[Profile], Mapping[str, float]]) -> _Measure:
    def measure(profile: Profile, earlier: list[Profile]) -> Figure:
        known = [shares_of(one) for one in earlier if shares_of(one)]
        if not profile.accepted or not known:
            return Figure(None, note=f"{NOT_JUDGED}: no accepted rows to compare")
        kinds = len({name for one in [shares_of(profile), *known] for name in one})
        # what chance alone does to the shares of few rows is at most this, on average
        by_chance = sqrt(kinds / profile.accepted) / 2
        return Figure(measure_drift(shares_of(profile), known), most=min(1.0, MAX_DRIFT + by_chance), of_what="a share")

    return measure


def _time_figures(profile: Profile, day: date, now: datetime) -> dict[str, Figure]:
    newest = profile.newest_at
    if newest is None:
        nothing = Figure(None, note=f"{NOT_JUDGED}: no accepted rows")
        return {"batch_fresh": nothing, "batch_not_ahead": nothing}
    end_of_day = datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)
    return {
        "batch_fresh": Figure((end_of_day - newest) / timedelta(hours=1), most=MAX_HOURS_OLD, of_what="hours"),
        "batch_not_ahead": Figure((newest - now) / timedelta(hours=1), most=MAX_HOURS_AHEAD, of_what="hours"),
    }


def _judge(figures: Mapping[str, Figure]) -> dict[str, ExpectationValidationResult]:
    import pandas as pd

    frame = pd.DataFrame({rule: [figure.value] for rule, figure in figures.items()}, dtype="float64")
    expectations = {rule: _expect(rule, figure) for rule, figure in figures.items()}
    found = Questions(expectations, {"result_format": "BASIC"}).put_to(frame)
    for rule, answer in found.items():
        if answer.exception_info.get("raised_exception") or not answer.result:
            raise WritError(f"the rule {rule} could not be evaluated; no row of this export was accepted")
    return {rule.name: found[rule.name] for rule in BATCH_RULES}


def _expect(rule: str, figure: Figure) -> Expectation:
    from great_expectations.expectations.core.expect_column_max_to_be_between import ExpectColumnMaxToBeBetween
    from great_expectations.expectations.core.expect_column_values_to_be_null import ExpectColumnValuesToBeNull

    expectation: Expectation
    if figure.value is None:
        expectation = ExpectColumnValuesToBeNull(column=rule)
    else:
        expectation = ExpectColumnMaxToBeBetween(column=rule, min_value=figure.least, max_value=figure.most)
    expectation.meta = {"rule": rule}
    expectation.description = f"{rule}: {say(rule, 'en').meaning} ({figure.note or _say_limits(figure)})"
    return expectation


def _say_limits(figure: Figure) -> str:
    limits = {"at least": figure.least, "at most": figure.most}
    said = " and ".join(f"{name} {limit:.6g}" for name, limit in limits.items() if limit is not None)
    return f"{figure.of_what}, {said}"


def _as_result(rule: str, figure: Figure, is_met: bool, earlier: int) -> CheckResult:
    limits = {"value": figure.value, "least": figure.least, "most": figure.most}
    observed: dict[str, Any] = {name: round(limit, _DIGITS) for name, limit in limits.items() if limit is not None}
    observed["earlier_batches"] = earlier
    if figure.note:
        observed["note"] = figure.note
    return CheckResult(
        rule, "batch", is_met, checked=int(figure.value is not None), broken=int(not is_met), observed=observed
    )


def _share(total: Total) -> dict[str, Any]:
    return {"share": round(total.broken / total.checked, 6) if total.checked else 0.0}
