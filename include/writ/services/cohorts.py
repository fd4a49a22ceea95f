"""Counting cohorts for the books: every figure from the table where the fact was written, before the cut-off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from include.writ.domain.balance import Cohort
from include.writ.domain.case import Act
from include.writ.domain.intake import QuarantineAct
from include.writ.domain.states import BatchState
from include.writ.storage.models import (
    BatchRow,
    CaseActRow,
    CaseRow,
    FindingRow,
    OrderRow,
    QuarantineActRow,
    QuarantinedRow,
    ReversalRow,
)

NO_PLATFORM = "-"
COUNTED = (BatchState.VALIDATED, BatchState.HELD, BatchState.OPENED)

CohortKey = tuple[date, str]
Figures = defaultdict[CohortKey, Counter[str]]


def count_cohorts(
    session: Session, *, first: date, last: date, cutoff: datetime, standings: Iterable[tuple[CohortKey, str, int]]
) -> dict[CohortKey, Cohort]:
    """Cohorts from `first` to `last`, which has one even if nothing came.

    `standings`: how many orders of a cohort, sent before `cutoff`, stand in one way.
    Rows of an export that name no platform (quarantined, duplicates) are counted under platform `-`.
    """
    figures: Figures = defaultdict(Counter)
    figures[(last, NO_PLATFORM)].update(findings=0)
    _count_rows(session, figures, first, cutoff)
    _count_findings(session, figures, first, cutoff)
    _count_cases(session, figures, first, cutoff)
    for key, standing, number in standings:
        figures[key][standing] += number
    known = {field.name for field in fields(Cohort)}
    return {key: Cohort(**{name: n for name, n in counts.items() if name in known}) for key, counts in figures.items()}


def _add(figures: Figures, rows: Iterable[Any]) -> None:
    for row in rows:
        day, platform, *_ = row
        for name, value in row._mapping.items():
            if name not in {"day", "platform"}:
                figures[(day, platform)][name] += int(value or 0)


def _count_rows(session: Session, figures: Figures, first: date, cutoff: datetime) -> None:
    """Of each validated batch: all its rows, less those counted as findings of a platform, are under `-`.

    Rows that were accepted but are in no case yet have no platform here either: their batch waits to be opened.
    """
    is_open = BatchRow.opened_at < cutoff
    new = BatchRow.accepted - BatchRow.duplicates
    batches = select(
        BatchRow.day,
        func.sum(BatchRow.row_count).label("findings"),
        func.sum(BatchRow.duplicates).label("duplicates"),
        func.sum(new).filter(is_open.is_not(True)).label("unopened"),
    ).where(BatchRow.state.in_(COUNTED), BatchRow.day >= first, BatchRow.validated_at < cutoff)
    for day, rows, duplicates, unopened in session.execute(batches.group_by(BatchRow.day)):
        figures[(day, NO_PLATFORM)].update(
            findings=rows or 0, duplicates=duplicates or 0, unopened=unopened or 0, accepted=unopened or 0
        )
    mended = select(QuarantineActRow.row_id).where(
        QuarantineActRow.row_id == QuarantinedRow.id,
        QuarantineActRow.act == QuarantineAct.ACCEPTED,
        QuarantineActRow.acted_at < cutoff,
    )
    quarantined = (
        select(BatchRow.day, func.count())
        .join(QuarantinedRow, QuarantinedRow.batch_id == BatchRow.id)
        .where(BatchRow.state.in_(COUNTED), BatchRow.day >= first, QuarantinedRow.quarantined_at < cutoff)
        .where(~mended.exists())
        .group_by(BatchRow.day)
    )
    for day, rows in session.execute(quarantined):
        figures[(day, NO_PLATFORM)]["quarantined"] += rows


def _count_findings(session: Session, figures: Figures, first: date, cutoff: datetime) -> None:
    opened_here = FindingRow.opens_case & (CaseRow.opened_at < cutoff)
    statement = (
        select(
            FindingRow.day.label("day"),
            FindingRow.platform.label("platform"),
            func.count().label("accepted"),
            func.count().filter(~opened_here).label("joined"),
        )
        .join(CaseRow, CaseRow.id == FindingRow.case_id)
        .where(FindingRow.day >= first, FindingRow.taken_in_at < cutoff)
        .group_by(FindingRow.day, FindingRow.platform)
    )
    rows = session.execute(statement).all()
    _add(figures, rows)
    for row in rows:
        figures[(row.day, row.platform)]["findings"] += row.accepted
        figures[(row.day, NO_PLATFORM)]["findings"] -= row.accepted


def _count_cases(session: Session, figures: Figures, first: date, cutoff: datetime) -> None:
    facts = _case_facts(first, cutoff).subquery()
    approved = facts.c.approved_at < cutoff
    is_sent, is_reversed = facts.c.sent_at < cutoff, facts.c.reversed_at < cutoff
    declined = approved.is_not(True) & (facts.c.last_act == Act.DECLINED)
    statement = select(
        facts.c.day,
        facts.c.platform,
        func.count().label("cases"),
        func.count().filter(facts.c.opened_by_ref.is_not(None)).label("opened"),
        func.count().filter(facts.c.opened_by_ref.is_(None)).label("sighted"),
        func.count().filter(facts.c.reappearance_of.is_not(None)).label("reappeared"),
        func.count().filter(facts.c.has_draft).label("drafted"),
        func.count().filter(~facts.c.has_draft).label("undrafted"),
        func.count().filter(approved).label("approved"),
        func.count().filter(declined).label("declined"),
        func.count().filter(facts.c.has_draft, approved.is_not(True), declined.is_not(True)).label("awaiting"),
        func.count().filter(is_sent).label("sent"),
        func.count().filter(approved, is_sent.is_not(True), is_reversed.is_not(True)).label("unsent"),
        func.count().filter(approved, is_sent.is_not(True), is_reversed).label("cancelled"),
    ).group_by(facts.c.day, facts.c.platform)
    _add(figures, session.execute(statement))


def _case_facts(first: date, cutoff: datetime) -> Select[Any]:
    last_act = (
        select(CaseActRow.act)
        .where(CaseActRow.case_id == CaseRow.id, CaseActRow.acted_at < cutoff)
        .order_by(CaseActRow.position.desc())
        .limit(1)
    )
    return (
        select(
            CaseRow.opened_day.label("day"),
            CaseRow.platform,
            CaseRow.opened_by_ref,
            CaseRow.reappearance_of,
            case((CaseRow.proposed_at < cutoff, True), else_=False).label("has_draft"),
            func.coalesce(last_act.scalar_subquery(), "").label("last_act"),
            OrderRow.approved_at,
            OrderRow.sent_at,
            ReversalRow.reversed_at,
        )
        .outerjoin(OrderRow, OrderRow.case_id == CaseRow.id)
        .outerjoin(ReversalRow, ReversalRow.order_id == OrderRow.id)
        .where(CaseRow.opened_day >= first, CaseRow.opened_at < cutoff)
    )
