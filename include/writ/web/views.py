"""Rendering of the pages. Everything that goes into a page is escaped; a name that is missing is an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.writ import settings
from include.writ.domain.balance import COLUMNS
from include.writ.domain.release import counted
from include.writ.web import words, words_acts, words_books, words_help, words_intake, words_places
from include.writ.wiring.docket import MOST_COUNTED, CohortRecord

MINUTES = "%Y-%m-%d %H:%M"


def render(template: str, **values: Any) -> str:
    """A page as text."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        at=_at,
        iso_at=_iso_at,
        utc=_utc,
        by_day=_by_day,
        counted=counted,
        many=_many,
        words=lambda name: str(name).replace("_", " "),
    )
    environment.globals.update(
        columns=COLUMNS,
        zone=str(settings.timezone()),
        say=words,
        intake=words_intake,
        books=words_books,
        asks=words_acts,
        nav=words_places,
        help=words_help,
    )
    return environment


def _at(time: datetime) -> str:
    return time.astimezone(settings.timezone()).strftime(MINUTES)


def _iso_at(time: str | None) -> str:
    return _at(datetime.fromisoformat(time)) if time else ""


def _many(number: int) -> str:
    """A number of cases, which are counted up to some thousands only."""
    return f"{MOST_COUNTED:,} or more" if number >= MOST_COUNTED else str(number)


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime(MINUTES)


def _by_day(cohorts: Iterable[CohortRecord]) -> Iterator[tuple[date, Counter[str], bool]]:
    """Each day with its sums over all platforms, and whether one of them has a gap."""
    for day, cohorts_of_day in groupby(cohorts, key=attrgetter("day")):
        those = list(cohorts_of_day)
        yield day, sum((Counter(cohort.counts) for cohort in those), Counter()), any(cohort.gaps for cohort in those)
