"""What people make of answers that nobody could match."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from include.writ.domain.delivery import Outcome
from include.writ.domain.people import Person
from include.writ.log import get
from include.writ.services import deployment as standing
from include.writ.services import holding_pen, withdraw_match
from include.writ.services.collect import Law
from include.writ.services.holding_pen import Matched
from include.writ.wiring.deployment import for_docket

__all__ = ["Matched"]

log = get(__name__)


def may_match(person: Person) -> bool:
    """Whether a person may say what an answer speaks of, and take that back."""
    return bool(person.roles & {*holding_pen.MAY_MATCH})


def match(response_id: UUID, user_name: str, orders: Sequence[str], outcome: Outcome) -> Matched:
    """Let an answer count for these orders, by number."""
    here = for_docket()
    with here.begin() as session:
        matched = holding_pen.match(
            session,
            response_id=response_id,
            orders=orders,
            outcome=outcome,
            person=standing.person(session, user_name),
            law=Law(here.pack, here.zone),
            now=here.clock(),
        )
    log.info("answer %s: counts for %s orders", response_id, matched.orders)
    return matched


def withdraw(response_id: UUID, user_name: str, orders: Sequence[str], outcome: Outcome, reason: str) -> Matched:
    """Withdraw that an answer was matched as `outcome` to these orders."""
    here = for_docket()
    with here.begin() as session:
        withdrawn = withdraw_match.withdraw(
            session,
            response_id=response_id,
            orders=orders,
            outcome=outcome,
            reason=reason,
            person=standing.person(session, user_name),
            now=here.clock(),
        )
    log.info("answer %s: withdrawn from %s orders", response_id, withdrawn.orders)
    return withdrawn


def set_aside(response_id: UUID, user_name: str, reason: str) -> Matched:
    """Note that an answer speaks of no order of ours."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        done = holding_pen.set_aside(session, response_id=response_id, person=person, reason=reason, now=here.clock())
    log.info("answer %s: set aside", response_id)
    return done
