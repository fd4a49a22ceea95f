"""Statements of reasons attached to a mail say what was done, unless they are broken or the text says otherwise."""

from __future__ import annotations

import json
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

import pytest

from include.writ.answers import attached
from include.writ.answers.read import read_mail
from include.writ.answers.records import Attached, MailKind
from include.writ.domain.delivery import Outcome
from tests.channels.test_reasons import GIVEN
from tests.unit.answers.corpus import DOMAIN, OUR_ID

FIRST, SECOND = "MCI-2026-000001", "MCI-2026-000002"
SEE = "Please find our statement of reasons attached."
DISABLED, DEMOTED = "DECISION_VISIBILITY_CONTENT_DISABLED", "DECISION_VISIBILITY_CONTENT_DEMOTED"
SPOKEN = "DECISION_VISIBILITY_CONTENT_REMOVED"
Told = dict[str | None, Outcome | None]


def statement(visibility: str = SPOKEN, order: str | None = None, **changes: Any) -> dict[str, Any]:
    named = {"order_number": order} if order else {}
    return GIVEN | {"decision_visibility": [visibility]} | named | changes


BOTH = [statement(order=FIRST), statement(DISABLED, SECOND)]
OF_BOTH: Told = {FIRST: Outcome.REMOVED, SECOND: Outcome.WITHHELD}


def mail(text: str, *files: object, subject: str = "Re: a notice", name: str = "statement.json") -> bytes:
    """A mail with JSON files; what is bytes goes as it is."""
    made = MIMEMultipart()
    made["From"], made["To"], made["Subject"] = "Legal <legal@platform.example>", f"desk@{DOMAIN}", subject
    made["In-Reply-To"] = OUR_ID
    made.attach(MIMEText(text))
    for file in files:
        data = file if isinstance(file, bytes) else json.dumps(file).encode()
        part = MIMEApplication(data, "json")
        part.add_header("Content-Disposition", "attachment", filename=name)
        made.attach(part)
    return made.as_bytes()


def told(raw: bytes) -> Told:
    return {one.number: one.outcome for one in read_mail(raw, DOMAIN).statements}


@pytest.mark.parametrize(
    ("text", "files", "outcomes"),
    [
        (SEE, [statement()], {None: Outcome.REMOVED}),
        ("", [statement(DISABLED)], {None: Outcome.WITHHELD}),
        (SEE, [statement(DEMOTED)], {None: None}),
        (SEE, BOTH, OF_BOTH),
        (SEE, [{"statements": BOTH}], OF_BOTH),
        (SEE, [statement(decision_facts=f"Order {FIRST} of an authority.")], {FIRST: Outcome.REMOVED}),
        (SEE, [statement(decision_facts=f"Orders {FIRST} and {SECOND}.")], {FIRST: None, SECOND: None}),
        (f"On {FIRST} and {SECOND}: see attached.", [statement()], {FIRST: Outcome.REMOVED, SECOND: Outcome.REMOVED}),
        (f"On {FIRST} and {SECOND}: see attached.", [statement(order=FIRST)], {FIRST: Outcome.REMOVED, SECOND: None}),
        (SEE, [statement(order="KZ-17")], {"KZ-17": Outcome.REMOVED}),
        (SEE, [statement(order=FIRST), statement()], {FIRST: Outcome.REMOVED, None: None}),
        (SEE, [statement(order=FIRST), statement(DISABLED, FIRST)], {FIRST: None}),
        ("We have received your notice.", [statement()], {None: Outcome.REMOVED}),
        ("The content has been removed.", [statement()], {None: Outcome.REMOVED}),
        (f"{SECOND}: we refuse.", [statement(order=FIRST)], {FIRST: Outcome.REMOVED, SECOND: Outcome.REFUSED}),
    ],
)
def test_what_was_done_is_in_the_attachment(text: str, files: list[object], outcomes: Told) -> None:
    raw = mail(text, *files)
    assert (told(raw), read_mail(raw, DOMAIN).attached) == (outcomes, Attached.READ)


@pytest.mark.parametrize(
    "text", ["We refuse to remove the content.", "We will remove the content.", f"{FIRST}: we refuse to remove it."]
)
def test_where_the_text_says_another_thing_a_person_reads_it(text: str) -> None:
    raw = mail(text, statement(order=FIRST))
    assert told(raw) == {FIRST: None}
    said = read_mail(raw, DOMAIN).statements[0].said
    assert (text in said, GIVEN["decision_facts"] in said) == (True, True)


