"""Further cases for content that is there again: seen by a probe, or reported after its removal."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.case import EvidenceKind
from include.writ.domain.ids import case_id, stable_id
from include.writ.domain.states import CaseState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.storage.models import CaseRow, EvidenceRow, FindingRow


def reopen_for_sighting(session: Session, *, earlier: CaseRow, body_sha256: str, day: date, now: datetime) -> CaseRow:
    """A probe saw removed content again: a further case with what the probe saw as its evidence."""
    case = _further_case(session, earlier, None, day, now)
    session.add(
        EvidenceRow(
            id=stable_id("evidence", case.id, EvidenceKind.PROBE, body_sha256),
            case_id=case.id,
            kind=EvidenceKind.PROBE,
            sha256=body_sha256,
            taken_at=now,
        )
    )
    return case


def reopen_for_later_findings(session: Session, now: datetime) -> int:
    """A finding detected after the effect that joined the case before it was closed opens a further case after all.

    So it makes no difference whether the findings of a day or its book come first.
    """
    session.flush()
    found = session.execute(
        select(FindingRow, CaseRow)
        .join(CaseRow, CaseRow.id == FindingRow.case_id)
        .where(CaseRow.state == CaseState.CLOSED, FindingRow.detected_at > CaseRow.closed_at, ~FindingRow.opens_case)
        .order_by(FindingRow.case_id, FindingRow.detected_at, FindingRow.finding_ref)
    ).all()
    later: dict[UUID, CaseRow] = {}
    opened = 0
    for finding, earlier in found:
        if earlier.id not in later:
            known = session.scalars(select(CaseRow).where(CaseRow.reappearance_of == earlier.id)).one_or_none()
            later[earlier.id] = known or _further_case(session, earlier, finding, finding.day, now)
            finding.opens_case = known is None
            opened += known is None
        finding.case_id = later[earlier.id].id
    session.flush()
    return opened


def _further_case(session: Session, earlier: CaseRow, opener: FindingRow | None, day: date, now: datetime) -> CaseRow:
    occurrence = earlier.occurrence + 1
    case = CaseRow(
        id=case_id(earlier.content_item_id, earlier.ground, earlier.jurisdiction, occurrence),
        content_item_id=earlier.content_item_id,
        platform=earlier.platform,
        ground=earlier.ground,
        jurisdiction=earlier.jurisdiction,
        occurrence=occurrence,
        reappearance_of=earlier.id,
        state=CaseState.OPEN,
        opened_day=day,
        opened_at=now,
        opened_by_source=opener.source if opener else None,
        opened_by_ref=opener.finding_ref if opener else None,
    )
    session.add(case)
    session.flush()
    facts = {
        "ground": case.ground,
        "jurisdiction": case.jurisdiction,
        "occurrence": occurrence,
        "reappearance_of": str(earlier.id),
        "day": str(day),
    }
    append(session, now, [Event("case.opened", f"case:{case.id}", "reconcile", facts)])
    return case
