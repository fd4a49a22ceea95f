"""What people write down of the answers that portals show."""

from __future__ import annotations

from uuid import UUID

from include.writ.domain.delivery import Outcome
from include.writ.log import get
from include.writ.services import deployment as standing
from include.writ.services import portal_answers
from include.writ.services.answer_records import PortalAnswer
from include.writ.services.portal_answers import Shown
from include.writ.services.records import record_of
from include.writ.wiring.deployment import for_docket

__all__ = ["PortalAnswer", "Shown"]

log = get(__name__)


def write_down(case_id: UUID, user_name: str, shown: Shown) -> PortalAnswer:
    """Write down what a portal shows in answer to the order of a case."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = portal_answers.write_down(session, case_id=case_id, person=person, shown=shown, now=here.clock())
        done = record_of(PortalAnswer, row)
    log.info("case %s: version %s of what the portal says was written down", case_id, done.version)
    return done


def confirm(case_id: UUID, user_name: str, seen: int, outcome: Outcome) -> PortalAnswer:
    """Confirm, as another person, what was written down."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = portal_answers.confirm(
            session, case_id=case_id, person=person, seen=seen, outcome=outcome, now=here.clock()
        )
        done = record_of(PortalAnswer, row)
    log.info("case %s: version %s of what the portal says was confirmed", case_id, done.version)
    return done
