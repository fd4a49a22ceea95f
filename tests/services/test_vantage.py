"""Looks from inside and outside the territory, by real proxies, and what of them is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from include.writ.clock import file_clock
from include.writ.errors import ConfigError
from include.writ.probing.vantage import VantageConnection, VantagePoints
from include.writ.simulator.app import running_simulator
from include.writ.simulator.world import DEFAULT_SEED
from include.writ.storage.models import ProbeRow
from include.writ.wiring import looking
from include.writ.wiring.doctor_finding import Finding
from include.writ.wiring.doctor_vantage import examine_vantage_points
from tests.support.chain import DAY, Chain, local
from tests.support.forward_proxy import ForwardProxy, forwarding
from tests.support.orders import sent_cases

EVENING = local(DAY + timedelta(days=1), 21)
TOLD = {"available", "removed", "account_gone"}


@pytest.fixture
def sent(chain: Chain) -> int:
    """Orders that their platforms have received, and have had the time to obey."""
    chain.bring_in(DAY)
    number = len(sent_cases(chain, 12))
    chain.at(EVENING)
    return number


@pytest.fixture
def inside() -> Iterator[ForwardProxy]:
    with forwarding() as proxy:
        yield proxy


@pytest.fixture
def outside() -> Iterator[ForwardProxy]:
    with forwarding() as proxy:
        yield proxy


def at(proxy: ForwardProxy, conn_type: str = "http", host: str = "127.0.0.1") -> VantageConnection:
    return VantageConnection("writ_vantage", conn_type, host=host, port=proxy.port)


def probes(chain: Chain) -> list[ProbeRow]:
    with chain.begin() as session:
        return list(session.scalars(select(ProbeRow).order_by(ProbeRow.order_id)))


def test_without_vantage_points_a_look_is_of_this_machine_alone(chain: Chain, sent: int) -> None:
    looking.probe_due()
    rows = probes(chain)
    assert len(rows) == sent
    assert {(row.vantage, row.outside, row.outside_evidence) for row in rows} == {("direct", None, None)}


@pytest.mark.parametrize("conn_type", ["http", "socks5"])
def test_from_inside_the_proxy_there_is_what_counts(
    chain: Chain, sent: int, inside: ForwardProxy, conn_type: str
) -> None:
    looking.probe_due(VantagePoints(inside=at(inside, conn_type)))
    rows = probes(chain)
    assert {row.vantage for row in rows} == {"inside"}
    assert {"removed", "available"} <= {row.verdict for row in rows}
    assert set(inside.asked) == {("127.0.0.1", chain.simulator.tls_port)}


@pytest.mark.parametrize("by_name", [True, False])
def test_what_is_there_outside_is_withheld_here(
    chain: Chain,
    sent: int,
    outside: ForwardProxy,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_name: bool,
) -> None:
    """Outside is a world in which nothing was ordered."""
    with running_simulator(tmp_path / "abroad", DEFAULT_SEED, file_clock(chain.clock_file)) as abroad:
        both = tmp_path / "both.pem"
        both.write_text(Path(chain.simulator.ca_file).read_text() + Path(abroad.ca_file).read_text())
        monkeypatch.setenv("WRIT_SIMULATED_NETWORK", f"127.0.0.1:{chain.simulator.tls_port}:{both}")
        outside.leads_to = ("127.0.0.1", abroad.tls_port)
        looking.probe_due(VantagePoints(outside=at(outside, host="localhost" if by_name else "127.0.0.1")))
    rows = probes(chain)
    assert {row.vantage for row in rows} == {"direct"}
    assert {row.outside for row in rows if row.verdict in TOLD} == {"available"}
    assert {row.outside for row in rows if row.verdict not in TOLD} == {None}
    seen = Counter((row.verdict, row.seen) for row in rows if row.verdict in TOLD)
    assert set(seen) == {("removed", "withheld"), ("available", "available")}
    told = next(row for row in rows if row.outside)
    assert told.outside_evidence is not None
    assert told.outside_evidence["status"] == 200
    assert told.outside_evidence["body_sha256"] != told.body_sha256 or told.verdict == "available"


@pytest.mark.parametrize("refusal", [b"HTTP/1.1 502 Bad\r\n\r\n", b"HTTP/1.1 404 Not Found\r\n\r\n"])
def test_a_view_that_fails_outside_leaves_the_one_inside_as_it_is(
    chain: Chain, sent: int, outside: ForwardProxy, refusal: bytes
) -> None:
    outside.refusal = refusal
    looking.probe_due(VantagePoints(outside=at(outside)))
    rows = probes(chain)
    assert {row.outside for row in rows} == {"unknown", None}
    assert {row.verdict for row in rows} >= {"removed", "available"}
    assert all(row.seen == row.verdict for row in rows if row.seen)
    assert any("the proxy answers" in row.outside_evidence["error"] for row in rows if row.outside_evidence)


def test_a_view_that_fails_inside_is_doubt_and_asks_nothing_outside(
    chain: Chain, sent: int, inside: ForwardProxy, outside: ForwardProxy
) -> None:
    inside.refusal = b"HTTP/1.1 410 Gone\r\n\r\n"
    looking.probe_due(VantagePoints(at(inside), at(outside)))
    rows = probes(chain)
    assert {(row.verdict, row.seen, row.outside) for row in rows} == {("unknown", None, None)}
    assert len(rows) == sent
    assert outside.asked == []


def test_the_doctor_says_from_where_looks_are_had_and_which_proxy_fails(
    chain: Chain, sent: int, inside: ForwardProxy, outside: ForwardProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finding() -> Finding:
        with chain.begin() as session:
            return examine_vantage_points(session)

    assert finding().detail == "inside: this machine, outside: none; nothing was looked at yet"
    monkeypatch.setenv("WRIT_VANTAGE_OUTSIDE", "abroad")
    assert finding().detail == "inside: this machine, outside: abroad; nothing was looked at yet"
    looking.probe_due(VantagePoints(at(inside), at(outside)))
    told = sum(row.outside is not None for row in probes(chain))
    assert f"of the last {sent} looks {sent} by the proxy inside, which failed at 0, and {told} by" in finding().detail
    assert finding().is_ok
    outside.refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"
    chain.at(EVENING + timedelta(hours=8))
    looking.probe_due(VantagePoints(at(inside), at(outside)))
    assert finding().mend == "mend the proxy, or the connection that WRIT_VANTAGE_OUTSIDE names"
    inside.refusal = outside.refusal
    chain.at(EVENING + timedelta(hours=16))
    looking.probe_due(VantagePoints(at(inside), at(outside)))
    assert finding().mend == "mend the proxy, or the connection that WRIT_VANTAGE_INSIDE names"


@pytest.mark.parametrize(
    ("connection", "says"),
    [
        ({"conn_type": "sftp", "host": "127.0.0.1", "port": 1}, "no type that a proxy has"),
        ({"conn_type": "http", "host": "http://127.0.0.1", "port": 1}, "and its port"),
        ({"conn_type": "http", "host": "127.0.0.1"}, "and its port"),
        ({"conn_type": "http", "host": "", "port": 1}, "and its port"),
        ({"conn_type": "http", "host": "127.0.0.1", "port": 1, "extra": {"a": "b"}}, "does not use"),
        ({"conn_type": "http", "host": "192.0.2.1", "port": 1}, "specimen mode"),
    ],
)
def test_a_connection_that_is_no_proxy_is_named(chain: Chain, connection: dict[str, object], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        looking.probe_due(VantagePoints(outside=VantageConnection("writ_vantage_outside", **connection)))
