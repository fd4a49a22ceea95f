"""Who has a case in hand. While a claim runs, nobody else acts on the case; over, it binds nobody.

A claim decides nothing and permits nothing: whoever may not act on a case may not act on it by holding it. It is a
working note, so it is not in the ledger: that is the record of what has effect in law, and a chain whose one end every
order waits for. What was claimed and released, and when, the database keeps in `case_claim_notes`, to be added to only.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from include.writ.domain.people import Person
from include.writ.errors import NotPossible
from include.writ.services.case_lines import ClaimRecord
from include.writ.storage.models import CaseClaimRow, PersonRow


def holder_of(session: Session, case_id: UUID, now: datetime) -> ClaimRecord | None:
    """Who holds the case; None when nobody does."""
    row = session.execute(
        select(CaseClaimRow.person, PersonRow.name, CaseClaimRow.until)
        .join(PersonRow, PersonRow.id == CaseClaimRow.person)
        .where(CaseClaimRow.case_id == case_id, CaseClaimRow.until > now)
    ).first()
    return ClaimRecord(row.person, row.name, row.until) if row else None


def require_free(session: Session, case_id: UUID, person: Person, now: datetime) -> None:
    """Raise `NotPossible`, which says who holds the case and until when, if that is another person.

    The case has to be locked: then no claim can come between this look and the act.
    """
    held = holder_of(session, case_id, now)
    if held and held.person != person.id:
        raise NotPossible(
            f"case {case_id} is held by {held.name} ({held.person}) until {held.until:%Y-%m-%d %H:%M} UTC; ask them to "
            "release it, or act after that"
        )


def let_go(session: Session, case_id: UUID, person: Person, now: datetime) -> bool:
    """End the person's claim on the case, if it runs; whether it did."""
    mine = (CaseClaimRow.case_id == case_id) & (CaseClaimRow.person == person.id) & (CaseClaimRow.until > now)
    ended = func.greatest(CaseClaimRow.claimed_at, now)  # the clocks of two machines differ a little
    released = update(CaseClaimRow).where(mine).values(until=ended).returning(CaseClaimRow.case_id)
    return session.scalar(released) is not None
