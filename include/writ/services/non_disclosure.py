"""An officer decides, with reasons and for a limited time, that the author is not told of an order.

TCO article 11(3). It is for a law reviewer who neither drafted nor approves the order, it is of one draft and ends with
it, and no message is needed when its time is over: the order itself says from which day on the author is told.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.ids import stable_id
from include.writ.domain.people import Person, Role
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.case_holding import require_free
from include.writ.services.decide import DRAFTABLE, locked_case
from include.writ.services.drafts import latest_version, require_current
from include.writ.storage.models import DecisionRow, NonDisclosureRow


def run(
    session: Session,
    *,
    case_id: UUID,
    person: Person,
    draft_hash: str,
    reasons: str,
    until: date,
    pack: LoadedPack,
    is_specimen: bool,
    today: date,
    now: datetime,
) -> NonDisclosureRow:
    """Decide it for exactly this draft. `until`: the last day on which the author is not told; `today`: the local day.

    Raises `NotAllowed` for the drafter and without the role, `NotPossible` where the pack gives no term or a shorter
    one, for another draft than the newest, and for one that has a decision already.
    """
    person.require(Role.LAW_REVIEWER)
    locked_case(session, case_id, DRAFTABLE)
    require_free(session, case_id, person, now)
    draft = _draft_of(session, case_id, draft_hash, pack)
    if draft.drafted_by == person.id:
        raise NotAllowed(f"R21: {person.id} wrote the draft; that the author is not told is for another law reviewer")
    _require_term(draft, until, today)
    _require_verified(pack, today, is_specimen=is_specimen)
    if not reasons.strip():
        raise NotPossible("R21 reasons: say why the author can not be told yet")
    if of_draft(session, draft.id):
        raise NotPossible("R21: it is decided for this draft already, and a decision is not taken twice")
    row = NonDisclosureRow(
        id=stable_id("non_disclosure", draft.id),
        decision_id=draft.id,
        draft_hash=draft.draft_hash,
        person=person.id,
        reasons=reasons.strip(),
        until=until,
        decided_on=today,
        decided_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"decision": str(draft.id), "draft": draft_hash, "until": str(until)}
    append(session, now, [Event("case.non_disclosure", f"case:{case_id}", person.id, facts)])
    return row


def of_draft(session: Session, decision_id: UUID) -> NonDisclosureRow | None:
    """What was decided for this version of the draft; None: the author is told."""
    return session.scalar(select(NonDisclosureRow).where(NonDisclosureRow.decision_id == decision_id))


def _draft_of(session: Session, case_id: UUID, draft_hash: str, pack: LoadedPack) -> DecisionRow:
    draft = latest_version(session, case_id)
    if draft is None:
        raise NotPossible("R21: nobody has drafted an order yet that an author could be told of")
    require_current(draft, draft_hash, pack)
    return draft


def _require_term(draft: DecisionRow, until: date, today: date) -> None:
    days = draft.non_disclosure_days
    if not days:
        raise NotPossible(f"R21: pack {draft.pack} gives no term in which an author is not told, so the author is told")
    if not today <= until <= today + timedelta(days=days):
        latest = today + timedelta(days=days)
        raise NotPossible(f"R21 until: pack {draft.pack} allows {days} days, that is {today} to {latest}; not {until}")


def _require_verified(pack: LoadedPack, today: date, *, is_specimen: bool) -> None:
    term = pack.pack.non_disclosure
    if term and not is_specimen and not pack.pack.rule(term.rule, today).verified:
        raise NotPossible(f"R21: nobody has verified the rule {term.rule} of the pack; a legal officer has to read it")
