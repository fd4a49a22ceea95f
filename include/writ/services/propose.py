"""Apply the pack to new cases: ground, provision, authority, deadline, redress. It proposes; people decide.

A case gets its proposal when it is opened, if the pack has its ground in force then. This is for the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.states import CaseState
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.bases import bases_in_force
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
    if not cases:
        return Proposed(0, 0)
    bases = bases_in_force(session, pack, today)
    events = []
    for case in cases:
        if case.ground in bases:
            case.basis_id, case.proposed_at, case.state = bases[case.ground], now, CaseState.PROPOSED
            facts = {"basis": str(case.basis_id), "pack": pack.sha256}
            events.append(Event("case.proposed", f"case:{case.id}", "draft_decisions", facts))
    append(session, now, events)
    return Proposed(len(events), len(cases) - len(events))
