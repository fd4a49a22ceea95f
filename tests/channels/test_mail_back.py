"""Reading the mailbox of what comes back, on a real IMAP server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.writ.channels import mail_back
from include.writ.domain.delivery import DeliveryReport, ReportKind
from include.writ.domain.ids import sha256_hex
from include.writ.errors import ConfigError, PlatformBusy
from tests.support.ends import NOW, MailEnd, mail_end, opened
from tests.support.outgoing import KEY, NOTICE
from tests.support.returned_mail import OUR_ID, QMAIL, delivery_report, letter
from tests.unit.sources.depots import SECRET


@pytest.fixture
def end(tmp_path: Path) -> Iterator[MailEnd]:
    with mail_end(tmp_path) as end:
        yield end


@pytest.fixture(scope="module")
def lasting_end(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailEnd]:
    with mail_end(tmp_path_factory.mktemp("mail")) as end:
        yield end


def key_of(number: int) -> str:
    return f"{KEY[:-6]}{number:06}"


def report_of(number: int) -> bytes:
    return delivery_report(envelope_id=key_of(number), returned="Content-Type: text/plain\n\nx")


def drained(end: MailEnd, cursor: str) -> tuple[list[DeliveryReport], str]:
    channel, found = opened(end.connection()), list[DeliveryReport]()
    while True:
        page = channel.reports(cursor)
        found += page.reports
        cursor = page.cursor
        if not page.has_more:
            return found, cursor


def test_a_report_comes_with_the_mailboxs_own_time_and_once(end: MailEnd) -> None:
    end.put(delivery_report())
    (report,), cursor = drained(end, "")
    assert (report.notice_key, report.kind, report.reported_at) == (KEY, ReportKind.DELIVERED, NOW)
    assert drained(end, cursor) == ([], cursor)


def test_mail_of_people_comes_as_letters_and_stays_as_it_was(end: MailEnd) -> None:
    mine = letter(), letter("Subject: and one more thing")
    end.put(mine[0])
    end.put(delivery_report())
    end.put(mine[1])
    page = opened(end.connection()).reports("")
    assert [(one.raw, one.arrived_at) for one in page.letters] == [(raw, NOW) for raw in mine]
    found, cursor = drained(end, "")
    assert len(found) == 1
    assert end.portal.call(end.servers.mailbox.flags) == [frozenset()] * 3
    assert drained(end, cursor) == ([], cursor)


def test_what_machines_write_in_forms_of_their_own_is_a_report_as_well(end: MailEnd) -> None:
    end.put(QMAIL)
    end.put(letter(f"In-Reply-To: {OUR_ID}", "Subject: Out of office", body="Removed."))
    page = opened(end.connection()).reports("")
    assert page.letters == ()
    assert [(one.kind, one.notice_key, one.detail) for one in page.reports] == [
        (ReportKind.FAILED, KEY, "5.1.1"),
        (ReportKind.AUTO_REPLY, KEY, ""),
    ]


def test_what_calls_itself_automatic_and_names_an_order_is_a_letter(end: MailEnd) -> None:
    """Ticket systems mark what people wrote in them."""
    end.put(letter("Auto-Submitted: auto-generated", f"In-Reply-To: {OUR_ID}", body="MCI-2026-000001: removed."))
    page = opened(end.connection()).reports("")
    assert (page.reports, len(page.letters)) == ((), 1)


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(end: MailEnd) -> None:
    end.put(delivery_report())
    first, cursor = drained(end, "")
    end.servers.mailbox.renew()
    end.put(delivery_report())
    again, later = drained(end, cursor)
    assert again == first, "the same message has the same id, so it can be recognised"
    assert later.partition(":")[0] != cursor.partition(":")[0]


@pytest.mark.parametrize("cursor", ["nonsense", "1", "1:2:3", ":", "99999999999999:1"])
def test_a_cursor_that_is_none_is_the_beginning(end: MailEnd, cursor: str) -> None:
    end.put(delivery_report())
    assert len(drained(end, cursor)[0]) == 1


def test_of_a_large_message_only_the_beginning_is_fetched(end: MailEnd) -> None:
    raw = letter() + b"x" * (2 * mail_back.MAX_MESSAGE_BYTES)
    end.put(raw)
    (fetched,) = opened(end.connection()).reports("").letters
    assert fetched.raw == raw[: mail_back.MAX_MESSAGE_BYTES]
    assert fetched.letter_id == sha256_hex(fetched.raw)


def test_broken_mail_does_not_stop_the_rest(end: MailEnd) -> None:
    for raw in (b"\xff\xfe\r\n\r\n\x00", b"Content-Type: message/rfc822\r\n\r\n" * 50, delivery_report()):
        end.put(raw)
    assert [report.notice_key for report in drained(end, "")[0]] == [KEY]


STEPS = st.lists(st.sampled_from(["report", "other", "read", "renew"]), max_size=14)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, page_size=st.integers(1, 3), at_once=st.sampled_from([30, 10_000]))
def test_the_cursor_neither_loses_nor_repeats_a_report(
    lasting_end: MailEnd, monkeypatch: pytest.MonkeyPatch, steps: list[str], page_size: int, at_once: int
) -> None:
    """But for those that were gone, with their mailbox, before anybody looked."""
    monkeypatch.setattr(mail_back, "PAGE_SIZE", page_size)
    monkeypatch.setattr(mail_back, "UIDS_AT_ONCE", at_once)
    lasting_end.servers.mailbox.renew()
    channel, cursor = opened(lasting_end.connection()), ""
    waiting: list[str] = []
    expected: list[str] = []
    read: list[str | None] = []
    for number, step in enumerate([*steps, "end"]):
        if step == "report":
            lasting_end.put(report_of(number))
            waiting.append(key_of(number))
        elif step == "other":
            lasting_end.put(letter(f"Subject: {number}"))
        elif step == "renew":
            expected += waiting[: len(read) - len(expected)]
            waiting = []
            lasting_end.servers.mailbox.renew()
        has_more = step in ("read", "end")
        while has_more:
            page = channel.reports(cursor)
            read += [report.notice_key for report in page.reports]
            cursor, has_more = page.cursor, page.has_more and step == "end"
    assert read == expected + waiting


# --- a mailbox that cannot be read ---------------------------------------------------------------------------------


def test_a_wrong_login_mailbox_or_certificate_is_our_own_mistake(end: MailEnd, tmp_path: Path) -> None:
    for extra, wrong in (
        ({"imap_password": "wrong"}, "imap_login"),
        ({"mailbox": "Nowhere"}, "mailbox"),
        ({"imap_host": "localhost", "ca_file": ""}, "ca_file"),
    ):
        with pytest.raises(ConfigError, match=wrong) as caught:
            opened(end.connection(**extra)).reports("")
        assert SECRET not in str(caught.value)
        assert "127.0.0.1" not in str(caught.value)


def test_a_mailbox_that_is_not_there_is_asked_later(end: MailEnd, free_port: int) -> None:
    with pytest.raises(PlatformBusy, match="could not be read"):
        opened(end.connection(imap_port=free_port)).reports("")


def test_a_login_that_is_not_possible_now_is_not_a_wrong_one(end: MailEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable(*_args: object) -> None:
        raise mail_back.LoginError("b'[UNAVAILABLE] Temporary authentication failure.'")

    monkeypatch.setattr(mail_back.IMAPClient, "login", unavailable)
    with pytest.raises(PlatformBusy, match="no login now"):
        opened(end.connection()).reports("")


def test_a_server_that_says_nothing_is_not_waited_for(end: MailEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_back, "TIMEOUT", mail_back.SocketTimeout(0.1, 0.1))
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(PlatformBusy):
        opened(end.connection(imap_port=silent.getsockname()[1])).reports("")


def test_the_mailbox_may_have_its_own_login(end: MailEnd) -> None:
    connection = end.connection(imap_login="monitor", imap_password=SECRET)
    assert opened(connection).reports("").reports == ()


def test_a_notice_in_the_mailbox_is_no_report_about_itself(end: MailEnd) -> None:
    opened(end.connection()).send(NOTICE)
    end.put(end.mails[0].content)
    assert drained(end, "")[0] == []
