"""People take cases in hand, so that two never work on the same one, and leave them to others again.

A claim runs for half an hour at most: whoever is gone holds nobody up for longer. It ends before when it is released,
or when its holder's act moves the case on (`case_holding.let_go`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.people import DECIDERS, Person, Role
from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible
from include.writ.services.case_holding import holder_of, let_go, require_free
from include.writ.services.case_lines import ClaimRecord
from include.writ.services.case_queue import ALL, PLACE, Wanted, first_of_each, later_than, not_own_draft
from include.writ.services.decide import DRAFTABLE, locked_case
from include.writ.storage.models import CaseClaimRow, CaseRow

CLAIM_RUNS = timedelta(minutes=30)


def claim(session: Session, *, case_id: UUID, person: Person, now: datetime) -> ClaimRecord:
    """Hold the case from now on; whoever holds it already holds it anew. Raises `NotPossible` if another does."""
    person.require(*DECIDERS)
    case = locked_case(session, case_id, DRAFTABLE)
    if case.state == CaseState.LAW_REVIEW:
        person.require(Role.LAW_REVIEWER)
    require_free(session, case_id, person, now)
    _hold(session, case_id, person, now)
    return ClaimRecord(person.id, person.name, now + CLAIM_RUNS)


def release(session: Session, *, case_id: UUID, person: Person, now: datetime) -> None:
    """Leave the case to others. Raises `NotPossible` unless this person holds it."""
    person.require(*DECIDERS)
    if not let_go(session, case_id, person, now):
        held = holder_of(session, case_id, now)
        raise NotPossible(f"case {case_id} is held by {held.name if held else 'nobody'}; there is nothing to release")


def claim_next(
    session: Session,
    *,
    states: Collection[CaseState],
    wanted: Wanted = ALL,
    person: Person,
    past: UUID | None,
    now: datetime,
) -> UUID:
    """Hold the first case in `states` that is wanted and can be had, in the order of the queue, and return its id.

    That is one which nobody else holds and which the person did not draft, where it waits for approval. `past`: the
    case that they come from, which is left to others; the next one is after it. Raises `NotPossible` where none is.

    Two people who ask at once get two cases: each passes over one that the other has in hand, or has under their hands
    in this moment.
    """
    person.require(*DECIDERS)
    if past:
        let_go(session, past, person, now)
    conditions = [_nobody_else_holds(person, now), *not_own_draft(person.id)]
    conditions += [later_than(session, past)] if past else []
    while states:
        first = first_of_each(states, wanted, conditions, 1, now)
        in_order = select(CaseRow.id).join(first, first.c.id == CaseRow.id).order_by(*PLACE).limit(1)
        case_id = session.scalar(in_order)
        if case_id is None:
            break
        if _can_be_had(session, case_id, states) and _hold(session, case_id, person, now):
            return case_id
        conditions.append(CaseRow.id != case_id)
    raise NotPossible(f"no case waits for you{' after this one' if past else ''} that nobody else holds")


def _nobody_else_holds(person: Person, now: datetime) -> ColumnElement[bool]:
    of_another = (CaseClaimRow.person != person.id) & (CaseClaimRow.until > now)
    return ~exists().where(CaseClaimRow.case_id == CaseRow.id, of_another)


def _can_be_had(session: Session, case_id: UUID, states: Collection[CaseState]) -> bool:
    """Lock it, unless somebody else has it locked, or it was moved on."""
    still = select(CaseRow.id).where(CaseRow.id == case_id, CaseRow.state.in_(states))
    return session.scalar(still.with_for_update(skip_locked=True)) is not None


def _hold(session: Session, case_id: UUID, person: Person, now: datetime) -> bool:
    """Whether the case is this person's now; another's claim that runs stays."""
    claimed = {"person": person.id, "claimed_at": now, "until": now + CLAIM_RUNS}
    is_free = (CaseClaimRow.person == person.id) | (CaseClaimRow.until <= now)
    statement = insert(CaseClaimRow).values(case_id=case_id, **claimed)
    upsert = statement.on_conflict_do_update(index_elements=["case_id"], set_=claimed, where=is_free)
    return session.scalar(upsert.returning(CaseClaimRow.case_id)) is not None
