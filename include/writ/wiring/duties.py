"""What the Docket calls about what platform and author are owed with an order.

A platform is told the procedure before its first one; an author is told of each, or an officer says why not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from include.writ.domain.content import Platform
from include.writ.log import get
from include.writ.services import announce as announcing
from include.writ.services import deployment as standing
from include.writ.services import non_disclosure as silence
from include.writ.wiring.deployment import for_docket

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Announced:
    """The announcement on record (times UTC); the same one again gets the first."""

    id: UUID
    platform: str
    pack: str
    told_at: datetime
    person: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class NotDisclosed:
    """Until which day the author is not told, if the draft with this hash becomes an order."""

    case: UUID
    draft_hash: str
    until: date


def announce(platform: Platform, user_name: str, told: str, told_at: datetime) -> Announced:
    """Put on record what a platform was told before its first order."""
    here = for_docket()
    is_specimen = here.is_specimen()
    with here.begin() as session:
        row = announcing.run(
            session,
            platform=platform,
            person=standing.person(session, user_name),
            told=told,
            told_at=told_at,
            pack=here.pack,
            is_specimen=is_specimen,
            now=here.clock(),
        )
        done = Announced(row.id, row.platform, row.pack, row.told_at, row.person, row.recorded_at)
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
