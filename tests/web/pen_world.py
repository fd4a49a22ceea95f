"""The holding pen for the Docket's tests: orders that their platform has, and answers of it that name none."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from include.writ.domain.delivery import HeldBecause, Outcome
from include.writ.storage.models import OrderRow, ResponseRow
from include.writ.wiring.deployment import for_tasks
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import EVIL, NOW, World
from tests.web.notices_world import PLATFORM, release, send


def arrived(world: World, cases: int = 2) -> list[str]:
    """The numbers of so many orders of one notice that VKontakte has."""
    release(world, cases)
    send(world, ScriptedPlatform(for_tasks().clock))
    with world.here.begin() as session:
        return list(session.scalars(select(OrderRow.number).order_by(OrderRow.number)))


def held(world: World, place: int, says: str = EVIL, *, key: str | None = None, outcome: Outcome | None = None) -> UUID:
    """The answer of that place in the pen."""
    with world.here.begin() as session:
        row = ResponseRow(
            id=uuid4(),
            platform=PLATFORM,
            seq=place,
            answer_id=f"held-{place}",
            notice_key=key,
            outcome=outcome,
            reason=says,
            held_because=HeldBecause.NO_ORDER,
            answered_at=NOW - timedelta(minutes=60 - place),
            collected_at=NOW - timedelta(minutes=60 - place),
        )
        session.add(row)
        return row.id
