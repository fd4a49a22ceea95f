"""The order in which people take cases, by the day of the exports and id, and which of them a list is of.

However many cases wait, a list reads few: an index has those of a state in order, another those of a state, platform
and ground; of each of these the first are taken, and sorted together. Where a list is of an officer's cases or of
terms that run out, these are few, and are looked up first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Subquery, select, true, tuple_, union, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from include.writ.domain.states import CaseState, OrderState
from include.writ.errors import NotPossible
from include.writ.storage.models import CaseClaimRow, CaseRow, DecisionRow, OrderRow

Order = Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]
PLACE: Order = (CaseRow.opened_day, CaseRow.id)
BACKWARDS: Order = (CaseRow.opened_day.desc(), CaseRow.id.desc())
DRAFTS_LOOKED_UP = 2_000  # a month of work; more would not fit into the time of a page
KIND = (CaseRow.state, CaseRow.platform, CaseRow.ground)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list is of; None leaves a question open.

    `due`: the platform's time to obey runs out within so many hours. `officer`: this person holds the case, or wrote a
    version of its draft, of the last `DRAFTS_LOOKED_UP` that they wrote.
    """

    platform: str | None = None
    ground: str | None = None
    due: int | None = None
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """The neighbours of a case in a list; None at its ends."""

    previous: UUID | None
    next: UUID | None


ALL = Wanted()


def first_of_each(
    states: Collection[CaseState],
    wanted: Wanted,
    conditions: Sequence[ColumnElement[bool]],
    limit: int,
    now: datetime,
    order: Order = PLACE,
) -> Subquery:
    """The ids of the first cases in `states`, and of more that come later: at least `limit` where there are as many."""
    if wanted.due is not None or wanted.officer is not None:
        return _of_few(states, wanted, conditions, now).subquery()
    if wanted.platform is not None or wanted.ground is not None:
        return _of_each_kind(states, wanted, _in_order(conditions, limit, order)).subquery()
    first = _in_order(conditions, limit, order)
    of_each = [first.where(CaseRow.state == state) for state in states]
    return union_all(*(one.subquery().select() for one in of_each)).subquery()


def _in_order(conditions: Sequence[ColumnElement[bool]], limit: int, order: Order) -> Select[UUID]:
    return select(CaseRow.id).where(*conditions).order_by(*order).limit(limit)


def _of_few(
    states: Collection[CaseState], wanted: Wanted, conditions: Sequence[ColumnElement[bool]], now: datetime
) -> Select[UUID]:
    asked = [CaseRow.state.in_(states), *conditions]
    asked += [CaseRow.platform == wanted.platform] if wanted.platform else []
    asked += [CaseRow.ground == wanted.ground] if wanted.ground else []
    for few in _few(wanted, now):
        asked.append(CaseRow.id.in_(select(few.c.case_id)))
    found = select(CaseRow.id).where(*asked).cte("found").prefix_with("MATERIALIZED")  # never by a walk through all
    return select(found.c.id)


def _few(wanted: Wanted, now: datetime) -> list[CTE]:
    parts = []
    if wanted.due is not None:
        until = now + timedelta(hours=wanted.due)
        runs = (OrderRow.state == OrderState.SENT) & (OrderRow.due_at > now) & (OrderRow.due_at <= until)
        parts.append(select(OrderRow.case_id).where(runs).cte("due").prefix_with("MATERIALIZED"))
    if wanted.officer is not None:
        holds = (CaseClaimRow.person == wanted.officer) & (CaseClaimRow.until > now)
        written = select(DecisionRow.case_id).where(DecisionRow.drafted_by == wanted.officer)
        last = written.order_by(DecisionRow.drafted_at.desc()).limit(DRAFTS_LOOKED_UP).subquery()
        both = union(select(CaseClaimRow.case_id).where(holds), select(last.c.case_id))
        parts.append(both.cte("of_officer").prefix_with("MATERIALIZED"))
    return parts


def _of_each_kind(states: Collection[CaseState], wanted: Wanted, in_order: Select[UUID]) -> Select[UUID]:
    kinds = _kinds()
    of_kind = [column == kinds.c[column.key] for column in KIND]
    first = in_order.where(*of_kind).correlate(kinds).lateral()
    asked: list[ColumnElement[bool]] = [kinds.c.state.in_(states)]
    asked += [kinds.c.platform == wanted.platform] if wanted.platform else []
    asked += [kinds.c.ground == wanted.ground] if wanted.ground else []
    return select(first.c.id).select_from(kinds.join(first, true())).where(*asked)


def _kinds() -> CTE:
    """Each state, platform and ground that some case has, by one step through the index for each."""
    one = select(*KIND).order_by(*KIND).limit(1)
    kinds = select(one.subquery()).cte("kinds", recursive=True)
    later = one.where(tuple_(*KIND) > tuple_(kinds.c.state, kinds.c.platform, kinds.c.ground))
    following = later.correlate(kinds).lateral()
    return kinds.union_all(select(following).select_from(kinds.join(following, true())))


def not_own_draft(approver: str | None) -> list[ColumnElement[bool]]:
    """Leave out drafts of this person, who can not approve them."""
    if approver is None:
        return []
    drafts = aliased(DecisionRow)
    of_case = select(drafts.drafted_by).where(drafts.case_id == CaseRow.id)
    last_drafter = of_case.order_by(drafts.version.desc()).limit(1).scalar_subquery()
    return [(CaseRow.state != CaseState.DRAFTED) | (last_drafter != approver)]


def later_than(session: Session, after: UUID) -> ColumnElement[bool]:
    """Those that come after this one. Raises `NotPossible` if there is no such case."""
    return tuple_(*PLACE) > _place_of(session, after)


def beside(
    session: Session,
    case_id: UUID,
    *,
    states: Collection[CaseState],
    wanted: Wanted,
    approver: str | None,
    now: datetime,
) -> Beside:
    """The cases before and after this one in the list, whether or not it is in the list itself."""
    if not states:
        return Beside(None, None)
    place, found = _place_of(session, case_id), []
    for is_further, order in ((tuple_(*PLACE) < place, BACKWARDS), (tuple_(*PLACE) > place, PLACE)):
        some = first_of_each(states, wanted, [is_further, *not_own_draft(approver)], 1, now, order)
        nearest = select(CaseRow.id).join(some, some.c.id == CaseRow.id).order_by(*order).limit(1)
        found.append(session.scalar(nearest))
    return Beside(*found)


def _place_of(session: Session, case_id: UUID) -> ColumnElement[Any]:
    case = session.get(CaseRow, case_id)
    if case is None:
        raise NotPossible(f"after: there is no case {case_id}")
    return tuple_(case.opened_day, case.id)
