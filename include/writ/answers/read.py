"""A mail as bytes, read: what it is, of which notice and orders it speaks, and what it says was done.

No bytes make this raise, and none make a removal of what a machine wrote, of an empty mail, or of our own words.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses

from lxml.etree import LxmlError

from include.writ.answers.attached import attachments_of, joined
from include.writ.answers.bodies import Body, body_of, is_bounded
from include.writ.answers.fresh import Fresh, fresh_text
from include.writ.answers.keys import MOST_OF_A_HEADER, header_of
from include.writ.answers.machines import bounce_of, is_away, returned_key
from include.writ.answers.numbers import numbers_in
from include.writ.answers.records import Bounce, MailKind, ReadMail, Statement
from include.writ.answers.reports import answered_key, read_report
from include.writ.answers.statements import Reading, read_statements
from include.writ.domain.delivery import Outcome, ReportKind

MOST_BYTES = 256 * 1024
_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_UNREADABLE = ReadMail(MailKind.OTHER, None, "", (), "", None)
# what the libraries raise on bytes that are no mail
_NO_MAIL = (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError, MessageError, LxmlError)
_OF_SERVERS = {
    ReportKind.FAILED: MailKind.BOUNCE,
    ReportKind.DELAYED: MailKind.BOUNCE,
    ReportKind.DELIVERED: MailKind.OTHER,
}


def read_mail(raw: bytes, domain: str | None = None) -> ReadMail:
    """Read the beginning of a mail. `domain`: the one under which our messages have their ids; None: any."""
    seen = raw[:MOST_BYTES]
    try:
        if not is_bounded(seen):
            return _UNREADABLE
        message: Message = message_from_bytes(seen)
        return _of_machine(message, seen, domain) or _of_person(message, domain, is_cut=len(raw) >= MOST_BYTES)
    except _NO_MAIL:
        return _UNREADABLE


def _of_machine(message: Message, raw: bytes, domain: str | None) -> ReadMail | None:
    report, sender = read_report(raw, _ANY_TIME, domain), _sender(message)
    if report and report.kind != ReportKind.AUTO_REPLY:
        said = Bounce(report.kind, report.detail)
        return ReadMail(_OF_SERVERS[report.kind], report.notice_key, sender, (), "", said)
    bounce = bounce_of(message, raw)
    if bounce:
        key = report.notice_key if report else None
        return ReadMail(MailKind.BOUNCE, key or returned_key(raw, domain), sender, (), "", bounce)
    if report or is_away(message):
        text = _first([fresh_text(text) for text in body_of(message).texts])
        return ReadMail(MailKind.AUTO_REPLY, answered_key(message, domain), sender, (), text, None)
    return None


def _of_person(message: Message, domain: str | None, *, is_cut: bool) -> ReadMail:
    body = body_of(message)
    read = [fresh_text(text) for text in body.texts]
    key, subject = answered_key(message, domain), header_of(message, "Subject")
    attached = attachments_of(message)
    statements = joined(_reading(read, subject), attached)
    if _is_cut(body, read) or (is_cut and not _has_parts(message)):
        statements = tuple(Statement(one.number, None, one.said) for one in statements)
    return ReadMail(_kind(key, statements), key, _sender(message), statements, _first(read), None, attached.kind)


def _first(read: list[Fresh]) -> str:
    return next((fresh.text for fresh in read if fresh.text), "")


def _reading(read: list[Fresh], subject: str) -> Reading:
    """Of alternatives those count that say anything, and only where they say the same."""
    readings = [read_statements(fresh.text) for fresh in read if fresh.text]
    saying = [reading for reading in readings if not reading.is_silent] or readings[:1]
    if not saying:
        return Reading((), is_silent=True)
    is_silent = saying[0].is_silent
    if len({_gist(reading) for reading in saying}) > 1:
        numbered = [one for reading in saying for one in reading.statements if one.number]
        numbers = dict.fromkeys(one.number for one in numbered) or {None: None}
        doubted = tuple(Statement(number, None, saying[0].statements[0].said) for number in numbers)
        return Reading(doubted, is_silent)
    statements = saying[0].statements
    named = dict.fromkeys(number for *_, number in numbers_in(subject))
    if named and statements[0].number is None:
        statements = tuple(Statement(number, statements[0].outcome, statements[0].said) for number in named)
    return Reading(statements, is_silent)


def _gist(reading: Reading) -> frozenset[tuple[str | None, Outcome | None]]:
    return frozenset((one.number, one.outcome) for one in reading.statements)


def _is_cut(body: Body, read: list[Fresh]) -> bool:
    return body.is_cut or any(fresh.is_cut for fresh in read)


def _has_parts(message: Message) -> bool:
    """Whether what was cut off is likely an attachment, and not the text."""
    return message.is_multipart() and len(message.get_payload()) > 1


def _kind(key: str | None, statements: tuple[Statement, ...]) -> MailKind:
    outcomes = {one.outcome for one in statements}
    if outcomes == {Outcome.ACKNOWLEDGED}:
        return MailKind.ACKNOWLEDGEMENT
    is_about_us = key is not None or any(one.number for one in statements)
    return MailKind.ANSWER if is_about_us or outcomes - {None} else MailKind.OTHER


def _sender(message: Message) -> str:
    """The one address that the mail says it is from; none where it says several."""
    values = [str(value)[:MOST_OF_A_HEADER] for value in message.get_all("From", [])]
    addresses = [address for _, address in getaddresses(values) if address]
    return addresses[0].lower() if len(addresses) == 1 and addresses[0].isascii() else ""
