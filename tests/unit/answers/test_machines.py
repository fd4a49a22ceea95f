"""What machines write is never an answer."""

from __future__ import annotations

import pytest

from include.writ.answers.read import read_mail
from include.writ.answers.records import Bounce, MailKind
from tests.support.outgoing import KEY
from tests.support.returned_mail import DOMAIN, OUR_ID, QMAIL, delivery_report, letter, of_recipient, read_receipt


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", MailKind.BOUNCE),
        ("delayed", "4.4.1", MailKind.BOUNCE),
        ("delivered", "2.1.5", MailKind.OTHER),
    ],
)
def test_a_report_is_told_by_what_it_reports(action: str, status: str, kind: MailKind) -> None:
    read = read_mail(delivery_report(of_recipient(action, status)))
    assert (read.kind, read.notice_key, read.bounce) == (kind, KEY, Bounce(action, status))
    assert read.statements == ()


def test_a_bounce_in_a_form_of_its_own_is_known() -> None:
    read = read_mail(QMAIL, DOMAIN)
    assert (read.kind, read.notice_key, read.bounce) == (MailKind.BOUNCE, KEY, Bounce("failed", "5.1.1"))
    assert (read.statements, read.outcome) == ((), None)


def test_who_only_speaks_of_a_bounce_is_no_mail_server() -> None:
    said = QMAIL.replace(b"Return-Path: <>\r\n", b"").replace(b"MAILER-DAEMON@mx", b"jane@mx")
    assert read_mail(said.replace(b"failure notice", b"your mail"), DOMAIN).kind is MailKind.ANSWER


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Precedence: bulk",
        "X-Autoreply: yes",
        "Subject: Автоответ: a notice",
        "Subject: Re: Out of Office: a notice",
        "Subject: Автоматты жауап: сіздің хатыңыз",
        "Subject: =?utf-8?b?0JDQstGC0L7QvNCw0YLQuNGH0LXRgdC60LjQuSDQvtGC0LLQtdGC?=",
    ],
)
def test_an_automatic_answer_says_nothing_of_an_order(header: str) -> None:
    read = read_mail(letter(header, f"In-Reply-To: {OUR_ID}", body="Материал удалён. The content has been removed."))
    assert (read.kind, read.notice_key, read.outcome) == (MailKind.AUTO_REPLY, KEY, None)
    assert read.orders == ()


def test_a_receipt_of_a_mail_program_is_automatic() -> None:
    assert read_mail(read_receipt()).kind is MailKind.AUTO_REPLY


def test_mail_of_nothing_of_ours_is_other_mail() -> None:
    read = read_mail(letter("Subject: Lunch", body="Shall we have lunch?"))
    assert (read.kind, read.notice_key, read.outcome) == (MailKind.OTHER, None, None)


def test_only_a_message_id_of_the_domain_names_a_notice() -> None:
    raw = letter(f"In-Reply-To: <writ.{KEY}@elsewhere.example>", body="Removed.")
    assert read_mail(raw, DOMAIN).notice_key is None
    assert read_mail(raw).notice_key == KEY
