"""Answers that a platform pushes: kept as they came, believed by a task for their signature, and counted once."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import requests
import uvicorn
from fastapi import FastAPI
from sqlalchemy import func, select, text

from include.writ.domain.content import Platform
from include.writ.domain.delivery import Answer, HeldBecause, Outcome
from include.writ.errors import NotPossible
from include.writ.services import collect, pushed_answers
from include.writ.storage.models import ClockStopRow, LedgerRow, OrderRow, PlatformRow, PushedAnswerRow, ResponseRow
from include.writ.storage.roles import DatabaseRole
from include.writ.wiring import docket, holding_pen, sending
from include.writ.wiring.deployment import for_tasks
from tests.channels.test_reasons import GIVEN as STATEMENT
from tests.channels.test_webhook import OTHER, SECRET, sign
from tests.support.acting import refused_as, run_as
from tests.support.chain import DAY, Chain, local
from tests.support.orders import NOON, order_of, sent_cases
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import TestClient

AT = NOON + timedelta(hours=1)
PUSHED = "INSERT INTO writ.pushed_answers (platform, body_sha256, message_id, signed_at, signature, body, pushed_at) "


def endpoint() -> FastAPI:
    from include.writ.web.public.receipts import build_receipts_app  # once docket_world has met Starlette's warning

    return build_receipts_app()


@pytest.fixture
def order(chain: Chain) -> OrderRow:
    """An order that was received at noon; it is one o'clock."""
    found = order_of(chain, sent_cases(chain, 1)[0])
    chain.at(AT)
    return found


