"""Adds up, block by block, what a batch is like: rows, shares of grounds, platforms and languages, and times."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import polars as pl

from include.writ.validation.outcome import Profile

_DIGITS = 6  # of a share; enough to tell one row of a million


class Profiler:
    """The counts of one batch."""

    def __init__(self) -> None:
        self._accepted = 0
        self._quarantined = 0
        self._counts: dict[str, Counter[str]] = {"ground": Counter(), "platform": Counter(), "language": Counter()}
        self._times: list[datetime] = []

    def note(self, accepted: pl.DataFrame, quarantined: int) -> None:
        """Count a block that was vetted."""
        self.note_refused(quarantined)
        self._count(accepted)
        self._count_shares("platform", accepted["platform"], 1)

    def note_refused(self, rows: int) -> None:
        """Count rows that were quarantined."""
        self._quarantined += rows

    def note_known(self, known: pl.DataFrame, platforms: pl.Series) -> None:
        """Count rows known from earlier batches, with the platforms of a sample of them."""
        self._count(known)
        self._count_shares("platform", platforms, known.height / max(1, len(platforms)))

    def profile(self, day: date | None) -> Profile:
        """What the batch of `day` is like so far."""
        return Profile(
            day=None if day is None else day.isoformat(),
            rows=self._accepted + self._quarantined,
            accepted=self._accepted,
            quarantined=self._quarantined,
            grounds=_shares(self._counts["ground"]),
            platforms=_shares(self._counts["platform"]),
            languages=_shares(self._counts["language"]),
            newest=max(self._times).isoformat() if self._times else None,
            oldest=min(self._times).isoformat() if self._times else None,
        )

    def _count(self, rows: pl.DataFrame) -> None:
        self._accepted += rows.height
        for name in ("ground", "language"):
            self._count_shares(name, rows[name], 1)
        ends = rows.select(pl.col("detected_at").min().alias("oldest"), pl.col("detected_at").max().alias("newest"))
        self._times = [time for time in (*self._times, *ends.row(0)) if time is not None]
        self._times = [min(self._times), max(self._times)] if self._times else []

    def _count_shares(self, name: str, values: pl.Series, weight: float) -> None:
        for value, count in values.drop_nulls().value_counts().iter_rows():
            self._counts[name][value] += count * weight


def _shares(counts: Counter[str]) -> dict[str, float]:
    total = sum(counts.values())
    return {name: round(count / total, _DIGITS) for name, count in sorted(counts.items())}
