"""What a message that came back says of a notice."""

from __future__ import annotations

from datetime import UTC, datetime
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.answers.reports import read_report
from include.writ.domain.delivery import DeliveryReport, ReportKind
from tests.support.outgoing import KEY
from tests.support.returned_mail import (
    DOMAIN,
    OUR_ID,
    crlf,
    delivery_report,
    letter,
    of_recipient,
    read_receipt,
    whole_message,
)

CAME_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
OTHER = KEY[:-1] + "2"


def read(raw: bytes) -> DeliveryReport | None:
    return read_report(raw, CAME_AT, DOMAIN)


def said(raw: bytes) -> tuple[ReportKind, str | None, str] | None:
    report = read(raw)
    return report and (report.kind, report.notice_key, report.detail)


# --- delivery reports ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("delivered", "2.1.5", ReportKind.DELIVERED),
        ("Delivered (to mailbox)", "2.0.0", ReportKind.DELIVERED),
        ("failed", "5.1.1", ReportKind.FAILED),
        ("failed", "4.4.7", ReportKind.FAILED),
        ("delayed", "4.4.1", ReportKind.DELAYED),
    ],
)
def test_a_report_says_what_became_of_the_notice_that_it_names(action: str, status: str, kind: ReportKind) -> None:
    report = read(delivery_report(of_recipient(action, status)))
    assert report
    assert (report.kind, report.notice_key, report.detail, report.reported_at) == (kind, KEY, status, CAME_AT)


@pytest.mark.parametrize("action", ["relayed", "expanded", "", "deliveredish", "unknown"])
def test_only_delivered_is_delivered(action: str) -> None:
    assert said(delivery_report(of_recipient(action, "2.1.9"))) == (ReportKind.AUTO_REPLY, KEY, "2.1.9")


@pytest.mark.parametrize("status", ["5.1.1", "4.2.2", "", "2", "nonsense", "2.1.5.9"])
def test_a_success_whose_status_is_none_of_success_is_no_proof(status: str) -> None:
    report = read(delivery_report(of_recipient("delivered", status)))
    assert report
    assert (report.kind, report.notice_key) == (ReportKind.AUTO_REPLY, KEY)


def test_the_worst_that_is_said_of_any_recipient_counts() -> None:
    good, late, bad = of_recipient(), of_recipient("delayed", "4.0.0"), of_recipient("failed", "5.0.0")
    assert said(delivery_report(good, bad, late)) == (ReportKind.FAILED, KEY, "5.0.0")
    assert said(delivery_report(good, late)) == (ReportKind.DELAYED, KEY, "4.0.0")
    assert said(delivery_report(of_recipient("relayed", "2.1.9"), good)) == (ReportKind.DELIVERED, KEY, "2.1.5")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(delivery_report(returned="Content-Type: text/plain\n\nnothing"), id="the envelope alone"),
        pytest.param(delivery_report(envelope_id=KEY.upper()), id="an envelope in capitals"),
        pytest.param(delivery_report(envelope_id=None), id="the headers alone"),
        pytest.param(delivery_report(envelope_id=None, returned=whole_message()), id="the whole message"),
        pytest.param(delivery_report(envelope_id="QQ:another MTA's own", returned=whole_message()), id="foreign id"),
        pytest.param(delivery_report(envelope_id="4f2a1b", returned=whole_message()), id="a foreign id like a key"),
        pytest.param(
            delivery_report(
                envelope_id=None,
                returned="Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: quoted-printable\n\n"
                f"Message-ID:=20{OUR_ID}\n",
            ),
            id="encoded headers",
        ),
        pytest.param(
            delivery_report(envelope_id=None, returned=whole_message(f"\n {OUR_ID}")), id="a folded Message-ID"
        ),
    ],
)
def test_a_report_names_the_notice_by_envelope_or_by_what_it_returns(raw: bytes) -> None:
    assert said(raw) == (ReportKind.DELIVERED, KEY, "2.1.5")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(delivery_report(envelope_id=None, returned="Content-Type: text/plain\n\nx"), id="nothing"),
        pytest.param(delivery_report(envelope_id=OTHER), id="two notices"),
        pytest.param(
            delivery_report(envelope_id=None, returned=whole_message(f"<writ.{KEY}@elsewhere.example>")),
            id="an id of another domain",
        ),
        pytest.param(delivery_report(envelope_id="../../etc", returned="\n\n"), id="no key at all"),
    ],
)
def test_a_report_that_names_no_one_notice_of_ours_is_kept_without_a_key(raw: bytes) -> None:
    assert said(raw) == (ReportKind.DELIVERED, None, "2.1.5")


def test_the_names_and_words_of_a_report_may_be_written_in_any_case() -> None:
    """As Exchange does: `Final-recipient`; or sendmail: `Action: relayed (to non-DSN-aware mailer)`."""
    raw = delivery_report("final-recipient: RFC822;legal@platform.example\naction: DELIVERED\nstatus: 2.0.0 (ok)")
    assert said(raw.replace(b"Original-Envelope-Id", b"original-envelope-id")) == (ReportKind.DELIVERED, KEY, "2.0.0")
    relayed = delivery_report(of_recipient("relayed (to non-DSN-aware mailer)", "2.0.0"))
    assert said(relayed) == (ReportKind.AUTO_REPLY, KEY, "2.0.0")


