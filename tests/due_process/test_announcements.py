"""R15, R27: what a platform is told before its first order is a notice of its own kind, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from include.writ.domain.content import Platform
from include.writ.domain.delivery import Capabilities, DeliveryReport, ReportKind
from include.writ.errors import NotAllowed, NotPossible, PackError
from include.writ.orchestration.release_text import write_question
from include.writ.services import announce
from include.writ.services import deployment as standing
from include.writ.services.release_question import days_to_ask_about
from include.writ.storage.models import AnnouncementRow, LedgerRow, NoticeRow, PersonRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import stages
from include.writ.wiring.deployment import for_docket, for_tasks
from tests.due_process.test_annexes import send
from tests.due_process.test_first_orders import case as case
from tests.due_process.test_proofs import collect
from tests.due_process.test_refusals import adopt, refused
from tests.support.acting import refused_as
from tests.support.announcements import announced, ask_for, release_today, state_of, tell
from tests.support.chain import ALMATY, DAY, Chain
from tests.support.drafts import complete
from tests.support.packs import TOLD_BEFORE, put_in_force, put_pack_in_force
from tests.support.registry import register
from tests.support.scripted import ScriptedPlatform

WORKER, DOCKET = DatabaseRole.WORKER, DatabaseRole.DOCKET
TO = Platform.VKONTAKTE
MAIL = Capabilities(deduplicates=False, can_be_asked=False)
ASK = """
    INSERT INTO writ.announcements (id, platform, pack, pack_sha256, is_specimen, position, asked_by, asked_at)
    VALUES (:id, 'vkontakte', :pack, :sha256, :specimen, :position, :person, now())"""
PUT = """
    INSERT INTO writ.outbox (id, announcement_id, day, platform, notice_kind, version, document, document_sha256, state,
                             ask_after, attempts)
    SELECT gen_random_uuid(), CAST(:announcement AS uuid), day, platform, notice_kind, version,
           convert_to((convert_from(document, 'UTF8')::jsonb || CAST(:words AS jsonb))::text, 'UTF8'), document_sha256,
           'waiting', ask_after, 0 FROM writ.outbox WHERE notice_kind = 'announcement' LIMIT 1"""
LET_GO = """DO $$ BEGIN
    UPDATE writ.releases SET state = 'released', answered_by = 'drafter_1', answered_at = now();
    UPDATE writ.outbox SET state = 'released';
    END $$"""
# past every other guard
OF_NO_ORDER = """DO $$ BEGIN
    ALTER TABLE writ.outbox DISABLE TRIGGER USER;
    INSERT INTO writ.outbox (id, announcement_id, day, platform, notice_kind, version, document, document_sha256, state,
                             ask_after, attempts)
    VALUES (gen_random_uuid(), {of}, current_date, 'vkontakte', '{kind}', 1, '', repeat('a', 64), 'waiting', now(), 0);
    END $$"""
SAYS = {
    *("schema", "notice_kind", "specimen", "mark", "platform", "addressee", "authority", "pack", "form", "demand"),
    *("reminders", "time_limits", "time_runs_from", "told_before_hours", "redress", "order_numbers_begin"),
    *("asked_by", "asked_at"),
}


@pytest.fixture
def asking(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> Chain:
    """A chain under a pack that asks for an announcement."""
    put_in_force(monkeypatch, **TOLD_BEFORE)
    return chain


def by_sql(**changed: Any) -> dict[str, Any]:
    """A further announcement, sound but for these."""
    pack = for_docket().pack
    row = {"id": uuid4(), "pack": pack.pack.id, "sha256": pack.sha256, "specimen": True, "position": 1}
    return row | {"person": "drafter_1"} | changed


def run(platform: str = TO, *, is_specimen: bool = True) -> None:
    """The service as it is, past the mode of the deployment."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, "drafter_1")
        how: dict[str, Any] = {"pack": here.pack, "today": here.today, "now": here.clock()}
        announce.run(session, platform=platform, person=person, is_specimen=is_specimen, **how)


