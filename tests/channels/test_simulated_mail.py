"""The simulated platforms' mail desks, written to by the mail channel itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from include.writ.channels.base import Channel
from include.writ.channels.settings import ChannelConnection
from include.writ.channels.transports import open_channel
from include.writ.domain.content import Platform
from include.writ.domain.delivery import Handed, Notice, ReportKind
from include.writ.errors import DeliveryUncertain, PlatformBusy, PlatformRefused
from include.writ.local import airflow_env
from include.writ.local.airflow_env import Place, build_environment
from include.writ.simulator.app import running_simulator
from tests.channels.simulated_world import CONTENT, SEED, START, World, notice
from tests.support.outgoing import KEY, another

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World()
    with running_simulator(tmp_path, SEED, world.clock) as world.simulator:
        yield world


def to_desk(world: World, platform: Platform = CONTENT.platform, **extra: Any) -> Channel:
    there = world.simulator
    usual: dict[str, Any] = {
        "from_address": "orders@authority.example",
        "to_address": f"legal@{platform.replace('_', '-')}.simulated.example",
        "ca_file": str(there.ca_file),
        "imap_host": "127.0.0.1",
        "imap_port": there.imap_port,
    }
    connection = ChannelConnection(
        "writ_platform_x",
        "smtp",
        host="127.0.0.1",
        port=there.smtp_port,
        login="writ",
        password="simulated-mail",
        extra=usual | extra,
    )
    return open_channel(platform, connection, languages=("en",), clock=world.clock)


def order(number: int = 1, desk: str = "") -> Notice:
    addressee = desk or f"legal@{CONTENT.platform.replace('_', '-')}.simulated.example"
    return another(document=json.dumps(notice(CONTENT, number)).encode(), addressee=addressee)


def as_in_the_demo(world: World, folder: Path) -> Channel:
    """The way to `CONTENT`'s platform that the demo's environment gives."""
    there = world.simulator
    place = Place(folder, folder, "", "", 0, 0, there.tls_port, there.smtp_port, there.imap_port, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(airflow_env, "BY_MAIL", (CONTENT.platform,))
        said = json.loads(build_environment(place)[f"AIRFLOW_CONN_WRIT_PLATFORM_{CONTENT.platform.upper()}"])
    return open_channel(CONTENT.platform, ChannelConnection("c", **said), languages=("en",), clock=world.clock)


def listed(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.call("GET", "/control/notices").json()
    return found


def test_a_notice_arrives_and_a_report_proves_it_while_the_automatic_answer_does_not(world: World) -> None:
    channel = to_desk(world)
    assert isinstance(channel.send(order()), Handed)
    assert [(one["key"], one["platform"]) for one in listed(world)] == [(KEY, CONTENT.platform)]
    page = channel.reports("")
    assert [(report.kind, report.notice_key, report.detail) for report in page.reports] == [
        (ReportKind.DELIVERED, KEY, "2.1.5"),
        (ReportKind.AUTO_REPLY, KEY, ""),
    ]
    assert page.reports[0].reported_at == START
    assert channel.reports(page.cursor).reports == ()


def test_the_demo_finds_the_desk_and_the_mailbox(world: World, tmp_path: Path) -> None:
    (tmp_path / "simulator").mkdir()
    (tmp_path / "simulator" / "ca.pem").write_bytes(world.simulator.ca_file.read_bytes())
    channel = as_in_the_demo(world, tmp_path)
    channel.send(order())
    assert channel.reports("").reports[0].kind is ReportKind.DELIVERED


def test_a_desk_that_is_down_takes_nothing(world: World) -> None:
    world.set_fault(CONTENT, "down")
    with pytest.raises(PlatformBusy):
        to_desk(world).send(order())
    assert listed(world) == []


def test_a_cut_line_leaves_a_doubt_that_the_report_settles(world: World) -> None:
    world.set_fault(CONTENT, "cut")
    channel = to_desk(world)
    with pytest.raises(DeliveryUncertain):
        channel.send(order())
    assert channel.reports("").reports[0].kind is ReportKind.DELIVERED


def test_a_notice_that_bounces_is_reported_as_failed_and_is_not_taken(world: World) -> None:
    world.set_fault(CONTENT, "bounce")
    channel = to_desk(world)
    channel.send(order())
    (report,) = channel.reports("").reports
    assert (report.kind, report.notice_key, report.detail) == (ReportKind.FAILED, KEY, "5.2.1")
    assert listed(world) == []


@pytest.mark.parametrize("document", [b"{}", b"nonsense"])
def test_what_is_no_notice_is_sent_back(world: World, document: bytes) -> None:
    channel = to_desk(world)
    channel.send(replace(order(), document=document))
    assert [report.kind for report in channel.reports("").reports] == [ReportKind.FAILED]
    assert listed(world) == []


def test_a_notice_for_another_platform_is_sent_back(world: World) -> None:
    other = next(platform for platform in Platform if platform is not CONTENT.platform)
    channel = to_desk(world, other)
    channel.send(order(desk=f"legal@{other.replace('_', '-')}.simulated.example"))
    assert [report.kind for report in channel.reports("").reports] == [ReportKind.FAILED]
    assert listed(world) == []


def test_nobody_but_the_desks_has_mail_there(world: World) -> None:
    with pytest.raises(PlatformRefused, match="recipient"):
        to_desk(world, to_address="somebody@platform.example").send(order(desk="somebody@platform.example"))
