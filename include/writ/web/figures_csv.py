"""Figures as CSV (RFC 4180), one line a ground or platform; each line says of which days it is and when it was counted.

Names of columns are those of the JSON records; times are in hours with two decimals.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from include.writ.domain.figures import Figure
from include.writ.wiring.docket_figures import AnswerTimes, Figures, Hours, Period

_DAYS = ("first_day", "last_day", "is_specimen", "as_of")
_COUNTS = ("released", "received", "answered", "obeyed", "obeyed_in_time")
_SPANS = ("to_receipt_median_hours", "to_receipt_p90_hours", "to_answer_median_hours", "to_answer_p90_hours")


def figures_csv(counted: Figures) -> str:
    """Every ground with every figure."""
    rows = ([*_days(counted), ground, *(of[kind] for kind in Figure)] for ground, of in counted.figures.items())
    return _csv([*_DAYS, "ground", *Figure], rows)


def answer_times_csv(of: Period, times: Sequence[AnswerTimes]) -> str:
    """Every platform with its answer times over these days; empty where there is none."""
    rows = (
        [
            *_days(of),
            one.platform,
            *(getattr(one, name) for name in _COUNTS),
            *_hours(one.to_receipt),
            *_hours(one.to_answer),
        ]
        for one in times
    )
    return _csv([*_DAYS, "platform", *_COUNTS, *_SPANS], rows)


def _days(of: Period | Figures) -> list[object]:
    return [of.first_day, of.last_day, of.is_specimen, of.as_of.isoformat()]


def _hours(span: Hours | None) -> list[str]:
    return [f"{span.median:.2f}", f"{span.p90:.2f}"] if span else ["", ""]


def _csv(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows(rows)
    return written.getvalue()
