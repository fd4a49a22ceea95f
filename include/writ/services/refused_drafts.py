"""What a drafter sent and Writ did not take as a version: kept whole beside the case, for its drafter to take up again.

It can not be a version, for the last version is the one that counts. It is only for reading: no approval, order or
report knows of it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint, stable_id
from include.writ.domain.people import Person, Role
from include.writ.domain.worksheet import Worksheet
from include.writ.services.docket_records import RefusedDraftRecord
from include.writ.services.records import record_of
from include.writ.storage.models import CaseRow, RefusedDraftRow


def keep(
    session: Session,
    *,
    case_id: UUID,
    person: Person,
    reasons: str,
    worksheet: Worksheet,
    seen: int,
    refusal: str,
    now: datetime,
) -> bool:
    """Keep what `person` wrote; whether it is kept. Only a drafter's words on a case that is there are.

    The same words by the same person from the same version again (a doubled click) are kept once.
    """
    answers = worksheet.as_json()
    is_there = session.scalar(select(CaseRow.id).where(CaseRow.id == case_id)) is not None
    if Role.DRAFTER not in person.roles or not is_there or not (reasons.strip() or answers):
        return False
    written = {
        "id": stable_id("refused_draft", case_id, person.id, seen, fingerprint([reasons, answers])),
        "case_id": case_id,
        "person": person.id,
        "seen": seen,
        "reasons": reasons,
        "worksheet": answers,
        "refusal": refusal,
        "refused_at": now,
    }
    session.execute(insert(RefusedDraftRow).values(written).on_conflict_do_nothing())
    return True


def refused_drafts_of(session: Session, case_id: UUID) -> list[RefusedDraftRecord]:
    """Those of a case, the oldest first."""
    of_case = select(RefusedDraftRow).where(RefusedDraftRow.case_id == case_id)
    in_order = of_case.order_by(RefusedDraftRow.refused_at, RefusedDraftRow.id)
    return [record_of(RefusedDraftRecord, row) for row in session.scalars(in_order)]