def test_a_report_that_somebody_forwards_is_no_report() -> None:
    raw = b"From: x@platform.example\r\nContent-Type: message/rfc822\r\n\r\n" + delivery_report()
    assert read(raw) is None
    inside = delivery_report().replace(b"multipart/report", b"multipart/mixed").replace(b"Auto-Submitted", b"X-Was")
    assert read(inside) is None


def test_a_report_that_was_cut_at_the_cap_still_counts() -> None:
    raw = delivery_report(returned=whole_message() + "x" * 10_000)
    assert said(raw[: raw.index(b"xxx") + 100]) == (ReportKind.DELIVERED, KEY, "2.1.5")


def test_the_same_message_has_the_same_id_wherever_it_lies() -> None:
    first, again, other = read(delivery_report()), read(delivery_report()), read(delivery_report(envelope_id=None))
    assert first
    assert again
    assert other
    assert first.report_id == again.report_id != other.report_id


def test_nothing_that_a_stranger_wrote_is_passed_on() -> None:
    for raw in (delivery_report(), delivery_report(of_recipient("failed", "5.1.1 no such user bob@platform.example"))):
        shown = repr(read(raw))
        assert not any(word in shown for word in ("platform.example", "555-0100", "secret-of-the-server", "bob"))


# --- answers of machines -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner-email=x",
        "Auto-Submitted: auto-notified (by a rule)",
        "Precedence: auto_reply",
        "Precedence: Bulk",
        "X-Auto-Response-Suppress: All",
        "X-Autoreply: yes",
        "X-Autorespond: out of office",
    ],
)
def test_a_machine_that_answers_is_an_automatic_reply(header: str) -> None:
    assert said(letter(header, f"In-Reply-To: {OUR_ID}")) == (ReportKind.AUTO_REPLY, KEY, "")


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ([f"In-Reply-To: {OUR_ID}", f"References: <writ.{OTHER}@{DOMAIN}>"], KEY),
        ([f"References: <x@y> <writ.{OTHER}@{DOMAIN}>\n {OUR_ID}"], KEY),
        ([f"Subject: Automatic reply: KZ-2026-N-000001 [writ\n {KEY}]"], KEY),
        ([f"Subject: {Header(f'Автоответ: [writ {KEY}]', 'utf-8').encode()}"], KEY),
        ([f"Subject: =?no-such-charset?q?a?= [WRIT {KEY.upper()}]"], KEY),
        ([f"Subject: Re: [writ {KEY}]", "In-Reply-To: <other@platform.example>"], KEY),
        ([f"In-Reply-To: <writ.{KEY}@elsewhere.example>"], None),
        (["Subject: Automatic reply"], None),
    ],
)
def test_an_automatic_reply_names_the_notice_by_thread_or_token(headers: list[str], key: str | None) -> None:
    assert said(letter("Auto-Submitted: auto-replied", *headers)) == (ReportKind.AUTO_REPLY, key, "")


def test_a_read_receipt_is_no_proof() -> None:
    assert said(read_receipt()) == (ReportKind.AUTO_REPLY, KEY, "MDN")


@pytest.mark.parametrize(
    "headers",
    [
        [f"In-Reply-To: {OUR_ID}", f"Subject: Re: [writ {KEY}]"],
        ["Auto-Submitted: no", f"In-Reply-To: {OUR_ID}"],
        ["Precedence: first-class"],
    ],
)
def test_what_a_person_wrote_is_no_report(headers: list[str]) -> None:
    assert read(letter(*headers)) is None


# --- mail that is broken -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"\xff\xfe\x00nonsense",
        b"Content-Type: multipart/report\r\n\r\n",
        b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
        b"Content-Type: multipart/report; boundary*=utf-8'x'%ff; charset*1=a; charset*99999999999999999999=b\r\n\r\n",
        delivery_report().replace(b"Action: delivered", b"Action: \xff\xfe"),
        crlf("".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))),
        crlf("Content-Type: message/rfc822\n\n" * 3000),
        b"Subject: =?utf-8?b?////?=\r\nAuto-Submitted: auto-replied\r\n\r\n"[:-20],
    ],
)
def test_broken_mail_is_no_report_and_stops_nothing(raw: bytes) -> None:
    report = read(raw)
    assert report is None or report.kind is not ReportKind.DELIVERED


@given(st.binary(max_size=400), st.integers(0, 3000), st.integers(0, 400))
def test_a_report_with_any_damage_names_no_other_notice(junk: bytes, place: int, length: int) -> None:
    raw = delivery_report()
    report = read(raw[:place] + junk + raw[place + length :])
    assert report is None or report.notice_key in (KEY, None)
