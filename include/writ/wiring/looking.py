"""Looking at what is ordered, as a task does it: some hundreds of items at a time, over the network that there is.

A specimen deployment looks at simulated pages only. Each page is judged as it comes, in another process, and not kept.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from include.writ import settings
from include.writ.domain.content import Platform
from include.writ.domain.verdict import TOLD_APART, Page, Sight
from include.writ.errors import ConfigError
from include.writ.log import get
from include.writ.probing.vantage import VantagePoints
from include.writ.services import probe
from include.writ.wiring.deployment import Deployment, for_tasks
from include.writ.wiring.judging import Judge, judging
from include.writ.wiring.vantage import visiting_from

PROBES_AT_ONCE = 800  # each may be at a host of its own, and connections stay open for a while: files are limited
NOWHERE_ELSE = VantagePoints()

log = get(__name__)

Seen = tuple[probe.Target, Sight]


def probe_due(points: VantagePoints = NOWHERE_ELSE) -> dict[str, int]:
    """Look once at every ordered item that is due, some hundreds at a time. Returns counts by verdict."""
    here = for_tasks()
    return asyncio.run(_look_at_all(here, _network(here), points))


async def _look_at_all(here: Deployment, network: Any, points: VantagePoints) -> dict[str, int]:
    verdicts = Counter[str]()
    async with visiting_from(network, points) as (visitor, visitor_outside), judging() as judge:
        while targets := _due(here):
            seen = await look_at(targets, visitor, judge)
            outside = await _look_outside(seen, visitor_outside, judge)
            with here.begin() as session:
                told = probe.record(session, seen=seen, vantage=points.counting, outside=outside, now=here.clock())
            verdicts.update(told)
            log.info("probed %s items so far: %s", verdicts.total(), dict(verdicts))
    return dict(verdicts)


def _due(here: Deployment) -> list[probe.Target]:
    with here.begin() as session:
        return probe.due(session, now=here.clock(), limit=PROBES_AT_ONCE)


async def look_at(targets: Sequence[probe.Target], visitor: Any, judge: Judge) -> list[Seen]:
    """Fetch and judge the page of each item; what of it is to be recorded, in the same order."""

    async def see(place: int, page: Page) -> Seen:
        target = targets[place]
        return target, await judge.judge(Platform(target.platform), page, target.url)

    seen: list[Seen] = await visitor.fetch_each([target.url for target in targets], see)
    return seen


async def _look_outside(seen: Sequence[Seen], visitor: Any, judge: Judge) -> dict[UUID, Sight]:
    """What is to be seen outside the territory, by order, where that tells more."""
    told = [target for target, sight in seen if visitor and sight.judgement.verdict in TOLD_APART]
    return {target.order_id: sight for target, sight in await look_at(told, visitor, judge)} if told else {}


def _network(here: Deployment) -> Any:
    from include.writ.probing.network import PublicNetwork, SimulatedNetwork

    simulated = settings.simulated_network()
    if simulated:
        return SimulatedNetwork(*simulated)
    if here.is_specimen():
        raise ConfigError("specimen mode looks at simulated pages only: set WRIT_SIMULATED_NETWORK to the simulator")
    return PublicNetwork()
