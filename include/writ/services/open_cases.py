"""Findings become cases: one case per content item, ground and jurisdiction, however often it is reported.

A finding joins the live case of its content. Where the last case is closed because the order was obeyed, a finding
detected after that is a reappearance: a further case, linked to the earlier one, for people to decide anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid, any_, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from include.writ.domain.case import EvidenceKind
from include.writ.domain.ids import stable_id
from include.writ.domain.states import CaseState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.storage.models import CaseRow, ContentItemRow, EvidenceRow, FindingRow

LOCK = 0x43415345

Key = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Opened:
    """Counts of findings that opened a case, joined one, and (among those that opened) reappearances."""

    opened: int
    joined: int
    reappeared: int


def run(session: Session, *, day: date, jurisdiction: str, now: datetime) -> Opened:
    """Give each finding of `day` that has none its case. One writer at a time; a second run finds nothing to do."""
    session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    findings = session.scalars(
        select(FindingRow)
        .where(FindingRow.day == day, FindingRow.case_id.is_(None))
        .order_by(FindingRow.detected_at, FindingRow.id)
    ).all()
    if not findings:
        return Opened(0, 0, 0)
    _add_content_items(session, findings, now)
    latest = _latest_cases(session, {_item_id(finding) for finding in findings}, jurisdiction)
    opened: list[CaseRow] = []
    for finding in findings:
        key = (_item_id(finding), finding.ground)
        earlier = latest.get(key)
        if earlier is None or _came_back(finding, earlier):
            latest[key] = _new_case(finding, earlier, jurisdiction, now)
            opened.append(latest[key])
        finding.case_id, finding.cased_at = latest[key].id, now
    _store(session, opened, findings, now)
    append(session, now, [_opened_event(case) for case in opened])
    reappeared = sum(case.reappearance_of is not None for case in opened)
    return Opened(len(opened), len(findings) - len(opened), reappeared)


def reopen_for_sighting(session: Session, *, earlier: CaseRow, body_sha256: str, day: date, now: datetime) -> CaseRow:
    """A probe saw removed content again: a further case with what the probe saw as its evidence."""
    case = CaseRow(
        id=stable_id("case", earlier.content_item_id, earlier.ground, earlier.jurisdiction, earlier.occurrence + 1),
        content_item_id=earlier.content_item_id,
        platform=earlier.platform,
        ground=earlier.ground,
        jurisdiction=earlier.jurisdiction,
        occurrence=earlier.occurrence + 1,
        reappearance_of=earlier.id,
        state=CaseState.OPEN,
        opened_day=day,
        opened_at=now,
    )
    session.add(case)
    session.flush()
    session.add(
        EvidenceRow(
            id=stable_id("evidence", case.id, EvidenceKind.PROBE, body_sha256),
            case_id=case.id,
            kind=EvidenceKind.PROBE,
            sha256=body_sha256,
            taken_at=now,
        )
    )
    append(session, now, [_opened_event(case)])
    return case


def _item_id(finding: FindingRow) -> UUID:
    return stable_id("content", finding.platform, finding.kind, finding.content_id)


def _came_back(finding: FindingRow, earlier: CaseRow) -> bool:
    return earlier.closed_at is not None and finding.detected_at > earlier.closed_at


def _add_content_items(session: Session, findings: Sequence[FindingRow], now: datetime) -> None:
    rows = {
        _item_id(finding): {
            "id": _item_id(finding),
            "platform": finding.platform,
            "kind": finding.kind,
            "content_id": finding.content_id,
            "canonical_url": finding.canonical_url,
            "first_seen_at": now,
        }
        for finding in findings
    }
    session.execute(insert(ContentItemRow).on_conflict_do_nothing(), list(rows.values()))


def _latest_cases(session: Session, items: set[UUID], jurisdiction: str) -> dict[Key, CaseRow]:
    newest = (
        select(CaseRow.content_item_id, CaseRow.ground, func.max(CaseRow.occurrence))
        .where(CaseRow.content_item_id == any_(literal(list(items), ARRAY(Uuid))), CaseRow.jurisdiction == jurisdiction)
        .group_by(CaseRow.content_item_id, CaseRow.ground)
    )
    rows = session.scalars(
        select(CaseRow).where(
            CaseRow.jurisdiction == jurisdiction,
            tuple_(CaseRow.content_item_id, CaseRow.ground, CaseRow.occurrence).in_(newest),
        )
    )
    return {(row.content_item_id, row.ground): row for row in rows}


def _new_case(finding: FindingRow, earlier: CaseRow | None, jurisdiction: str, now: datetime) -> CaseRow:
    item = _item_id(finding)
    occurrence = earlier.occurrence + 1 if earlier else 1
    return CaseRow(
        id=stable_id("case", item, finding.ground, jurisdiction, occurrence),
        content_item_id=item,
        platform=finding.platform,
        ground=finding.ground,
        jurisdiction=jurisdiction,
        occurrence=occurrence,
        reappearance_of=earlier.id if earlier else None,
        state=CaseState.OPEN,
        opened_day=finding.day,
        opened_at=now,
        opened_by=finding.id,
    )


def _store(session: Session, opened: Sequence[CaseRow], findings: Sequence[FindingRow], now: datetime) -> None:
    placed = [{"id": finding.id, "case_id": finding.case_id, "cased_at": now} for finding in findings]
    for finding in findings:
        session.expunge(finding)
    session.add_all(opened)
    session.flush()
    session.execute(update(FindingRow), placed)
    evidence = [row for finding in findings for row in _evidence(finding, now)]
    session.execute(insert(EvidenceRow).on_conflict_do_nothing(), evidence)


def _evidence(finding: FindingRow, now: datetime) -> Iterable[dict[str, object]]:
    prints = {EvidenceKind.FINDING_ROW: finding.row_sha256, EvidenceKind.CAPTURE: finding.capture_sha256}
    for kind, sha256 in prints.items():
        if sha256:
            yield {
                "id": stable_id("evidence", finding.case_id, kind, sha256),
                "case_id": finding.case_id,
                "finding_id": finding.id,
                "kind": kind,
                "sha256": sha256,
                "taken_at": now,
            }


def _opened_event(case: CaseRow) -> Event:
    facts = {
        "ground": case.ground,
        "jurisdiction": case.jurisdiction,
        "occurrence": case.occurrence,
        "reappearance_of": str(case.reappearance_of) if case.reappearance_of else None,
        "day": str(case.opened_day),
    }
    return Event("case.opened", f"case:{case.id}", "open_cases" if case.opened_by else "reconcile", facts)
