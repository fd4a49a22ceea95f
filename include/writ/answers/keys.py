"""Which notice of ours a mail is about: by the message ids that it answers, else by the token of its subject.

A message id counts only under the domain under which our messages have theirs, where that is known.
"""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from include.writ.answers.charsets import decode
from include.writ.domain.delivery import KEY

MOST_OF_A_HEADER = 2_000
_ANY_KEY = f"(?P<key>{KEY.pattern})"
_TOKEN = re.compile(rf"\[writ\s+{_ANY_KEY}\]", re.IGNORECASE)
_ANY_DOMAIN = r"[^<>@\s]{1,255}"


def keys_in_ids(text: str, domain: str | None) -> list[str]:
    """The keys of the notices whose message ids stand in a header such as `References`, in order.

    `domain`: the sender's; None takes an id of any domain.
    """
    of_domain = _ANY_DOMAIN if domain is None else re.escape(domain)
    pattern = re.compile(rf"<writ\.{_ANY_KEY}@{of_domain}>", re.IGNORECASE)
    return [found["key"].lower() for found in pattern.finditer(text)]


def key_in_subject(text: str) -> str | None:
    """The key in the token that our subjects carry, also where the subject was encoded or folded anew; else None."""
    found = _TOKEN.search(decoded(text))
    return found["key"].lower() if found else None


def header_of(message: Message, name: str) -> str:
    """A header as people read it, also where its bytes are not ASCII; "" where there is none. At most its beginning."""
    for known, value in message.raw_items():
        if known.lower() == name.lower():
            return decoded(decode(value.encode("utf-8", "surrogateescape")[:MOST_OF_A_HEADER], None))
    return ""


def decoded(text: str) -> str:
    """The text of a header (RFC 2047); as it stands where it cannot be decoded. At most its beginning."""
    text = text[:MOST_OF_A_HEADER]
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, ValueError, LookupError):
        return text
