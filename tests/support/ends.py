"""The platform's end of each channel: a real server on this machine, or a folder, that keeps what arrives."""

from __future__ import annotations

import json
import ssl
import threading
from abc import ABC, abstractmethod
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import asyncssh
import trustme
from anyio.from_thread import BlockingPortal, start_blocking_portal

from include.writ.channels.base import Channel
from include.writ.channels.settings import ChannelConnection
from include.writ.channels.transports import open_channel
from include.writ.domain.content import Platform
from include.writ.simulator.mail_servers import CUT, MailServers, TakenMail, serve_mail
from tests.unit.sources.depots import LOGIN, SECRET, SftpDepot, Wire, sftp_depot

NOW = datetime(2026, 11, 20, 7, tzinfo=UTC)
CONN_ID = "writ_platform_x"
RECEIPT = {"receipt_id": "r-1", "received_at": "2026-11-20T12:00:00+05:00"}
LANGUAGES = ("kk", "ru", "en")

Files = tuple[bytes, bytes, bytes]
"""Document, signature and PDF, as they arrived."""


def opened(connection: ChannelConnection, now: datetime = NOW) -> Channel:
    return open_channel(Platform.VKONTAKTE, connection, languages=LANGUAGES, clock=lambda: now)


class End(ABC):
    """`wire`: what lies between, where there is a network."""

    wire: Wire | None = None

    @abstractmethod
    def connection(self, secret: str = SECRET) -> ChannelConnection: ...

    @abstractmethod
    def arrived(self) -> list[Files]:
        """What the platform has, in order, once for each time that it came."""

    @abstractmethod
    def lose_the_answer(self) -> None:
        """Take the next notice, and lose the line before its sender is told."""

    def elsewhere(self, port: int) -> ChannelConnection:
        """The connection, to a port at which nobody listens."""
        return replace(self.connection(), port=port)


# --- an HTTP API ---------------------------------------------------------------------------------------------------


class _ApiHandler(BaseHTTPRequestHandler):
    end: ApiEnd

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_let_in():
            key = self.headers["Idempotency-Key"]
            status = 202 if key not in self.end.kept else 200 if self.end.kept[key] == body else 409
            self.end.kept.setdefault(key, body)
            self._answer(status)

    def do_GET(self) -> None:
        if self._is_let_in():
            key = self.path.rpartition("/")[2]
            self._answer(200) if key in self.end.kept else self._answer(404, {"notice_key": key})

    def _is_let_in(self) -> bool:
        if self.headers["Authorization"] == f"Bearer {SECRET}":
            return True
        self._answer(401)
        return False

    def _answer(self, status: int, said: dict[str, str] = RECEIPT) -> None:
        if self.end.loses_answers:
            self.end.loses_answers -= 1
            self.connection.close()
            return
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def finish(self) -> None:
        if self.connection.fileno() >= 0:
            super().finish()

    def log_message(self, format: str, *args: object) -> None: ...


@dataclass
class ApiEnd(End):
    port: int
    kept: dict[str, bytes] = field(default_factory=dict)
    loses_answers: int = 0

    def __post_init__(self) -> None:
        self.wire = Wire(("127.0.0.1", self.port))

    def connection(self, secret: str = SECRET) -> ChannelConnection:
        assert self.wire
        return ChannelConnection(CONN_ID, "http", host=f"http://127.0.0.1:{self.wire.port}/v1", password=secret)

    def elsewhere(self, port: int) -> ChannelConnection:
        return replace(self.connection(), host=f"http://127.0.0.1:{port}")

    def arrived(self) -> list[Files]:
        return [self._files(json.loads(body)) for body in self.kept.values()]

    def lose_the_answer(self) -> None:
        self.loses_answers = 1

    @staticmethod
    def _files(body: dict[str, str]) -> Files:
        document = urlsafe_b64decode(body["payload"] + "=" * (-len(body["payload"]) % 4))
        return document, f"{body['protected']}..{body['signature']}".encode(), b64decode(body["pdf"])


@contextmanager
def api_end() -> Iterator[ApiEnd]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _ApiHandler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    end = ApiEnd(server.server_port)
    server.RequestHandlerClass = type("Handler", (_ApiHandler,), {"end": end})
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield end
    finally:
        assert end.wire
        end.wire.close()
        server.shutdown()
        server.server_close()
        thread.join()


# --- mail ----------------------------------------------------------------------------------------------------------


