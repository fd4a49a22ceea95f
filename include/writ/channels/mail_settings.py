"""What a connection of type smtp says: the server that takes our mail, the two addresses, the mailbox of what returns.

Refused: a way without TLS, an address that is more than one address, a sender or mailbox that is not named.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from include.writ.channels.settings import ChannelConnection, require_unused, trust
from include.writ.sources.settings import StrictModel, read_extra

_PORTS = {"starttls": 587, "tls": 465}


def _one_address(text: str) -> str:
    wrong = "it must be one plain address such as desk@authority.example"
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError, AttributeError):
        raise ValueError(wrong) from None
    is_plain = text.isascii() and text.isprintable() and not set(text) & set(' "<>(),:;\\[]') and len(text) <= 254
    if not (is_plain and address.username and address.domain and address.addr_spec == text):
        raise ValueError(wrong)
    return text


_Address = Annotated[str, AfterValidator(_one_address)]


class MailExtra(StrictModel):
    """The extra fields of a connection of type smtp."""

    from_address: _Address
    to_address: _Address
    security: Literal["starttls", "tls"] = "starttls"
    ca_file: str = ""
    imap_host: Annotated[str, Field(min_length=1)]
    imap_port: Annotated[int, Field(ge=1, le=65535)] = 993
    imap_login: str = ""
    imap_password: SecretStr = SecretStr("")
    mailbox: Annotated[str, Field(min_length=1, max_length=200)] = "INBOX"


@dataclass(frozen=True, slots=True)
class Door:
    """A server and who opens it; without a login nobody logs in. The password is never shown."""

    host: str
    port: int
    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves and comes back for one platform. `is_tls_at_once`: before the first word, else by STARTTLS."""

    out: Door
    back: Door
    is_tls_at_once: bool
    tls: ssl.SSLContext
    sender: str
    recipient: str
    mailbox: str

    @property
    def domain(self) -> str:
        """The sender's domain, under which our messages have their ids."""
        return self.sender.rpartition("@")[2].lower()


def read_mail_settings(connection: ChannelConnection) -> MailSettings:
    """The settings in a connection; raises `ConfigError` that names the field and how to mend it."""
    extra = read_extra(connection, MailExtra)
    require_unused(connection, "schema")
    if not connection.host:
        raise connection.wrong("is incomplete: enter the mail server as host")
    if bool(connection.login) != bool(connection.password):
        raise connection.wrong("needs both login and password, or neither where the mail server wants none")
    if not (connection.login + connection.password).isascii():
        raise connection.wrong("has a login or password that is not ASCII; mail servers do not agree on any other")
    back = Door(
        extra.imap_host,
        extra.imap_port,
        extra.imap_login or connection.login,
        extra.imap_password.get_secret_value() or connection.password,
    )
    if not (back.login and back.password):
        raise connection.wrong("lacks `imap_login` and `imap_password` in its extra fields, or a login and password")
    return MailSettings(
        out=Door(connection.host, connection.port or _PORTS[extra.security], connection.login, connection.password),
        back=back,
        is_tls_at_once=extra.security == "tls",
        tls=trust(connection, extra.ca_file),
        sender=extra.from_address,
        recipient=extra.to_address,
        mailbox=extra.mailbox,
    )
