"""What the Docket calls when a legal officer adopts the pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from include.writ import settings
from include.writ.errors import NotPossible
from include.writ.log import get
from include.writ.services import adopt as adoption
from include.writ.services import deployment as standing
from include.writ.wiring.deployment import for_docket

log = get(__name__)


@dataclass(frozen=True, slots=True)
class Adopted:
    """The adoption on record; whoever asked for it once more gets the first one."""

    pack: str
    version: str
    sha256: str
    adopted_by: str
    adopted_at: datetime


def adopt(pack_id: str, user_name: str, sha256: str) -> Adopted:
    """Adopt exactly the pack with this hash. Refused where the clock is set by hand: real orders need a real clock."""
    if settings.clock_file():
        raise NotPossible("the clock of this deployment is set by hand (WRIT_CLOCK_FILE); it can only make specimens")
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = adoption.run(session, pack_id=pack_id, sha256=sha256, person=person, pack=here.pack, now=here.clock())
    log.info("pack %s adopted", row.pack_sha256)
    return Adopted(row.pack, row.pack_version, row.pack_sha256, row.adopted_by, row.adopted_at)
