"""Apply the pack to new cases: ground, provision, authority, deadline, redress. It proposes; people decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.states import CaseState
from include.writ.errors import PackError
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.drafts import add_version
from include.writ.storage.models import CaseRow


@dataclass(frozen=True, slots=True)
class Proposed:
    """`without_law`: cases whose ground the pack does not have in force; they stay open and visible."""

    proposed: int
    without_law: int


def run(session: Session, *, day: date, pack: LoadedPack, today: date, now: datetime) -> Proposed:
    """Propose a draft for every case of `day` that has none; a second run finds nothing to do."""
    cases = session.scalars(
        select(CaseRow)
        .where(CaseRow.opened_day == day, CaseRow.state == CaseState.OPEN)
        .order_by(CaseRow.id)
        .with_for_update()
    ).all()
    events, without_law = [], 0
    for case in cases:
        try:
            basis = pack.basis(case.ground, today)
        except PackError:
            without_law += 1
            continue
        text = pack.ground(case.ground, today).draft
        row = add_version(session, case=case, basis=basis, reasons=text, worksheet={}, drafted_by=None, now=now)
        case.state = CaseState.PROPOSED
        facts = {"case": str(case.id), "version": row.version, "draft": row.draft_hash, "pack": basis.pack_sha256}
        events.append(Event("decision.proposed", f"decision:{row.id}", "draft_decisions", facts))
    append(session, now, events)
    return Proposed(len(events), without_law)
