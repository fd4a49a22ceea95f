"""Handing mail over: what is asked of the server, what it may say, and when a broken line leaves a doubt."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.answers.keys import keys_in_ids
from include.writ.channels import mail_out
from include.writ.channels.mail_message import compose, message_id
from include.writ.domain.delivery import Handed
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused, WritError
from include.writ.simulator.mail_servers import CUT
from tests.support.ends import LANGUAGES, NOW, MailEnd, mail_end, opened
from tests.support.outgoing import KEY, NOTICE, another
from tests.unit.sources.depots import SECRET

SENDER, RECIPIENT = "desk@authority.example", "legal@platform.example"


@pytest.fixture
def end(tmp_path: Path) -> Iterator[MailEnd]:
    with mail_end(tmp_path) as end:
        yield end


# --- the message ---------------------------------------------------------------------------------------------------


def test_the_same_notice_at_the_same_time_gives_the_same_bytes() -> None:
    first = compose(NOTICE, LANGUAGES, SENDER, RECIPIENT, NOW)
    assert first == compose(NOTICE, LANGUAGES, SENDER, RECIPIENT, NOW)
    assert first != compose(NOTICE, LANGUAGES, SENDER, RECIPIENT, NOW + timedelta(seconds=1))
    assert first.isascii()
    assert all(len(line) <= 998 for line in first.split(b"\r\n"))
    assert b"\n" not in first.replace(b"\r\n", b"")


def test_it_says_what_it_is_in_each_language_and_how_to_verify_it() -> None:
    message = message_from_bytes(compose(NOTICE, LANGUAGES, SENDER, RECIPIENT, NOW), policy=default)
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert [text.count(word) for word in ("ҮЛГІ", "ОБРАЗЕЦ", "SPECIMEN")] == [2, 2, 2]
    assert "SPECIMEN – NOT AN ORDER" in message["Subject"]
    for word in (NOTICE.number, NOTICE.addressee, *NOTICE.order_numbers, "PAdES", "JWS", "notice.pdf"):
        assert text.count(word) >= 3
    assert "confidential wording" not in text


def test_an_order_is_not_called_a_specimen_and_has_the_languages_of_its_platform() -> None:
    message = message_from_bytes(compose(another(is_specimen=False), ("ru",), SENDER, RECIPIENT, NOW), policy=default)
    body = message.get_body()
    assert body is not None
    assert "SPECIMEN" not in message["Subject"]
    assert "ОБРАЗЕЦ" not in body.get_content()
    assert "Notice" not in body.get_content()


@given(number=st.text(max_size=200), addressee=st.text(max_size=200))
def test_whatever_a_notice_holds_its_message_has_the_same_headers(number: str, addressee: str) -> None:
    raw = compose(another(number=number, addressee=addressee), LANGUAGES, SENDER, RECIPIENT, NOW)
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]
    assert names == ["From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "Content-Type"]
    message = message_from_bytes(raw, policy=default)
    assert f"[writ {KEY}]" in message["Subject"]
    assert [part.get_filename() for part in message.iter_attachments()] == [
        "notice.pdf",
        "notice.json",
        "notice.json.jws",
    ]


def test_a_key_is_found_again_in_the_id_that_it_gave() -> None:
    assert keys_in_ids(f"<x@y> {message_id(KEY, 'authority.example')}", "authority.example") == [KEY]
    assert keys_in_ids(message_id(KEY, "authority-example"), "authority.example") == []


# --- specimens -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["legal@platform.kz", "legal@example.com", "legal@platform.example.org"])
def test_a_specimen_never_goes_to_an_address_that_could_be_somebodys(end: MailEnd, address: str) -> None:
    """The mail server may be on this machine and still pass on what it gets."""
    channel = opened(end.connection(to_address=address))
    with pytest.raises(ConfigError, match="specimen") as caught:
        channel.send(another(addressee=address))
    assert address not in str(caught.value)
    assert end.mails == []
    channel.send(another(addressee=address, is_specimen=False))
    assert [mail.recipient for mail in end.mails] == [address]


def test_a_notice_goes_only_to_the_contact_that_it_names(end: MailEnd) -> None:
    with pytest.raises(ConfigError, match="not the contact that the notice names"):
        opened(end.connection(to_address="legal@elsewhere.example")).send(NOTICE)
    assert end.mails == []


# --- the envelope --------------------------------------------------------------------------------------------------


def test_a_report_is_asked_for_and_names_the_notice(end: MailEnd) -> None:
    answer = opened(end.connection()).send(NOTICE)
    assert answer == Handed(NOW)
    wishes = {name: value.lower() for name, value in end.mails[0].wishes.items()}
    assert wishes == {
        "RET": "hdrs",
        "ENVID": KEY,
        "NOTIFY": "success,failure,delay",
        "ORCPT": "rfc822;legal+2borders@platform.example",
    }


@pytest.mark.parametrize(
    ("phase", "answer", "expected"),
    [
        ("MAIL", "451 4.3.0 later", PlatformBusy),
        ("MAIL", "550 5.7.1 echoed hush-hush-secret", ConfigError),
        ("MAIL", "552 5.3.4 too large", PlatformRefused),
        ("RCPT", "450 4.2.1 later", PlatformBusy),
        ("RCPT", "550 5.1.1 no such user legal@platform.example", PlatformRefused),
        ("END", "451 4.3.0 later", PlatformBusy),
        ("END", "421 4.3.2 shutting down", PlatformBusy),
        ("END", "554 5.6.0 refused", PlatformRefused),
        ("END", "354 go on", DeliveryUncertain),
        ("END", "hello", DeliveryUncertain),
        ("MAIL", "hello", PlatformBusy),
        ("RCPT", "hello", PlatformBusy),
        ("MAIL", CUT, PlatformBusy),
        ("RCPT", CUT, PlatformBusy),
        ("DATA", CUT, DeliveryUncertain),
        ("END", CUT, DeliveryUncertain),
    ],
)
def test_what_the_server_says_decides_and_is_not_repeated(
    end: MailEnd, phase: str, answer: str, expected: type[Exception]
) -> None:
    end.answers[phase] = answer
    with pytest.raises(expected) as caught:
        opened(end.connection()).send(NOTICE)
    assert type(caught.value) is expected
    assert caught.value.__context__ is None or caught.value.__suppress_context__
    shown = str(caught.value)
    assert not any(word in shown for word in (SECRET, "platform.example", "later", "hello", "127.0.0.1"))


def test_a_line_that_breaks_after_the_server_has_it_is_no_fault(end: MailEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: object) -> None:
        raise OSError

    monkeypatch.setattr("smtplib.SMTP.quit", broken)
    assert isinstance(opened(end.connection()).send(NOTICE), Handed)


# --- TLS and login -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extra", [{"ca_file": ""}, {"security": "tls"}])
def test_a_server_without_a_trusted_certificate_or_with_other_tls_gets_nothing(
    end: MailEnd, extra: dict[str, str]
) -> None:
    with pytest.raises(ConfigError, match="Nothing was sent"):
        opened(end.connection(**extra)).send(NOTICE)
    assert end.mails == []


def test_a_certificate_of_another_name_is_not_trusted(end: MailEnd) -> None:
    with pytest.raises(ConfigError, match="certificate"):
        opened(replace(end.connection(), host="localhost")).send(NOTICE)
    assert end.mails == []


@contextmanager
def scripted(lines: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """A server that says one line at a time, whatever it hears; and what it heard."""
    heard: list[bytes] = []

    def run() -> None:
        near, _ = listener.accept()
        with near, near.makefile("rwb", buffering=0) as file:
            for line in lines:
                file.write(line + b"\r\n")
                heard.append(file.readline())

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(10)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([b"220 hi", b"250 no extensions"], ConfigError),
        ([b"220 hi", b"250-x\r\n250 AUTH PLAIN"], ConfigError),
        ([b"220 hi", b"250-x\r\n250 STARTTLS", b"454 not now"], PlatformBusy),
        ([b"220 hi", b"250-x\r\n250 STARTTLS", b"220 go\r\n250 injected"], WritError),
        ([b"554 go away"], PlatformBusy),
        ([b"hello"], PlatformBusy),
        ([b"220 " + b"x" * 9000], PlatformBusy),
    ],
)
def test_a_server_without_tls_hears_neither_password_nor_notice(
    end: MailEnd, lines: list[bytes], expected: type[Exception]
) -> None:
    with scripted(lines) as (port, heard), pytest.raises(expected):
        opened(replace(end.connection(), port=port)).send(NOTICE)
    assert not any(line.startswith((b"AUTH", b"MAIL", b"mail", b"DATA", b"data")) for line in heard)


def test_a_server_that_says_nothing_is_not_waited_for(end: MailEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_out, "TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(PlatformBusy):
        opened(replace(end.connection(), port=silent.getsockname()[1])).send(NOTICE)


# --- the connection ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "",
        "desk",
        "@authority.example",
        "desk@",
        "a@b, c@d",
        "Desk <desk@authority.example>",
        "desk@authority.example\r\nBcc: x@y.example",
        "desk@authority.example SIZE=1",
        "стол@authority.example",
        '"a b"@authority.example',
    ],
)
@pytest.mark.parametrize("field", ["from_address", "to_address"])
def test_an_address_that_is_not_one_plain_address_is_refused(end: MailEnd, field: str, address: str) -> None:
    with pytest.raises(ConfigError, match=field):
        opened(end.connection(**{field: address}))


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"host": ""}, "mail server as host"),
        ({"login": ""}, "both login and password"),
        ({"password": ""}, "both login and password"),
        ({"login": "", "password": ""}, "imap_login"),
        ({"password": "пароль"}, "ASCII"),
    ],
)
def test_a_connection_that_could_only_fail_is_refused_at_the_start(
    end: MailEnd, changes: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(ConfigError, match=wrong):
        opened(replace(end.connection(), **changes))


@pytest.mark.parametrize(
    ("extra", "wrong"),
    [
        ({"security": "none"}, "security"),
        ({"imap_port": 0}, "imap_port"),
        ({"imap_host": ""}, "imap_host"),
        ({"ca_file": "ca.pem"}, "absolute"),
        ({"ca_file": "/nowhere/ca.pem"}, "ca_file"),
    ],
)
def test_a_wrong_extra_field_is_named(end: MailEnd, extra: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ConfigError, match=wrong):
        opened(end.connection(**extra))


def test_both_servers_are_hosts(end: MailEnd) -> None:
    assert opened(end.connection(imap_host="imap.elsewhere.example")).hosts == ("127.0.0.1", "imap.elsewhere.example")