BROKEN: list[bytes | dict[str, Any]] = [
    b"",
    b"{",
    json.dumps(GIVEN).encode()[:-20],
    b'{"puid": "A-1"}',
    b'{"statements": []}',
    b'{"statements": 7}',
    b'{"statements": [7]}',
    json.dumps(GIVEN).encode("utf-16"),
    b"[" * 60_000,
    b'{"puid": ' + b"9" * 5_000 + b"}",
    statement(decision_ground="none"),
    statement(decision_facts="a\0b"),
    statement(order="x" * 201),
    statement(more="x" * attached.MOST_BYTES),
    {"statements": [statement(order=f"MCI-2026-{number:06d}") for number in range(101)]},
]


@pytest.mark.parametrize("file", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_attachment_leaves_the_letter_in_doubt(file: bytes | dict[str, Any]) -> None:
    for text in ("Both posts have been removed.", f"{FIRST}: removed.", ""):
        raw = mail(text, file)
        read = read_mail(raw, DOMAIN)
        assert read.attached is Attached.BROKEN
        assert set(told(raw).values()) <= {None}
        assert (FIRST in told(raw)) == (FIRST in text)


def test_one_broken_attachment_among_right_ones_is_enough() -> None:
    assert told(mail("Removed.", statement(order=FIRST), b"{")) == {None: None}


def test_too_many_files_are_not_read() -> None:
    files = [statement(order=f"MCI-2026-{number:06d}") for number in range(attached.MOST_FILES + 1)]
    assert told(mail("Removed.", *files)) == {None: None}
    assert len(told(mail(SEE, *files[1:]))) == attached.MOST_FILES


@pytest.mark.parametrize("file", [b'{"notice_number": "MCI-N-2026-000001"}', b"[1, 2]", b'"removed"', b"17"])
def test_other_json_does_not_count(file: bytes) -> None:
    raw = mail("The content has been removed.", file)
    assert (told(raw), read_mail(raw, DOMAIN).attached) == ({None: Outcome.REMOVED}, None)


def test_a_file_is_json_by_its_name_too_and_is_no_text_that_people_wrote() -> None:
    made = MIMEMultipart()
    made["From"], made["In-Reply-To"] = "legal@platform.example", OUR_ID
    made.attach(MIMEText(SEE))
    part = MIMEText(
        json.dumps(statement(decision_facts="The content has been removed.", decision_visibility=[DISABLED]))
    )
    part.add_header("Content-Disposition", "attachment", filename="Statement.JSON")
    made.attach(part)
    assert told(made.as_bytes()) == {None: Outcome.WITHHELD}


def test_a_statement_in_an_attached_message_is_somebody_elses() -> None:
    inner = EmailMessage()
    inner.set_content("see attached")
    inner.add_attachment(json.dumps(GIVEN).encode(), maintype="application", subtype="json", filename="s.json")
    outer = EmailMessage()
    outer["From"], outer["In-Reply-To"] = "legal@platform.example", OUR_ID
    outer.set_content(SEE)
    outer.add_attachment(inner)
    read = read_mail(outer.as_bytes(), DOMAIN)
    assert (read.outcome, read.attached) == (None, None)


def test_what_a_machine_sends_states_nothing() -> None:
    raw = mail(SEE, statement()).replace(b"MIME-Version", b"Auto-Submitted: auto-replied\nMIME-Version", 1)
    read = read_mail(raw, DOMAIN)
    assert (read.kind, read.statements) == (MailKind.AUTO_REPLY, ())


def test_what_is_cut_off_is_broken() -> None:
    filler = MIMEApplication(b"x" * 180_000, "pdf").as_bytes()
    raw = mail("The content has been removed.", statement())
    head, _, json_part = raw.rpartition(b"Content-Type: application/json")
    whole = head + filler + b"\n--" + raw.rsplit(b"--", 2)[1] + b"\nContent-Type: application/json" + json_part
    assert told(whole) == {None: Outcome.REMOVED}
    cut = whole[: whole.rindex(b"application/json") + 200]
    assert told(cut) == {None: None}
