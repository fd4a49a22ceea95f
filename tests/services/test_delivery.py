"""Sending when things go wrong: a platform that is down, a connection that breaks, an answer that names nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import requests
from sqlalchemy import func, select

from include.writ.domain.delivery import Answer, AnswerPage, Capabilities, Handed, Notice, Outcome, Receipt, ReportPage
from include.writ.domain.states import OutboxState
from include.writ.errors import ConfigError
from include.writ.local.postgres import EmbeddedPostgres
from include.writ.services import collect, deliver, issue
from include.writ.storage.models import DeliveryRow, OrderRow, OutboxRow, ResponseRow
from include.writ.wiring import sending
from tests.support.chain import DAY, Chain, local, played
from tests.support.databases import fresh_copy
from tests.support.press import means_of, specimen_key
from tests.support.scripted import ScriptedPlatform

AFTER = DAY + timedelta(days=1)
ORDERS = 60


def fault(chain: Chain, platform: str, kind: str | None) -> None:
    answer = requests.post(
        f"{chain.simulator.api_url}/control/faults", json={"platform": platform, "fault": kind}, timeout=10
    )
    answer.raise_for_status()


def release_all(chain: Chain) -> None:
    chain.bring_in(DAY)
    chain.decide_all(limit=ORDERS)
    chain.at(local(AFTER, 11))
    chain.release(DAY)


@pytest.fixture(scope="module")
def released(
    postgres: EmbeddedPostgres, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with notices that were just released, to be copied."""
    with played(postgres, database_template, tmp_path_factory.mktemp("released"), release_all) as name:
        yield name


@pytest.fixture
def database_url(postgres: EmbeddedPostgres, released: str) -> Iterator[str]:
    yield from fresh_copy(postgres, released)


@pytest.fixture
def chain(chain: Chain) -> Chain:
    """At the hour of the release."""
    chain.at(local(AFTER, 11))
    return chain


def states(chain: Chain, platform: str) -> set[str]:
    with chain.begin() as session:
        return set(session.scalars(select(OutboxRow.state).where(OutboxRow.platform == platform)))


def ids_of(chain: Chain, platform: str) -> set[UUID]:
    with chain.begin() as session:
        return set(session.scalars(select(OutboxRow.id).where(OutboxRow.platform == platform)))


def log_of(chain: Chain) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = requests.get(f"{chain.simulator.api_url}/control/notices", timeout=10).json()
    return listed


def given(chain: Chain) -> Counter[str]:
    return Counter(notice["key"] for notice in log_of(chain))


def orders_given(chain: Chain) -> list[list[str]]:
    return [notice["order_numbers"] for notice in log_of(chain)]


def test_a_platform_that_is_down_delays_its_own_notices_only(chain: Chain) -> None:
    fault(chain, "vkontakte", "down")
    results = chain.deliver()
    assert results["busy"] == len(ids_of(chain, "vkontakte"))
    assert states(chain, "vkontakte") == {OutboxState.RELEASED}
    assert states(chain, "telegram") == {OutboxState.SENT}
    fault(chain, "vkontakte", None)
    chain.at(local(AFTER, 12))
    chain.deliver()
    assert states(chain, "vkontakte") == {OutboxState.SENT}
    assert set(given(chain).values()) == {1}
    assert sum(len(numbers) for numbers in orders_given(chain)) == ORDERS


def test_a_connection_cut_after_sending_is_asked_about_and_not_sent_again(chain: Chain) -> None:
    fault(chain, "telegram", "cut")
    assert chain.deliver()["uncertain"] > 0
    assert states(chain, "telegram") == {OutboxState.UNCERTAIN}
    fault(chain, "telegram", None)
    assert "found" not in chain.deliver(), "the wait between attempts is not over"
    chain.at(local(AFTER, 12))
    assert chain.deliver()["found"] > 0
    assert states(chain, "telegram") == {OutboxState.SENT}
    assert max(given(chain).values()) == 1


@pytest.mark.requirement("R13")
def test_the_clock_runs_from_the_receipt(chain: Chain) -> None:
    chain.deliver()
    with chain.begin() as session:
        for order in session.scalars(select(OrderRow)):
            assert order.received_at == local(AFTER, 11)
            assert order.due_at == local(AFTER, 11) + timedelta(hours=24)


def test_an_answer_that_names_no_order_of_ours_waits_in_the_holding_pen(chain: Chain) -> None:
    chain.deliver()
    for hours in range(12, 24 * 5, 6):
        chain.at(local(AFTER, hours))
        chain.collect()
    with chain.begin() as session:
        held = session.scalars(select(ResponseRow).where(ResponseRow.order_id.is_(None))).all()
        total = session.scalars(select(func.count()).select_from(ResponseRow)).one()
    assert held
    assert all(response.order_number and response.order_number.startswith("1999") for response in held)
    assert total > 100
    assert chain.collect() == 0


