"""What passes between Writ and platforms: notices out, proofs and answers back, each by the platform's own channel."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from sqlalchemy import or_, select

from include.writ.channels.api_access import webhook_keys
from include.writ.channels.base import Channel
from include.writ.channels.cover import LANGUAGES
from include.writ.channels.loopback import require_loopback_host
from include.writ.channels.settings import ChannelConnection
from include.writ.channels.transports import open_channel
from include.writ.channels.webhook import read_answer
from include.writ.domain.content import Platform
from include.writ.errors import NotPossible
from include.writ.log import get
from include.writ.notices.key_connection import KeyConnection
from include.writ.notices.labels import languages_among
from include.writ.services import collect, deliver, issue, letters, outages, portal_answers, proofs, pushed_answers
from include.writ.storage.models import OutboxRow, PlatformRow
from include.writ.wiring.deployment import Deployment, for_tasks
from include.writ.wiring.press import press_of

log = get(__name__)


def connection_of(platform: str) -> str:
    """The Airflow connection of a platform's channel, from the registry."""
    with for_tasks().begin() as session:
        row = session.get(PlatformRow, platform)
        if row is None:
            raise NotPossible(f"platform {platform} is not in the registry")
        return row.connection_id


def platforms_with_due_notices() -> list[str]:
    """Platforms with released notices that may be sent now, but for those that are away."""
    here = for_tasks()
    may_be_sent = or_(OutboxRow.retry_at.is_(None), OutboxRow.retry_at <= here.clock())
    due = select(OutboxRow.platform).where(OutboxRow.state.in_(issue.PENDING), may_be_sent).distinct()
    with here.begin() as session:
        away = outages.away(session, here.clock())
        return [name for name in session.scalars(due.order_by(OutboxRow.platform)) if name not in away]


def deliver_to(platform: str, connection: ChannelConnection, key: KeyConnection) -> dict[str, Any]:
    """Sign and send what is released for one platform."""
    here = for_tasks()
    specimen = here.is_specimen()
    channel = _channel(here, platform, connection, specimen)
    with press_of(key, is_specimen=specimen) as press:
        means = issue.Means(press, here.raw_store, here.zone, specimen)
        result = deliver.run(here.begin, platform=platform, channel=channel, means=means, clock=here.clock)
    log.info("platform %s: %s", platform, asdict(result))
    return asdict(result)


def collect_from(platform: str, connection: ChannelConnection) -> dict[str, int]:
    """Fetch what came back about notices on their way to one platform, and what it answered, pushed, or showed."""
    here = for_tasks()
    law = collect.Law(here.pack, here.zone)
    read = partial(read_answer, keys=webhook_keys(connection))
    pushed = pushed_answers.run(here.begin, platform=platform, read=read, law=law, clock=here.clock)
    seen = portal_answers.run(here.begin, platform=platform, law=law, clock=here.clock)
    channel = _channel(here, platform, connection, here.is_specimen())
    desk = letters.Desk(here.raw_store, law)
    proven = proofs.run(here.begin, platform=platform, channel=channel, clock=here.clock, desk=desk)
    result = collect.run(here.begin, platform=platform, channel=channel, law=law, clock=here.clock)
    ways = {"listed": asdict(result), "pushed": asdict(pushed), "in_a_portal": seen.matched}
    log.info("platform %s: %s, of notices on their way %s", platform, ways, proven)
    return {"matched": result.matched + pushed.matched + seen.matched, "held": result.held + pushed.held}


def _channel(here: Deployment, platform: str, connection: ChannelConnection, specimen: bool) -> Channel:
    """The channel of that connection's type; in specimen mode only where all of it is on this machine."""
    with here.begin() as session:
        languages = languages_among(session.get_one(PlatformRow, platform).languages, LANGUAGES)
    channel = open_channel(Platform(platform), connection, languages=languages, clock=here.clock)
    if specimen:
        for host in channel.hosts:
            require_loopback_host(host)
    return channel
