"""Each refusal, tried by breaking it: first through the services, then by SQL behind their back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from include.writ.channels.settings import ChannelConnection
from include.writ.domain.case import Act, EvidenceKind
from include.writ.domain.content import ContentRef, PlaceKind, Platform
from include.writ.domain.ids import content_item_id
from include.writ.domain.states import CaseState, OutboxState
from include.writ.domain.worksheet import Worksheet
from include.writ.errors import ConfigError, NotAllowed, NotPossible, PackError, RowRefused
from include.writ.services import approve, decide
from include.writ.services import deployment as standing
from include.writ.storage.models import BasisRow, CaseRow, DecisionRow, EvidenceRow, OrderRow, OutboxRow
from include.writ.wiring import looking, sending, stages
from tests.support.chain import DAY, Chain, local
from tests.support.orders import look_twice
from tests.support.press import specimen_key


def first_case(chain: Chain) -> UUID:
    return chain.cases(CaseState.PROPOSED)[0]


def refused(chain: Chain, message: str, sql: str, **values: Any) -> None:
    """The database itself refuses the statement, with this message."""
    with pytest.raises((DBAPIError, RowRefused), match=message), chain.begin() as session:
        session.execute(text(sql), values)


@pytest.mark.requirement("R2")
def test_the_drafter_can_not_approve(chain: Chain) -> None:
    case = first_case(chain)
    with chain.begin() as session:
        session.execute(text("UPDATE writ.people SET roles = roles || '{approver}' WHERE id = 'drafter_1'"))
    chain.draft(case, "drafter_1")
    with pytest.raises(NotAllowed, match="another person"):
        chain.approve(case, "drafter_1")
    refused(
        chain,
        "drafter and approver are one person",
        "INSERT INTO writ.approvals SELECT :id, id, 'drafter_1', draft_hash, pack_version, now(), now()"
        " FROM writ.decisions WHERE case_id = :case AND drafted_by IS NOT NULL",
        id=uuid4(),
        case=case,
    )


@pytest.mark.requirement("R24")
def test_what_the_pack_proposed_can_not_be_approved(chain: Chain) -> None:
    case = first_case(chain)
    with pytest.raises(NotPossible, match="drafted"):
        chain.approve(case, draft_hash="0" * 64)
    refused(
        chain,
        "does not wait for approval",
        "INSERT INTO writ.approvals SELECT :id, basis_id, 'approver_1', :hash, '1', now(), now()"
        " FROM writ.cases WHERE id = :case",
        id=uuid4(),
        hash="0" * 64,
        case=case,
    )


@pytest.mark.requirement("R1")
def test_a_decision_without_a_person_can_not_be_written(chain: Chain) -> None:
    case = first_case(chain)
    chain.draft(case)
    columns = [column.name for column in DecisionRow.__table__.columns]
    nobodys = {"id": "gen_random_uuid()", "version": "2", "drafted_by": "NULL"}
    chosen = ", ".join(nobodys.get(name, name) for name in columns)
    refused(
        chain,
        "is no active drafter",
        f"INSERT INTO writ.decisions ({', '.join(columns)}) SELECT {chosen} FROM writ.decisions",
    )


@pytest.mark.requirement("R24")
def test_a_changed_draft_voids_what_the_approver_read(chain: Chain) -> None:
    case = first_case(chain)
    read = chain.draft(case, "drafter_1")
    chain.draft(case, "drafter_2")
    with pytest.raises(NotPossible, match="changed"):
        chain.approve(case, draft_hash=read)
    refused(
        chain,
        "newer version",
        "INSERT INTO writ.approvals SELECT :id, id, 'approver_1', draft_hash, pack_version, now(), now()"
        " FROM writ.decisions WHERE draft_hash = :hash",
        id=uuid4(),
        hash=read,
    )


def test_an_order_is_approved_once(chain: Chain) -> None:
    case = first_case(chain)
    chain.draft(case)
    chain.approve(case)
    with pytest.raises(NotPossible, match="ordered"):
        chain.approve(case, "approver_2")


@pytest.mark.parametrize("role_holder", ["engineer", "auditor", "approver_1", "releaser_1"])
@pytest.mark.requirement("R1")
def test_only_a_drafter_drafts(chain: Chain, role_holder: str) -> None:
    with pytest.raises(NotAllowed):
        chain.draft(first_case(chain), role_holder)


@pytest.mark.requirement("R1")
def test_someone_outside_the_register_can_do_nothing(chain: Chain) -> None:
    with pytest.raises(NotAllowed, match="register"):
        chain.draft(first_case(chain), "airflow_worker")


@pytest.mark.requirement("R6")
def test_the_packs_own_text_is_no_reason(chain: Chain) -> None:
    here, case = chain.here, first_case(chain)
    with here.begin() as session:
        proposed = session.get_one(BasisRow, session.get_one(CaseRow, case).basis_id)
        with pytest.raises(NotPossible, match="not the reasons"):
            decide.draft(
                session,
                case_id=case,
                person=standing.person(session, "drafter_1"),
                reasons=proposed.to_be_written,
                worksheet=Worksheet(necessity="n"),
                seen=0,
                pack=here.pack,
                today=here.today,
                now=here.clock(),
            )


def test_a_declined_case_can_be_taken_up_again_but_not_ordered(chain: Chain) -> None:
    case, here = first_case(chain), chain.here
    with here.begin() as session:
        officer = standing.person(session, "drafter_1")
        decide.act(session, case_id=case, person=officer, what=Act.DECLINED, reason="satire", now=here.clock())
    with pytest.raises(NotPossible):
        chain.approve(case)
    with here.begin() as session:
        officer = standing.person(session, "drafter_2")
        decide.act(session, case_id=case, person=officer, what=Act.REOPENED, reason="new facts", now=here.clock())
    chain.draft(case)
    assert chain.approve(case).number


@pytest.mark.parametrize(
    "url",
    [
        "https://vk.com",
        "https://vk.com/",
        "https://*.vk.com/wall1_1",
        "http://vk.com/wall1_1",
        "https://vk.com/*",
        "https:///vk.com/wall1_1",
        "https://vk.com?from=/wall1_1",
        "https://vk.com#/wall1_1",
        "x",
    ],
)
@pytest.mark.requirement("R5", "R28")
def test_a_place_can_not_be_written_down_as_content(chain: Chain, url: str) -> None:
    refused(
        chain,
        "url_names_content",
        "INSERT INTO writ.content_items VALUES (:id, 'vkontakte', 'post', 'x', :url, now())",
        id=content_item_id("vkontakte", "post", "x"),
        url=url,
    )


@pytest.mark.parametrize("kind", [*PlaceKind, "domain", "ip"])
@pytest.mark.requirement("R5", "R28")
def test_kinds_of_places_do_not_exist(chain: Chain, kind: str) -> None:
    with pytest.raises(TypeError, match="no kind of a single content item"):
        ContentRef(Platform.VKONTAKTE, kind, "1", "https://vk.com/x")  # type: ignore[arg-type]
    refused(
        chain,
        "kind_known",
        "INSERT INTO writ.content_items VALUES (:id, 'vkontakte', :kind, 'x', 'https://vk.com/x', now())",
        id=content_item_id("vkontakte", kind, "x"),
        kind=kind,
    )


@pytest.mark.parametrize("named", ["x", "X", "x "])
def test_one_item_can_not_have_two_rows(chain: Chain, named: str) -> None:
    """The id is checked against what it names, so another id for the same content is refused."""
    row = "INSERT INTO writ.content_items VALUES (:id, 'vkontakte', 'post', :named, 'https://vk.com/x', now())"
    refused(chain, "id_names_content", row, id=uuid4(), named=named)
    with chain.begin() as session:
        session.execute(text(row), {"id": content_item_id("vkontakte", "post", named), "named": named})
    refused(chain, "pk_content_items", row, id=content_item_id("vkontakte", "post", named), named=named)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("territory = 'worldwide'", "legal basis"),
        ("deadline_hours = 1", "legal basis"),
        ("redress_author = ''", "legal basis"),
        ("evidence = '{}'", "evidence"),
        ("provision = ''", "legal basis"),
        ("provision = 'the law'", "legal basis"),
        ("authority = 'ministry_of_truth'", "legal basis"),
        ("elements = '{}'", "legal basis"),
        ("incites = NOT incites", "legal basis"),
        ("ground = 'suicide'", "legal basis"),
    ],
)
@pytest.mark.requirement("R3", "R4", "R7", "R13", "R18", "R20")
def test_a_decision_without_a_needed_part_can_not_exist(chain: Chain, change: str, message: str) -> None:
    case = first_case(chain)
    chain.draft(case)
    column, _, value = change.partition(" = ")
    columns = [column_.name for column_ in DecisionRow.__table__.columns]
    swapped = {column: value, "id": "gen_random_uuid()", "version": "2"}
    chosen = ", ".join(swapped.get(name, name) for name in columns)
    refused(
        chain,
        message,
        f"INSERT INTO writ.decisions ({', '.join(columns)}) SELECT {chosen} FROM writ.decisions"
        " WHERE case_id = :case AND version = 1",
        case=case,
    )


@pytest.mark.requirement("R24")
def test_nothing_leaves_without_a_release(chain: Chain) -> None:
    chain.decide_all(limit=5)
    chain.at(local(DAY, 24 * 30))
    assert chain.deliver() == {}
    refused(chain, "release", "UPDATE writ.outbox SET state = 'released'")
    question = stages.ask_release(DAY, "run-1")
    assert question
    refused(chain, "no releaser", "UPDATE writ.outbox SET state = 'released'")
    assert chain.deliver() == {}
    for person in ("drafter_1", "approver_1", "engineer", "auditor"):
        with pytest.raises(NotAllowed):
            stages.answer_release("run-1", person, let_go=True)
    refused(
        chain,
        "no active releaser",
        "UPDATE writ.releases SET state = 'released', answered_by = 'engineer', answered_at = now()",
    )
    assert chain.deliver() == {}


def test_what_is_approved_after_the_question_waits_for_the_next(chain: Chain) -> None:
    chain.decide_all(limit=3)
    question = stages.ask_release(DAY, "run-1")
    assert question
    assert question["notices"] == 3
    chain.decide_all(limit=4)
    assert stages.ask_release(DAY, "run-1") == question
    stages.answer_release("run-1", "releaser_1", let_go=True)
    assert chain.deliver() == {"sent": 3}
    with chain.begin() as session:
        waiting = session.scalars(select(OutboxRow.id).where(OutboxRow.state == OutboxState.WAITING)).all()
    assert len(waiting) == 4


def test_a_held_release_sends_nothing_and_is_asked_again_the_next_day(chain: Chain) -> None:
    chain.decide_all(limit=3)
    question = stages.ask_release(DAY, "run-1")
    assert question
    stages.answer_release("run-1", "releaser_1", let_go=False)
    assert chain.deliver() == {}
    assert stages.days_to_ask_about() == []
    chain.at(local(DAY + timedelta(days=2), 7))
    assert stages.days_to_ask_about() == [str(DAY)]
    with pytest.raises(NotPossible, match="held"):
        stages.answer_release("run-1", "releaser_1", let_go=True)


@pytest.mark.parametrize("table", ["ledger", "decisions", "approvals", "evidence", "case_acts", "content_items"])
@pytest.mark.parametrize("verb", ["UPDATE writ.{} SET {} = {}", "DELETE FROM writ.{}", "TRUNCATE writ.{} CASCADE"])
@pytest.mark.requirement("R29")
def test_records_are_append_only(chain: Chain, table: str, verb: str) -> None:
    case, here = first_case(chain), chain.here
    with here.begin() as session:
        officer = standing.person(session, "drafter_1")
        decide.act(session, case_id=case, person=officer, what=Act.DECLINED, reason="satire", now=here.clock())
    chain.decide_all(limit=1)
    with here.begin() as session:
        seen = {
            "id": uuid4(),
            "case_id": case,
            "kind": EvidenceKind.PROBE,
            "sha256": "0" * 64,
            "taken_at": here.clock(),
        }
        session.add(EvidenceRow(**seen))
    column = "seq" if table == "ledger" else "id"
    refused(chain, "append-only", verb.format(table, column, column))


@pytest.mark.requirement("R13", "R18")
def test_a_deadline_can_not_be_shortened(chain: Chain) -> None:
    chain.decide_all(limit=2)
    chain.release(DAY)
    chain.deliver()
    refused(chain, "runs from the receipt", "UPDATE writ.orders SET due_at = due_at - interval '1 hour'")
    refused(chain, "only", "UPDATE writ.orders SET deadline_hours = 1")
    refused(chain, "only", "UPDATE writ.orders SET territory = 'DE'")


@pytest.mark.requirement("R5")
def test_an_order_to_other_content_than_approved_is_refused(chain: Chain) -> None:
    case, other = chain.cases(CaseState.PROPOSED)[:2]
    chain.draft(case)
    chain.approve(case)
    columns = [column.name for column in OrderRow.__table__.columns]
    swapped = {"id": "gen_random_uuid()", "number": "'X-1'", "case_id": "CAST(:other AS uuid)"}
    chosen = ", ".join(swapped.get(name, name) for name in columns)
    refused(
        chain,
        "not what was approved",
        f"INSERT INTO writ.orders ({', '.join(columns)}) SELECT {chosen} FROM writ.orders",
        other=other,
    )


def test_every_notice_of_an_unadopted_pack_is_a_specimen(chain: Chain) -> None:
    chain.decide_all(limit=4)
    with chain.begin() as session:
        for row in session.scalars(select(OutboxRow)):
            assert b'"specimen":true' in row.document
            assert "SPECIMEN – NOT AN ORDER".encode() in row.document


MAIL = {
    "from_address": "orders@mci.example",
    "to_address": "legal@platform.example",
    "imap_host": "198.51.100.7",
}


def test_specimen_mode_reaches_only_this_machine(chain: Chain) -> None:
    for elsewhere in (
        replace(chain.channel_of("vkontakte"), host="https://198.51.100.7/api"),
        ChannelConnection("c", "smtp", host="127.0.0.1", port=25, login="a", password="b", extra=MAIL),
    ):
        with pytest.raises(ConfigError, match="specimen"):
            sending.deliver_to("vkontakte", elsewhere, specimen_key())


def test_specimen_mode_probes_only_the_simulator(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WRIT_SIMULATED_NETWORK")
    with pytest.raises(ConfigError, match="simulated pages only"):
        looking.probe_due()


@pytest.mark.requirement("R24", "R25")
def test_reappearance_is_a_draft_and_never_a_notice(chain: Chain) -> None:
    """A closed case whose content is there again gets a further case in `proposed`, and nothing is told of that case.

    What may wait for a releaser by then is the one reminder of an order whose time is over.
    """
    chain.decide_all()
    chain.release(DAY)
    chain.deliver()
    after = DAY + timedelta(days=1)
    for hours in (14, 20, 42, 60):
        chain.at(local(after, hours))
        look_twice(chain)
    with chain.begin() as session:
        before = set(session.scalars(select(OutboxRow.id)))
    for day in (after, after + timedelta(days=1), after + timedelta(days=2)):
        chain.at(local(day, 24))
        stages.draw_up_book(day)
    with chain.begin() as session:
        back = session.scalars(select(CaseRow).where(CaseRow.reappearance_of.is_not(None))).all()
        assert back
        assert {case.state for case in back} == {CaseState.PROPOSED}
        later = session.scalars(select(OutboxRow).where(OutboxRow.id.not_in(before))).all()
        assert {(row.notice_kind, row.state) for row in later} <= {("reminder", "waiting")}
        closed = select(OrderRow.id).where(OrderRow.case_id.in_([case.reappearance_of for case in back]))
        assert not {row.order_id for row in later} & set(session.scalars(closed))


@pytest.mark.requirement("R9")
def test_law_review_ends_only_by_a_law_reviewer(chain: Chain) -> None:
    case, here = first_case(chain), chain.here
    chain.draft(case)
    with here.begin() as session:
        asking = standing.person(session, "approver_1")
        decide.act(session, case_id=case, person=asking, what=Act.LAW_REVIEW, reason="satire?", now=here.clock())
    with here.begin() as session:
        officer = standing.person(session, "drafter_1")
        with pytest.raises(NotAllowed, match="law_reviewer"):
            decide.act(session, case_id=case, person=officer, what=Act.DECLINED, reason="never mind", now=here.clock())
    with pytest.raises(NotAllowed, match="law_reviewer"):
        chain.draft(case, "drafter_2")
    refused(
        chain,
        "under law review",
        "INSERT INTO writ.case_acts SELECT :id, case_id, 9, id, 'declined', 'drafter_1', 'never mind', now()"
        " FROM writ.decisions WHERE case_id = :case AND version = 1",
        id=uuid4(),
        case=case,
    )
    chain.draft(case, "reviewer_1")
    assert chain.approve(case).number


def test_a_reopened_case_takes_the_same_words_as_a_new_version(chain: Chain) -> None:
    case, here = first_case(chain), chain.here
    chain.draft(case)
    with here.begin() as session:
        officer = standing.person(session, "drafter_1")
        decide.act(session, case_id=case, person=officer, what=Act.DECLINED, reason="doubt", now=here.clock())
        decide.act(session, case_id=case, person=officer, what=Act.REOPENED, reason="no doubt", now=here.clock())
    chain.draft(case)
    assert chain.approve(case).number


def test_the_same_words_again_are_the_same_version(chain: Chain) -> None:
    case = first_case(chain)
    assert chain.draft(case) == chain.draft(case)


def adopt(chain: Chain) -> None:
    """A legal officer answers for the pack as it is: orders are in earnest from now on."""
    pack = chain.here.pack
    with chain.begin() as session:
        session.execute(
            text("INSERT INTO writ.pack_adoptions VALUES (:id, :pack, :version, :sha256, 'reviewer_1', now())"),
            {"id": uuid4(), "pack": pack.pack.id, "version": pack.pack.version, "sha256": pack.sha256},
        )


def test_only_a_legal_officer_adopts_a_pack(chain: Chain) -> None:
    refused(
        chain,
        "no active legal officer",
        "INSERT INTO writ.pack_adoptions VALUES (:id, 'kz', '1', repeat('a', 64), 'engineer', now())",
        id=uuid4(),
    )


@pytest.mark.requirement("R3")
def test_an_unverified_ground_is_never_issued_in_earnest(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    case = first_case(chain)
    chain.draft(case)
    here = chain.here
    chain.open(case)
    adopt(chain)
    with pytest.raises(PackError, match="nobody has verified"), here.begin() as session:
        approve.run(
            session,
            case_id=case,
            person=standing.person(session, "approver_1"),
            draft_hash=session.scalars(
                select(DecisionRow.draft_hash).where(DecisionRow.case_id == case, DecisionRow.version == 1)
            ).one(),
            pack=here.pack,
            is_specimen=standing.is_specimen(session, here.pack),
            today=here.today,
            now=here.clock(),
        )


def test_specimens_stay_behind_when_a_pack_is_adopted(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    chain.decide_all(limit=3)
    chain.release(DAY)
    chain.decide_all(limit=3)
    here = chain.here
    adopt(chain)
    monkeypatch.delenv("WRIT_CLOCK_FILE")
    assert stages.days_to_ask_about() == []
    assert stages.ask_release(DAY, "run-2") is None
    assert not here.is_specimen()
    assert chain.deliver() == {}
