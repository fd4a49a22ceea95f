"""What the Docket calls about what platform and author are owed with an order.

A platform is told the procedure before its first one; an author is told of each, or an officer says why not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from include.writ.domain.content import Platform
from include.writ.log import get
from include.writ.services import announce as announcing
from include.writ.services import announcement_records
from include.writ.services import deployment as standing
from include.writ.services import non_disclosure as silence
from include.writ.services.notice_records import AnnouncedRecord
from include.writ.wiring.deployment import for_docket

__all__ = ["AnnouncedRecord"]

log = get(__name__)


@dataclass(frozen=True, slots=True)
class NotDisclosed:
    """Until which day the author is not told, if the draft with this hash becomes an order."""

    case: UUID
    draft_hash: str
    until: date


def announce(platform: Platform, user_name: str) -> AnnouncedRecord:
    """Ask that a platform be told before its first order; the one that is there where it has it or may get it."""
    here = for_docket()
    is_specimen = here.is_specimen()
    with here.begin() as session:
        row = announcing.run(
            session,
            platform=platform,
            person=standing.person(session, user_name),
            pack=here.pack,
            is_specimen=is_specimen,
            today=here.today,
            now=here.clock(),
        )
        done = announcement_records.read(session, row.id)
    log.info("platform %s: announcement %s", platform, done.id)
    return done


def non_disclosure(case_id: UUID, user_name: str, draft_hash: str, reasons: str, until: date) -> NotDisclosed:
    """Decide that the author is not told of the order that the draft with this hash may become."""
    here = for_docket()
    is_specimen = here.is_specimen()
    with here.begin() as session:
        silence.run(
            session,
            case_id=case_id,
            person=standing.person(session, user_name),
            draft_hash=draft_hash,
            reasons=reasons,
            until=until,
            pack=here.pack,
            is_specimen=is_specimen,
            today=here.today,
            now=here.clock(),
        )
    log.info("case %s: author not told until %s", case_id, until)
    return NotDisclosed(case_id, draft_hash, until)
