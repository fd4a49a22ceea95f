"""What a platform answers, as people at its mail desk write it: in Russian or English, above the quoted notice.

The same answer gives the same bytes, so a desk that begins anew writes nothing that is new.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from types import MappingProxyType

from include.writ.domain.delivery import Answer, Outcome
from include.writ.simulator.chance import number, pick
from include.writ.simulator.journal import Accepted

_RECEIVED = "Предписание получено, оно на рассмотрении (вымышленный ответ)."
_ENGLISH: Mapping[Outcome | None, str] = MappingProxyType(
    {
        Outcome.ACKNOWLEDGED: "we have received your order. It is under review (an invented answer).",
        Outcome.REMOVED: "the content has been removed (an invented answer).",
        Outcome.WITHHELD: "access to the content has been restricted in Kazakhstan (an invented answer).",
        Outcome.RESTRICTED: "the content is visible to logged-in users only (an invented answer).",
        Outcome.REFUSED: "we refuse, as our review found no violation (an invented answer).",
        Outcome.NOT_FOUND: "the content could not be found (an invented answer).",
        Outcome.RESTORED: "access to the content has been restored (an invented answer).",
    }
)
# in which charset and transfer encoding the mail programs of the desks write
_PROGRAMS = (("koi8-r", "base64"), ("windows-1251", "quoted-printable"), ("utf-8", "base64"))


def letter_of(answer: Answer, notice: Accepted, desk: str) -> bytes:
    """The mail with one answer from the address `desk` to who sent `notice`; a stray is answered to the same thread."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = desk, notice.mailed_from
    letter["Date"] = answer.answered_at
    letter["Message-ID"] = f"<{answer.answer_id}@{desk.partition('@')[2]}>"
    letter["Subject"] = f"Re: [writ {notice.key}]" if answer.notice_key else "Ответ на предписание"
    if answer.notice_key:
        letter["In-Reply-To"] = f"<writ.{notice.key}@{notice.mailed_from.rpartition('@')[2]}>"
    is_english = answer.outcome in _ENGLISH and not number(4, notice.key, answer.order_number, "language")
    text = _in_english(answer, notice) if is_english else _in_russian(answer, notice)
    charset, encoding = ("utf-8", "base64") if is_english else pick(_PROGRAMS, answer.answer_id, "program")
    letter.set_content(text, charset=charset, cte=encoding)
    return letter.as_bytes()


def _in_russian(answer: Answer, notice: Accepted) -> str:
    said = answer.reason or _RECEIVED
    head = f"{notice.received_at:%d.%m.%Y %H:%M}, Отдел предписаний <{notice.mailed_from}> пишет:"
    return (
        f"Здравствуйте!\n\nПо предписанию {answer.order_number}: {said}\n\nС уважением,\nСлужба обращений\n\n"
        + _quoted(head, notice, "Материал должен быть удалён")
    )


def _in_english(answer: Answer, notice: Accepted) -> str:
    head = f"On {notice.received_at:%d.%m.%Y at %H:%M}, Desk <{notice.mailed_from}> wrote:"
    said = f"Hello,\n\nOrder {answer.order_number}: {_ENGLISH[answer.outcome]}\n\nBest regards,\nTrust Desk\n\n"
    return said + _quoted(head, notice, "The content must be removed")


def _quoted(head: str, notice: Accepted, demand: str) -> str:
    return "\n".join([head, *(f"> {item.order_number}: {demand}, {item.url}" for item in notice.items), ""])
