"""What a message that came back says about a notice: a delivery report, an answer of a machine, or nothing of the kind.

A report is one in the form of RFC 3464 only, and proves delivery only where it says `delivered`: `relayed` and
`expanded` say that somebody else has it now. A receipt of a mail program (RFC 8098) and an automatic answer (RFC 3834)
prove nothing. What a person wrote is not judged here at all. Nothing that a stranger wrote is passed on but a status.
"""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

from include.writ.answers.keys import header_of, key_in_subject, keys_in_ids
from include.writ.domain.delivery import DeliveryReport, ReportKind
from include.writ.domain.ids import sha256_hex

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_STATUS = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})(?![0-9.])")
_MACHINES = frozenset({"bulk", "junk", "list", "auto_reply"})
_MARKS_OF_MACHINES = ("X-Auto-Response-Suppress", "X-Autoreply", "X-Autorespond", "X-Autoresponder")


def read_report(raw: bytes, arrived_at: datetime, domain: str | None) -> DeliveryReport | None:
    """The report in the first bytes of a message; None for other mail, and for what cannot be taken apart.

    `domain`: the one under which our messages have their ids; None: any. The report's id depends on the bytes alone.
    """
    try:
        message: Message = message_from_bytes(raw)
        found = _delivery(message, domain) or _automatic(message, domain)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return None  # parts nested without end, and headers that the library itself stumbles over
    if found is None:
        return None
    kind, key, detail = found
    return DeliveryReport(sha256_hex(raw)[:32], key, kind, arrived_at, detail)


def _delivery(message: Message, domain: str | None) -> tuple[ReportKind, str | None, str] | None:
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return None
    parts = _parts(message)
    groups = [group for part in parts if part.get_content_type() == "message/delivery-status" for group in _parts(part)]
    actions = [(_word(group, "Action"), _status(group)) for group in groups if "Action" in group]
    if not actions:
        return None
    named = {_text(group, "Original-Envelope-Id").strip().lower() for group in groups}
    # a server that was told no envelope id may have put one of its own
    named = {key for key in named if _UUID.fullmatch(key)}
    named.update(*(keys_in_ids(_returned_id(part), domain) for part in parts))
    kind, status = _verdict(actions)
    # a report that names two notices names none
    return kind, named.pop() if len(named) == 1 else None, status


def _verdict(said: list[tuple[str, str]]) -> tuple[ReportKind, str]:
    """The worst that is said of any recipient; a success whose status is none of success is not believed.

    What is neither good nor bad, such as `relayed`, is a machine's word that proves nothing.
    """
    for action, kind in (("failed", ReportKind.FAILED), ("delayed", ReportKind.DELAYED)):
        for one, status in said:
            if one == action:
                return kind, status
    delivered = [status for action, status in said if action == "delivered" and status.startswith("2.")]
    return (ReportKind.DELIVERED, delivered[0]) if delivered else (ReportKind.AUTO_REPLY, said[0][1])


def _returned_id(part: Message) -> str:
    """The `Message-ID` in what a report returns: the message, or its headers."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return "".join(_text(inner, "Message-ID") for inner in _parts(part)[:1])
    body = part.get_payload(decode=True)
    if kind == "text/rfc822-headers" and isinstance(body, bytes):
        return _text(BytesHeaderParser().parsebytes(body), "Message-ID")
    return ""


def _automatic(message: Message, domain: str | None) -> tuple[ReportKind, str | None, str] | None:
    is_receipt = any(part.get_content_type() == "message/disposition-notification" for part in _parts(message))
    by_whom = _word(message, "Auto-Submitted")
    is_of_machine = (
        is_receipt
        or by_whom not in ("", "no")
        or _word(message, "Precedence") in _MACHINES
        or any(mark in message for mark in _MARKS_OF_MACHINES)
    )
    if not is_of_machine:
        return None
    return ReportKind.AUTO_REPLY, answered_key(message, domain), "MDN" if is_receipt else ""


def answered_key(message: Message, domain: str | None) -> str | None:
    """The notice that is answered: what it replies to, else the last of the thread, else the token of the subject."""
    ids = keys_in_ids(_text(message, "In-Reply-To"), domain) or keys_in_ids(_text(message, "References"), domain)
    return ids[-1] if ids else key_in_subject(header_of(message, "Subject"))


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [part for part in payload if isinstance(part, Message)] if isinstance(payload, list) else []


def _text(message: Message, name: str) -> str:
    return str(message.get(name, ""))


def _word(message: Message, name: str) -> str:
    """The first word of a header, without comment and parameters."""
    found = re.match(r"\s*([A-Za-z0-9_-]*)", _text(message, name))
    return found[1].lower() if found else ""


def _status(group: Message) -> str:
    found = _STATUS.match(_text(group, "Status"))
    return found[1] if found else ""
