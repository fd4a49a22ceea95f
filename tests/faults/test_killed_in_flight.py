"""A real SIGKILL while a request is on its way, and a database that goes away in the middle of a delivery.

The other side says when it has got to the step, and holds still; then the sender is killed. Another one finds out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError

from include.writ.channels.settings import ChannelConnection
from include.writ.notices.press import Sealed
from include.writ.services import deliver, proofs
from include.writ.settings import project_root
from tests.faults.agreement import Agreement
from tests.faults.deeds import Deed, Takes, Way
from tests.faults.peer import running_peer
from tests.faults.schedules import Killed, minutes
from tests.faults.stock import Stock
from tests.faults.test_slow_channels import arrivals
from tests.support.ends import DropEnd, MailEnd, end_of, opened
from tests.support.press import PlainPress, specimen_key
from tests.support.returned_mail import delivery_report, of_recipient
from tests.support.scripted import ScriptedPlatform

pytestmark = pytest.mark.faults

PATIENCE_S = 60


@contextmanager
def sender(stock: Stock, connection: ChannelConnection) -> Iterator[subprocess.Popen[bytes]]:
    """A process that sends what is due; it is gone afterwards."""
    asked = {"platform": stock.platform, "connection": asdict(connection), "key": specimen_key().extra}
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.sender"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project_root())
    try:
        assert process.stdin
        process.stdin.write(json.dumps(asked).encode())
        process.stdin.close()
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE_S)
        assert process.stdout
        process.stdout.close()


def kill_at(stock: Stock, connection: ChannelConnection, there: threading.Event) -> None:
    """A sender, killed when the other side is at the step."""
    with sender(stock, connection) as process:
        assert there.wait(PATIENCE_S)
        process.kill()
        assert process.wait(PATIENCE_S) == -9


def send(stock: Stock, connection: ChannelConnection) -> dict[str, int]:
    """What another sender reports."""
    with sender(stock, connection) as process:
        assert process.stdout
        said: dict[str, Any] = json.loads(process.stdout.read())
        assert process.wait(PATIENCE_S) == 0
    return dict(said["results"])


@pytest.mark.parametrize(("takes", "result"), [(Takes.NOW, "found"), (Takes.NEVER, "sent")])
def test_an_api_that_holds_its_answer_while_the_sender_is_killed(stock: Stock, takes: Takes, result: str) -> None:
    agreement = Agreement(stock, stock.take(1))
    with running_peer(stock.clock) as peer:
        peer.begin([[Deed(Way.STALLS, takes)]])
        connection = peer.connection()
        kill_at(stock, connection, peer.holds)
        assert agreement.states() == {"sending"}
        assert send(stock, connection) == {result: 1}
        agreement.check(peer, set())


class Held:
    """A step at which the other side says that it is there, and waits."""

    def __init__(self) -> None:
        self.there = threading.Event()
        self.goes_on = threading.Event()

    def __call__(self) -> None:
        self.there.set()
        self.goes_on.wait(PATIENCE_S)


class HeldAnswers(dict[str, str]):
    """Answers of a mail server, of which one is held."""

    def __init__(self, phase: str, held: Held) -> None:
        super().__init__()
        self._phase = phase
        self._held = held

    def get(self, phase: str, default: Any = None) -> Any:
        if phase == self._phase:
            self._held()
        return default


@pytest.mark.parametrize(("phase", "arrived"), [("RCPT", 0), ("DATA", 1), ("END", 1)])
def test_a_mail_server_that_holds_its_answer_while_the_sender_is_killed(
    stock: Stock, tmp_path: Path, phase: str, arrived: int
) -> None:
    agreement, held = Agreement(stock, stock.take(1)), Held()
    with end_of("mail", tmp_path) as end:
        assert isinstance(end, MailEnd)
        connection = end.connection(to_address=stock.contact)
        end.answers = HeldAnswers(phase, held)
        kill_at(stock, connection, held.there)
        held.goes_on.set()
        end.answers = {}
        assert send(stock, connection) == {"uncertain": 1}
        keys, _ = arrivals(end)
        assert keys.total() == arrived, "mail that may have arrived is not sent again"
        for key in keys:
            headers = f"Content-Type: text/rfc822-headers\n\nMessage-ID: <writ.{key}@authority.example>\n"
            end.put(delivery_report(of_recipient(), envelope_id=key, returned=headers), stock.moment)
        channel = opened(connection, stock.moment)
        proofs.run(stock.here.begin, platform=stock.platform, channel=channel, clock=stock.clock)
        assert agreement.states() == {"sent" if arrived else "uncertain"}


@pytest.mark.parametrize("is_done", [False, True])
def test_a_file_server_that_holds_its_answer_while_the_sender_is_killed(
    stock: Stock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_done: bool
) -> None:
    agreement, held = Agreement(stock, stock.take(1)), Held()
    with end_of("sftp", tmp_path) as end:
        assert isinstance(end, DropEnd)
        put_in_place: Callable[..., None] = end.files.rename

        def rename(self: Any, oldpath: bytes, newpath: bytes) -> None:
            if is_done:
                put_in_place(self, oldpath, newpath)
            held()
            if not is_done:
                put_in_place(self, oldpath, newpath)

        monkeypatch.setattr(end.files, "rename", rename)
        kill_at(stock, end.connection(), held.there)
        held.goes_on.set()
        assert send(stock, end.connection()) == {"handed": 1}
        keys, _ = arrivals(end)
        assert list(keys.values()) == [1]
        assert agreement.states() == {"handed"}


def die() -> None:
    raise Killed


def drop_connections(stock: Stock) -> None:
    """Every connection to the database but this one is gone."""
    others = "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    owner = create_engine(stock.url, poolclass=NullPool)
    with owner.connect() as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}"))
    owner.dispose()


@pytest.mark.parametrize("moment", ["signing", "sending", "asking"])
def test_a_database_that_goes_away_in_the_middle_loses_nothing(stock: Stock, moment: str) -> None:
    agreement = Agreement(stock, stock.take(3))
    platform = ScriptedPlatform(stock.clock)

    class Press(PlainPress):
        def seal(self, document: bytes, issued_at: datetime) -> Sealed:
            drop_connections(stock)
            return super().seal(document, issued_at)

    class Asked(ScriptedPlatform):
        def find(self, key: str) -> Any:
            drop_connections(stock)
            return super().find(key)

    def run(channel: ScriptedPlatform, press: PlainPress) -> dict[str, int]:
        means = replace(stock.means, press=press)
        clock = stock.clock
        return deliver.run(stock.here.begin, platform=stock.platform, channel=channel, means=means, clock=clock).results

    if moment == "sending":
        platform.meanwhile = lambda: drop_connections(stock)
    if moment == "asking":
        with suppress(Killed):
            run(replace(platform, meanwhile=die), PlainPress())
        platform = Asked(stock.clock, kept=platform.kept, sent=platform.sent)
    with pytest.raises(DBAPIError):
        run(platform, Press() if moment == "signing" else PlainPress())
    calm = ScriptedPlatform(stock.clock, kept=platform.kept, sent=platform.sent)
    stock.wait(minutes(30))
    run(calm, PlainPress())
    assert agreement.states() == {"sent"}
    assert set(calm.kept) == set(calm.sent)
    assert len(calm.kept) == 1
    agreement.check_records(set(), set())
