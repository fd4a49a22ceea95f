"""Who decided how much, and how long decisions took: so that a pile, and an approval without a look, can be seen.

Read from the records of the acts themselves. It judges nobody and changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.orm import Session

from include.writ.domain.clocks import end_of_day
from include.writ.domain.workload import QUICK, WINDOW_DAYS, Span, Work

WORK = text("""
    SELECT p.id, p.name, p.post, w.what, count(*) AS in_window, count(*) FILTER (WHERE w.at >= :today) AS today
    FROM (
        SELECT drafted_by AS person, 'drafted' AS what, drafted_at AS at FROM writ.decisions
        UNION ALL SELECT approver, 'approved', approved_at FROM writ.approvals
        UNION ALL SELECT person, act, acted_at FROM writ.case_acts
    ) AS w JOIN writ.people p ON p.id = w.person
    WHERE w.at >= :first AND w.at <= :now
    GROUP BY p.id, w.what
    ORDER BY p.id
""")

PACE = text("""
    SELECT approver, count(*) AS approvals, count(*) FILTER (WHERE approved_at - opened_at <= :quick) AS quick,
           count(*) FILTER (WHERE approved_at - before <= :quick) AS in_a_row
    FROM (
        SELECT approver, opened_at, approved_at,
               lag(approved_at) OVER (PARTITION BY approver ORDER BY approved_at) AS before
        FROM writ.approvals WHERE approved_at >= :first AND approved_at <= :now
    ) AS a
    GROUP BY approver
""")

SPANS = text("""
    SELECT span, count(*) AS number, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (
        ORDER BY greatest(extract(epoch FROM until - since), 0)) AS seconds  -- two machines' clocks differ a little
    FROM (
        SELECT 'case_to_draft' AS span, c.opened_at AS since, d.drafted_at AS until
        FROM writ.decisions d JOIN writ.cases c ON c.id = d.case_id
        WHERE d.version = 1 AND d.drafted_at >= :first
        UNION ALL
        SELECT 'draft_to_approval', d.drafted_at, a.approved_at
        FROM writ.approvals a JOIN writ.decisions d ON d.id = a.decision_id WHERE a.approved_at >= :first
        UNION ALL
        SELECT 'opening_to_approval', opened_at, approved_at FROM writ.approvals WHERE approved_at >= :first
        UNION ALL
        SELECT CASE t.act WHEN 'declined' THEN 'case_to_decline' ELSE 'case_to_law_review' END, c.opened_at, t.acted_at
        FROM writ.case_acts t JOIN writ.cases c ON c.id = t.case_id
        WHERE t.act IN ('declined', 'law_review') AND t.acted_at >= :first
        UNION ALL
        SELECT 'draft_to_return', d.drafted_at, t.acted_at
        FROM writ.case_acts t JOIN writ.decisions d ON d.id = t.decision_id
        WHERE t.act = 'returned' AND t.acted_at >= :first
    ) AS s
    WHERE until <= :now
    GROUP BY span
""")


@dataclass(frozen=True, slots=True)
class Tally:
    """How often in the last 28 local days, and how often of these today."""

    in_window: int
    today: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Of `approvals` in the window, how many came within 10 seconds of something.

    `quick`: of the approver's first look at the draft; `in_a_row`: of the same person's approval before it.
    """

    approvals: int
    quick: int
    in_a_row: int


@dataclass(frozen=True, slots=True)
class PersonsWork:
    """What one person did, with every kind of work in `tallies`; `pace` is None for who approved nothing."""

    person: str
    name: str
    post: str
    tallies: dict[Work, Tally]
    pace: Pace | None


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long one span of time lasted in the window, in seconds."""

    span: Span
    number: int
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True, slots=True)
class Workload:
    """The work from `first_day` to `today`, both included; only people who did something are in it."""

    first_day: date
    today: date
    people: list[PersonsWork]
    spans: list[Lasting]
    pace: Pace


def read_workload(session: Session, *, today: date, zone: ZoneInfo, now: datetime) -> Workload:
    """The work of the last 28 local days up to `now`."""
    first_day = today - timedelta(days=WINDOW_DAYS - 1)
    times = {"first": _start_of(first_day, zone), "now": now}
    paces = {
        row.approver: Pace(row.approvals, row.quick, row.in_a_row)
        for row in session.execute(PACE, times | {"quick": QUICK})
    }
    rows = session.execute(WORK, times | {"today": _start_of(today, zone)}).all()
    return Workload(first_day, today, _people(rows, paces), _spans(session, times), _sum(paces))


def read_tallies(session: Session, *, today: date, zone: ZoneInfo, now: datetime) -> dict[str, dict[Work, Tally]]:
    """What each person who did something did in the same days, by the person's id."""
    times = {"first": _start_of(today - timedelta(days=WINDOW_DAYS - 1), zone), "today": _start_of(today, zone)}
    return _tallies(session.execute(WORK, times | {"now": now}).all())


def _tallies(rows: Any) -> dict[str, dict[Work, Tally]]:
    tallies: defaultdict[str, dict[Work, Tally]] = defaultdict(lambda: dict.fromkeys(Work, Tally(0, 0)))
    for row in rows:
        tallies[row.id][Work(row.what)] = Tally(row.in_window, row.today)
    return dict(tallies)


def _people(rows: Any, paces: dict[str, Pace]) -> list[PersonsWork]:
    known = {row.id: (row.name, row.post) for row in rows}
    tallies = _tallies(rows)
    return [PersonsWork(person, *known[person], tallies[person], paces.get(person)) for person in known]


def _spans(session: Session, times: dict[str, datetime]) -> list[Lasting]:
    found = {row.span: row for row in session.execute(SPANS, times)}
    return [Lasting(span, found[span].number, *found[span].seconds) for span in Span if span in found]


def _sum(paces: dict[str, Pace]) -> Pace:
    each = paces.values()
    return Pace(sum(p.approvals for p in each), sum(p.quick for p in each), sum(p.in_a_row for p in each))


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return end_of_day(day - timedelta(days=1), zone)