@pytest.fixture
def outside(order: OrderRow, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Anybody; all platforms share a connection with one key."""
    connection = {"conn_type": "https", "host": "https://legal.example", "extra": {"webhook_secrets": [SECRET]}}
    for platform in Platform:
        monkeypatch.setenv(f"AIRFLOW_CONN_WRIT_PLATFORM_{platform.upper()}", json.dumps(connection))
    with TestClient(endpoint()) as client:
        yield client


def said(order: OrderRow, **more: Any) -> dict[str, Any]:
    """An answer as the list of answers gives it."""
    data = {"seq": 7, "answer_id": "A-7", "order_number": order.number, "outcome": "removed", "reason": "gone"}
    return data | {"notice_key": None, "answered_at": AT.isoformat()} | more


def body(data: Any, kind: str = "notice.answered", **more: Any) -> bytes:
    return json.dumps({"type": kind, "data": data} | more).encode()


def push(client: TestClient, order: OrderRow, message: bytes, **signed: Any) -> int:
    headers = sign(message, **({"moment": AT} | signed))
    return int(client.post(f"/{order.platform}", content=message, headers=headers).status_code)


def collected(chain: Chain, platform: str, *keys: str) -> dict[str, int]:
    """One collection from the simulated platform, which has answered nothing in this hour."""
    connection = chain.channel_of(platform)
    return sending.collect_from(platform, replace(connection, extra={"webhook_secrets": list(keys or [SECRET])}))


def responses(chain: Chain, *answer_ids: str) -> list[ResponseRow]:
    with chain.begin() as session:
        chosen = ResponseRow.answer_id.in_(answer_ids) if answer_ids else ResponseRow.push_sha256.is_not(None)
        return list(session.scalars(select(ResponseRow).where(chosen).order_by(ResponseRow.answer_id)))


def count(chain: Chain, rows: Any) -> int:
    with chain.begin() as session:
        return session.scalars(select(func.count()).select_from(rows)).one()


def test_a_pushed_answer_counts_for_its_order_once_a_task_has_read_it(
    chain: Chain, order: OrderRow, outside: TestClient
) -> None:
    message, events = body(said(order)), count(chain, LedgerRow)
    assert push(outside, order, message) == 202
    assert (responses(chain, "A-7"), count(chain, LedgerRow)) == ([], events)
    before = collected(chain, order.platform)
    [answer] = responses(chain, "A-7")
    assert (answer.order_id, answer.outcome, answer.reason, answer.seq) == (order.id, "removed", "gone", 0)
    assert (answer.answered_at, answer.push_sha256) == (AT, sha256(message).hexdigest())
    with chain.begin() as session:
        facts = select(LedgerRow.data).where(
            LedgerRow.event == "answer.received", LedgerRow.actor == "collect_responses"
        )
        assert answer.push_sha256 in {data.get("push") for data in session.scalars(facts)}
    assert before["matched"] == 1 + len(polled(chain, order))
    assert collected(chain, order.platform) == {"matched": 0, "held": 0}


def polled(chain: Chain, order: OrderRow) -> list[ResponseRow]:
    with chain.begin() as session:
        of_platform = ResponseRow.platform == order.platform, ResponseRow.seq > 0
        return list(session.scalars(select(ResponseRow).where(*of_platform)))


def test_pushed_twice_and_polled_too_it_is_there_once_and_nothing_is_passed_over(
    chain: Chain, order: OrderRow, outside: TestClient
) -> None:
    assert [push(outside, order, body(said(order)), message_id=one) for one in ("m1", "m1", "m2")] == [202] * 3
    assert push(outside, order, body(said(order), timestamp="later")) == 202
    assert count(chain, PushedAnswerRow) == 3
    collected(chain, order.platform)
    listed = [
        Answer(6, "A-6", None, order.number, Outcome.ACKNOWLEDGED, "", AT),
        Answer(7, "A-7", None, order.number, Outcome.REMOVED, "gone", AT),
    ]
    here = for_tasks()
    channel = ScriptedPlatform(here.clock, said=[replace(one, seq=one.seq + 1000) for one in listed])
    law = collect.Law(here.pack, here.zone)
    found = [
        collect.run(here.begin, platform=order.platform, channel=channel, law=law, clock=here.clock) for _ in range(2)
    ]
    assert found == [collect.Collected(1, 0), collect.Collected(0, 0)]
    assert [one.answer_id for one in responses(chain, "A-6", "A-7")] == ["A-6", "A-7"]
    channel.said = [replace(listed[0], seq=1006), replace(listed[0], seq=1008, answer_id="A-8")]
    collect.run(here.begin, platform=order.platform, channel=channel, law=law, clock=here.clock)
    assert len(responses(chain, "A-6", "A-7", "A-8")) == 3
    with chain.begin() as session:
        last = text("SELECT seq FROM writ.answer_cursors WHERE platform = :name")
        assert session.scalar(last, {"name": order.platform}) == 1008


def test_polled_first_and_pushed_afterwards_it_is_there_once(
    chain: Chain, order: OrderRow, outside: TestClient
) -> None:
    here = for_tasks()
    answer = Answer(1007, "A-7", None, order.number, Outcome.REMOVED, "gone", AT)
    law, channel = collect.Law(here.pack, here.zone), ScriptedPlatform(here.clock, said=[answer])
    collect.run(here.begin, platform=order.platform, channel=channel, law=law, clock=here.clock)
    assert push(outside, order, body(said(order))) == 202
    assert collected(chain, order.platform) == {"matched": 0, "held": 0}
    [kept] = responses(chain, "A-7")
    assert (kept.seq, kept.push_sha256) == (1007, None)


def test_a_pushed_question_stops_the_time(chain: Chain, order: OrderRow, outside: TestClient) -> None:
    assert push(outside, order, body(said(order, outcome="clarification", reason="Which one?"))) == 202
    collected(chain, order.platform)
    with chain.begin() as session:
        stops = session.scalars(select(ClockStopRow).where(ClockStopRow.order_id == order.id)).all()
        assert [stop.stopped_at for stop in stops] == [AT]


def test_what_is_signed_and_fits_no_order_lies_in_the_holding_pen_as_a_polled_answer_does(
    chain: Chain, order: OrderRow, outside: TestClient
) -> None:
    assert push(outside, order, body(said(order, order_number="1999-000001"))) == 202
    collected(chain, order.platform)
    [held] = responses(chain, "A-7")
    assert (held.order_id, held.outcome, held.held_because) == (None, "removed", HeldBecause.NO_ORDER)
    holding_pen.match(held.id, "drafter_1", [order.number], Outcome.REMOVED)
    [matched] = [one for one in responses(chain) if one.matched_from]
    assert (matched.order_id, matched.push_sha256) == (order.id, held.push_sha256)


@pytest.mark.parametrize(
    ("visibility", "outcome", "held"),
    [
        ("DECISION_VISIBILITY_CONTENT_DISABLED", "withheld", None),
        ("DECISION_VISIBILITY_CONTENT_DEMOTED", None, "no_outcome"),
    ],
)
def test_a_statement_of_reasons_is_pushed_as_such(
    chain: Chain, order: OrderRow, outside: TestClient, visibility: str, outcome: str | None, held: str | None
) -> None:
    data = STATEMENT | {"decision_visibility": [visibility], "order_number": order.number}
    message = body(data, "statement_of_reasons.issued", timestamp=AT.isoformat())
    assert push(outside, order, message) == 202
    collected(chain, order.platform)
    [answer] = responses(chain, f"puid:{STATEMENT['puid']}")
    assert (answer.outcome, answer.held_because, answer.answered_at) == (outcome, held, AT)
    assert answer.order_id == (None if held else order.id)
    assert STATEMENT["decision_facts"] in answer.reason


def test_a_signed_message_that_is_no_answer_is_refused(chain: Chain, order: OrderRow, outside: TestClient) -> None:
    wrong: list[bytes] = [
        body(said(order) | {"outcome": "made happy"}),
        body(said(order) | {"outcome": None}),
        body(said(order) | {"answered_at": "2026-11-20T07:00:00"}),
        body(said(order) | {"reason": "x" * 20_001}),
        body(said(order) | {"answer_id": ""}),
        body(said(order), "notice.questioned"),
        body(STATEMENT, "statement_of_reasons.issued"),
        body(STATEMENT | {"decision_facts": "a\0b"}, "statement_of_reasons.issued", timestamp=AT.isoformat()),
        body(STATEMENT | {"category": "x"}, "statement_of_reasons.issued", timestamp=AT.isoformat()),
        body(said(order)) + b" " * 70_000,
    ]
    assert [push(outside, order, message) for message in wrong] == [400] * 9 + [413]
    assert push(outside, order, body(said(order)), key=OTHER) == 401
    assert push(outside, order, body(said(order)), moment=AT - timedelta(minutes=6)) == 401
    assert count(chain, PushedAnswerRow) == 0


def test_nobody_answers_for_a_platform_by_writing_down_a_push(chain: Chain, order: OrderRow) -> None:
    """The Docket's login may keep any message; a task takes nothing from one that no key of the platform signed."""
    forged, right = body(said(order)), sign(body(said(order)), moment=AT)
    values = {"p": order.platform, "t": int(AT.timestamp()), "b": forged, "at": AT}
    of_another = sign(forged, moment=AT, key=OTHER)["webhook-signature"]
    sql = PUSHED + "VALUES (:p, encode(sha256(:b), 'hex'), :m, :t, :s, :b, :at)"
    for number, signature in enumerate(("v1,", of_another, right["webhook-signature"])):
        run_as(DatabaseRole.DOCKET, sql, m=f"forged_{number}", s=signature, **values)
    counts = collected(chain, order.platform)
    assert counts["held"] == 3
    kept = responses(chain)
    assert {(one.order_id, one.outcome, one.held_because) for one in kept} == {(None, None, HeldBecause.UNSIGNED)}
    assert all(order.number in one.reason for one in kept)
    with pytest.raises(NotPossible, match="no key of the platform signed"):
        holding_pen.match(kept[0].id, "drafter_1", [order.number], Outcome.REFUSED)
    matching = """INSERT INTO writ.responses (id, platform, seq, answer_id, order_id, outcome, reason, answered_at,
            collected_at, matched_from, matched_by, push_sha256)
        SELECT gen_random_uuid(), platform, seq, answer_id || 'x', :order, 'refused', reason, answered_at,
            collected_at, id, 'drafter_1', push_sha256 FROM writ.responses WHERE id = :id"""
    refused_as(DatabaseRole.DOCKET, "matched by nobody", matching, order=order.id, id=kept[0].id)
    reasons = {one.held_because for one in docket.holding_pen(10).responses}
    assert HeldBecause.UNSIGNED in reasons
    run_as(DatabaseRole.DOCKET, sql, m="msg_1", s=right["webhook-signature"], **values)
    collected(chain, order.platform)
    assert [one.order_id for one in responses(chain, "A-7")] == [order.id], "a forged one keeps no real one out"


def test_a_key_that_was_replaced_in_between_leaves_the_answer_in_the_pen(
    chain: Chain, order: OrderRow, outside: TestClient
) -> None:
    assert push(outside, order, body(said(order))) == 202
    assert collected(chain, order.platform, OTHER)["held"] == 1
    [held] = responses(chain)
    assert (held.order_id, held.held_because) == (None, HeldBecause.UNSIGNED)


def test_what_was_pushed_stays_as_it_came_and_only_a_task_takes_it_up(
    chain: Chain, order: OrderRow, outside: TestClient
) -> None:
    assert push(outside, order, body(said(order))) == 202
    for role in DatabaseRole:
        refused_as(role, "permission denied", "UPDATE writ.pushed_answers SET body = 'x'")
        refused_as(role, "permission denied", "DELETE FROM writ.pushed_answers")
        refused_as(role, "permission denied", "TRUNCATE writ.pushed_answers")
    refused_as(DatabaseRole.DOCKET, "permission denied", "UPDATE writ.pushed_answers SET taken_at = now()")
    values = "VALUES ('x', 'x', 'm', 1, 'v1,', 'x', now())"
    refused_as(DatabaseRole.WORKER, "permission denied", PUSHED + values)
    taken = "INSERT INTO writ.pushed_answers SELECT * FROM writ.pushed_answers"
    refused_as(DatabaseRole.DOCKET, "permission denied", taken)
    run_as(DatabaseRole.WORKER, "UPDATE writ.pushed_answers SET taken_at = now()")
    refused_as(DatabaseRole.WORKER, "pushed_answers", "UPDATE writ.pushed_answers SET taken_at = NULL")
    of_no_push = (
        "INSERT INTO writ.responses (id, platform, seq, answer_id, reason, answered_at, collected_at, push_sha256)"
        f" VALUES (gen_random_uuid(), :p, 0, 'x', '', now(), now(), '{'0' * 64}')"
    )
    refused_as(DatabaseRole.WORKER, "pushed no such message", of_no_push, p=order.platform)


@pytest.mark.parametrize("column", ["message_id", "signature", "body"])
def test_the_database_keeps_no_more_than_a_message_has(chain: Chain, order: OrderRow, column: str) -> None:
    for value in ("''", "repeat('x', 65537)"):
        values = {"message_id": "'m'", "signature": "'v1,'", "body": "'x'"} | {column: value}
        row = f"encode(sha256(b), 'hex'), {values['message_id']}, 1, {values['signature']}, b, now()"
        select_it = f"SELECT :p, {row} FROM (SELECT ({values['body']})::bytea AS b) AS made"
        refused_as(DatabaseRole.DOCKET, f"{column}_is_short", PUSHED + select_it, p=order.platform)
    another = "VALUES (:p, repeat('0', 64), 'm', 1, 'v1,', 'x', now())"
    refused_as(DatabaseRole.DOCKET, "body_has_its_hash", PUSHED + another, p=order.platform)


def test_when_too_many_wait_the_platform_is_told_to_come_again(
    chain: Chain, order: OrderRow, outside: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushed_answers, "MOST_WAITING", 3)
    monkeypatch.setattr(pushed_answers, "AT_ONCE", 2)
    messages = [body(said(order, answer_id=f"A-{number}")) for number in range(4)]
    assert [push(outside, order, one) for one in messages] == [202, 202, 202, 503]
    collected(chain, order.platform)
    assert len(responses(chain)) == 3
    assert push(outside, order, messages[3]) == 202


def test_one_platform_does_not_answer_for_another(chain: Chain, order: OrderRow, outside: TestClient) -> None:
    with chain.begin() as session:
        others = select(PlatformRow.name).where(PlatformRow.name != order.platform).order_by(PlatformRow.name)
        other = session.scalars(others.limit(1)).one()
    message = body(said(order))
    assert outside.post(f"/{other}", content=message, headers=sign(message, moment=AT)).status_code == 202
    collected(chain, other)
    [held] = responses(chain, "A-7")
    assert (held.platform, held.order_id, held.held_because) == (other, None, HeldBecause.NO_ORDER)


@contextmanager
def serving() -> Iterator[str]:
    """The endpoint on a real socket; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(endpoint(), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.mark.enable_socket
def test_the_simulated_platform_pushes_over_http_and_its_list_gives_nothing_twice(
    chain: Chain, order: OrderRow, outside: TestClient
) -> None:
    chain.at(local(DAY + timedelta(days=2), 12))

    def pushed() -> dict[str, int]:
        with serving() as address:
            order_to_push = {"platform": order.platform, "address": f"{address}/{order.platform}", "secret": SECRET}
            url = f"{chain.simulator.api_url}/control/pushes"
            answer: dict[str, int] = requests.post(url, json=order_to_push, timeout=30).json()
        return answer

    first = pushed()
    number = first["202"]
    assert (first, number > 0) == ({"202": number}, True)
    assert sum(collected(chain, order.platform).values()) == number
    assert {one.seq for one in responses(chain)} == {0}
    assert pushed() == first
    assert collected(chain, order.platform) == {"matched": 0, "held": 0}
    assert count(chain, ResponseRow) == number
