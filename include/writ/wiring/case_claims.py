"""What the Docket calls when people take cases in hand and leave them to others."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from include.writ.log import get
from include.writ.services import case_claims, case_holding
from include.writ.services import deployment as standing
from include.writ.services.case_lines import ClaimRecord
from include.writ.services.decide import DRAFTABLE
from include.writ.wiring.case_queue import Asked, waiting_for
from include.writ.wiring.deployment import for_docket

__all__ = ["ClaimRecord"]

log = get(__name__)


@dataclass(frozen=True, slots=True)
class HeldCase:
    """The case, and who holds it; nobody does where it was released."""

    case: UUID
    claim: ClaimRecord | None


def claim(case_id: UUID, user_name: str) -> HeldCase:
    """Hold the case."""
    here = for_docket()
    with here.begin() as session:
        holder = standing.person(session, user_name)
        held = case_claims.claim(session, case_id=case_id, person=holder, now=here.clock())
    log.info("case %s: claimed", case_id)
    return HeldCase(case_id, held)


def release(case_id: UUID, user_name: str) -> HeldCase:
    """Leave the case to others."""
    here = for_docket()
    with here.begin() as session:
        holder = standing.person(session, user_name)
        case_claims.release(session, case_id=case_id, person=holder, now=here.clock())
    log.info("case %s: claim released", case_id)
    return HeldCase(case_id, None)


def claim_next(user_name: str, asked: Asked, past: UUID | None) -> HeldCase:
    """Hold the first case asked for that waits for the person and can be had; after `past`, which they leave."""
    here = for_docket()
    now = here.clock()
    with here.begin() as session:
        person = standing.person(session, user_name)
        states = [state for state in asked.states(person) if state in DRAFTABLE and state in waiting_for(person)]
        case_id = case_claims.claim_next(session, states=states, wanted=asked.wanted, person=person, past=past, now=now)
        held = case_holding.holder_of(session, case_id, now)
    log.info("case %s: claimed as the next", case_id)
    return HeldCase(case_id, held)
