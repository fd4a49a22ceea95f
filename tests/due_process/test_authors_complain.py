"""R22 on the public pages: an author without an account complains, gets a receipt, and reads what came of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlalchemy import select

from include.writ.domain.redress import author_reference
from include.writ.domain.states import AppealState
from include.writ.services import author_complaints, deliver
from include.writ.storage.models import AppealRow, DecisionRow, LedgerRow, OrderRow, OutboxRow
from include.writ.storage.roles import DatabaseRole
from include.writ.web.public.forms import MOST_BYTES
from include.writ.web.public.words import Language, words
from include.writ.wiring import redress
from include.writ.wiring.deployment import for_docket, for_tasks
from tests.support.acting import refused_as
from tests.support.chain import DAY, Chain
from tests.support.orders import REASONS, decide, lodge, order_of, sent_case
from tests.support.press import means_of
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import EVIL, TestClient

pytestmark = pytest.mark.requirement("R22")
ENGLISH = words()[Language.ENGLISH]


@pytest.fixture
def order(chain: Chain) -> OrderRow:
    """An order that its platform has."""
    return order_of(chain, sent_case(chain))


@pytest.fixture
def anybody(order: OrderRow) -> Iterator[TestClient]:
    """Someone without a login."""
    from include.writ.web.public.app import build_public_app

    with TestClient(build_public_app(), headers={"Accept": "text/html"}) as client:
        yield client


def reference_of(order: OrderRow) -> str:
    with for_docket().begin() as session:
        return author_reference(order.id, session.get_one(DecisionRow, order.decision_id).draft_hash)


def complaint(order: OrderRow, **more: str) -> dict[str, str]:
    return {"reference": reference_of(order), "address": order.url, "statement": f"It quotes a court. {EVIL}"} | more


def shown(page: httpx.Response, words_before: str) -> str:
    """The value that a page shows after these words."""
    found = re.search(rf"<dt>{re.escape(words_before)}</dt><dd[^>]*>(?:<code>)?([^<]+)", page.text)
    assert found, page.text
    return unescape(found[1])


def only_appeal(chain: Chain) -> AppealRow:
    with chain.begin() as session:
        return session.scalars(select(AppealRow)).one()


def test_an_author_complains_and_reads_the_answer(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    taken = anybody.post("/en", data=complaint(order, learned_on=str(DAY)))
    assert taken.status_code == 200
    number, code = shown(taken, ENGLISH.complaint), shown(taken, ENGLISH.code)
    row = only_appeal(chain)
    assert (row.number, row.appellant, row.recorded_by, row.language) == (number, "author", None, "en")
    assert code not in str(row.__dict__)
    waiting = anybody.post("/ru/answer", data={"complaint": number, "code": f" {code} "})
    assert words()[Language.RUSSIAN].states[AppealState.RECEIVED] in waiting.text
    assert "<dd class" not in waiting.text
    decide(row.id)
    told = anybody.post("/kk/answer", data={"complaint": number, "code": code})
    assert words()[Language.KAZAKH].states[AppealState.ANNULLED] in told.text
    assert shown(told, words()[Language.KAZAKH].reasons) == REASONS
    with chain.begin() as session:
        received = session.scalars(select(LedgerRow).where(LedgerRow.event == "appeal.received")).one()
    assert received.actor == "author"


def test_a_late_complaint_is_taken_too(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    long_ago = str(DAY - timedelta(days=900))
    assert anybody.post("/kk", data=complaint(order, learned_on=long_ago)).status_code == 200
    row = only_appeal(chain)
    assert row.in_time_until is not None
    assert row.received_at > row.in_time_until


def test_reference_and_address_are_needed_together(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    other = {"address": "https://vk.com/wall-1_1"}, {"reference": order.number}, {"address": "not an address"}
    answers = [anybody.post("/en", data=complaint(order, **wrong)) for wrong in other]
    assert {answer.status_code for answer in answers} == {404}
    assert all(ENGLISH.unknown_order in unescape(answer.text) for answer in answers)
    with chain.begin() as session:
        assert session.scalars(select(AppealRow)).all() == []


def test_of_an_order_that_has_not_left_nothing_is_known(chain: Chain, anybody: TestClient) -> None:
    chain.decide_all(limit=1)
    with chain.begin() as session:
        unsent = session.scalars(select(OrderRow).where(OrderRow.sent_at.is_(None))).one()
    assert anybody.post("/en", data=complaint(unsent)).status_code == 404


def test_of_an_order_on_its_way_an_author_complains_too(chain: Chain, anybody: TestClient) -> None:
    """The platform may have it and obey it long before anything proves that it arrived."""
    chain.decide_all(limit=1)
    chain.release(DAY, "run-2")
    with chain.begin() as session:
        handed = session.scalars(select(OrderRow).where(OrderRow.sent_at.is_(None))).one()
    here, mail = for_tasks(), ScriptedPlatform(for_tasks().clock, hands_over=True)
    deliver.run(here.begin, platform=handed.platform, channel=mail, means=means_of(here), clock=here.clock)
    assert anybody.post("/en", data=complaint(handed)).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"statement": " "}, "Why the order is wrong: please"),
        ({"reference": ""}, "Reference of the order: please"),
        ({"statement": "a" * 20_001}, "at most 20000 characters; there are 20001"),
        ({"learned_on": "yesterday"}, "please give today or an earlier day"),
        ({"learned_on": str(DAY + timedelta(days=2))}, "please give today or an earlier day"),
        ({"learned_on": "0001-01-01"}, "please give today or an earlier day"),
    ],
)
def test_what_was_typed_comes_back_with_what_is_wrong(
    anybody: TestClient, order: OrderRow, wrong: dict[str, str], says: str
) -> None:
    answer = anybody.post("/en", data=complaint(order) | wrong)
    assert (answer.status_code, says in answer.text) == (422, True)
    assert f'value="{order.url}"' in unescape(answer.text)
    assert EVIL not in answer.text


def test_a_form_that_is_sent_twice_is_one_complaint(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    form = re.search(r'name="code" value="([^"]+)"', anybody.get("/en").text)
    assert form
    first = anybody.post("/en", data=complaint(order, code=form[1]))
    again = anybody.post("/en", data=complaint(order, code=form[1]))
    assert shown(again, ENGLISH.complaint) == shown(first, ENGLISH.complaint)
    assert shown(again, ENGLISH.code) == shown(first, ENGLISH.code) == form[1]
    only_appeal(chain)
    other = anybody.post("/en", data=complaint(order, code="weak"))
    assert shown(other, ENGLISH.code) not in ("weak", form[1])


def test_the_reference_is_what_the_platform_is_to_pass_on(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    with chain.begin() as session:
        notice = session.scalars(select(OutboxRow.document).where(OutboxRow.order_id == order.id)).one()
    told = json.loads(notice)["author_notice"]
    assert "reference" in told["says"]
    typed = told["reference"].lower().replace("-", " ")
    assert anybody.post("/en", data=complaint(order, reference=typed)).status_code == 200


def test_it_stops_no_clock_until_a_reviewer_takes_it(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    """Nothing says that an author wrote it: a platform must not win time by a form that anybody can send."""
    anybody.post("/en", data=complaint(order))
    assert order_of(chain, order.case_id).due_at == order.due_at
    first = only_appeal(chain)
    redress.take(first.id, "appeals_1")
    assert order_of(chain, order.case_id).due_at is None
    anybody.post("/en", data=complaint(order, statement="once more, in other words"))
    redress.decide(first.id, "appeals_1", redress.Ruling(AppealState.UPHELD, REASONS))
    assert order_of(chain, order.case_id).due_at is not None


def test_a_heap_of_them_is_not_taken(
    chain: Chain, anybody: TestClient, order: OrderRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(author_complaints, "MOST_OPEN", 2)
    answers = [anybody.post("/en", data=complaint(order, statement=f"words {n}")) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert ENGLISH.not_now in answers[2].text


def test_nobody_reads_an_answer_without_its_code(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    taken = anybody.post("/en", data=complaint(order))
    number = shown(taken, ENGLISH.complaint)
    written_down = lodge(order.case_id, statement="another one, on paper").appeal.number
    for asked in (
        {"complaint": number, "code": "guess"},
        {"complaint": number},
        {"complaint": written_down, "code": ""},
    ):
        answer = anybody.post("/en/answer", data=asked)
        assert (answer.status_code, ENGLISH.unknown_complaint in answer.text) == (404, True)


def test_another_site_or_another_form_sends_nothing(anybody: TestClient, order: OrderRow) -> None:
    foreign = anybody.post("/en", data=complaint(order), headers={"Sec-Fetch-Site": "cross-site"})
    large = anybody.post("/en", content=b"statement=" + b"a" * MOST_BYTES)
    many = anybody.post("/en", data={str(n): "x" for n in range(11)})
    garbled = anybody.post("/en", content=b"statement=\xff")
    assert [answer.status_code for answer in (foreign, large, many, garbled)] == [403, 413, 400, 400]
    assert all(word.not_this in foreign.text for word in words().values())


@pytest.mark.parametrize("path", ["/", "/kk", "/ru", "/en"])
def test_each_page_is_in_one_language_and_leads_to_the_others(anybody: TestClient, path: str) -> None:
    page = anybody.get(path)
    language = Language(path.strip("/") or "kk")
    assert f'<html lang="{language}">' in page.text
    assert words()[language].about in unescape(page.text)
    assert all(f'href="{other}"' in page.text for other in Language)
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert "set-cookie" not in page.headers


def test_there_is_nothing_else(anybody: TestClient) -> None:
    assert anybody.get("/style.css").status_code == 200
    assert [anybody.get(path).status_code for path in ("/de", "/docs", "/openapi.json", "/en/answer")] == [
        404,
        404,
        404,
        405,
    ]


def test_a_task_brings_in_no_authors_complaint(chain: Chain, anybody: TestClient, order: OrderRow) -> None:
    anybody.post("/en", data=complaint(order))
    copy = """
        INSERT INTO writ.appeals (id, number, position, order_id, appellant, language, statement, received_at,
                                  answer_code_sha256, receipt, receipt_sha256, state)
        SELECT gen_random_uuid(), 'X', 9, order_id, 'author', 'en', 'other words', received_at, answer_code_sha256,
               receipt, receipt_sha256, 'received' FROM writ.appeals"""
    refused_as(DatabaseRole.WORKER, "only the Docket takes one", copy)
    for role in DatabaseRole:
        change = f"UPDATE writ.appeals SET answer_code_sha256 = '{'0' * 64}'"
        refused_as(role, "permission denied", change)
