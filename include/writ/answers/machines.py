"""Whether a machine wrote a mail: one that could not deliver ours, or one that answers for a person who is away.

Reports in the form of RFC 3464 are read as such. Bounces in the forms of single servers are known by `flufl.bounce`, if
the mail comes from such a machine by its own word; it sees a beginning with short lines only, so that no mail can drive
its expressions far.
"""

from __future__ import annotations

import logging
import re
from email import message_from_bytes
from email.message import Message

from flufl.bounce import all_failures

from include.writ.answers.keys import header_of, keys_in_ids
from include.writ.answers.records import Bounce

# it writes down where it stumbles, with what a stranger wrote
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)
_STUMBLES = (LookupError, ValueError, TypeError, AttributeError, AssertionError)
_MOST_SEEN = 16 * 1024
_LONGEST_SEEN = 300
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SENT_BY_MACHINE = re.compile(r"mailer-?daemon|postmaster|mail delivery|microsoftexchange|доставк", re.IGNORECASE)
_ON_DELIVERY = re.compile(
    r"undeliver|delivery (?:status|failure|has failed|delayed|incomplete)|returned mail|mail delivery|failure notice"
    r"|could not be delivered|не доставлено|недоставлен|ошибка доставки|жеткізілмеді",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"^\W{0,3}(?:auto(?:matic)?[- ]?(?:reply|response|answer)|auto:|out of (?:the )?office|ooo:|on vacation|away from"
    r"|автоответ|автоматический ответ|автоматическое уведомление|вне офиса|нет на месте|нет на рабочем месте|в отпуске"
    r"|я в отпуске|отсутствую|авто ?жауап|автоматты жауап|автоматты түрде жауап|кеңседе жоқ|демалыста)",
    re.IGNORECASE,
)


def bounce_of(message: Message, raw: bytes) -> Bounce | None:
    """What a server that is no friend of RFC 3464 says of our mail."""
    if not _is_of_mail_server(message):
        return None
    seen = b"\n".join(line[:_LONGEST_SEEN] for line in raw[:_MOST_SEEN].splitlines())
    try:
        late, lost = all_failures(message_from_bytes(seen))
    except _STUMBLES:
        return None
    if not (late or lost):
        return None
    status = _STATUS.search(seen.decode("ascii", "replace"))
    return Bounce("failed" if lost else "delayed", status[1] if status else "")


def returned_key(raw: bytes, domain: str | None) -> str | None:
    """The notice whose message id stands in what was returned; None for none and for several."""
    named = set(keys_in_ids(raw.decode("ascii", "replace"), domain))
    return named.pop() if len(named) == 1 else None


def is_away(message: Message) -> bool:
    """Whether the subject is that of an answer for a person who is away."""
    subject = header_of(message, "Subject")
    return bool(_AWAY.match(re.sub(r"^(?:(?:re|fwd?|отв|ha|на)\s?:\s?){1,3}", "", subject, flags=re.IGNORECASE)))


def _is_of_mail_server(message: Message) -> bool:
    headers = {name: header_of(message, name) for name in ("From", "Subject", "Return-Path")}
    return (
        headers["Return-Path"].strip() == "<>"
        or bool(_SENT_BY_MACHINE.search(headers["From"]))
        or bool(_ON_DELIVERY.search(headers["Subject"]))
        or message.get_content_type() == "multipart/report"
    )
