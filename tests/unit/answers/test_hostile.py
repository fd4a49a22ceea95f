"""No bytes make the reading raise, and none make a removal of what nobody wrote."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.answers.bodies import MOST_PARTS
from include.writ.answers.read import MOST_BYTES, read_mail
from include.writ.answers.records import MailKind
from include.writ.domain.delivery import Outcome
from tests.support.returned_mail import DOMAIN, OUR_ID, delivery_report, letter, read_receipt
from tests.unit.answers.corpus import OURS, corpus, gmail_en
from tests.unit.answers.corpus import letter as encoded

SOME = [mail.raw for mail in corpus()[::40]] + [
    delivery_report(),
    read_receipt(),
    letter("Auto-Submitted: auto-replied"),
]


@given(st.binary(max_size=600))
def test_any_bytes_are_read(raw: bytes) -> None:
    read_mail(raw)
    read_mail(b"Content-Type: text/html\n\n" + raw)
    read_mail(b"Subject: " + raw)


@given(st.sampled_from(SOME), st.randoms(use_true_random=False))
def test_a_mail_that_was_changed_on_the_way_is_read(raw: bytes, chance: random.Random) -> None:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at, end = chance.randrange(len(changed)), chance.randrange(len(changed) + 1)
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                changed[at:at] = changed[min(at, end) : max(at, end)][:400]
            case 2:
                del changed[at : at + chance.randrange(60)]
            case _:
                changed[at:at] = chance.choice([b"\r\n", b"--", b"\0", b"=?utf-8?q?", b">", b"\xff\xfe", b"<", b"\n\n"])
        changed = changed or bytearray(b"\n")
    read_mail(bytes(changed))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    read_mail(encoded(text.encode("utf-8", "replace"), "utf-8", "base64"))
    read_mail(encoded(text.encode("utf-8", "replace"), "utf-8", "base64", "text/html"))


@pytest.mark.parametrize("text", ["", "> Материал удалён", gmail_en(""), f"[writ x]\n{OURS}", "We will look into it."])
def test_there_is_no_removal_in_what_nobody_wrote(text: str) -> None:
    read = read_mail(encoded(text.encode(), "utf-8"), DOMAIN)
    assert (read.kind, read.outcome) == (MailKind.ANSWER, None)
    assert Outcome.REMOVED not in {one.outcome for one in read.statements}


@pytest.mark.parametrize(
    "body",
    [
        "On " * 80_000,
        ("From: " + " " * 150 + "\n") * 1_500,
        ("On 10:15 <a@b> " * 10 + "\n") * 3_000,
        ("1 10:15 " + "a" * 140 + ":\n") * 1_500,
        "> " * 100_000,
        "\n" * 200_000,
        ("Disclaimer: " + "mail" * 30 + "\n") * 1_500,
        ("MCI-2026-000001 removed " * 20 + "\n") * 400,
        "<div>" * 20_000,
        "<table><tr>" + "<td>a</td>" * 5_000,
        "<table>" * 3_000,
        "<blockquote>" * 8_000,
        "<div class='gmail_quote'>a</div>" * 4_000,
        "a@" * 100_000,
    ],
    ids=lambda body: body[:12].strip(),
)
@pytest.mark.slow
@pytest.mark.timeout(60)
def test_no_mail_takes_long_to_read(body: str) -> None:
    for kind in ("text/plain", "text/html"):
        assert read_mail(encoded(body.encode(), "utf-8", kind=kind)).outcome is None
    read_mail(b"Return-Path: <>\r\n" + encoded(body.encode(), "utf-8"))


def test_parts_without_end_are_not_taken_apart() -> None:
    part = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
    assert read_mail(part * (MOST_PARTS + 1) + b"\r\nRemoved.").kind is MailKind.OTHER


def test_a_text_whose_end_is_missing_is_left_to_a_person() -> None:
    long = "The content has been removed.\n" + "lorem ipsum\n" * (MOST_BYTES // 12) + "That is not true.\n"
    read = read_mail(encoded(long.encode(), "utf-8"))
    assert (read.kind, read.outcome) == (MailKind.ANSWER, None)


def test_a_long_attachment_behind_the_text_takes_nothing_from_it() -> None:
    head = f"From: a@platform.example\r\nIn-Reply-To: {OUR_ID}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    text = "--b\r\nContent-Type: text/plain\r\n\r\nThe content has been removed.\r\n"
    file = "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + "QUFB\r\n" * 100_000
    assert read_mail((head + text + file).encode()).outcome is Outcome.REMOVED


def test_alternatives_that_say_different_things_are_left_to_a_person() -> None:
    head = f"In-Reply-To: {OUR_ID}\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    parts = [
        f"--b\r\nContent-Type: text/{kind}\r\n\r\n{text}\r\n"
        for kind, text in (("plain", "It has been removed."), ("html", "We refuse."))
    ]
    assert read_mail((head + "".join(parts) + "--b--").encode()).outcome is None


@pytest.mark.parametrize("charset", ["koi8-r", "iso-8859-1", "utf-8", "us-ascii", "x-unknown", "base64", None])
def test_a_wrong_charset_hides_nothing(charset: str | None) -> None:
    for actual in ("cp1251", "koi8-r"):
        raw = encoded("Материал не удалён, так как он не нарушает правил.".encode(actual), charset)
        assert read_mail(raw).text.startswith("Материал не удалён")


@pytest.mark.parametrize(
    "charset", ["unicode_escape", "raw-unicode-escape", "punycode", "idna", "utf-7", "utf-16", "utf-8"]
)
def test_a_database_can_hold_whatever_was_read(charset: str) -> None:
    for body in (b"a\0b \\ud800 \\x00 removed", b"+2AA- removed", b"\xff\xfe\x00\xd8\x00\x00", b"\xed\xa0\x80 \x00"):
        read = read_mail(encoded(body, charset))
        assert "\0" not in read.text
        assert read.text.encode().decode() == read.text


def test_a_flowed_denial_is_one_sentence() -> None:
    raw = letter(
        "Content-Type: text/plain; format=flowed; delsp=yes", f"In-Reply-To: {OUR_ID}", body="It was no \nt removed."
    )
    read = read_mail(raw)
    assert (read.text, read.outcome) == ("It was not removed.", None)


def test_who_names_several_senders_names_none() -> None:
    assert read_mail(b"From: a@one.example, b@two.example\r\n\r\nRemoved.").sender == ""
    assert read_mail(b"From: a@one.example\r\nFrom: b@two.example\r\n\r\nRemoved.").sender == ""
