"""R16: what was released for a contact that changed before it left goes back to the releaser, as it was sealed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from include.writ.channels.base import BusyFor
from include.writ.domain.delivery import Capabilities, Handed, Notice, Receipt
from include.writ.services import deliver
from include.writ.storage.models import LedgerRow, NoticeRow, OrderRow, OutboxRow, ReturnRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring.deployment import for_tasks
from tests.due_process.test_annexes import cases_of, made, released, send, states
from tests.support.acting import refused_as, run_as
from tests.support.chain import DAY, Chain
from tests.support.orders import NOON, annul, order_of
from tests.support.press import means_of
from tests.support.registry import register
from tests.support.scripted import ScriptedPlatform

HOUR = timedelta(hours=1)
NEW = "authorities@platform.simulated.example"
WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
MAIL = Capabilities(deduplicates=False, can_be_asked=False)
RETURN = """
    INSERT INTO writ.returns (outbox_id, release_id, notice_id, contact_id, returned_at)
    SELECT o.id, o.release_id, o.notice_id, (writ.current_contact(o.platform)).id, now() FROM writ.outbox o"""


def busy() -> ScriptedPlatform:
    return ScriptedPlatform(for_tasks().clock, busy=True)


def rows(chain: Chain) -> list[OutboxRow]:
    with chain.begin() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def events(chain: Chain, *names: str) -> list[LedgerRow]:
    with chain.begin() as session:
        return list(session.scalars(select(LedgerRow).where(LedgerRow.event.in_(names)).order_by(LedgerRow.seq)))


@pytest.mark.requirement("R16")
def test_a_notice_that_has_not_left_is_void_and_goes_anew_to_the_contact_in_force(chain: Chain) -> None:
    name, platform = released(chain, 3), busy()
    assert send(chain, name, platform) == {"busy": 3}
    sealed = {row.id: (bytes(row.document), row.document_sha256) for row in rows(chain)}
    chain.at(NOON + HOUR)
    register(chain.here, name, email=NEW)
    assert states(chain) == {"waiting": 3}
    assert {order_of(chain, case).state for case in cases_of(chain)} == {"approved"}
    platform.busy = False
    assert send(chain, name, platform) == {}
    chain.release(DAY, "run-2")
    assert send(chain, name, platform) == {"sent": 3}
    void, other = made(chain)
    assert (void.number[-6:], void.voided_at, void.void_because) == ("000001", NOON + HOUR, "contact_changed")
    assert (other.number[-6:], other.voided_at) == ("000002", None)
    says = json.loads(other.document)
    assert platform.sent == [str(other.id)]
    assert (says["addressee"]["contact_point"], platform.notices[0].addressee) == (NEW, NEW)
    # what was approved is carried to the byte, with the contact that was registered then
    assert {row.id: (bytes(row.document), row.document_sha256) for row in rows(chain)} == sealed
    assert says["items"] == [json.loads(document) for _, (document, _) in sorted(sealed.items(), key=_number)]
    assert NEW not in {item["addressee"] for item in says["items"]}


def _number(sealed: tuple[UUID, tuple[bytes, str]]) -> str:
    return str(json.loads(sealed[1][0])["order_number"])


@pytest.mark.requirement("R16")
def test_what_no_notice_carries_yet_goes_back_too(chain: Chain) -> None:
    name = released(chain, 2)
    register(chain.here, name, email=NEW)
    assert (states(chain), made(chain)) == ({"waiting": 2}, [])
    assert {(row.release_id, row.notice_id, row.retry_at) for row in rows(chain)} == {(None, None, None)}


def test_the_record_says_what_went_back_and_whose_release_it_was(chain: Chain) -> None:
    name = released(chain, 2)
    send(chain, name, busy())
    (notice,) = made(chain)
    register(chain.here, name, email=NEW)
    with chain.begin() as session:
        returned = session.scalars(select(ReturnRow)).all()
        assert {(row.notice_id, row.person) for row in returned} == {(notice.id, None)}
        assert len({row.contact_id for row in returned}) == 1
    assert [(event.event, event.actor) for event in events(chain, "notice.void", "notice.recalled")] == [
        ("notice.void", "reviewer_1"),
        ("notice.recalled", "reviewer_1"),
        ("notice.recalled", "reviewer_1"),
    ]
    assert events(chain, "notice.void")[0].data["because"] == "contact_changed"
    assert not any("@" in str(event.data) for event in events(chain, "notice.void", "notice.recalled"))


@pytest.mark.requirement("R16")
def test_another_version_with_the_same_address_takes_nothing_back(chain: Chain) -> None:
    name = released(chain, 2)
    send(chain, name, busy())
    register(chain.here, name, name="Unit for authorities")
    assert states(chain) == {"released": 2}
    chain.at(NOON + HOUR)
    assert send(chain, name, ScriptedPlatform(for_tasks().clock)) == {"sent": 2}


@pytest.mark.requirement("R16")
@pytest.mark.parametrize("state", ["uncertain", "handed", "sent", "sending"])
def test_nothing_is_taken_back_that_may_have_arrived(chain: Chain, state: str) -> None:
    name = released(chain, 2)
    platform = ScriptedPlatform(for_tasks().clock)
    if state == "sending":
        platform.meanwhile = lambda: register(chain.here, name, email=NEW)
        assert send(chain, name, platform) == {"sent": 2}
        assert made(chain)[0].voided_at is None
        return
    platform.hands_over, platform.takes = state == "handed", state == "sent"
    assert send(chain, name, platform) == {state: 2}
    register(chain.here, name, email=NEW)
    assert (states(chain), [notice.voided_at for notice in made(chain)]) == ({state: 2}, [None])
    refused_as(WORKER, "not released for a contact that changed", RETURN)
    refused_as(WORKER, "may have it", "UPDATE writ.notices SET voided_at = now(), void_because = 'contact_changed'")


@pytest.mark.requirement("R16")
def test_a_notice_that_was_not_taken_while_the_contact_changed_does_not_go_to_the_former_one(chain: Chain) -> None:
    name = released(chain, 2)

    class ChangesMeanwhile(ScriptedPlatform):
        def send(self, notice: Notice) -> Receipt | Handed:
            self.sent.append(notice.key)
            register(chain.here, name, email=NEW)
            raise BusyFor("not now", None)

    assert send(chain, name, ChangesMeanwhile(for_tasks().clock)) == {"busy": 2}
    assert states(chain) == {"released": 2}
    chain.at(NOON + HOUR)
    platform = ScriptedPlatform(for_tasks().clock)
    assert send(chain, name, platform) == {}
    assert (states(chain), platform.sent, made(chain)[0].void_because) == ({"waiting": 2}, [], "contact_changed")
    assert {event.actor for event in events(chain, "notice.void")} == {"issue_notices"}


def test_a_contact_that_changes_just_before_a_notice_is_claimed_stops_it(chain: Chain) -> None:
    name, here = released(chain, 2), for_tasks()
    send(chain, name, busy())
    chain.at(NOON + HOUR)
    platform = ScriptedPlatform(here.clock)

    class ChangesMeanwhile:
        """Where the signed PDF of a notice is read after it was chosen."""

        def get(self, sha256: str) -> bytes:
            register(chain.here, name, email=NEW)
            return here.raw_store.get(sha256)

    means: Any = replace(means_of(here), blobs=ChangesMeanwhile())
    done = deliver.run(here.begin, platform=name, channel=platform, means=means, clock=here.clock)
    assert (done.results, platform.sent, states(chain)) == ({}, [], {"waiting": 2})


def test_an_order_that_fell_in_a_notice_that_is_void_does_not_come_back(chain: Chain) -> None:
    name = released(chain, 3)
    send(chain, name, busy())
    fallen = cases_of(chain)[0]
    annul(fallen)
    register(chain.here, name, email=NEW)
    assert states(chain) == {"waiting": 2, "cancelled": 1}
    assert order_of(chain, fallen).state == "reversed"
    chain.at(NOON + HOUR)
    chain.release(DAY, "run-2")
    assert send(chain, name, ScriptedPlatform(for_tasks().clock)) == {"sent": 2}


@pytest.mark.requirement("R16", "R24")
def test_no_statement_takes_back_or_sends_on_otherwise(chain: Chain) -> None:
    name = released(chain, 2)
    send(chain, name, busy())
    for role in DatabaseRole:
        refused_as(role, "not released for a contact that changed", RETURN)
        refused_as(role, "permission denied|append-only", "DELETE FROM writ.returns")
    refused_as(WORKER, "for a reason on record", "UPDATE writ.outbox SET state = 'waiting'")
    refused_as(DOCKET, "permission denied", "UPDATE writ.outbox SET state = 'waiting'")
    refused_as(WORKER, "does not wait for a release", "UPDATE writ.orders SET state = 'approved', released_at = NULL")
    void = "UPDATE writ.notices SET voided_at = now(), void_because = "
    refused_as(WORKER, "names the contact in force", f"{void}'contact_changed'")
    refused_as(WORKER, "void_because_known", f"{void}'tidiness'")
    refused_as(WORKER, "void_for_a_reason", "UPDATE writ.notices SET voided_at = now()")
    refused_as(WORKER, "permission denied", _mended(name))


def _mended(platform: str) -> str:
    return RETURN.replace("contact_id", "person, reasons").replace(
        "(writ.current_contact(o.platform)).id", "'releaser_1', 'mended'"
    )


@pytest.mark.requirement("R16")
def test_behind_the_services_too_nothing_leaves_for_a_former_contact(chain: Chain) -> None:
    """The Docket's login proposes and confirms by SQL, so nothing is taken back; and still nothing goes on."""
    name = released(chain, 2)
    send(chain, name, busy())
    run_as(
        DOCKET,
        """INSERT INTO writ.platform_contacts SELECT (jsonb_populate_record(c, CAST(:changes AS jsonb))).*
           FROM writ.platform_contacts c WHERE platform = :name""",
        changes=json.dumps(
            {"id": str(uuid4()), "position": 2, "email": NEW, "confirmed_by": None, "confirmed_at": None}
        ),
        name=name,
    )
    run_as(
        DOCKET,
        "UPDATE writ.platform_contacts SET confirmed_by = 'reviewer_1', confirmed_at = now() WHERE position = 2",
    )
    assert states(chain) == {"released": 2}
    refused_as(WORKER, "was asked about the contact", "UPDATE writ.outbox SET state = 'sending'")
    wrong = RETURN.replace("(writ.current_contact(o.platform)).id", "(SELECT min(id::text)::uuid FROM writ.orders)")
    refused_as(WORKER, "not released for a contact that changed", wrong)
    chain.at(NOON + HOUR)
    assert send(chain, name, ScriptedPlatform(for_tasks().clock)) == {}
    assert states(chain) == {"waiting": 2}
    back = (
        "UPDATE writ.outbox SET notice_id = (SELECT id FROM writ.notices), release_id = (SELECT id FROM writ.releases)"
    )
    refused_as(WORKER, "does not name the contact that two persons registered", back)