def on_the_way(chain: Chain, platform: ScriptedPlatform) -> tuple[UUID, UUID]:
    """An announcement that was released and sent; its id and that of its notice."""
    asked = ask_for(chain, TO)
    release_today("announcing")
    send(chain, TO, platform)
    with chain.begin() as session:
        return asked.id, session.scalars(select(NoticeRow.id)).one()


@pytest.mark.requirement("R15", "R16")
def test_it_is_numbered_signed_and_sent_once_and_its_receipt_starts_the_time(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_pack_in_force(monkeypatch, "eu_tco")
    told = tell(chain, TO)
    assert told.received_at == chain.here.clock()
    assert chain.deliver_to(TO)["results"] == {}
    with chain.begin() as session:
        [notice] = session.scalars(select(NoticeRow))
        events = session.scalars(select(LedgerRow.event).where(LedgerRow.subject == f"announcement:{told.id}")).all()
    assert (notice.notice_kind, notice.number) == ("announcement", "TCO-SPECIMEN-N-2026-000001")
    assert notice.signature
    assert events == ["announcement.asked", "notice.sent"]
    says = json.loads(notice.document)
    [item] = says["items"]
    assert item.keys() == SAYS
    assert [limit["deadline_hours"] for limit in item["time_limits"]] == [1]
    assert (item["told_before_hours"], says["specimen"], says["languages"]) == (12, True, ["en"])


@pytest.mark.requirement("R15")
def test_asked_for_twice_it_is_the_one_that_is_there(asking: Chain) -> None:
    first = ask_for(asking, TO)
    assert ask_for(asking, TO, "approver_1") == first
    release_today("announcing")
    asking.deliver_to(TO)
    again = ask_for(asking, TO, "reviewer_1")
    assert (again.id, again.state, again.asked_by) == (first.id, "sent", "drafter_1")
    refused_as(DOCKET, "is told once", ASK, **by_sql(position=2))
    refused_as(DOCKET, "1 is not the next one", ASK, **by_sql())
    assert ask_for(asking, Platform.TELEGRAM).id != first.id


@pytest.mark.parametrize("person", ["engineer", "auditor", "releaser_1"])
@pytest.mark.requirement("R1", "R15")
def test_only_who_decides_asks_for_it(asking: Chain, person: str) -> None:
    with pytest.raises(NotAllowed, match="role"):
        ask_for(asking, TO, person)
    refused_as(DOCKET, f"{person} is no active drafter", ASK, **by_sql(person=person))
    refused_as(WORKER, "permission denied", ASK, **by_sql())


@pytest.mark.parametrize("pack_id", ["kz", "eu_dsa"])
@pytest.mark.requirement("R27")
def test_a_pack_that_asks_for_no_announcement_gets_none(
    chain: Chain, monkeypatch: pytest.MonkeyPatch, pack_id: str
) -> None:
    put_pack_in_force(monkeypatch, pack_id)
    with pytest.raises(NotPossible, match=f"R27: pack {pack_id} asks for no announcement"):
        ask_for(chain, TO)
    refused_as(DOCKET, f"pack {pack_id} asks for none", ASK, **by_sql())
    refused_as(DOCKET, "pack no_such asks for none", ASK, **by_sql(pack="no_such"))


@pytest.mark.requirement("R27")
def test_only_an_announcement_is_of_no_order(asking: Chain) -> None:
    announcement = ask_for(asking, TO).id
    refused(asking, "uq_outbox_announcement_id", PUT, announcement=announcement, words="{}")
    refused(asking, "is_about_one_thing|what is announced", PUT, announcement=None, words="{}")
    for kind, of in (("order", "NULL"), ("order", f"'{announcement}'"), ("announcement", "NULL")):
        refused(asking, "only_an_announcement_has_no_order|is_about_one_thing", OF_NO_ORDER.format(kind=kind, of=of))


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"content": {"url": "https://vk.com/wall-1_2"}}, "says more than that"),
        ({"order_number": "TCO-1"}, "says more than that"),
        ({"please": "remove it"}, "says more than that"),
        ({"specimen": False}, "does not say what is announced"),
        ({"told_before_hours": 1}, "does not say what is announced"),
        ({"time_limits": [{"ground": "drugs", "deadline_hours": 1}]}, "another time limit"),
        ({"addressee": "friend@example.org"}, "not addressed to the registered contact point"),
    ],
)
@pytest.mark.requirement("R13", "R16", "R25", "R27")
def test_it_says_the_procedure_and_the_time_limits_and_nothing_else(
    asking: Chain, words: dict[str, Any], refusal: str
) -> None:
    announcement = ask_for(asking, TO).id
    refused(asking, refusal, PUT, announcement=announcement, words=json.dumps(words))


