"""What the Docket calls when people take cases in hand and leave them to others."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from include.writ.domain.people import Role
from include.writ.domain.states import CaseState
from include.writ.log import get
from include.writ.services import case_claims, case_holding
from include.writ.services import deployment as standing
from include.writ.services.docket_records import ClaimRecord
from include.writ.wiring.deployment import for_docket

__all__ = ["ClaimRecord"]

# for whom the cases wait that somebody can take in hand
WAITS_FOR_DECIDERS = {
    CaseState.PROPOSED: Role.DRAFTER,
    CaseState.DRAFTED: Role.APPROVER,
    CaseState.LAW_REVIEW: Role.LAW_REVIEWER,
}

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


def claim_next(user_name: str, past: UUID | None) -> HeldCase:
    """Hold the first case that waits for the person and can be had; after `past`, which they leave to others."""
    here = for_docket()
    now = here.clock()
    with here.begin() as session:
        person = standing.person(session, user_name)
        states = [state for state, role in WAITS_FOR_DECIDERS.items() if role in person.roles]
        case_id = case_claims.claim_next(session, states=states, person=person, past=past, now=now)
        held = case_holding.holder_of(session, case_id, now)
    log.info("case %s: claimed as the next", case_id)
    return HeldCase(case_id, held)
