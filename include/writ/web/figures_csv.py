"""Figures as CSV (RFC 4180), one line a ground or platform; each line says of which days it is and when it was counted.

Names of columns are those of the JSON records; times are in hours with two decimals.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from include.writ.domain.figures import Figure
from include.writ.wiring.docket_figures import AnswerTimes, Figures, Hours

_COUNTS = ("released", "received", "answered", "obeyed", "obeyed_in_time")
_SPANS = ("to_receipt_median_hours", "to_receipt_p90_hours", "to_answer_median_hours", "to_answer_p90_hours")


def figures_csv(counted: Figures) -> str:
    """Every ground with every figure."""
    days = [counted.first_day, counted.last_day, counted.is_specimen, counted.as_of.isoformat()]
    head = ["first_day", "last_day", "is_specimen", "as_of", "ground", *Figure]
    return _csv(head, ([*days, ground, *(of[kind] for kind in Figure)] for ground, of in counted.figures.items()))


def answer_times_csv(counted: Figures, times: Sequence[AnswerTimes]) -> str:
    """Every platform with its answer times over the days of `counted`; empty where there is none."""
    days = [counted.first_day, counted.last_day, counted.is_specimen, counted.as_of.isoformat()]
    head = ["first_day", "last_day", "is_specimen", "as_of", "platform", *_COUNTS, *_SPANS]
    rows = (
        [
            *days,
            one.platform,
            *(getattr(one, name) for name in _COUNTS),
            *_hours(one.to_receipt),
            *_hours(one.to_answer),
        ]
        for one in times
    )
    return _csv(head, rows)


def _hours(span: Hours | None) -> list[str]:
    return [f"{span.median:.2f}", f"{span.p90:.2f}"] if span else ["", ""]


def _csv(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows(rows)
    return written.getvalue()
