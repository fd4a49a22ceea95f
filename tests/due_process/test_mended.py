"""R24: what a platform refused, or what came back, goes once more only after a person's word and another release."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from include.writ.domain.delivery import Capabilities, DeliveryReport, Handed, Notice, Receipt, ReportKind
from include.writ.errors import NotAllowed, NotPossible, PlatformRefused
from include.writ.services import proofs
from include.writ.storage.models import LedgerRow, OutboxRow, ReturnRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, notices, stages
from include.writ.wiring.deployment import for_tasks
from tests.due_process.test_annexes import cases_of, made, released, send, states
from tests.support.acting import refused_as, run_as
from tests.support.chain import DAY, Chain
from tests.support.orders import NOON, annul, order_of
from tests.support.registry import register
from tests.support.scripted import ScriptedPlatform

HOUR = timedelta(hours=1)
WHY = "Their desk moved; the new address is registered and was tried by telephone."
WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
MAIL = Capabilities(deduplicates=False, can_be_asked=False)
RETURN = """
    INSERT INTO writ.returns (outbox_id, release_id, notice_id, person, reasons, returned_at)
    SELECT id, release_id, notice_id, '{who}', '{why}', now() FROM writ.outbox"""


class Refuses(ScriptedPlatform):
    """It will never take this notice."""

    def send(self, notice: Notice) -> Receipt | Handed:
        raise PlatformRefused("409")


def refused(chain: Chain, number: int = 2) -> tuple[str, UUID]:
    """So many orders in a notice that the platform refused; the platform's name, and the notice."""
    name = released(chain, number)
    assert send(chain, name, Refuses(for_tasks().clock)) == {"refused": number}
    return name, made(chain)[0].id


def come_back(chain: Chain) -> tuple[str, UUID, ScriptedPlatform]:
    """Two orders in a mail that came back an hour later."""
    name = released(chain, 2)
    mail = ScriptedPlatform(for_tasks().clock, hands_over=True, capabilities=MAIL)
    assert send(chain, name, mail) == {"handed": 2}
    key = made(chain)[0].id
    chain.at(NOON + HOUR)
    told(chain, name, mail, ReportKind.FAILED, key)
    return name, key, mail


def told(chain: Chain, name: str, mail: ScriptedPlatform, kind: ReportKind, key: UUID) -> None:
    here, number = for_tasks(), len(mail.told) + 1
    mail.told.append(DeliveryReport(f"<{number}@mail.example>", str(key), kind, here.clock(), "5.1.1"))
    proofs.run(here.begin, platform=name, channel=mail, clock=here.clock)


@pytest.mark.requirement("R24")
def test_what_came_back_and_is_mended_goes_with_another_notice_after_another_release(chain: Chain) -> None:
    name, key, mail = come_back(chain)
    before = {row.id: bytes(row.document) for row in outbox(chain)}
    chain.at(NOON + 2 * HOUR)
    assert notices.say_mended(key, "releaser_1", WHY).orders == 2
    assert states(chain) == {"waiting": 2}
    assert {order_of(chain, case).state for case in cases_of(chain)} == {"approved"}
    mail.hands_over, mail.takes = False, True
    assert send(chain, name, mail) == {}
    chain.release(DAY, "run-2")
    assert send(chain, name, mail) == {"sent": 2}
    first, other = made(chain)
    assert (first.id, first.voided_at, [first.position, other.position]) == (key, None, [1, 2])
    assert mail.sent == [str(key), str(other.id)]
    assert {row.id: bytes(row.document) for row in outbox(chain)} == before
    assert {row.notice_id for row in outbox(chain)} == {other.id}
    assert len(json.loads(other.document)["items"]) == 2


def outbox(chain: Chain) -> list[OutboxRow]:
    with chain.begin() as session:
        return list(session.scalars(select(OutboxRow)))


@pytest.mark.requirement("R24")
def test_a_refused_notice_waits_for_people_for_ever(chain: Chain) -> None:
    name, _ = refused(chain)
    chain.at(NOON + timedelta(days=30))
    assert send(chain, name, ScriptedPlatform(for_tasks().clock)) == {}
    assert not chain.ask(DAY, "run-2")
    assert states(chain) == {"refused": 2}


