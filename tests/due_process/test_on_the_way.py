"""R14, R22, R23 between Writ and a platform: what is under way when an order falls, and what a platform answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.delivery import Outcome, Receipt
from include.writ.domain.states import CaseState, OutboxState
from include.writ.notices.press import Sealed
from include.writ.services import collect, deliver
from include.writ.storage.models import AppealRow
from include.writ.wiring.deployment import for_tasks
from tests.support.chain import DAY, Chain
from tests.support.orders import NOON, annul, notices_of, order_of, reversal_of, sent_case
from tests.support.press import PlainPress, means_of
from tests.support.scripted import ScriptedPlatform, answer


def released(chain: Chain) -> UUID:
    """A case whose order is released and not sent yet."""
    case = chain.cases(CaseState.PROPOSED)[0]
    chain.draft(case)
    chain.approve(case)
    chain.at(NOON)
    chain.release(DAY)
    return case


def send(chain: Chain, case: UUID, platform: ScriptedPlatform) -> dict[str, int]:
    here, name = for_tasks(), order_of(chain, case).platform
    return deliver.run(here.begin, platform=name, channel=platform, means=means_of(here), clock=here.clock).results


def states(chain: Chain, case: UUID) -> dict[str, str]:
    return {kind: notice.state for kind, notice in notices_of(chain, case).items()}


@pytest.mark.requirement("R23")
def test_an_order_that_falls_while_it_is_being_sent_is_followed_by_the_notice_to_restore(chain: Chain) -> None:
    case = released(chain)
    platform = ScriptedPlatform(for_tasks().clock, meanwhile=lambda: annul(case))
    assert send(chain, case, platform) == {"sent": 1}
    order = order_of(chain, case)
    assert (order.state, order.received_at) == ("reversed", NOON)
    chain.release(DAY, "run-2")
    platform.meanwhile = lambda: None
    assert send(chain, case, platform) == {"sent": 1}
    assert states(chain, case) == {"order": "sent", "restoration": "sent"}
    assert reversal_of(chain, case).received_at == NOON


@pytest.mark.requirement("R23")
@pytest.mark.parametrize("has_it", [True, False])
def test_an_order_that_falls_in_doubt_is_asked_about_and_never_sent_again(chain: Chain, has_it: bool) -> None:
    case = released(chain)
    platform = ScriptedPlatform(for_tasks().clock, takes=has_it, tells=False)
    assert send(chain, case, platform) == {"uncertain": 1}
    annul(case)
    chain.release(DAY, "run-2")
    chain.at(NOON + timedelta(hours=1))
    platform.takes = platform.tells = True
    results = send(chain, case, platform)
    if has_it:
        assert (results, states(chain, case)) == ({"found": 1, "sent": 1}, {"order": "sent", "restoration": "sent"})
        assert len(platform.sent) == 2
        return
    assert results == {"not_there": 1}
    assert states(chain, case) == {"order": "cancelled", "restoration": "cancelled"}
    assert len(platform.sent) == 1
    assert not reversal_of(chain, case).to_be_restored


@pytest.mark.requirement("R23")
def test_the_notice_to_restore_waits_until_it_is_known_whether_the_order_arrived(chain: Chain) -> None:
    case = released(chain)
    platform = ScriptedPlatform(for_tasks().clock, takes=False)
    assert send(chain, case, platform) == {"uncertain": 1}
    annul(case)
    chain.release(DAY, "run-2")
    assert send(chain, case, platform) == {}
    assert states(chain, case) == {"order": OutboxState.UNCERTAIN, "restoration": OutboxState.RELEASED}


def collected(chain: Chain, case: UUID, outcome: Outcome, reason: str = "") -> None:
    """The tasks fetch one answer to the order of a case."""
    here, order = for_tasks(), order_of(chain, case)
    said = [answer(1, order.number, outcome, here.clock(), reason)]
    platform, law = ScriptedPlatform(here.clock, said=said), collect.Law(here.pack, here.zone)
    found = collect.run(here.begin, platform=order.platform, channel=platform, law=law, clock=here.clock)
    assert (found.matched, found.held) == (1, 0)


@pytest.mark.requirement("R14")
@pytest.mark.parametrize(
    ("outcome", "runs"), [(Outcome.CLARIFICATION, False), (Outcome.IMPOSSIBLE, False), (Outcome.ACKNOWLEDGED, True)]
)
def test_what_a_platform_asks_stops_its_time(chain: Chain, outcome: Outcome, runs: bool) -> None:
    case = sent_case(chain)
    collected(chain, case, outcome)
    assert (order_of(chain, case).due_at is not None) == runs


@pytest.mark.requirement("R22")
@pytest.mark.parametrize("reason", ["It reports on a trial.", "   "])
def test_a_platforms_complaint_over_its_channel_is_taken_with_a_receipt(chain: Chain, reason: str) -> None:
    case = sent_case(chain)
    collected(chain, case, Outcome.APPEALED, reason)
    with chain.begin() as session:
        appeal = session.scalars(select(AppealRow)).one()
    assert (appeal.appellant, appeal.state, appeal.recorded_by) == ("platform", "received", None)
    assert appeal.statement == (reason.strip() or collect.NO_WORDS)
    assert appeal.in_time_until is not None
    assert states(chain, case) == {"order": "sent", "appeal_receipt": "waiting"}
    assert order_of(chain, case).due_at is None


class Killed(BaseException):
    """The sender's process is gone."""


@pytest.mark.requirement("R23")
def test_what_was_sent_a_moment_ago_is_not_believed_to_be_missing(chain: Chain) -> None:
    """The sender died, its request is still on the way, and the order fell: the platform does not know it yet."""

    def die() -> None:
        raise Killed

    case = released(chain)
    platform = ScriptedPlatform(for_tasks().clock, meanwhile=die)
    with pytest.raises(Killed):
        send(chain, case, platform)
    annul(case)
    platform.meanwhile = lambda: None
    assert send(chain, case, platform) == {"uncertain": 1}
    platform.kept[platform.sent[0]] = Receipt("r-late", NOON)
    chain.at(NOON + timedelta(hours=1))
    assert send(chain, case, platform) == {"found": 1}
    assert reversal_of(chain, case).to_be_restored
    assert len(platform.sent) == 1


def test_an_order_that_falls_while_its_notice_is_signed_does_not_leave(chain: Chain) -> None:
    case, here = released(chain), for_tasks()
    platform, name = ScriptedPlatform(here.clock), order_of(chain, case).platform

    class FallsMeanwhile(PlainPress):
        def seal(self, document: bytes, issued_at: datetime) -> Sealed:
            annul(case)
            return super().seal(document, issued_at)

    means = replace(means_of(here), press=FallsMeanwhile())
    done = deliver.run(here.begin, platform=name, channel=platform, means=means, clock=here.clock)
    assert (done.results, done.pending, platform.sent) == ({}, 0, [])
    assert states(chain, case) == {"order": "cancelled"}
