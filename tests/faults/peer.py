"""A platform's API on a real socket that does what a schedule says: takes or not, answers or not, truly or not."""

from __future__ import annotations

import json
import socket
import struct
import threading
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from include.writ.channels.base import Channel
from include.writ.channels.settings import ChannelConnection
from include.writ.channels.transports import open_channel
from include.writ.domain.content import Platform
from tests.faults.deeds import CALM, SAYS_NO, STATUS, Deed, Takes, Way
from tests.support.ends import CONN_ID, LANGUAGES

TOKEN = "open-sesame"


@dataclass
class Peer:
    """`acted`: how often each key was acted on, and `receipts` what was given for it.

    `unasked`: what was sent again while it was in doubt. `holds`: it has a request that it does not answer.
    """

    clock: Callable[[], datetime]
    port: int = 0
    scripts: list[list[Deed]] = field(default_factory=list)
    acted: Counter[str] = field(default_factory=Counter)
    receipts: dict[str, dict[str, str]] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    later: list[tuple[str, bytes]] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    unasked: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    holds: threading.Event = field(default_factory=threading.Event)
    old: dict[str, str] = field(default_factory=dict)
    _in_doubt: set[str] = field(default_factory=set)
    _seen: dict[str, Iterator[Deed]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def begin(self, scripts: Sequence[Sequence[Deed]]) -> None:
        """Another run: nothing is known, but the receipt of a notice of long ago."""
        with self._lock:
            if self.receipts:
                self.old = self.old or next(iter(self.receipts.values()))
            self.scripts = [list(script) for script in scripts]
            for kept in (self.acted, self.receipts, self.bodies, self.later, self.sent, self.unasked):
                kept.clear()
            self._in_doubt.clear()
            self._seen.clear()

    def calm(self) -> None:
        """From now on all goes well."""
        with self._lock:
            self.scripts = []
            self._seen = {key: iter(()) for key in self._seen}

    def catch_up(self) -> None:
        """What was left for later is acted on."""
        with self._lock:
            for key, body in self.later:
                self._act(key, body)
            self.later.clear()

    def connection(self) -> ChannelConnection:
        return ChannelConnection(CONN_ID, "http", host=f"http://127.0.0.1:{self.port}", password=TOKEN)

    def channel(self) -> Channel:
        return open_channel(Platform.VKONTAKTE, self.connection(), languages=LANGUAGES, clock=self.clock)

    def orders_in(self, key: str) -> list[dict[str, Any]]:
        """What the notice with that key, which was acted on, says of each order."""
        payload = json.loads(self.bodies[key])["payload"]
        items: list[dict[str, Any]] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["items"]
        return items

    def deed(self, key: str, *, is_question: bool) -> Deed:
        """What to do with a request about that key; a notice that is new gets the next script."""
        with self._lock:
            if key not in self._seen:
                self._seen[key] = iter(self.scripts.pop(0) if self.scripts else ())
            deed = next(self._seen[key], CALM)
            self.done[deed.way] += 1
            if is_question:
                if deed.way in (Way.ANSWERS, Way.TWICE):
                    self._in_doubt.discard(key)
                return deed
            self.sent[key] += 1
            if key in self._in_doubt:
                self.unasked.append(key)
            if deed.way not in SAYS_NO:
                self._in_doubt.add(key)
            return deed

    def take(self, key: str, body: bytes, takes: Takes) -> None:
        with self._lock:
            if takes == Takes.NOW:
                self._act(key, body)
            elif takes == Takes.LATER:
                self.later.append((key, body))

    def _act(self, key: str, body: bytes) -> None:
        """Once for each key."""
        if key not in self.bodies:
            self.bodies[key] = body
            self.acted[key] += 1
            self.receipts[key] = {"receipt_id": f"R-{key}", "received_at": self.clock().isoformat()}
        elif self.bodies[key] != body:
            self.acted[key] += 1

    def answer_to(self, key: str, way: Way) -> dict[str, str] | None:
        """The body of a success; None where there is nothing to give a receipt for."""
        receipt = self.receipts.get(key)
        now = self.clock().isoformat()
        if way == Way.SAYS_ERROR:
            return {"error": "try again"}
        if way == Way.REPEATS:
            return self.old or {"error": "nothing to repeat"}
        if way == Way.NAMES_OTHER:
            other = "00000000-0000-4000-8000-000000000000"
            return {"receipt_id": f"N-{key}", "received_at": now, "notice_key": other}
        if way in (Way.PAST, Way.FUTURE):
            year = "1970" if way == Way.PAST else "9999"
            return {"receipt_id": f"R-{key}", "received_at": f"{year}-01-01T00:00:00+00:00"}
        return receipt


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    peer: Peer

    def do_POST(self) -> None:
        key = self.headers["Idempotency-Key"]
        deed = self.peer.deed(key, is_question=False)
        length = int(self.headers["Content-Length"])
        if deed.way in (Way.CUT_BEFORE, Way.CUT_DURING):
            self.rfile.read(length // 2 if deed.way == Way.CUT_DURING else 0)
            return self._cut()
        self.peer.take(key, self.rfile.read(length), deed.takes_it())
        self._go_on(key, deed)

    def do_GET(self) -> None:
        key = self.path.rpartition("/")[2]
        self._go_on(key, self.peer.deed(key, is_question=True))

    def _go_on(self, key: str, deed: Deed) -> None:
        if deed.way in (Way.CUT_BEFORE, Way.CUT_DURING, Way.CUT_AFTER):
            return self._cut()
        if deed.way == Way.STALLS:
            self.peer.holds.set()
            with suppress(OSError):
                self.connection.recv(1)
            self.close_connection = True
            return None
        if deed.way in STATUS:
            return self._answer(STATUS[deed.way], {"error": "no"}, deed)
        said = self.peer.answer_to(key, deed.way)
        self._answer(200 if said else 404, said or {"notice_key": key}, deed)

    def _answer(self, status: int, said: dict[str, str], deed: Deed) -> None:
        body = json.dumps(said).encode()
        again = f"Retry-After: {deed.retry_after}\r\n" if deed.retry_after is not None else ""
        whole = f"HTTP/1.1 {status} x\r\n{again}Content-Length: {len(body)}\r\n\r\n".encode() + body
        with suppress(OSError):
            if deed.way == Way.CUT_ANSWER:
                self.wfile.write(whole[: len(whole) - len(body) // 2])
                return self._cut()
            self.wfile.write(whole * (2 if deed.way == Way.TWICE else 1))

    def _cut(self) -> None:
        """With a reset, and at once."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def running_peer(clock: Callable[[], datetime]) -> Iterator[Peer]:
    """The peer, at work."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    peer = Peer(clock, server.server_port)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"peer": peer})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