@pytest.mark.parametrize("person", ["releaser_1", "approver_1"])
def test_a_releaser_or_an_approver_says_so_once(chain: Chain, person: str) -> None:
    _, key = refused(chain)
    chain.at(NOON + HOUR)
    first = notices.say_mended(key, person, WHY)
    chain.at(NOON + 2 * HOUR)
    assert notices.say_mended(key, "approver_2", "no, I did") == first == notices.say_mended(key, person, WHY)
    assert (first.person, first.returned_at, first.orders) == (person, NOON + HOUR, 2)
    with chain.begin() as session:
        rows = session.scalars(select(ReturnRow)).all()
        assert {(row.person, row.reasons, row.contact_id) for row in rows} == {(person, WHY, None)}
        said = session.scalars(select(LedgerRow).where(LedgerRow.event == "notice.mended")).all()
    assert [(one.actor, one.subject, len(one.data["orders"])) for one in said] == [(person, f"notice:{key}", 2)]
    assert WHY not in str(said[0].data)


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("person", ["drafter_1", "auditor", "engineer", "reviewer_1", "appeals_1"])
def test_nobody_else_says_so(chain: Chain, person: str) -> None:
    _, key = refused(chain)
    with pytest.raises(NotAllowed, match="releaser or approver"):
        notices.say_mended(key, person, WHY)
    refused_as(DOCKET, "is no active releaser or approver", RETURN.format(who=person, why=WHY))
    assert states(chain) == {"refused": 2}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_it_is_said_with_a_reason(chain: Chain, reason: str) -> None:
    _, key = refused(chain)
    with pytest.raises(NotPossible, match="for the record"):
        notices.say_mended(key, "releaser_1", reason)
    refused_as(DOCKET, "reasons_say_something", RETURN.format(who="releaser_1", why=" "))
    with pytest.raises(NotPossible, match="there is no notice"):
        notices.say_mended(uuid4(), "releaser_1", WHY)


@pytest.mark.requirement("R24")
@pytest.mark.parametrize("state", ["released", "uncertain", "handed", "sent"])
def test_only_what_was_refused_or_came_back_is_mended(chain: Chain, state: str) -> None:
    name = released(chain, 2)
    platform = ScriptedPlatform(for_tasks().clock, busy=state == "released", hands_over=state == "handed")
    platform.takes = state == "sent"
    send(chain, name, platform)
    with pytest.raises(NotPossible, match="was not refused and did not come back"):
        notices.say_mended(made(chain)[0].id, "releaser_1", WHY)
    refused_as(DOCKET, "was not refused and did not come back", RETURN.format(who="releaser_1", why=WHY))
    assert states(chain) == {state: 2}


@pytest.mark.requirement("R16", "R24")
def test_what_came_back_and_was_delivered_all_the_same_is_not_repeated(chain: Chain) -> None:
    name, key, mail = come_back(chain)
    told(chain, name, mail, ReportKind.DELIVERED, key)
    not_repeated(chain, key)


@pytest.mark.requirement("R16", "R24")
def test_what_came_back_and_the_platform_says_that_it_has_is_not_repeated(chain: Chain) -> None:
    _, key, _ = come_back(chain)
    run_as(
        DOCKET,
        "INSERT INTO writ.pushed_receipts SELECT id, 'R-1', platform, now(), now() FROM writ.notices",
    )
    not_repeated(chain, key)


@pytest.mark.requirement("R16", "R24")
def test_what_was_in_doubt_before_it_was_refused_is_not_repeated(chain: Chain) -> None:
    _, key = refused(chain)
    with chain.begin() as session:
        session.execute(
            text("""INSERT INTO writ.deliveries (id, outbox_id, notice_id, attempt, started_at, finished_at, result)
                    SELECT gen_random_uuid(), id, notice_id, 9, now(), now(), 'uncertain' FROM writ.outbox LIMIT 1""")
        )
    not_repeated(chain, key)


def not_repeated(chain: Chain, key: UUID) -> None:
    with pytest.raises(NotPossible, match="has this notice, or may have it"):
        notices.say_mended(key, "releaser_1", WHY)
    refused_as(DOCKET, "has the notice, or may have it", RETURN.format(who="releaser_1", why=WHY))
    assert states(chain) == {"refused": 2}