def test_each_attempt_is_on_record(chain: Chain) -> None:
    fault(chain, "facebook", "down")
    chain.deliver()
    fault(chain, "facebook", None)
    chain.at(local(AFTER, 13))
    chain.deliver()
    with chain.begin() as session:
        results = Counter(session.scalars(select(DeliveryRow.result)))
        sealed = session.scalars(select(func.count()).select_from(OutboxRow)).one()
    assert results == {"sent": sealed, "busy": len(ids_of(chain, "facebook"))}


def test_a_sender_at_work_is_left_alone(chain: Chain) -> None:
    """Two tasks for one platform: the second finds the lock taken and sends nothing."""
    with chain.begin() as other:
        other.execute(select(func.pg_advisory_xact_lock(func.hashtext("writ.deliver.tiktok"))))
        result = chain.deliver_to("tiktok")
    assert result["results"] == {}
    assert result["pending"] > 0


def test_a_wrong_token_loses_no_notice(chain: Chain) -> None:
    wrong = replace(chain.channel_of("telegram"), password="expired")
    with pytest.raises(ConfigError, match="mend the connection"):
        sending.deliver_to("telegram", wrong, specimen_key())
    assert states(chain, "telegram") == {OutboxState.RELEASED}
    chain.at(local(AFTER, 12))
    assert chain.deliver()["sent"] > 0
    assert states(chain, "telegram") == {OutboxState.SENT}
    assert max(given(chain).values()) == 1


def test_a_platform_that_was_away_for_weeks_gets_its_notices_when_it_is_back(chain: Chain) -> None:
    fault(chain, "tiktok", "down")
    for attempt in range(45):
        chain.at(local(AFTER, 12 + 6 * attempt))
        chain.deliver_to("tiktok")
    fault(chain, "tiktok", None)
    chain.at(local(AFTER, 24 * 20))
    chain.deliver_to("tiktok")
    assert states(chain, "tiktok") == {OutboxState.SENT}


@pytest.mark.parametrize("received_at", [datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
@pytest.mark.requirement("R13")
def test_a_receipt_with_an_impossible_time_starts_no_clock(chain: Chain, received_at: datetime) -> None:
    class Liar:
        capabilities = Capabilities(deduplicates=True, can_be_asked=True)

        def send(self, notice: Notice) -> Receipt:
            return Receipt("r", received_at)

        def find(self, key: str) -> Receipt | None:
            return Receipt("r", received_at)

        def reports(self, cursor: str) -> ReportPage:
            return ReportPage((), cursor, has_more=False)

        def answers(self, after: int) -> AnswerPage:
            return AnswerPage([], False)

    here = chain.here
    result = deliver.run(here.begin, platform="facebook", channel=Liar(), means=means_of(here), clock=here.clock)
    assert set(result.results) == {"uncertain"}
    assert states(chain, "facebook") == {OutboxState.UNCERTAIN}
    with chain.begin() as session:
        assert session.scalars(select(OrderRow.due_at).where(OrderRow.platform == "facebook")).all().count(None) > 0


def test_a_platform_that_repeats_its_answers_for_ever_does_not_keep_us(chain: Chain) -> None:
    asked: list[int] = []

    class Repeats:
        capabilities = Capabilities(deduplicates=True, can_be_asked=True)

        def send(self, notice: Notice) -> Receipt:
            raise NotImplementedError

        def find(self, key: str) -> Receipt | None:
            raise NotImplementedError

        def reports(self, cursor: str) -> ReportPage:
            return ReportPage((), cursor, has_more=False)

        def answers(self, after: int) -> AnswerPage:
            asked.append(after)
            seq = 2**40 + len(asked)
            page = [Answer(seq, "same", None, "none", Outcome.REMOVED, "", local(AFTER, 12))]
            return AnswerPage(page, len(asked) < 5)

    here = chain.here
    law = collect.Law(here.pack, here.zone)
    collected = collect.run(here.begin, platform="facebook", channel=Repeats(), law=law, clock=here.clock)
    assert (collected.held, len(asked)) == (1, 5)
    assert asked == sorted(set(asked))


@pytest.mark.requirement("R13")
def test_a_receipt_proves_one_notice_and_not_the_next(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue, "MOST_ITEMS", 1)
    here = chain.here

    class SameReceipt(ScriptedPlatform):
        def send(self, notice: Notice) -> Receipt | Handed:
            return replace(super().send(notice), receipt_id="R-1")  # type: ignore[type-var]

        def find(self, key: str) -> Receipt | None:
            found = super().find(key)
            return replace(found, receipt_id="R-1") if found else None

    platform = SameReceipt(here.clock)
    for hour in (11, 14):
        chain.at(local(AFTER, hour))
        deliver.run(here.begin, platform="facebook", channel=platform, means=means_of(here), clock=here.clock)
        with chain.begin() as session:
            became = Counter(session.scalars(select(OutboxRow.state).where(OutboxRow.platform == "facebook")))
        assert (became["sent"], became["uncertain"] > 0) == (1, True)
