"""Notices for the Docket's tests: approved, released and sent as the services do it, to a scripted platform."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from include.writ.domain.delivery import Capabilities, DeliveryReport, ReportKind
from include.writ.domain.ids import sha256_hex
from include.writ.services import deliver, proofs
from include.writ.services.issue import Means
from include.writ.storage.models import NoticeRow
from include.writ.wiring import stages
from include.writ.wiring.deployment import for_tasks
from include.writ.wiring.press import press_of
from tests.support.press import means_of, specimen_key
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import DAY, EVIL, NOW, World

PLATFORM = "vkontakte"
MAIL = Capabilities(deduplicates=False, can_be_asked=False)


def release(world: World, cases: int, run: str = "run-1") -> None:
    """So many cases of the day become orders that a releaser lets go."""
    for case_id in world.cases[:cases]:
        assert world.approve(case_id, world.draft(case_id))[0] == 200
    stages.ask_release(DAY, run)
    stages.answer_release(run, "releaser_1", let_go=True)


def mail() -> ScriptedPlatform:
    """A mail server: it hands over, and nobody can be asked afterwards."""
    return ScriptedPlatform(for_tasks().clock, hands_over=True, capabilities=MAIL)


def send(world: World, channel: ScriptedPlatform, *, signed: bool = False) -> UUID:
    """Deliver what is released; the id of the newest notice. `signed`: with a real key, which takes a second."""
    here = for_tasks()
    if signed:
        with press_of(specimen_key(), is_specimen=True) as press:
            means = Means(press, here.raw_store, here.zone, is_specimen=True)
            deliver.run(here.begin, platform=PLATFORM, channel=channel, means=means, clock=here.clock)
    else:
        deliver.run(here.begin, platform=PLATFORM, channel=channel, means=means_of(here), clock=here.clock)
    with world.here.begin() as session:
        newest = select(NoticeRow.id).order_by(NoticeRow.position.desc()).limit(1)
        return session.scalars(newest).one()


def told(channel: ScriptedPlatform, kind: ReportKind, key: UUID | None, detail: str = EVIL) -> None:
    """Something comes back; what it says is a stranger's."""
    report_id = f"<{len(channel.told) + 1}@mail.example>"
    channel.told.append(DeliveryReport(report_id, str(key) if key else None, kind, for_tasks().clock(), detail))


def collect(channel: ScriptedPlatform) -> dict[str, int]:
    """Take up what came back."""
    here = for_tasks()
    return proofs.run(here.begin, platform=PLATFORM, channel=channel, clock=here.clock)


def handed(world: World, cases: int = 2) -> tuple[UUID, ScriptedPlatform]:
    """A notice with so many orders that a mail server took."""
    release(world, cases)
    channel = mail()
    return send(world, channel), channel


def clock_at(world: World, after: timedelta) -> datetime:
    """It is so much later than the first moment."""
    world.clock.write_text((NOW + after).isoformat())
    return NOW + after


def many(world: World, number: int) -> None:
    """As many notices without orders, a minute apart, made behind the back of the services."""
    with world.here.begin() as session:
        for position in range(1, number + 1):
            document = b'{"items":[]}'
            session.add(
                NoticeRow(
                    id=uuid4(),
                    number=f"X-N-2026-{position:06d}",
                    authority="x",
                    year=2026,
                    position=position,
                    platform=PLATFORM,
                    notice_kind="order",
                    is_specimen=True,
                    document=document,
                    document_sha256=sha256_hex(document),
                    issued_at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=position // 2),
                )
            )
            session.flush()
