"""Building decision versions. A person writes each; the pack's proposal, the case's basis, is where they start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.case import Draft, EvidenceKind, LegalBasis
from include.writ.domain.ids import stable_id
from include.writ.errors import NotPossible
from include.writ.packs.loader import LoadedPack
from include.writ.services.docket_records import DecisionRecord, EvidenceRecord
from include.writ.services.records import record_of
from include.writ.storage.models import BasisRow, CaseRow, ContentItemRow, DecisionRow, EvidenceRow, FindingRow


def add_version(
    session: Session,
    *,
    case: CaseRow,
    version: int,
    basis: LegalBasis,
    evidence: Sequence[str],
    reasons: str,
    worksheet: Mapping[str, Any],
    drafted_by: str,
    now: datetime,
) -> DecisionRow:
    """Append a version of the case's decision; the database refuses a `version` that is not the next one.

    `evidence`: all fingerprints that are known now.
    """
    content = session.get_one(ContentItemRow, case.content_item_id)
    draft = Draft(
        case_id=case.id,
        version=version,
        basis=basis,
        content_key=f"{content.platform}:{content.kind}:{content.content_id}",
        url=content.canonical_url,
        evidence=evidence,
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
        **basis.as_json(),
    )
    session.add(row)
    session.flush()
    return row


def latest_version(session: Session, case_id: UUID) -> DecisionRow | None:
    """The version that counts: the last one."""
    return session.scalar(
        select(DecisionRow).where(DecisionRow.case_id == case_id).order_by(DecisionRow.version.desc()).limit(1)
    )


def require_current(draft: DecisionRow, draft_hash: str, pack: LoadedPack) -> None:
    """Raise `NotPossible` unless a person means the draft that is there, and its pack is the one in force."""
    if draft.draft_hash != draft_hash:
        raise NotPossible("the draft has changed since it was opened; read the new version first")
    if draft.pack_sha256 != pack.sha256:
        raise NotPossible("the pack has changed since the draft was written; it must be drafted again")


def is_second_look(session: Session, case_id: UUID, reviewer: str, before: int | None = None) -> bool:
    """Whether another person wrote a version of the case, or one before the version `before`."""
    others = select(DecisionRow.id).where(DecisionRow.case_id == case_id, DecisionRow.drafted_by != reviewer)
    earlier = others if before is None else others.where(DecisionRow.version < before)
    return session.scalar(earlier.limit(1)) is not None


def proposal_of(
    session: Session, case: CaseRow, content: ContentItemRow, evidence: Sequence[EvidenceRecord]
) -> list[DecisionRecord]:
    """What the pack proposes, in the form of a draft that nobody has written yet."""
    if case.basis_id is None:
        return []
    basis = session.get_one(BasisRow, case.basis_id)
    draft = Draft(
        case_id=case.id,
        version=0,
        basis=record_of(LegalBasis, basis),
        content_key=f"{content.platform}:{content.kind}:{content.content_id}",
        url=content.canonical_url,
        evidence=sorted({item.sha256 for item in evidence}),
        reasons=basis.to_be_written,
        worksheet={},
        drafted_by=None,
    )
    known: dict[str, Any] = {
        "reasons": draft.reasons,
        "worksheet": {},
        "drafted_by": None,
        "drafted_at": case.proposed_at,
    }
    hashed = {"evidence": list(draft.evidence), "draft_hash": draft.draft_hash}
    return [record_of(DecisionRecord, basis, version=0, **known, **hashed)]


def findings_of(session: Session, case_id: UUID) -> Sequence[FindingRow]:
    """The findings of a case in order of detection: the one that opened it, and those that joined it."""
    case = session.get_one(CaseRow, case_id)
    opener = (FindingRow.source == case.opened_by_source) & (FindingRow.finding_ref == case.opened_by_ref)
    joined = (FindingRow.case_id == case_id) & ~FindingRow.opens_case
    in_order = FindingRow.detected_at, FindingRow.source, FindingRow.finding_ref
    return session.scalars(select(FindingRow).where(opener | joined).order_by(*in_order)).all()


def evidence_of(session: Session, case_id: UUID, findings: Iterable[FindingRow]) -> list[EvidenceRecord]:
    """Every fingerprint of a case: of its findings' rows and captures, and of what a probe saw. Oldest first."""
    found = [
        EvidenceRecord(row.kind, row.sha256, row.taken_at)
        for row in session.scalars(select(EvidenceRow).where(EvidenceRow.case_id == case_id))
    ]
    for finding in findings:
        found.append(EvidenceRecord(EvidenceKind.FINDING_ROW, finding.row_sha256.hex(), finding.taken_in_at))
        if finding.capture_sha256:
            found.append(EvidenceRecord(EvidenceKind.CAPTURE, finding.capture_sha256.hex(), finding.taken_in_at))
    return sorted(found, key=lambda item: (item.taken_at, item.kind, item.sha256))
