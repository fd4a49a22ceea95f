"""A mail server and a mailbox on loopback sockets, for the simulator's mail desks and for the tests.

The mail server speaks SMTP with STARTTLS, a login and delivery reports (RFC 3461); the mailbox is a real IMAP server
over TLS, in memory. Who answers what, and who loses the line, is the desk's to say.
"""

from __future__ import annotations

import asyncio
import ssl
from argparse import Namespace
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pysasl.hashing import BuiltinHash

LOOPBACK = "127.0.0.1"
MOST_BYTES = 32 * 1024 * 1024
CUT = "cut"
_DSN_PARAMETERS = ("RET", "ENVID", "NOTIFY", "ORCPT")


@dataclass(frozen=True, slots=True)
class TakenMail:
    """One message as it came: envelope, wishes about reports (RFC 3461), content."""

    sender: str
    recipient: str
    wishes: dict[str, str]
    content: bytes


class MailDesk(Protocol):
    """Who stands behind the mail server."""

    login: str
    password: str

    def answer_at(self, phase: str, recipient: str) -> str | None:
        """An SMTP answer at `MAIL`, `RCPT`, `DATA` or `END`; `CUT` closes the line; None goes on.

        The recipient is empty before it is known.
        """

    async def take(self, mail: TakenMail) -> None:
        """A message that was taken; called before its sender is told."""

    async def fill(self) -> None:
        """Somebody opens the mailbox; called before they see it."""


class Mailbox:
    """The INBOX of one user."""

    def __init__(self, config: Config, user: str) -> None:
        self._config = config
        self._user = user

    async def put(self, raw: bytes, arrived_at: datetime) -> None:
        """Add a message."""
        boxes, _ = self._config.set_cache[self._user]
        inbox = await boxes.get_mailbox("INBOX")
        await inbox.append(AppendMessage(raw, arrived_at))

    async def flags(self) -> list[frozenset[Any]]:
        """What is marked on each message: nothing, where it was only read for reports."""
        boxes, _ = self._config.set_cache[self._user]
        inbox = await boxes.get_mailbox("INBOX")
        return [frozenset(message.permanent_flags) async for message in inbox.messages()]

    def renew(self) -> None:
        """Lose everything, and begin a mailbox with another UIDVALIDITY."""
        self._config.set_cache[self._user] = (MailboxSet(), FilterSet())


@dataclass(frozen=True, slots=True)
class MailServers:
    """Where the two servers listen, and the mailbox."""

    smtp_port: int
    imap_port: int
    mailbox: Mailbox


@asynccontextmanager
async def serve_mail(
    desk: MailDesk, certificate: ssl.SSLContext, *, smtp_port: int = 0, imap_port: int = 0
) -> AsyncIterator[MailServers]:
    """Run both servers inside this event loop; port 0 takes a free one. The desk's login opens both."""
    loop = asyncio.get_running_loop()
    # closed, and not waited for: a client that stays would keep the simulator from ending
    with ExitStack() as stack:
        config, imap = await _mailbox_server(desk)
        imap_server = await asyncio.start_server(imap, LOOPBACK, imap_port, ssl=certificate)
        stack.callback(imap_server.close)
        smtp_server = await loop.create_server(lambda: _protocol(desk, certificate, loop), LOOPBACK, smtp_port)
        stack.callback(smtp_server.close)
        mailbox = Mailbox(config, desk.login)
        mailbox.renew()
        yield MailServers(_port_of(smtp_server), _port_of(imap_server), mailbox)


async def _mailbox_server(desk: MailDesk) -> tuple[Config, Any]:
    arguments = Namespace(
        host=LOOPBACK, port=0, debug=False, cert=None, key=None, tls=False, proxy_protocol=None, passlib_cfg=None
    )
    arguments.demo_data, arguments.demo_user, arguments.demo_password = False, desk.login, desk.password
    backend, config = await DictBackend.init(
        arguments,
        invalid_user_sleep=0.0,
        reject_dnsbl=False,
        hash_context=BuiltinHash(rounds=1),
        cpu_subsystem=Subsystem.for_asyncio(),
    )
    config.apply_context()
    serve = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))

    async def opened(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await desk.fill()
        await serve(reader, writer)

    return config, opened


def _port_of(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def _protocol(desk: MailDesk, certificate: ssl.SSLContext, loop: asyncio.AbstractEventLoop) -> SMTP:
    return _ReportingSmtp(
        _Handler(desk),
        hostname="mail.simulated.example",
        ident="simulated",
        tls_context=certificate,
        require_starttls=True,
        auth_required=True,
        authenticator=_authenticator(desk),
        data_size_limit=MOST_BYTES,
        loop=loop,
    )


def _authenticator(desk: MailDesk) -> Any:
    def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
        is_right = isinstance(given, LoginPassword) and compare_digest(
            given.login + b"\0" + given.password, f"{desk.login}\0{desk.password}".encode()
        )
        return AuthResult(success=is_right, handled=False)

    return authenticate


class _ReportingSmtp(SMTP):
    """Takes the parameters of RFC 3461, which aiosmtpd would refuse."""

    def _getparams(self, params: Sequence[str]) -> dict[str, str | bool] | None:
        found: dict[str, str | bool] | None = super()._getparams(params)
        for name in _DSN_PARAMETERS:
            value = (found or {}).pop(name, None)
            if isinstance(value, str):
                self.event_handler.wishes[name] = value
        return found


class _Handler:
    """The hooks of aiosmtpd, one for each connection."""

    def __init__(self, desk: MailDesk) -> None:
        self._desk = desk
        self.wishes: dict[str, str] = {}

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer_at("MAIL", "", server)
        envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self._answer_at("RCPT", address, server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        answer = self._answer_at("DATA", recipient, server)
        if answer is None:
            content = envelope.original_content or b""
            await self._desk.take(TakenMail(str(envelope.mail_from), recipient, dict(self.wishes), content))
            answer = self._answer_at("END", recipient, server)
        return answer or "250 OK"

    def _answer_at(self, phase: str, recipient: str, server: SMTP) -> str | None:
        answer = self._desk.answer_at(phase, recipient)
        if answer == CUT and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return answer
