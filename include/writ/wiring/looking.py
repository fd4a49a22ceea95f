"""Looking at what is ordered, as a task does it: some hundreds of items at a time, over the network that there is.

A specimen deployment looks at simulated pages only.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from include.writ import settings
from include.writ.domain.content import Platform
from include.writ.domain.verdict import Page, Sight
from include.writ.errors import ConfigError
from include.writ.log import get
from include.writ.platforms.evidence import judge_page
from include.writ.services import probe
from include.writ.wiring.deployment import Deployment, for_tasks

PROBES_AT_ONCE = 500

log = get(__name__)


def probe_due() -> dict[str, int]:
    """Look once at every ordered item that is due, some hundreds at a time. Returns counts by verdict."""
    from include.writ.probing.manners import Manners

    here, verdicts = for_tasks(), Counter[str]()
    network, manners = _network(here), Manners()
    while targets := _due(here):
        verdicts.update(_probe(here, targets, network, manners))
        log.info("probed %s items so far: %s", verdicts.total(), dict(verdicts))
    return dict(verdicts)


def _due(here: Deployment) -> list[probe.Target]:
    with here.begin() as session:
        return probe.due(session, now=here.clock(), limit=PROBES_AT_ONCE)


def _probe(here: Deployment, targets: list[probe.Target], network: Any, manners: Any) -> dict[str, int]:
    from include.writ.probing.client import fetch_each

    def judge(place: int, page: Page) -> tuple[probe.Target, Sight]:
        target = targets[place]
        return target, judge_page(Platform(target.platform), page, target.url)

    seen = asyncio.run(fetch_each([target.url for target in targets], network, judge, manners))
    with here.begin() as session:
        return probe.record(session, seen=seen, now=here.clock())


def _network(here: Deployment) -> Any:
    from include.writ.probing.network import PublicNetwork, SimulatedNetwork

    simulated = settings.simulated_network()
    if simulated:
        return SimulatedNetwork(*simulated)
    if here.is_specimen():
        raise ConfigError("specimen mode looks at simulated pages only: set WRIT_SIMULATED_NETWORK to the simulator")
    return PublicNetwork()