@dataclass
class MailEnd(End):
    """`answers`: what the mail server says at a phase, instead of going on."""

    ca_file: Path
    login: str = LOGIN
    password: str = SECRET
    answers: dict[str, str] = field(default_factory=dict)
    mails: list[TakenMail] = field(default_factory=list)
    servers: MailServers = field(init=False)
    portal: BlockingPortal = field(init=False)
    wire: Wire = field(init=False)

    def answer_at(self, phase: str, recipient: str) -> str | None:
        return self.answers.get(phase)

    async def take(self, mail: TakenMail) -> None:
        self.mails.append(mail)

    async def fill(self) -> None:
        pass

    def connection(self, secret: str = SECRET, **extra: Any) -> ChannelConnection:
        usual: dict[str, Any] = {
            "from_address": "desk@authority.example",
            "to_address": "legal+orders@platform.example",
            "ca_file": str(self.ca_file),
            "imap_host": "127.0.0.1",
            "imap_port": self.servers.imap_port,
        }
        return ChannelConnection(
            CONN_ID,
            "smtp",
            host="127.0.0.1",
            port=self.wire.port,
            login=LOGIN,
            password=secret,
            extra=usual | extra,
        )

    def arrived(self) -> list[Files]:
        return [self._files(mail.content) for mail in self.mails]

    def lose_the_answer(self) -> None:
        self.answers["END"] = CUT

    def put(self, raw: bytes, arrived_at: datetime = NOW) -> None:
        """Leave a message in the mailbox."""
        self.portal.call(self.servers.mailbox.put, raw, arrived_at)

    @staticmethod
    def _files(content: bytes) -> Files:
        message = message_from_bytes(content, policy=default)
        found = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
        return found["notice.json"], found["notice.json.jws"], found["notice.pdf"]


@contextmanager
def mail_end(folder: Path) -> Iterator[MailEnd]:
    authority = trustme.CA(organization_name="Writ test")
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    certificate = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(certificate)
    end = MailEnd(folder / "ca.pem")
    with ExitStack() as stack:
        end.portal = stack.enter_context(start_blocking_portal())
        end.servers = stack.enter_context(end.portal.wrap_async_context_manager(serve_mail(end, certificate)))
        end.wire = Wire(("127.0.0.1", end.servers.smtp_port))
        stack.callback(end.wire.close)
        yield end


# --- files ---------------------------------------------------------------------------------------------------------


class _DropFiles(asyncssh.SFTPServer):
    loses_answers = False

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        super().rename(oldpath, newpath)
        if self.loses_answers:
            self.channel.get_connection().abort()


@dataclass
class DropEnd(End):
    depot: SftpDepot
    files: type[_DropFiles]

    def __post_init__(self) -> None:
        self.wire = self.depot.wire

    def connection(self, secret: str = SECRET, **extra: str) -> ChannelConnection:
        said = self.depot.connection(secret, folder="/in", **extra)
        return ChannelConnection(
            CONN_ID, "sftp", host=said.host, port=said.port, login=said.login, password=secret, extra=said.extra
        )

    def arrived(self) -> list[Files]:
        """A folder that is hidden is none that a platform reads."""
        folders = sorted(path for path in (self.depot.root / "in").iterdir() if not path.name.startswith("."))
        return [_files_in(folder) for folder in folders]

    def lose_the_answer(self) -> None:
        self.files.loses_answers = True


def _files_in(folder: Path) -> Files:
    return tuple((folder / name).read_bytes() for name in ("notice.json", "notice.json.jws", "notice.pdf"))  # type: ignore[return-value]


@dataclass
class PortalEnd(End):
    root: Path

    def connection(self, secret: str = SECRET) -> ChannelConnection:
        return ChannelConnection(CONN_ID, "fs", extra={"path": str(self.root)})

    def arrived(self) -> list[Files]:
        return [self._files(path) for path in sorted(self.root.iterdir())]

    def lose_the_answer(self) -> None:
        raise NotImplementedError

    @staticmethod
    def _files(path: Path) -> Files:
        with ZipFile(path) as package:
            return tuple(package.read(name) for name in ("notice.json", "notice.json.jws", "notice.pdf"))  # type: ignore[return-value]


@contextmanager
def end_of(kind: str, folder: Path) -> Iterator[End]:
    """The end of that kind; `folder` is empty and its own."""
    with ExitStack() as stack:
        if kind == "api":
            yield stack.enter_context(api_end())
        elif kind == "mail":
            yield stack.enter_context(mail_end(folder))
        elif kind == "sftp":
            (folder / "in").mkdir()
            files = type("Files", (_DropFiles,), {})
            yield DropEnd(stack.enter_context(sftp_depot(folder, files)), files)
        else:
            yield PortalEnd(folder)