@pytest.mark.requirement("R2", "R24")
def test_who_asked_for_it_does_not_release_it(asking: Chain) -> None:
    with asking.begin() as session:
        session.get_one(PersonRow, "drafter_1").roles = ["drafter", "releaser"]
    ask_for(asking, TO)
    ask_for(asking, Platform.TELEGRAM, "approver_1")
    question = stages.ask_release(for_docket().today, "run-1")
    assert question
    with pytest.raises(NotAllowed, match="drafter_1 asked for the announcement to vkontakte; another releaser"):
        stages.answer_release("run-1", "drafter_1", let_go=True)
    refused(asking, "does not release it", LET_GO)
    stages.answer_release("run-1", "drafter_1", let_go=True, held=[TO])
    assert announced(asking, Platform.TELEGRAM).received_at is None
    asking.deliver_to(Platform.TELEGRAM)
    assert announced(asking, Platform.TELEGRAM).received_at


def test_a_releaser_sees_who_asked_and_how_many(asking: Chain) -> None:
    ask_for(asking, TO)
    question = stages.ask_release(for_docket().today, "run-1")
    assert question
    assert (question["notices"], question["kinds"], question["first_order"]) == (1, {"announcement": 1}, None)
    assert (question["grounds"], question["by_platform"][TO]["announced_by"]) == ({}, ["drafter_1"])
    body = write_question(question.get("day", "today"), question | {"days_ago": 0}, page="the-page")[1]
    assert "before its first order (R15). drafter_1 asked for it, so **another person releases it**" in body
    assert "| announcement | 1 |" in body


@pytest.mark.requirement("R15")
def test_one_that_came_back_starts_nothing_and_another_can_be_asked_for(asking: Chain) -> None:
    mail = ScriptedPlatform(for_tasks().clock, hands_over=True, capabilities=MAIL)
    first, key = on_the_way(asking, mail)
    assert state_of(asking, first) == "handed"
    assert ask_for(asking, TO).id == first
    now = for_tasks().clock()
    mail.told.append(DeliveryReport("<1@mail.example>", str(key), ReportKind.FAILED, now, "5.1.1"))
    assert collect(TO, mail) == {"failed": 1}
    assert (state_of(asking, first), announced(asking, TO).received_at) == ("refused", None)
    second = ask_for(asking, TO, "drafter_2")
    assert (second.id != first, second.state, second.received_at) == (True, "waiting", None)


@pytest.mark.requirement("R15")
def test_a_mail_counts_from_the_report_that_says_delivered(asking: Chain) -> None:
    mail = ScriptedPlatform(for_tasks().clock, hands_over=True, capabilities=MAIL)
    _, key = on_the_way(asking, mail)
    at = for_tasks().clock() + timedelta(hours=2)
    asking.at(at + timedelta(hours=1))
    mail.told.append(DeliveryReport("<1@mail.example>", str(key), ReportKind.DELAYED, at, "4.0.0"))
    assert collect(TO, mail) == {"delayed": 1}
    assert announced(asking, TO).received_at is None
    mail.told.append(DeliveryReport("<2@mail.example>", str(key), ReportKind.DELIVERED, at, "2.0.0"))
    assert collect(TO, mail) == {"proven": 1}
    assert announced(asking, TO).received_at == at


