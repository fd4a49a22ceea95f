"""A notice as a mail message, under the id by which whatever comes back names it.

The same notice at the same time gives the same bytes: what was sent can be made again and compared. All of it is ASCII,
in short lines, so that no server on the way has a reason to rewrite it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from include.writ.channels.cover import cover_text, on_one_line
from include.writ.channels.package import files_of
from include.writ.domain.delivery import Notice

_MOST_OF_A_NUMBER = 80
_SPECIMEN = "[SPECIMEN – NOT AN ORDER] "


def message_id(key: str, domain: str) -> str:
    """The `Message-ID` of the notice with this key; the same key always has the same one."""
    return f"<writ.{key}@{domain}>"


def compose(notice: Notice, languages: Sequence[str], sender: str, recipient: str, date: datetime) -> bytes:
    """The whole message with CRLF lines. `sender` and `recipient` are plain addresses, the key is a safe one."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = recipient
    message["Date"] = date
    message["Message-ID"] = message_id(notice.key, sender.rpartition("@")[2].lower())
    message["Subject"] = _subject(notice)
    message.set_content(cover_text(notice, languages), cte="base64")
    for file in files_of(notice):
        maintype, subtype = file.media_type.split("/")
        message.add_attachment(file.data, maintype=maintype, subtype=subtype, filename=file.name)
    # `=_` can be neither in base64 nor in a header that the policy has encoded with this prefix
    message.set_boundary(f"=_writ_{hashlib.sha256(notice.key.encode()).hexdigest()[:40]}")
    return message.as_bytes()


def _subject(notice: Notice) -> str:
    mark = _SPECIMEN if notice.is_specimen else ""
    # the library would decode an encoded word, line ends and all, and write it out as lines of the head
    number = on_one_line(notice.number).replace("=?", "= ?")[:_MOST_OF_A_NUMBER]
    return f"{mark}{number} [writ {notice.key}]"