@pytest.mark.requirement("R22")
def test_who_let_go_what_came_back_still_had_a_part_in_the_order(chain: Chain) -> None:
    from sqlalchemy import func

    name = released(chain, 1)
    register(chain.here, name, email=NEW)
    with chain.begin() as session:
        order = session.scalars(select(OrderRow.id)).one()
        assert session.scalar(select(func.writ.acted_on("releaser_1", order)))
        assert not session.scalar(select(func.writ.acted_on("releaser_2", order)))


@pytest.mark.requirement("R16")
def test_numbers_have_no_gap_however_often_the_contact_changes(chain: Chain) -> None:
    name, platform = released(chain, 2), busy()
    for turn in range(1, 4):
        chain.at(NOON + turn * 8 * HOUR)
        send(chain, name, platform)
        register(chain.here, name, email=f"desk{turn}@platform.simulated.example")
        chain.release(DAY, f"run-{turn + 1}")
    platform.busy = False
    chain.at(NOON + 40 * HOUR)
    assert send(chain, name, platform) == {"sent": 2}
    with chain.begin() as session:
        numbers = session.execute(select(NoticeRow.position, NoticeRow.void_because).order_by(NoticeRow.position))
        assert [tuple(one) for one in numbers] == [*((n, "contact_changed") for n in (1, 2, 3)), (4, None)]