@pytest.mark.requirement("R15")
def test_one_in_doubt_starts_nothing_and_is_not_sent_twice(asking: Chain) -> None:
    cut = ScriptedPlatform(for_tasks().clock, takes=False, capabilities=MAIL)
    first, _ = on_the_way(asking, cut)
    assert (state_of(asking, first), announced(asking, TO).received_at) == ("uncertain", None)
    asking.at(for_tasks().clock() + timedelta(days=1))
    send(asking, TO, cut)
    assert len(cut.sent) == 1
    assert ask_for(asking, TO, "approver_1").id == first


@pytest.mark.requirement("R15", "R29")
def test_nobody_writes_down_that_it_was_received(asking: Chain) -> None:
    ask_for(asking, TO)
    receive = "UPDATE writ.announcements SET received_at = now() - interval '1 day'"
    refused_as(WORKER, "has no such receipt", receive)
    refused_as(DOCKET, "permission denied", receive)
    release_today("announcing")
    asking.deliver_to(TO)
    refused_as(WORKER, "has no such receipt|not written down twice", receive)
    refused(asking, "append-only", "DELETE FROM writ.announcements")
    refused(asking, "append-only", "TRUNCATE writ.announcements CASCADE")
    refused(asking, "asked_by", "UPDATE writ.announcements SET asked_by = 'drafter_2'")


@pytest.mark.requirement("R15")
def test_it_is_a_specimen_as_long_as_orders_are(asking: Chain) -> None:
    refused_as(DOCKET, "it is a specimen as long as", ASK, **by_sql(specimen=False))
    rehearsed = ask_for(asking, TO)
    further, here = by_sql(position=2), asking.here
    adopt(asking)
    refused_as(DOCKET, "it is a specimen as long as", ASK, **further)
    assert rehearsed.is_specimen
    with here.begin() as session:
        assert days_to_ask_about(session, is_specimen=False, now=here.clock()) == []
        assert days_to_ask_about(session, is_specimen=True, now=here.clock()) == [
            rehearsed.asked_at.astimezone(ALMATY).date()
        ]


@pytest.mark.requirement("R16")
def test_one_that_waits_goes_to_the_contact_in_force(asking: Chain) -> None:
    first = ask_for(asking, TO)
    register(asking.here, TO, email="new@vkontakte.simulated.example")
    assert ask_for(asking, TO).id == first.id
    release_today("announcing")
    asking.deliver_to(TO)
    with asking.begin() as session:
        notice = session.scalars(select(NoticeRow).where(NoticeRow.notice_kind == "announcement")).one()
    assert json.loads(notice.document)["addressee"]["contact_point"] == "new@vkontakte.simulated.example"
    refused(asking, "is not cancelled|no step", "UPDATE writ.outbox SET state = 'cancelled'")


@pytest.mark.requirement("R17")
def test_a_platform_that_reads_no_language_of_it_is_not_told(asking: Chain) -> None:
    register(asking.here, TO, languages=("ru", "kk"))
    with pytest.raises(NotPossible, match=r"R17: pack kz has its announcement in no language .*: ru, kk"):
        ask_for(asking, TO)


@pytest.mark.requirement("R27")
def test_after_its_first_order_a_platform_is_told_no_more(chain: Chain, case: UUID) -> None:
    here = for_docket()
    sheet = complete(here.pack.basis("drugs", here.today))
    chain.draft(case, worksheet=replace(sheet, emergency="an attack is announced for this evening"))
    platform = Platform(chain.approve(case).platform)
    chain.release(DAY)
    chain.deliver()
    with pytest.raises(NotPossible, match=f"R27: {platform} has had an order"):
        ask_for(chain, platform)
    refused_as(DOCKET, "has had an order", ASK.replace("vkontakte", platform), **by_sql())


def test_without_a_registered_contact_nobody_is_told(asking: Chain) -> None:
    with pytest.raises(NotPossible, match="R16"):
        run(platform="nowhere")


@pytest.mark.requirement("R15")
def test_in_earnest_it_rests_on_rules_that_somebody_has_verified(asking: Chain) -> None:
    with pytest.raises(PackError, match="nobody has verified"):
        run(is_specimen=False)
    with asking.begin() as session:
        assert session.scalars(select(AnnouncementRow)).all() == []
