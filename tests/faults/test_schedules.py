"""Whatever the platform does, whenever the sender dies, each order's words arrive in one notice, once.

Hypothesis draws what the other side does with each request, when the sender is killed, how long it takes until the next
run, and which order falls when. Then all is calm, and what the other side has must be what the outbox says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from include.writ.channels import api
from include.writ.ledger.append import broken_at
from include.writ.services import issue
from tests.faults.agreement import Agreement
from tests.faults.course import play_calm, play_round
from tests.faults.peer import Peer, running_peer
from tests.faults.schedules import Schedule, schedules
from tests.faults.stock import Stock

pytestmark = pytest.mark.faults

TIMEOUT_S = (2.0, 0.2)
many = settings(
    max_examples=max(120, settings().max_examples // 25),  # 2000 with --hypothesis-profile=long
    database=None,
    phases=[Phase.generate],  # each run takes orders that no other has had: to make one smaller would cost minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


class World:
    """Both sides. It is no dataclass: hypothesis would write all of it into its report."""

    def __init__(self, stock: Stock, peer: Peer) -> None:
        self.stock = stock
        self.peer = peer


@pytest.fixture(scope="module")
def world(stock: Stock) -> Iterator[World]:
    with running_peer(stock.clock) as peer, pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "TIMEOUT_S", TIMEOUT_S)
        yield World(stock, peer)


@pytest.mark.timeout(3600)
@many
@given(schedule=schedules)
def test_whatever_happens_each_notice_arrives_once_and_both_sides_agree(
    world: World, tally: Counter[str], schedule: Schedule
) -> None:
    stock, peer = world.stock, world.peer
    issue.MOST_ITEMS = schedule.most_items
    peer.begin(schedule.scripts)
    taken, fallen = stock.take(schedule.orders), set[int]()
    for one in schedule.rounds:
        if one.minutes:
            peer.catch_up()
        tally["kills"] += play_round(stock, peer.channel(), taken, fallen, one)
    peer.catch_up()
    peer.calm()
    agreement = Agreement(stock, taken)
    play_calm(stock, peer.channel(), agreement.pending)
    agreement.check(peer, {taken[index].order_id for index in fallen})
    tally.update({"runs": 1, "falls": len(fallen), "notices": len(peer.sent), "attempts": peer.sent.total()})


def test_the_ledger_of_all_that_is_whole(world: World, tally: Counter[str]) -> None:
    tally.update(world.peer.done)
    with world.stock.chain.begin() as session:
        assert broken_at(session) is None
