"""Telling a platform the procedure before its first order, person by person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from include.writ.domain.content import Platform
from include.writ.storage.models import AnnouncementRow, CaseRow, OutboxRow
from include.writ.wiring import duties, stages
from include.writ.wiring.deployment import for_docket
from tests.support.chain import Chain

ASKER, RELEASER = "drafter_1", "releaser_1"


def platform_of(chain: Chain, case: UUID) -> Platform:
    with chain.begin() as session:
        return Platform(session.get_one(CaseRow, case).platform)


def ask_for(chain: Chain, platform: Platform, person: str = ASKER) -> duties.AnnouncedRecord:
    """A person asks for the announcement."""
    return duties.announce(platform, person)


def release_today(run_id: str, person: str = RELEASER) -> None:
    """What waits of today, announcements among it, is released."""
    assert stages.ask_release(for_docket().today, run_id)
    stages.answer_release(run_id, person, let_go=True)


def tell(chain: Chain, platform: Platform, run_id: str = "announcing") -> AnnouncementRow:
    """Asked for, released, sent and received now."""
    ask_for(chain, platform)
    release_today(run_id)
    chain.deliver_to(platform)
    return announced(chain, platform)


def announced(chain: Chain, platform: Platform) -> AnnouncementRow:
    """The newest announcement to a platform."""
    with chain.begin() as session:
        of_platform = select(AnnouncementRow).where(AnnouncementRow.platform == platform)
        return session.scalars(of_platform.order_by(AnnouncementRow.position.desc())).all()[0]


def state_of(chain: Chain, announcement_id: UUID) -> str:
    """How far an announcement is."""
    with chain.begin() as session:
        return session.scalars(select(OutboxRow.state).where(OutboxRow.announcement_id == announcement_id)).one()
