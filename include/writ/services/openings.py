"""That an approver had the case before them: without it nobody can approve, by the service, the API or SQL.

An opening is of one draft by one person, and proves that its text was delivered to that person's login.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.people import Person, Role
from include.writ.domain.states import CaseState
from include.writ.errors import NotPossible
from include.writ.services.docket_records import CaseRecord
from include.writ.storage.models import DecisionRow, OpeningRow


def note(session: Session, case: CaseRecord, reader: Person, now: datetime) -> None:
    """Record what an approver is shown while it waits for approval; of the same draft, the first time counts."""
    if Role.APPROVER not in reader.roles or case.state != CaseState.DRAFTED:
        return
    draft = case.decisions[-1]
    opening = {
        "case_id": case.id,
        "person": reader.id,
        "draft_hash": draft.draft_hash,
        "opened_at": max(now, draft.drafted_at),  # the clocks of two machines differ a little
    }
    session.execute(insert(OpeningRow).values(opening).on_conflict_do_nothing())


def require_opened(
    session: Session, decision: DecisionRow, person: Person, now: datetime, *, since: datetime | None
) -> None:
    """Raise `NotPossible`, which says how to open it, unless the person has opened exactly this draft.

    `since`: when it was decided that the author is not told, which whoever approves the order must have been shown.
    """
    key = {"case_id": decision.case_id, "person": person.id, "draft_hash": decision.draft_hash}
    opened = session.scalar(select(OpeningRow.opened_at).filter_by(**key))
    if opened is None or opened > now:
        raise NotPossible(
            f"the case must be opened first: {person.id} has not opened version {decision.version} of its draft "
            f"({decision.draft_hash}); open /docket/cases/{decision.case_id}, or GET "
            f"/docket/api/cases/{decision.case_id}, read it, and approve then"
        )
    if since and opened < since:
        raise NotPossible(
            f"R21: {person.id} read the draft before it was decided that the author is not told; another approver, who "
            "reads it now, can approve it, or it is drafted anew, by another drafter or in other words"
        )
