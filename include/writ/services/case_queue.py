"""The order in which people take cases: by the day of the exports and id, and which of them a list is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible
from include.writ.storage.models import CaseRow, DecisionRow

PLACE = (CaseRow.opened_day, CaseRow.id)


def first_of(state: CaseState, wanted: Sequence[ColumnElement[bool]], limit: int) -> Select[UUID]:
    """The ids of the first cases of one state, in order."""
    return select(CaseRow.id).where(CaseRow.state == state, *wanted).order_by(*PLACE).limit(limit)


def first_of_each(states: Collection[CaseState], wanted: Sequence[ColumnElement[bool]], limit: int) -> Subquery:
    """The ids of the first cases of each state: an index has each state in order, and none has all of them."""
    return together(first_of(state, wanted, limit) for state in states)


def together(parts: Iterable[Select[UUID]]) -> Subquery:
    """The ids of all parts, whose own order and limits hold."""
    return union_all(*(one.subquery().select() for one in parts)).subquery()


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
    last = session.get(CaseRow, after)
    if last is None:
        raise NotPossible(f"after: there is no case {after}")
    return tuple_(*PLACE) > tuple_(last.opened_day, last.id)