@pytest.mark.requirement("R23", "R24")
def test_an_order_that_fell_is_not_told_again_and_the_rest_is(chain: Chain) -> None:
    _, key = refused(chain, 3)
    fallen, *rest = cases_of(chain)
    annul(fallen)
    fell = order_of(chain, fallen).id
    refused_as(
        DOCKET,
        "the order was reversed",
        f"{RETURN.format(who='releaser_1', why=WHY)} WHERE order_id = :fell",
        fell=fell,
    )
    assert notices.say_mended(key, "approver_1", WHY).orders == 2
    assert states(chain) == {"refused": 1, "waiting": 2}
    with pytest.raises(NotPossible, match="annulled or lifted"):
        notices.say_mended(key, "approver_1", WHY)
    question = stages.ask_release(DAY, "run-2")
    assert question is not None
    assert question["notices"] == len(rest)


@pytest.mark.requirement("R23")
def test_an_order_that_falls_while_it_waits_again_is_cancelled_and_nothing_is_to_be_restored(chain: Chain) -> None:
    _, key = refused(chain, 1)
    notices.say_mended(key, "releaser_1", WHY)
    annul(cases_of(chain)[0])
    assert states(chain) == {"cancelled": 1}
    assert [row.notice_kind for row in outbox(chain)] == ["order"]


@pytest.mark.requirement("R23")
def test_a_notice_to_restore_that_came_back_goes_again(chain: Chain) -> None:
    name, platform = released(chain, 1), ScriptedPlatform(for_tasks().clock)
    assert send(chain, name, platform) == {"sent": 1}
    annul(cases_of(chain)[0])
    chain.release(DAY, "run-2")
    assert send(chain, name, Refuses(for_tasks().clock)) == {"refused": 1}
    assert notices.say_mended(made(chain)[-1].id, "releaser_1", WHY).orders == 1
    chain.release(DAY, "run-3")
    assert send(chain, name, platform) == {"sent": 1}


@pytest.mark.requirement("R16")
def test_what_is_mended_goes_to_the_contact_in_force(chain: Chain) -> None:
    name, key = refused(chain)
    register(chain.here, name, email="authorities@platform.simulated.example")
    assert states(chain) == {"refused": 2}  # a refused notice waits for a person, whoever the contact is
    notices.say_mended(key, "releaser_1", WHY)
    chain.release(DAY, "run-2")
    platform = ScriptedPlatform(for_tasks().clock)
    assert send(chain, name, platform) == {"sent": 2}
    assert platform.notices[0].addressee == "authorities@platform.simulated.example"


@pytest.mark.requirement("R24")
def test_no_statement_sends_again_what_was_refused(chain: Chain) -> None:
    refused(chain)
    refused_as(WORKER, "for a reason on record", "UPDATE writ.outbox SET state = 'waiting', release_id = NULL")
    refused_as(WORKER, "permission denied", RETURN.format(who="releaser_1", why=WHY))
    for state in ("released", "sending", "sent", "handed", "uncertain", "cancelled"):
        refused_as(WORKER, "no step|is not cancelled|nobody", f"UPDATE writ.outbox SET state = '{state}'")
    elsewhere = "INSERT INTO writ.returns SELECT id, release_id, NULL, NULL, 'releaser_1', 'x', now() FROM writ.outbox"
    refused_as(DOCKET, "that notice does not carry it|mended_is_of_a_notice", elsewhere)
    both = (
        "INSERT INTO writ.returns SELECT o.id, release_id, notice_id, c.id, 'releaser_1', 'x', now() FROM writ.outbox o"
    )
    refused_as(DOCKET, "one_cause", f"{both}, writ.platform_contacts c WHERE c.platform = o.platform")
    assert states(chain) == {"refused": 2}


@pytest.mark.requirement("R24")
def test_what_waits_again_does_not_leave_by_the_release_before(chain: Chain) -> None:
    _, key = refused(chain)
    release = outbox(chain)[0].release_id
    notices.say_mended(key, "releaser_1", WHY)
    again = "UPDATE writ.outbox SET release_id = :release, state = 'released'"
    refused_as(WORKER, "joins a question that is open", again, release=release)
    refused_as(DOCKET, "permission denied|joins a question that is open", again, release=release)
    stages.ask_release(DAY, "run-2")
    stages.answer_release("run-2", "releaser_1", let_go=False)
    assert states(chain) == {"waiting": 2}
    assert docket.case(cases_of(chain)[0], docket.person("auditor")) is not None
