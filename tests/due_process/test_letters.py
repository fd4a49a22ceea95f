"""R14, R16: what people at a platform write by mail, to which orders it goes, and what waits for a person."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from include.writ.domain.delivery import Answer, Letter, Outcome
from include.writ.domain.ids import sha256_hex
from include.writ.errors import NotPossible, RowRefused
from include.writ.ledger.append import broken_at
from include.writ.services import collect, letters, proofs
from include.writ.storage.models import AppealRow, NoticeRow, OrderRow, ResponseRow
from include.writ.wiring.deployment import for_tasks
from tests.channels.test_reasons import GIVEN
from tests.due_process.test_annexes import released, send
from tests.support.chain import Chain
from tests.support.orders import NOON
from tests.support.owner import as_owner
from tests.support.registry import register
from tests.support.scripted import ScriptedPlatform

HOUR = timedelta(hours=1)
CONTACT = "legal@platform.example"


@pytest.fixture
def sent(chain: Chain) -> tuple[Chain, ScriptedPlatform, str, UUID]:
    """Two orders in one notice that the platform has received at noon; its contact is `CONTACT`."""
    name = released(chain, 2)
    platform = ScriptedPlatform(for_tasks().clock)
    assert send(chain, name, platform) == {"sent": 2}
    register(as_owner(), name, email=CONTACT)
    chain.at(NOON + HOUR)
    with chain.begin() as session:
        return chain, platform, name, session.scalars(select(NoticeRow.id)).one()


def wrote(platform: ScriptedPlatform, body: str, notice: object = None, sender: str = CONTACT) -> bytes:
    thread = f"In-Reply-To: <writ.{notice}@authority.example>\r\n" if notice else ""
    raw = f"From: Legal <{sender}>\r\nSubject: Re: a notice\r\n{thread}\r\n{body}\r\n".encode()
    platform.wrote.append(Letter(sha256_hex(raw), NOON + HOUR, raw))
    return raw


def collected(name: str, platform: ScriptedPlatform) -> dict[str, int]:
    here = for_tasks()
    desk = letters.Desk(here.raw_store, collect.Law(here.pack, here.zone))
    return proofs.run(here.begin, platform=name, channel=platform, clock=here.clock, desk=desk)


def responses(chain: Chain) -> list[ResponseRow]:
    with chain.begin() as session:
        return list(session.scalars(select(ResponseRow).order_by(ResponseRow.order_number, ResponseRow.answer_id)))


def orders(chain: Chain) -> list[OrderRow]:
    with chain.begin() as session:
        return list(session.scalars(select(OrderRow).order_by(OrderRow.number)))


@pytest.mark.requirement("R14")
def test_a_letter_without_numbers_goes_to_every_order_of_its_notice(
    sent: tuple[Chain, ScriptedPlatform, str, UUID],
) -> None:
    chain, platform, name, notice = sent
    raw = wrote(platform, "Both posts have been removed.", notice)
    assert collected(name, platform) == {"answered": 1}
    found = responses(chain)
    assert {one.order_id for one in found} == {one.id for one in orders(chain)}
    assert {(one.outcome, one.seq, one.held_because, one.letter_sha256) for one in found} == {
        ("removed", 0, None, sha256_hex(raw))
    }
    assert for_tasks().raw_store.get(sha256_hex(raw)) == raw
    with chain.begin() as session:
        assert broken_at(session) is None


@pytest.mark.requirement("R14")
def test_each_order_gets_what_is_said_of_it_and_a_question_stops_its_time_alone(
    sent: tuple[Chain, ScriptedPlatform, str, UUID],
) -> None:
    chain, platform, name, notice = sent
    first, second = orders(chain)
    wrote(platform, f"{first.number}: removed\r\n{second.number}: please clarify which post is meant.", notice)
    assert collected(name, platform) == {"answered": 1}
    assert [one.outcome for one in responses(chain)] == ["removed", "clarification"]
    assert [one.due_at is None for one in orders(chain)] == [False, True]


def test_what_calls_itself_automatic_claims_nothing(sent: tuple[Chain, ScriptedPlatform, str, UUID]) -> None:
    chain, platform, name, notice = sent
    raw = wrote(platform, f"{orders(chain)[0].number}: removed.", notice).replace(
        b"From:", b"Precedence: bulk\r\nFrom:"
    )
    platform.wrote = [Letter(sha256_hex(raw), NOON + HOUR, raw)]
    assert collected(name, platform) == {"held": 1}
    (held,) = responses(chain)
    assert (held.order_id, held.outcome, held.held_because, "removed" in held.reason) == (
        None,
        None,
        "no_outcome",
        True,
    )


@pytest.mark.requirement("R22")
def test_a_complaint_by_letter_is_taken_with_its_words(sent: tuple[Chain, ScriptedPlatform, str, UUID]) -> None:
    chain, platform, name, notice = sent
    number = orders(chain)[0].number
    wrote(platform, f"{number}: we hereby appeal against this order, as the post reports on a trial.", notice)
    assert collected(name, platform) == {"answered": 1}
    with chain.begin() as session:
        appeal = session.scalars(select(AppealRow)).one()
    assert (appeal.appellant, "trial" in appeal.statement) == ("platform", True)


@pytest.mark.requirement("R16")
@pytest.mark.parametrize(
    "sender", ["legal@elsewhere.example", "legal@notplatform.example", "platform.example@evil.example", ""]
)
def test_a_stranger_who_knows_a_number_neither_stops_a_clock_nor_claims_a_removal(
    sent: tuple[Chain, ScriptedPlatform, str, UUID], sender: str
) -> None:
    chain, platform, name, notice = sent
    first, second = orders(chain)
    wrote(platform, f"{first.number}: removed\r\n{second.number}: please clarify.", notice, sender)
    assert collected(name, platform) == {"held": 1}
    assert [(one.order_id, one.held_because, one.order_number) for one in responses(chain)] == [
        (None, "stranger", first.number),
        (None, "stranger", second.number),
    ]
    assert None not in {one.due_at for one in orders(chain)}


def test_what_nobody_can_tell_waits_for_a_person_with_its_letter(
    sent: tuple[Chain, ScriptedPlatform, str, UUID],
) -> None:
    chain, platform, name, notice = sent
    first = orders(chain)[0].number
    wrote(platform, f"{first}: we have not removed it.", notice)
    wrote(platform, "The post has been removed.")
    wrote(platform, "MCI-2026-999999: removed", notice)
    wrote(platform, "", notice)
    assert collected(name, platform) == {"held": 4}
    found = responses(chain)
    assert {(one.order_number, one.outcome, one.held_because) for one in found} == {
        (first, None, "no_outcome"),
        (None, "removed", "no_order"),
        ("MCI-2026-999999", "removed", "no_order"),
        (None, None, "no_outcome"),
    }
    assert {one.order_id for one in found} == {None}
    assert all(one.letter_sha256 and for_tasks().raw_store.get(one.letter_sha256) for one in found)


def test_a_letter_is_never_of_an_order_to_another_platform(sent: tuple[Chain, ScriptedPlatform, str, UUID]) -> None:
    chain, platform, name, notice = sent
    number = orders(chain)[0].number
    other = next(one for one in ("facebook", "telegram", "mail_ru") if one != name)
    register(as_owner(), other, email=CONTACT)
    wrote(platform, f"{number}: removed", notice)
    assert collected(other, platform) == {"held": 1}
    assert [(one.platform, one.order_id, one.held_because) for one in responses(chain)] == [(other, None, "no_order")]


def test_an_order_that_has_not_left_is_not_answered(chain: Chain) -> None:
    name = released(chain, 1)
    register(as_owner(), name, email=CONTACT)
    platform = ScriptedPlatform(for_tasks().clock)
    wrote(platform, f"{orders(chain)[0].number}: please clarify.")
    assert collected(name, platform) == {"held": 1}


def test_a_letter_that_no_database_could_hold_does_not_keep_the_next_one_away(
    sent: tuple[Chain, ScriptedPlatform, str, UUID],
) -> None:
    chain, platform, name, notice = sent
    number = orders(chain)[0].number
    wrote(platform, f"{number}: \0refused\0", notice)
    wrote(platform, f"{number}: removed", notice)
    assert collected(name, platform) == {"answered": 2}


def test_the_same_letter_again_changes_nothing(sent: tuple[Chain, ScriptedPlatform, str, UUID]) -> None:
    chain, platform, name, notice = sent
    wrote(platform, "Please clarify which post is meant.", notice)
    assert collected(name, platform) == {"answered": 1}
    before = len(responses(chain))
    platform.wrote *= 2
    with chain.begin() as session:
        session.execute(text("DELETE FROM writ.report_cursors"))
    assert collected(name, platform) == {"known": 2}
    assert len(responses(chain)) == before


def test_letters_leave_the_numbers_of_the_platforms_own_answers_alone(
    sent: tuple[Chain, ScriptedPlatform, str, UUID],
) -> None:
    chain, platform, name, notice = sent
    wrote(platform, "Both posts have been removed.", notice)
    collected(name, platform)
    order, here = orders(chain)[0], for_tasks()
    platform.said = [Answer(1, "A-1", None, order.number, Outcome.ACKNOWLEDGED, "", NOON + HOUR)]
    law = collect.Law(here.pack, here.zone)
    found = collect.run(here.begin, platform=name, channel=platform, law=law, clock=here.clock)
    assert (found.matched, found.held) == (1, 0)


def test_letters_that_nobody_takes_are_not_passed_over(sent: tuple[Chain, ScriptedPlatform, str, UUID]) -> None:
    _, platform, name, notice = sent
    wrote(platform, "Both posts have been removed.", notice)
    here = for_tasks()
    with pytest.raises(NotPossible):
        proofs.run(here.begin, platform=name, channel=platform, clock=here.clock)
    assert collected(name, platform) == {"answered": 1}


def test_the_database_demands_an_outcome_of_what_is_matched(sent: tuple[Chain, ScriptedPlatform, str, UUID]) -> None:
    chain, platform, name, notice = sent
    wrote(platform, "", notice)
    collected(name, platform)
    with pytest.raises(RowRefused, match="matched_has_outcome"), chain.begin() as session:
        session.execute(
            text("""
            INSERT INTO writ.responses SELECT (jsonb_populate_record(r, jsonb_build_object(
                'id', gen_random_uuid(), 'answer_id', 'another', 'order_id', o.id))).*
            FROM writ.responses r JOIN writ.orders o ON o.platform = r.platform""")
        )


@pytest.mark.parametrize(
    ("sender", "contact", "is_theirs"),
    [
        ("a@platform.example", "Legal@Platform.example", True),
        ("a@support.platform.example", "legal@platform.example", True),
        ("a@xplatform.example", "legal@platform.example", False),
        ("a@example", "legal@platform.example", False),
        ("", "legal@platform.example", False),
        ("anybody@mail.ru", "legal@mail.ru", False),
        ("legal@mail.ru", "Legal@mail.ru", True),
    ],
)
def test_who_is_of_the_contact(sender: str, contact: str, is_theirs: bool) -> None:
    assert letters.is_of_contact(sender, contact) == is_theirs


def attached(body: str, file: bytes) -> str:
    """Text and one JSON file, as the part of a letter behind its first headers."""
    parts = [
        f"Content-Type: text/plain\r\n\r\n{body}",
        f'Content-Type: application/json; name="statement.json"\r\n\r\n{file.decode()}',
    ]
    return "\r\n".join(["--cut", "\r\n--cut\r\n".join(parts), "--cut--"])


def wrote_with(platform: ScriptedPlatform, body: str, file: bytes, notice: UUID) -> bytes:
    headers = (
        f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="cut"\r\nIn-Reply-To: <writ.{notice}@x.example>'
    )
    raw = f"From: {CONTACT}\r\nSubject: Re\r\n{headers}\r\n\r\n{attached(body, file)}\r\n".encode()
    platform.wrote.append(Letter(sha256_hex(raw), NOON + HOUR, raw))
    return raw


@pytest.mark.requirement("R14")
def test_a_statement_of_reasons_attached_to_a_letter_answers_its_order(
    sent: tuple[Chain, ScriptedPlatform, str, UUID],
) -> None:
    chain, platform, name, notice = sent
    _, second = orders(chain)
    visibility = ["DECISION_VISIBILITY_CONTENT_DISABLED"]
    file = json.dumps(GIVEN | {"order_number": second.number, "decision_visibility": visibility}).encode()
    raw = wrote_with(platform, "Our statement of reasons is attached.", file, notice)
    assert collected(name, platform) == {"answered": 1}
    [answer] = responses(chain)
    assert (answer.order_id, answer.outcome, answer.letter_sha256) == (second.id, "withheld", sha256_hex(raw))
    assert GIVEN["decision_facts"] in answer.reason


def test_a_broken_statement_of_reasons_leaves_the_whole_letter_to_a_person(
    sent: tuple[Chain, ScriptedPlatform, str, UUID],
) -> None:
    chain, platform, name, notice = sent
    raw = wrote_with(platform, "Both posts have been removed.", b'{"puid": "A-1"}', notice)
    assert collected(name, platform) == {"held": 1}
    [held] = responses(chain)
    assert (held.order_id, held.outcome, held.held_because) == (None, None, "no_outcome")
    assert (held.letter_sha256, "removed" in held.reason) == (sha256_hex(raw), True)
