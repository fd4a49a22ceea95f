"""R16: whom a platform's notices go to is proposed by one person and confirmed by another, and each version stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from include.writ.domain.registry import ContactRole, UserMetric
from include.writ.errors import NotAllowed, NotPossible
from include.writ.services import contacts
from include.writ.services import deployment as standing
from include.writ.services.contacts import Contact, Figure
from include.writ.services.release_question import release_of
from include.writ.storage.models import LedgerRow, OutboxRow, PlatformContactRow, PlatformRow, PlatformUsersRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, stages
from include.writ.wiring.deployment import for_docket
from tests.support.acting import refused_as, run_as
from tests.support.chain import DAY, Chain
from tests.support.registry import register

DOCKET, WORKER = DatabaseRole.DOCKET, DatabaseRole.WORKER
PLATFORM = "vkontakte"
NEW = Contact(
    role=ContactRole.CONTACT_POINT,
    name="Unit for authorities",
    address="7 Example Street, Example Town",
    email="authorities@vkontakte.simulated.example",
    languages=("ru", "kk"),
    established_in="KZ",
    source="https://vkontakte.simulated.example/authorities, read on 2026-11-18",
    valid_from=date(2026, 11, 18),
)
FIGURE = Figure("KZ", UserMetric.DAILY_USERS, 120_000, DAY, DAY, "their report, page 3", DAY)
PROPOSE = """
    INSERT INTO writ.platform_contacts SELECT (jsonb_populate_record(c, CAST(:changes AS jsonb))).*
    FROM writ.platform_contacts c WHERE platform = 'vkontakte' AND position = 1"""
CONFIRM = "UPDATE writ.platform_contacts SET confirmed_by = :who, confirmed_at = now() WHERE confirmed_by IS NULL"


def propose(chain: Chain, contact: Contact = NEW, person: str = "drafter_1", platform: str = PLATFORM) -> Any:
    here = for_docket()
    with here.begin() as session:
        who = standing.person(session, person)
        return contacts.propose(session, platform=platform, person=who, contact=contact, now=here.clock()).id


def confirm(chain: Chain, contact_id: Any, person: str = "reviewer_1") -> PlatformContactRow:
    here = for_docket()
    with here.begin() as session:
        who = standing.person(session, person)
        return contacts.confirm(session, contact_id=contact_id, person=who, today=here.today, now=here.clock())


def record(platform: str, figure: Figure, person: str = "drafter_1") -> None:
    here = for_docket()
    with here.begin() as session:
        who = standing.person(session, person)
        contacts.record_users(session, platform=platform, person=who, figure=figure, now=here.clock())


def registered(chain: Chain) -> PlatformRow:
    with chain.begin() as session:
        return session.get_one(PlatformRow, PLATFORM)


def versions(chain: Chain) -> int:
    with chain.begin() as session:
        return session.scalars(select(func.count()).where(PlatformContactRow.platform == PLATFORM)).one()


@pytest.mark.requirement("R16")
def test_only_the_confirmation_makes_a_contact_current(chain: Chain) -> None:
    before = registered(chain)
    proposed = propose(chain)
    assert registered(chain).contact_point == before.contact_point
    chain.decide_all(limit=30)  # and orders are still addressed to the one before
    row = confirm(chain, proposed)
    assert (row.proposed_by, row.confirmed_by) == ("drafter_1", "reviewer_1")
    assert (registered(chain).contact_point, registered(chain).languages) == (NEW.email, ["ru", "kk"])
    assert versions(chain) == 2


def test_the_same_proposal_or_confirmation_twice_is_one(chain: Chain) -> None:
    assert propose(chain) == propose(chain)
    first = confirm(chain, propose(chain))
    assert confirm(chain, first.id, "reviewer_1").confirmed_at == first.confirmed_at
    with pytest.raises(NotPossible, match="registered already"):
        propose(chain)


@pytest.mark.requirement("R16")
def test_nobody_confirms_what_they_proposed(chain: Chain) -> None:
    proposed = propose(chain, person="reviewer_1")
    with pytest.raises(NotPossible, match="another person confirms"):
        confirm(chain, proposed)
    refused_as(DOCKET, "confirmed_by_another_person", CONFIRM, who="reviewer_1")


@pytest.mark.parametrize("person", ["engineer", "auditor", "releaser_1", "appeals_1"])
def test_who_neither_decides_nor_reviews_keeps_no_register(chain: Chain, person: str) -> None:
    with pytest.raises(NotAllowed):
        propose(chain, person=person)
    proposed = propose(chain)
    for other in (person, "drafter_2", "approver_1"):
        with pytest.raises(NotAllowed):
            confirm(chain, proposed, other)
        refused_as(DOCKET, "no active law reviewer", CONFIRM, who=other)
    with pytest.raises(NotAllowed):
        record(PLATFORM, FIGURE, person)


def test_a_contact_is_confirmed_when_it_is_valid_and_nothing_newer_is_proposed(chain: Chain) -> None:
    later = propose(chain, replace(NEW, valid_from=DAY + timedelta(days=9)))
    with pytest.raises(NotPossible, match="valid from 2026-11-26"):
        confirm(chain, later)
    newer = propose(chain)
    with pytest.raises(NotPossible, match="newer"):
        confirm(chain, later)
    chain.at(chain.here.clock() + timedelta(days=20))
    refused_as(
        DOCKET,
        "a newer one is proposed",
        "UPDATE writ.platform_contacts SET confirmed_by = 'reviewer_1', confirmed_at = :now WHERE id = :id",
        id=later,
        now=chain.here.clock(),
    )
    assert confirm(chain, newer).position == 3


def test_an_unknown_platform_or_contact_is_refused(chain: Chain) -> None:
    with pytest.raises(NotPossible, match="not in the registry"):
        propose(chain, platform="geocities")
    with pytest.raises(NotPossible, match="there is no contact"):
        confirm(chain, uuid4())


def test_notices_go_to_the_representative_only_where_there_is_no_contact_point(chain: Chain) -> None:
    representative = replace(NEW, role=ContactRole.LEGAL_REPRESENTATIVE, email="office@representative.example")
    confirm(chain, propose(chain, representative))
    assert registered(chain).contact_point != representative.email


def of_platform(chain: Chain) -> int:
    with chain.begin() as session:
        return session.scalars(select(func.count()).where(OutboxRow.platform == PLATFORM)).one()


@pytest.mark.requirement("R16")
def test_what_was_asked_about_a_former_contact_is_not_released(chain: Chain) -> None:
    chain.decide_all(limit=40)
    stages.ask_release(DAY, "run-1")
    register(chain.here, PLATFORM, email="new@vkontakte.simulated.example")
    with pytest.raises(NotPossible, match="R16: the contact of vkontakte is another one since this was asked"):
        stages.answer_release("run-1", "releaser_1", let_go=True)
    stages.answer_release("run-1", "releaser_1", let_go=True, held=[PLATFORM, "tiktok"])
    assert (stage_of(chain, PLATFORM), stage_of(chain, "tiktok")) == ({"waiting"}, {"waiting"})
    assert stage_of(chain, "telegram") == {"released"}
    question = stages.ask_release(DAY, "run-2")
    assert question is not None
    assert question["platforms"] == {PLATFORM: of_platform(chain)}  # at once, and the other after a day
    stages.answer_release("run-2", "releaser_1", let_go=True)
    assert stage_of(chain, PLATFORM) == {"released"}


def test_a_releaser_is_told_what_was_sealed_for_a_former_contact(chain: Chain) -> None:
    chain.decide_all(limit=40)
    register(chain.here, PLATFORM, email="new@vkontakte.simulated.example")
    with chain.begin() as session:
        assert contacts.waiting_for_another(session, PLATFORM) == of_platform(chain) > 0
        assert contacts.waiting_for_another(session, "x") == 0
        current = contacts.current_row(session, PLATFORM)
    question = stages.ask_release(DAY, "run-1")
    assert question is not None
    former = {name: of["former_contact"] for name, of in question["by_platform"].items()}
    assert former == dict.fromkeys(former, 0) | {PLATFORM: of_platform(chain)}
    assert current is not None
    assert question["by_platform"][PLATFORM]["contact"] == str(current.id)


def test_another_contact_is_another_question(chain: Chain) -> None:
    """The same notices, and another fingerprint of what goes where."""
    chain.decide_all(limit=5)
    first = stages.ask_release(DAY, "run-1")
    docket.withdraw(release_of("run-1"), "releaser_1")
    again = stages.ask_release(DAY, "run-2")
    docket.withdraw(release_of("run-2"), "releaser_1")
    assert first is not None
    for name in first["platforms"]:
        register(chain.here, name, email="new@simulated.example")
    other = stages.ask_release(DAY, "run-3")
    assert again is not None
    assert other is not None
    assert first["digest"] == again["digest"] != other["digest"]


@pytest.mark.requirement("R16")
def test_no_statement_releases_what_was_asked_about_a_former_contact(chain: Chain) -> None:
    chain.decide_all(limit=40)
    chain.ask(DAY)
    register(chain.here, PLATFORM, email="new@vkontakte.simulated.example")
    run_as(WORKER, "UPDATE writ.releases SET state = 'released', answered_by = 'releaser_1', answered_at = now()")
    refused_as(WORKER, "contact that two persons registered", "UPDATE writ.outbox SET state = 'released'")


def stage_of(chain: Chain, platform: str) -> set[str]:
    with chain.begin() as session:
        return set(session.scalars(select(OutboxRow.state).where(OutboxRow.platform == platform)))


@pytest.mark.requirement("R16")
@pytest.mark.parametrize("role", [*DatabaseRole])
def test_no_statement_addresses_a_platform_otherwise(chain: Chain, role: DatabaseRole) -> None:
    proposed = propose(chain)
    for statement in (
        "UPDATE writ.platforms SET contact_point = 'friend@example.org'",
        "UPDATE writ.platforms SET languages = '{}'",
        "UPDATE writ.platform_contacts SET email = 'friend@example.org'",
        "UPDATE writ.platform_contacts SET proposed_by = 'drafter_2'",
        "DELETE FROM writ.platform_contacts",
        "UPDATE writ.platform_users SET value = 1",
        "DELETE FROM writ.platform_users",
    ):
        refused_as(role, "permission denied", statement)
    with chain.begin() as session:
        assert session.get_one(PlatformContactRow, proposed).email == NEW.email


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param('{"confirmed_by": "reviewer_1"}', "proposed before it is confirmed", id="confirmed-at-once"),
        pytest.param('{"proposed_by": "engineer"}', "no active drafter", id="by-an-engineer"),
        pytest.param('{"position": 7}', "not the next one", id="out-of-turn"),
        pytest.param('{"email": "friend"}', "email_is_address", id="no-address"),
        pytest.param('{"languages": ["russian"]}', "languages_are_codes", id="no-code"),
        pytest.param('{"established_in": "Kazakhstan"}', "established_in_is_country", id="no-country"),
        pytest.param('{"source": " "}', "says_who_and_where_read", id="no-source"),
    ],
)
def test_the_database_takes_no_other_proposal(chain: Chain, changes: str, message: str) -> None:
    same = '{"confirmed_by": null, "confirmed_at": null, "position": 2}'
    whole = f'{same[:-1]}, {changes[1:-1]}, "id": "{uuid4()}"}}'
    refused_as(DOCKET, message, PROPOSE, changes=whole)


def test_what_was_confirmed_stays_so(chain: Chain) -> None:
    confirm(chain, propose(chain))
    refused_as(DOCKET, "it was confirmed once", "UPDATE writ.platform_contacts SET confirmed_at = now()")
    refused_as(
        DOCKET, "it was confirmed once", "UPDATE writ.platform_contacts SET confirmed_by = NULL, confirmed_at = NULL"
    )


def test_the_owner_too_keeps_platforms_as_they_were_confirmed(chain: Chain) -> None:
    from tests.due_process.test_refusals import refused

    refused(chain, "what one person proposed", "UPDATE writ.platforms SET contact_point = 'friend@example.org'")
    refused(chain, "append-only", "DELETE FROM writ.platform_contacts")
    refused(chain, "append-only", "TRUNCATE writ.platform_contacts CASCADE")
    refused(chain, "append-only", "UPDATE writ.platform_users SET value = 1")


def test_figures_are_kept_as_they_were_read(chain: Chain) -> None:
    for _ in range(2):
        record("x", FIGURE)
    with chain.begin() as session:
        [row] = session.scalars(select(PlatformUsersRow).where(PlatformUsersRow.platform == "x"))
        assert (row.value, row.metric, row.recorded_by) == (120_000, "daily_users", "drafter_1")
    with pytest.raises(DBAPIError, match="can not be on record yet"):
        record("x", replace(FIGURE, read_on=DAY + timedelta(days=9)))


def test_the_ledger_has_who_and_which_version_but_no_address(chain: Chain) -> None:
    confirm(chain, propose(chain))
    with chain.begin() as session:
        events = session.scalars(
            select(LedgerRow).where(LedgerRow.event.like("contact.%")).order_by(LedgerRow.seq)
        ).all()
    assert [(event.event, event.actor) for event in events[-2:]] == [
        ("contact.proposed", "drafter_1"),
        ("contact.confirmed", "reviewer_1"),
    ]
    assert not any("@" in str(event.data) or NEW.name in str(event.data) for event in events)
