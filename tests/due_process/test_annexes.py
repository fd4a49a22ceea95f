"""What leaves as one notice, under which number, and what becomes of one whose order falls before it has left."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from include.writ.domain.states import CaseState, OutboxState
from include.writ.errors import ConfigError, DeliveryUncertain
from include.writ.notices.key_connection import KeyConnection
from include.writ.notices.specimen_key import CERTIFICATE
from include.writ.notices.verify import read_certificate, verify_json, verify_pdf
from include.writ.services import deliver, issue
from include.writ.storage.models import DeliveryRow, NoticeRow, OrderRow, OutboxRow
from include.writ.wiring.deployment import for_tasks
from tests.support.chain import DAY, Chain
from tests.support.orders import NOON, annul, notices_of, order_of, release_again
from tests.support.press import PlainPress, means_of, specimen_key
from tests.support.scripted import ScriptedPlatform

HOUR = timedelta(hours=1)


def released(chain: Chain, number: int) -> str:
    """As many orders to one platform, released at noon; its name."""
    with chain.begin() as session:
        from include.writ.storage.models import CaseRow, ContentItemRow

        rows = select(ContentItemRow.platform, CaseRow.id).join(CaseRow, CaseRow.content_item_id == ContentItemRow.id)
        waiting = session.execute(rows.where(CaseRow.state == CaseState.PROPOSED).order_by(CaseRow.id)).all()
    name = Counter(row.platform for row in waiting).most_common(1)[0][0]
    for case_id in [row.id for row in waiting if row.platform == name][:number]:
        chain.draft(case_id)
        chain.approve(case_id)
    chain.at(NOON)
    chain.release(DAY)
    return name


def send(chain: Chain, platform: str, channel: ScriptedPlatform) -> dict[str, int]:
    here = for_tasks()
    return deliver.run(here.begin, platform=platform, channel=channel, means=means_of(here), clock=here.clock).results


def made(chain: Chain) -> list[NoticeRow]:
    with chain.begin() as session:
        return list(session.scalars(select(NoticeRow).order_by(NoticeRow.position)))


def cases_of(chain: Chain) -> list[UUID]:
    with chain.begin() as session:
        return list(session.scalars(select(OrderRow.case_id).order_by(OrderRow.number)))


def states(chain: Chain) -> Counter[str]:
    with chain.begin() as session:
        return Counter(session.scalars(select(OutboxRow.state).where(OutboxRow.notice_kind == "order")))


def test_the_orders_of_a_day_to_a_platform_are_one_notice_with_each_its_number_and_reasons(chain: Chain) -> None:
    platform = ScriptedPlatform(for_tasks().clock)
    assert send(chain, released(chain, 3), platform) == {"sent": 3}
    (notice,) = made(chain)
    says = json.loads(notice.document)
    assert platform.sent == [str(notice.id)]
    assert says["notice_number"] == notice.number == "MCI-SPECIMEN-N-2026-000001"
    assert [item["order_number"][-6:] for item in says["items"]] == ["000001", "000002", "000003"]
    assert len({item["reasons"] for item in says["items"]}) == 3
    with chain.begin() as session:
        assert {order.received_at for order in session.scalars(select(OrderRow))} == {NOON}


def test_a_notice_is_never_larger_than_a_person_can_read(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue, "MOST_ITEMS", 2)
    send(chain, released(chain, 5), ScriptedPlatform(for_tasks().clock))
    assert [len(json.loads(notice.document)["items"]) for notice in made(chain)] == [2, 2, 1]
    assert [notice.position for notice in made(chain)] == [1, 2, 3]


def test_what_is_sent_is_signed_with_the_deployments_key_and_kept(chain: Chain) -> None:
    released(chain, 2)
    chain.deliver()
    (notice,) = made(chain)
    assert notice.pdf_sha256
    assert notice.signature
    trusted = read_certificate(_folder() / CERTIFICATE)
    assert verify_pdf(chain.here.raw_store.get(notice.pdf_sha256), trusted).is_specimen
    assert verify_json(notice.document, notice.signature, trusted).signed_at == NOON


def _folder():  # type: ignore[no-untyped-def]
    from pathlib import Path

    return Path(specimen_key().extra["certificate_file"]).parent


def test_without_a_key_nothing_leaves_and_with_one_it_goes_on(chain: Chain) -> None:
    from include.writ.wiring import sending

    name = released(chain, 2)
    with pytest.raises(ConfigError, match=r"docs/signing.md"):
        sending.deliver_to(name, chain.channel_of(name), KeyConnection({}, ""))
    assert states(chain) == {OutboxState.RELEASED: 2}
    assert chain.deliver_to(name)["results"] == {"sent": 2}
    assert len(made(chain)) == 1


def test_a_notice_that_is_sent_again_is_the_same_to_the_byte(chain: Chain) -> None:
    name, lost = released(chain, 2), ScriptedPlatform(for_tasks().clock, takes=False)
    assert send(chain, name, lost) == {"uncertain": 2}
    first = lost.notices[-1]
    chain.at(NOON + HOUR)
    lost.takes = True
    assert send(chain, name, lost) == {"sent": 2}
    assert lost.notices[-1] == first


def test_an_order_that_falls_before_it_has_left_makes_its_notice_void_and_the_rest_goes_on(chain: Chain) -> None:
    name, busy = released(chain, 3), ScriptedPlatform(for_tasks().clock, busy=True)
    assert send(chain, name, busy) == {"busy": 3}
    fallen = cases_of(chain)[1]
    annul(fallen)
    chain.at(NOON + HOUR)
    busy.busy = False
    assert send(chain, name, busy) == {"sent": 2}
    void, other = made(chain)
    assert (void.voided_at, other.voided_at) == (NOON + HOUR, None)
    assert [void.position, other.position] == [1, 2]
    numbers = [item["order_number"] for item in json.loads(other.document)["items"]]
    assert order_of(chain, fallen).number not in numbers
    assert set(busy.kept) == {str(other.id)}
    assert notices_of(chain, fallen)["order"].state == OutboxState.CANCELLED


@pytest.mark.requirement("R23")
def test_when_one_order_of_a_notice_in_doubt_falls_and_it_never_came_the_others_go_with_another(chain: Chain) -> None:
    name, lost = released(chain, 3), ScriptedPlatform(for_tasks().clock, takes=False)
    send(chain, name, lost)
    annul(cases_of(chain)[0])
    chain.at(NOON + HOUR)
    lost.takes = True
    assert send(chain, name, lost) == {"not_there": 3, "sent": 2}
    assert states(chain) == {OutboxState.SENT: 2, OutboxState.CANCELLED: 1}
    assert [bool(notice.voided_at) for notice in made(chain)] == [True, False]


@pytest.mark.requirement("R23")
def test_when_one_order_of_a_notice_in_doubt_falls_and_it_came_all_count_as_sent(chain: Chain) -> None:
    name, cut = released(chain, 3), ScriptedPlatform(for_tasks().clock, tells=False)
    send(chain, name, cut)
    fallen = cases_of(chain)[0]
    annul(fallen)
    chain.at(NOON + HOUR)
    cut.tells = True
    assert send(chain, name, cut) == {"found": 3}
    assert len(cut.sent) == 1
    release_again(chain, "run-2")
    assert notices_of(chain, fallen)["restoration"].state == OutboxState.SENT


def test_a_sender_that_dies_between_signing_and_sending_leaves_a_notice_that_goes_as_it_is(chain: Chain) -> None:
    name, here = released(chain, 2), for_tasks()

    class DiesBeforeClaim(PlainPress):
        def seal(self, document: bytes, issued_at: object) -> object:  # type: ignore[override]
            raise DeliveryUncertain("killed")

    means = issue.Means(DiesBeforeClaim(), here.raw_store, here.zone, True)  # type: ignore[arg-type]
    with pytest.raises(DeliveryUncertain):
        deliver.run(here.begin, platform=name, channel=ScriptedPlatform(here.clock), means=means, clock=here.clock)
    (notice,) = made(chain)
    assert states(chain) == {OutboxState.RELEASED: 2}
    chain.at(NOON + HOUR)
    platform = ScriptedPlatform(here.clock)
    send(chain, name, platform)
    assert [str(notice.id)] == platform.sent
    assert made(chain)[0].document == notice.document


def test_what_a_mail_server_took_waits_for_its_proof_and_no_clock_runs(chain: Chain) -> None:
    name = released(chain, 2)
    assert send(chain, name, ScriptedPlatform(for_tasks().clock, hands_over=True)) == {"handed": 2}
    assert states(chain) == {OutboxState.HANDED: 2}
    with chain.begin() as session:
        assert {order.due_at for order in session.scalars(select(OrderRow))} == {None}
        assert set(session.scalars(select(DeliveryRow.receipt_id))) == {None}
    assert send(chain, name, ScriptedPlatform(for_tasks().clock)) == {}


def test_a_platform_that_says_when_to_come_back_is_not_asked_before(chain: Chain) -> None:
    name, busy = released(chain, 1), ScriptedPlatform(for_tasks().clock, busy=True, retry_after=7200)
    send(chain, name, busy)
    for minutes, results in ((119, {}), (121, {"sent": 1})):
        busy.busy = False
        chain.at(NOON + timedelta(minutes=minutes))
        assert send(chain, name, busy) == results


def test_a_doubt_stays_when_the_platform_is_busy_after_it(chain: Chain) -> None:
    name, lost = released(chain, 2), ScriptedPlatform(for_tasks().clock, takes=False)
    send(chain, name, lost)
    chain.at(NOON + HOUR)
    lost.busy = True
    assert send(chain, name, lost) == {"busy": 2}
    assert states(chain) == {OutboxState.UNCERTAIN: 2}
