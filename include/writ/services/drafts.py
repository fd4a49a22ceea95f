"""Building decision versions. Only a person's version can be approved; the pack's proposal is where they start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.case import Draft, LegalBasis
from include.writ.domain.ids import stable_id
from include.writ.storage.models import CaseRow, ContentItemRow, DecisionRow, EvidenceRow


def add_version(
    session: Session,
    *,
    case: CaseRow,
    basis: LegalBasis,
    reasons: str,
    worksheet: Mapping[str, Any],
    drafted_by: str | None,
    now: datetime,
) -> DecisionRow:
    """Append the next version of the case's decision, over all evidence known now."""
    content = session.get_one(ContentItemRow, case.content_item_id)
    draft = Draft(
        case_id=case.id,
        version=_versions(session, case.id) + 1,
        basis=basis,
        content_key=f"{content.platform}:{content.kind}:{content.content_id}",
        url=content.canonical_url,
        evidence=_evidence(session, case.id),
        reasons=reasons,
        worksheet=dict(worksheet),
        drafted_by=drafted_by,
    )
    row = DecisionRow(
        id=stable_id("decision", case.id, draft.version),
        case_id=case.id,
        version=draft.version,
        evidence=list(draft.evidence),
        reasons=reasons,
        worksheet=dict(worksheet),
        drafted_by=drafted_by,
        drafted_at=now,
        draft_hash=draft.draft_hash,
        **{name: getattr(basis, name) for name in basis.__slots__},
    )
    session.add(row)
    session.flush()
    return row


def latest_version(session: Session, case_id: UUID) -> DecisionRow | None:
    """The version that counts: the last one."""
    return session.scalar(
        select(DecisionRow).where(DecisionRow.case_id == case_id).order_by(DecisionRow.version.desc()).limit(1)
    )


def _versions(session: Session, case_id: UUID) -> int:
    return session.scalars(select(func.count()).where(DecisionRow.case_id == case_id)).one()


def _evidence(session: Session, case_id: UUID) -> Sequence[str]:
    return session.scalars(
        select(EvidenceRow.sha256).where(EvidenceRow.case_id == case_id).distinct().order_by(EvidenceRow.sha256)
    ).all()
