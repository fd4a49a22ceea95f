"""Receipts that a platform pushes: believed for their signature alone, and proof once a task takes them up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from include.writ.domain.states import OutboxState
from include.writ.services import issue
from include.writ.storage.models import LedgerRow, OrderRow, OutboxRow, PlatformRow, PushedReceiptRow
from include.writ.storage.roles import DatabaseRole
from include.writ.web.public import receipts
from include.writ.wiring.deployment import for_tasks
from include.writ.wiring.pushes import MAX_BODY_BYTES
from tests.channels.test_webhook import OTHER, SECRET, sign
from tests.support.acting import refused_as
from tests.support.press import means_of
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import NOW, TestClient, World
from tests.web.notices_world import PLATFORM, clock_at, collect, handed, mail, release, send
from tests.web.pages import page

HOUR = timedelta(hours=1)
NEVER = (HOUR, -HOUR)


@pytest.fixture
def extra() -> dict[str, Any]:
    """The extra fields of the platform's Airflow connection."""
    return {"webhook_secrets": [SECRET]}


@pytest.fixture
def outside(world: World, extra: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Anybody; what Airflow holds is a variable of the environment, as Airflow reads it."""
    connection = {"conn_type": "https", "host": "https://legal.vk.example", "password": "t", "extra": extra}
    monkeypatch.setenv(f"AIRFLOW_CONN_WRIT_PLATFORM_{PLATFORM.upper()}", json.dumps(connection))
    with TestClient(receipts.build_receipts_app()) as client:
        yield client


def body(key: UUID | str, receipt_id: str = "r-1", at: datetime = NOW) -> bytes:
    data = {"notice_key": str(key), "receipt_id": receipt_id, "received_at": at.isoformat()}
    return json.dumps({"type": "notice.received", "data": data}).encode()


def push(client: TestClient, said: bytes, platform: str = PLATFORM, **signed: Any) -> int:
    """The status; no answer says more."""
    answer = client.post(f"/{platform}", content=said, headers=sign(said, **({"moment": NOW} | signed)))
    assert answer.content == b""
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.status_code)


def kept(world: World) -> list[tuple[UUID, str, datetime]]:
    with world.here.begin() as session:
        rows = session.scalars(select(PushedReceiptRow).order_by(PushedReceiptRow.receipt_id))
        return [(row.notice_id, row.receipt_id, row.received_at) for row in rows]


def states(world: World) -> set[str]:
    with world.here.begin() as session:
        return set(session.scalars(select(OutboxRow.state)))


def test_a_pushed_receipt_proves_the_receipt_once_a_task_takes_it_up(world: World, outside: TestClient) -> None:
    key, channel = handed(world)
    assert push(outside, body(key)) == 202
    assert (kept(world), states(world)) == ([(key, "r-1", NOW)], {OutboxState.HANDED})
    shown = page(world, "auditor", f"/notices/{key}").words
    assert "Receipt r-1 , received 2026-11-18 06:00 ; pushed 2026-11-18 06:00" in shown
    clock_at(world, HOUR)
    assert collect(channel) == {"proven": 1}
    assert states(world) == {OutboxState.SENT}
    with world.here.begin() as session:
        assert set(session.scalars(select(OrderRow.received_at).where(OrderRow.state == "sent"))) == {NOW}
    assert collect(channel) == {}


def test_sent_again_it_is_answered_alike_and_there_once(world: World, outside: TestClient) -> None:
    key, channel = handed(world)
    assert [push(outside, body(key)) for _ in range(3)] == [202] * 3
    assert push(outside, body(key, "r-2", NOW + HOUR)) == 202
    assert [receipt for _, receipt, _ in kept(world)] == ["r-1", "r-2"]
    collect(channel)
    assert push(outside, body(key)) == 202
    assert states(world) == {OutboxState.SENT}


@pytest.mark.parametrize("off", NEVER)
def test_a_receipt_whose_time_can_not_be_true_starts_no_clock(
    world: World, outside: TestClient, off: timedelta
) -> None:
    key, channel = handed(world)
    assert push(outside, body(key, at=NOW + off)) == 202
    assert collect(channel) == {"proven": 0}
    assert states(world) == {OutboxState.HANDED}


@pytest.mark.parametrize(
    "signed",
    [{"key": OTHER}, {"moment": NOW - HOUR}, {"moment": NOW + HOUR}, {"message_id": ""}],
    ids=["another key", "long ago", "tomorrow", "no id"],
)
def test_what_the_platform_has_not_signed_now_is_not_believed(
    world: World, outside: TestClient, signed: dict[str, Any]
) -> None:
    key, _ = handed(world, 1)
    assert push(outside, body(key), **signed) == 401
    assert outside.post(f"/{PLATFORM}", content=body(key)).status_code == 401
    changed = outside.post(f"/{PLATFORM}", content=body(key, "r-9"), headers=sign(body(key), moment=NOW))
    assert (changed.status_code, changed.content) == (401, b"")
    assert kept(world) == []


@pytest.mark.parametrize("extra", [{}, {"webhook_secrets": []}])
def test_without_a_key_nothing_is_believed(world: World, outside: TestClient) -> None:
    key, _ = handed(world, 1)
    assert push(outside, body(key)) == 401
    assert push(outside, body(key), platform="telegram") == 401  # it has no connection at all


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ({"webhook_secrets": SECRET}, "webhook_secrets: Input should be a valid list"),
        ({"webhook_secrets": ["short"]}, "a webhook key must be whsec_"),
        ({"webhook_secret": [SECRET]}, "webhook_secret: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_connection_believes_nothing_and_tells_nobody_why(
    world: World, outside: TestClient, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    key, _ = handed(world, 1)
    assert push(outside, body(key)) == 503
    assert kept(world) == []
    assert why in caplog.text
    assert SECRET not in caplog.text


def test_both_keys_hold_while_one_is_replaced(
    world: World, outside: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = {"conn_type": "https", "host": "https://x.example", "extra": {"webhook_secrets": [OTHER, SECRET]}}
    monkeypatch.setenv(f"AIRFLOW_CONN_WRIT_PLATFORM_{PLATFORM.upper()}", json.dumps(both))
    key, _ = handed(world, 1)
    assert [push(outside, body(key, str(n)), key=one) for n, one in enumerate((OTHER, SECRET))] == [202, 202]


def test_what_is_signed_and_no_receipt_of_ours_is_refused(world: World, outside: TestClient) -> None:
    key, _ = handed(world, 1)
    never_sent = (b"{}", b"[]", b"\xff", body(uuid4()), body("x"), body(key, ""), body(key, "r" * 201), body("\0"))
    assert {push(outside, said) for said in never_sent} == {400}
    with world.here.begin() as session:
        other = session.get_one(PlatformRow, "telegram")
        other.connection_id = f"writ_platform_{PLATFORM}"
    assert push(outside, body(key), platform="telegram") == 400  # rightly signed, and another's notice
    assert kept(world) == []


def test_a_notice_that_has_not_left_has_no_receipt(world: World, outside: TestClient) -> None:
    release(world, 1)
    here = for_tasks()
    with here.begin() as session:
        (key,) = issue.due_notices(session, PLATFORM, means_of(here), here.clock(), 1)
    assert push(outside, body(key)) == 400
    insert = "INSERT INTO writ.pushed_receipts VALUES (:key, 'r', 'vkontakte', now(), now())"
    refused_as(DatabaseRole.DOCKET, "was sent no such notice", insert, key=key)


def test_there_is_nothing_else_at_the_address(world: World, outside: TestClient) -> None:
    for platform in ("fax", "%00", "vkontakte%2F..", "VKONTAKTE"):
        assert push(outside, b"{}", platform=platform) == 404
    for method, path, status in (
        ("POST", "/", 404),
        ("GET", "/", 404),
        ("POST", "/vkontakte/x", 404),
        ("POST", "/docs", 404),
        ("GET", "/docs", 405),
        ("GET", "/openapi.json", 405),
        ("GET", f"/{PLATFORM}", 405),
    ):
        answer = outside.request(method, path)
        assert (answer.status_code, answer.content) == (status, b""), path


def test_a_body_has_an_end(world: World, outside: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * MAX_BODY_BYTES

    answer = outside.post(f"/{PLATFORM}", content=endless())
    assert (answer.status_code, answer.content) == (413, b"")
    longest = b"x" * MAX_BODY_BYTES
    assert push(outside, longest) == 400
    assert push(outside, longest + b"x") == 413


def test_a_database_that_is_away_tells_nobody_so(
    world: World, outside: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = handed(world, 1)
    monkeypatch.setenv("WRIT_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/writ")
    assert push(outside, body(key)) == 503


def test_the_docket_only_adds_receipts_and_tasks_only_read_them(world: World, outside: TestClient) -> None:
    key, _ = handed(world, 1)
    with world.here.begin() as session:
        events = session.scalars(select(func.count()).select_from(LedgerRow)).one()
    assert push(outside, body(key)) == 202
    insert = "INSERT INTO writ.pushed_receipts VALUES (:key, :receipt, :platform, now(), now())"
    change = "UPDATE writ.pushed_receipts SET received_at = now() - interval '1 day'"
    for role in DatabaseRole:
        refused_as(role, "permission denied", change)
        refused_as(role, "permission denied", "DELETE FROM writ.pushed_receipts")
        refused_as(role, "permission denied", "TRUNCATE writ.pushed_receipts")
    refused_as(DatabaseRole.WORKER, "permission denied", insert, key=key, receipt="r-2", platform=PLATFORM)
    of_another = {"key": key, "receipt": "r-2", "platform": "telegram"}
    refused_as(DatabaseRole.DOCKET, "was sent no such notice", insert, **of_another)
    refused_as(DatabaseRole.DOCKET, "pk_pushed_receipts", insert, key=key, receipt="r-1", platform=PLATFORM)
    for receipt in ("", "r" * 201):
        refused_as(DatabaseRole.DOCKET, "receipt_id_is_short", insert, key=key, receipt=receipt, platform=PLATFORM)
    with world.here.begin() as session:
        assert session.scalars(select(func.count()).select_from(LedgerRow)).one() == events


def test_a_push_while_the_notice_is_in_doubt_settles_it(world: World, outside: TestClient) -> None:
    release(world, 1)
    cut = ScriptedPlatform(mail().clock, takes=False, capabilities=mail().capabilities)
    key = send(world, cut)
    assert states(world) == {OutboxState.UNCERTAIN}
    assert push(outside, body(key)) == 202
    assert collect(cut) == {"proven": 1}
    assert states(world) == {OutboxState.SENT}
