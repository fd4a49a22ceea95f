"""R13, R16: a notice on its way, and what proves that it arrived."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from include.writ.domain.delivery import Capabilities, DeliveryReport, Handed, Notice, Receipt, ReportKind
from include.writ.domain.people import Person, Role
from include.writ.errors import DeliveryUncertain, NotAllowed, NotPossible
from include.writ.services import confirm, issue, proofs
from include.writ.storage.models import DeliveryReportRow, NoticeRow, OrderRow, OutageRow, OutboxRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import sending
from include.writ.wiring.deployment import for_docket, for_tasks
from tests.due_process.test_annexes import released, send, states
from tests.support.acting import refused_as
from tests.support.chain import Chain
from tests.support.orders import NOON
from tests.support.scripted import ScriptedPlatform

HOUR = timedelta(hours=1)
MAIL = Capabilities(deduplicates=False, can_be_asked=False)
FIRST, SECOND = (Person(name, name, "p", frozenset({Role.RELEASER})) for name in ("releaser_1", "approver_2"))


@pytest.fixture
def handed(chain: Chain) -> tuple[Chain, str, ScriptedPlatform, UUID]:
    """Two orders in one notice that a mail server took at noon."""
    name = released(chain, 2)
    mail = ScriptedPlatform(for_tasks().clock, hands_over=True, capabilities=MAIL)
    assert send(chain, name, mail) == {"handed": 2}
    with chain.begin() as session:
        return chain, name, mail, session.scalars(select(NoticeRow.id)).one()


def collect(name: str, channel: ScriptedPlatform) -> dict[str, int]:
    here = for_tasks()
    return proofs.run(here.begin, platform=name, channel=channel, clock=here.clock)


def told(mail: ScriptedPlatform, kind: ReportKind, key: UUID | str | None, at: datetime = NOON + HOUR) -> None:
    number = len(mail.told) + 1
    mail.told.append(DeliveryReport(f"<{number}@mail.example>", str(key) if key else None, kind, at, "2.0.0"))


def received(chain: Chain) -> set[datetime | None]:
    with chain.begin() as session:
        return set(session.scalars(select(OrderRow.received_at)))


@pytest.mark.requirement("R13", "R16")
def test_the_clock_runs_from_the_report_that_says_delivered(handed: tuple[Chain, str, ScriptedPlatform, UUID]) -> None:
    chain, name, mail, key = handed
    chain.at(NOON + 2 * HOUR)
    told(mail, ReportKind.DELIVERED, key)
    assert collect(name, mail) == {"proven": 1}
    assert states(chain) == {"sent": 2}
    with chain.begin() as session:
        for order in session.scalars(select(OrderRow)):
            assert (order.state, order.received_at, order.due_at) == ("sent", NOON + HOUR, NOON + 25 * HOUR)


@pytest.mark.requirement("R13")
@pytest.mark.parametrize("kind", [ReportKind.DELAYED, ReportKind.AUTO_REPLY])
def test_a_delay_or_a_machines_answer_is_written_down_and_proves_nothing(
    handed: tuple[Chain, str, ScriptedPlatform, UUID], kind: ReportKind
) -> None:
    chain, name, mail, key = handed
    chain.at(NOON + 2 * HOUR)
    told(mail, kind, key)
    assert collect(name, mail) == {kind: 1}
    assert (states(chain), received(chain)) == ({"handed": 2}, {None})
    with chain.begin() as session:
        assert session.scalars(select(DeliveryReportRow.kind)).all() == [kind]


def test_a_mail_that_came_back_is_refused_and_not_sent_again(
    handed: tuple[Chain, str, ScriptedPlatform, UUID],
) -> None:
    chain, name, mail, key = handed
    chain.at(NOON + 2 * HOUR)
    told(mail, ReportKind.FAILED, key)
    assert collect(name, mail) == {"failed": 1}
    assert (states(chain), received(chain)) == ({"refused": 2}, {None})
    assert send(chain, name, mail) == {}


def test_reports_come_twice_late_and_in_any_order_and_count_once(
    handed: tuple[Chain, str, ScriptedPlatform, UUID],
) -> None:
    chain, name, mail, key = handed
    chain.at(NOON + 3 * HOUR)
    for kind in (ReportKind.DELAYED, ReportKind.DELIVERED, ReportKind.DELIVERED, ReportKind.FAILED):
        told(mail, kind, key)
    assert collect(name, mail) == {"delayed": 1, "proven": 1, "late": 2}
    assert collect(name, mail) == {}
    with chain.begin() as session:
        session.execute(text("UPDATE writ.report_cursors SET cursor = ''"))  # the mailbox began anew
    assert collect(name, mail) == {"known": 4}
    assert (states(chain), received(chain)) == ({"sent": 2}, {NOON + HOUR})


def test_a_report_that_names_no_notice_of_that_platform_is_kept_for_people(
    handed: tuple[Chain, str, ScriptedPlatform, UUID],
) -> None:
    chain, name, mail, key = handed
    other = next(one for one in ("telegram", "tiktok") if one != name)
    told(mail, ReportKind.DELIVERED, key)
    told(mail, ReportKind.DELIVERED, None)
    told(mail, ReportKind.FAILED, "not-a-key")
    assert collect(other, mail) == {"unmatched": 3}
    assert states(chain) == {"handed": 2}


@pytest.mark.requirement("R13")
@pytest.mark.parametrize("at", [NOON - HOUR, NOON + 20 * HOUR])
def test_a_report_whose_time_can_not_be_true_starts_no_clock(
    handed: tuple[Chain, str, ScriptedPlatform, UUID], at: datetime
) -> None:
    chain, name, mail, key = handed
    told(mail, ReportKind.DELIVERED, key, at)
    assert collect(name, mail) == {"late": 1}
    assert received(chain) == {None}


def test_a_platform_that_can_be_asked_is_asked_for_its_receipt(chain: Chain) -> None:
    name = released(chain, 1)
    drop = ScriptedPlatform(for_tasks().clock, hands_over=True)
    send(chain, name, drop)
    chain.at(NOON + HOUR)
    assert collect(name, drop) == {}
    (key,) = drop.sent
    drop.kept[key] = Receipt("r-1", NOON + HOUR)
    assert collect(name, drop) == {"proven": 1}
    assert received(chain) == {NOON + HOUR}


def test_one_notice_in_doubt_keeps_no_other_from_its_proof(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue, "MOST_ITEMS", 1)
    name = released(chain, 3)

    class Spoilt(ScriptedPlatform):
        def find(self, key: str) -> Receipt | None:
            if key not in self.kept:
                raise DeliveryUncertain("a receipt that nobody can read")
            return self.kept[key]

    drop = Spoilt(for_tasks().clock, hands_over=True)
    send(chain, name, drop)
    chain.at(NOON + HOUR)
    with chain.begin() as session:
        last = session.scalars(select(OutboxRow.notice_id).order_by(OutboxRow.notice_id.desc())).first()
    drop.kept[str(last)] = Receipt("r-1", NOON + HOUR)
    assert collect(name, drop) == {"in_doubt": 2, "proven": 1}


@pytest.mark.requirement("R13")
def test_a_report_that_came_before_its_sender_died_is_a_proof_afterwards(chain: Chain) -> None:
    class Killed(BaseException):
        pass

    name = released(chain, 1)
    mail = ScriptedPlatform(for_tasks().clock, hands_over=True, capabilities=MAIL)

    def die() -> None:
        told(mail, ReportKind.DELIVERED, mail.sent[-1], NOON)
        raise Killed

    mail.meanwhile = die
    with pytest.raises(Killed):
        send(chain, name, mail)
    assert collect(name, mail) == {"late": 1}
    assert send(chain, name, mail) == {"uncertain": 1}
    assert collect(name, mail) == {"proven": 1}
    assert (states(chain), received(chain)) == ({"sent": 1}, {NOON})
    assert len(mail.sent) == 1


def type_in(key: UUID, person: Person, number: str = "P-77", at: datetime = NOON + HOUR) -> None:
    here = for_docket()
    with here.begin() as session:
        confirm.type_in(session, notice_id=key, person=person, number=number, received_at=at, now=here.clock())


def confirmed(key: UUID, person: Person, number: str = "P-77") -> None:
    here = for_docket()
    with here.begin() as session:
        confirm.confirm(session, notice_id=key, person=person, number=number, now=here.clock())


@pytest.fixture
def two_releasers(chain: Chain) -> None:
    with chain.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = '{releaser}' WHERE id = 'approver_2'"))


@pytest.mark.requirement("R13", "R16")
@pytest.mark.usefixtures("two_releasers")
def test_a_portals_number_proves_the_receipt_once_a_second_person_saw_it(
    handed: tuple[Chain, str, ScriptedPlatform, UUID],
) -> None:
    chain, name, mail, key = handed
    chain.at(NOON + 2 * HOUR)
    type_in(key, FIRST, "P-7")
    type_in(key, FIRST)
    assert collect(name, mail) == {}
    with pytest.raises(NotAllowed, match="another releaser"):
        confirmed(key, FIRST)
    with pytest.raises(NotPossible, match="not the number"):
        confirmed(key, SECOND, "P-7")
    confirmed(key, SECOND)
    assert collect(name, mail) == {"proven": 1}
    assert received(chain) == {NOON + HOUR}
    with pytest.raises(NotPossible, match="waits for no confirmation"):
        type_in(key, FIRST)


@pytest.mark.usefixtures("two_releasers")
def test_what_no_portal_showed_is_not_typed_in(handed: tuple[Chain, str, ScriptedPlatform, UUID]) -> None:
    _, _, _, key = handed
    for number, at, why in ((" ", NOON, "number is missing"), ("P-77", NOON + 9 * HOUR, "lies in the future")):
        with pytest.raises(NotPossible, match=why):
            type_in(key, FIRST, number, at)
    with pytest.raises(NotPossible, match="nobody has typed in"):
        confirmed(key, SECOND)


@pytest.mark.requirement("R16")
@pytest.mark.usefixtures("two_releasers")
def test_nobody_confirms_behind_the_back_of_the_service(handed: tuple[Chain, str, ScriptedPlatform, UUID]) -> None:
    typed = """
        INSERT INTO writ.confirmations
            (notice_id, version, number, received_at, typed_by, typed_at, confirmed_by, confirmed_at)
        SELECT id, 1, 'n', issued_at, '{}', now(), {}, {} FROM writ.notices"""
    refused_as(DatabaseRole.DOCKET, "afterwards", typed.format("releaser_1", "'approver_2'", "now()"))
    refused_as(DatabaseRole.DOCKET, "no active releaser", typed.format("drafter_1", "NULL", "NULL"))
    refused_as(DatabaseRole.WORKER, "permission denied", typed.format("releaser_1", "NULL", "NULL"))
    type_in(handed[3], FIRST, at=NOON)
    for person, why in (("releaser_1", "by_two_people"), ("approver_1", "no active releaser")):
        refused_as(
            DatabaseRole.DOCKET,
            why,
            "UPDATE writ.confirmations SET confirmed_by = :person, confirmed_at = typed_at",
            person=person,
        )
    refused_as(DatabaseRole.DOCKET, "permission denied", "UPDATE writ.confirmations SET number = 'other'")


def test_a_platform_that_is_away_is_left_alone_and_then_tried_with_one_notice(chain: Chain) -> None:
    name, busy = released(chain, 1), ScriptedPlatform(for_tasks().clock, busy=True)
    tries = []
    for minutes in range(0, 200, 10):
        chain.at(NOON + timedelta(minutes=minutes))
        due = name in sending.platforms_with_due_notices()
        assert bool(send(chain, name, busy)) == due
        tries += [minutes] if due else []
    assert tries == [0, 10, 30, 70, 150]
    busy.busy = False
    chain.at(NOON + timedelta(minutes=311))
    assert send(chain, name, busy) == {"sent": 1}
    with chain.begin() as session:
        assert session.scalars(select(func.count()).select_from(OutageRow)).one() == 0


def test_a_dead_platform_costs_one_attempt_however_much_waits_for_it(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    from include.writ.services import issue

    monkeypatch.setattr(issue, "MOST_ITEMS", 1)
    name, busy = released(chain, 6), ScriptedPlatform(for_tasks().clock, busy=True)
    assert send(chain, name, busy) == {"busy": 1}
    busy.busy = False
    chain.at(NOON + HOUR)
    assert send(chain, name, busy) == {"sent": 6}
    with chain.begin() as session:
        assert session.scalars(select(func.max(OutboxRow.attempts))).one() == 2


def test_a_platform_that_leaves_all_in_doubt_is_left_alone_after_a_few(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its silences would cost the whole time that a request may take, and put one more notice in doubt."""
    monkeypatch.setattr(issue, "MOST_ITEMS", 1)
    name, silent = released(chain, 8), ScriptedPlatform(for_tasks().clock, takes=False)
    assert send(chain, name, silent)["uncertain"] == len(silent.sent) == 3
    assert states(chain)["uncertain"] == 3
    assert name not in sending.platforms_with_due_notices()
    silent.takes = True
    chain.at(NOON + HOUR)
    assert send(chain, name, silent) == {"sent": 8}


def test_a_platform_that_goes_away_in_the_midst_of_many_is_not_tried_with_each(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue, "MOST_ITEMS", 1)
    name, tries = released(chain, 8), []

    class Leaves(ScriptedPlatform):
        def send(self, notice: Notice) -> Receipt | Handed:
            tries.append(notice.key)
            self.busy = len(tries) > 2
            return super().send(notice)

    assert send(chain, name, Leaves(for_tasks().clock)) == {"sent": 2, "busy": 3}
    assert len(tries) == 3
    assert states(chain) == {"sent": 2, "released": 6}
