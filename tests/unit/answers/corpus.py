"""Mails real in form: what people write, as the programs that they use send it, in many charsets and encodings."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html import escape
from itertools import cycle

from include.writ.answers.records import MailKind
from include.writ.domain.delivery import Outcome
from tests.support.outgoing import KEY
from tests.support.returned_mail import DOMAIN, OUR_ID, crlf
from tests.unit.answers.sentences import OF_ORDERS, SENTENCES

# what we wrote, and others before: words that must never count
OURS = (
    "Удалите материал MCI-2026-000099. Материал должен быть удалён.\nMCI-2026-000099: removed\nThe content is refused."
)
SIGNATURES = {
    "ru": "С уважением,\nАйгуль Вымышленная",
    "kk": "Құрметпен,\nАйгүл Ойдан",
    "en": "Best regards,\nJane Doe",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail and how it is to be read; `outcomes` by number, under None for the whole."""

    name: str
    raw: bytes
    kind: MailKind
    outcomes: dict[str | None, Outcome | None]


def _quoted(mark: str = "> ") -> str:
    return "\n".join(mark + line for line in OURS.split("\n"))


def gmail_ru(text: str) -> str:
    return f"{text}\n\n{SIGNATURES['ru']}\n\nчт, 12 нояб. 2026 г. в 10:15, Отдел <desk@{DOMAIN}>:\n\n{_quoted()}"


def gmail_en(text: str) -> str:
    return f"{text}\n\n{SIGNATURES['en']}\n\nOn Thu, 12 Nov 2026 at 10:15, Desk <desk@{DOMAIN}> wrote:\n\n{_quoted()}"


def gmail_folded(text: str) -> str:
    return (
        f"{text}\n\nчт, 12 нояб. 2026 г. в 10:15, Отдел надзора вымышленного органа <\ndesk@{DOMAIN}>:\n\n{_quoted()}"
    )


def apple_ru(text: str) -> str:
    head = f"> 12 нояб. 2026 г., в 10:15, Отдел <desk@{DOMAIN}> написал(а):"
    return f"{text}\n\nОтправлено с iPhone\n\n{head}\n> \n{_quoted()}"


def outlook_ru(text: str) -> str:
    head = f"От: Отдел <desk@{DOMAIN}>\nОтправлено: 12 ноября 2026 г. 10:15\nКому: legal@platform.example\nТема: Notice"
    return f"{text}\n\n{SIGNATURES['ru']}\n\n{head}\n\n{OURS}"


def outlook_en(text: str) -> str:
    head = (
        f"From: Desk <desk@{DOMAIN}>\nSent: Thursday, November 12, 2026 10:15\nTo: legal@platform.example\nSubject: x"
    )
    return f"{text}\n\n{'_' * 32}\n{head}\n\n{OURS}"


def outlook_kk(text: str) -> str:
    head = (
        f"Кімнен: Бөлім <desk@{DOMAIN}>\nЖіберілді: 2026 ж. 12 қараша 10:15\nКімге: legal@platform.example\nТақырыбы: x"
    )
    return f"{text}\n\n{SIGNATURES['kk']}\n\n{head}\n\n{OURS}"


def mail_ru(text: str) -> str:
    return (
        f"{text}\n\n-- \nОтдел\n\n>Четверг, 12 ноября 2026, 10:15 +05:00 от Отдел <desk@{DOMAIN}>:\n>\n{_quoted('>')}"
    )


def zimbra_ru(text: str) -> str:
    head = f'От: "Отдел" <desk@{DOMAIN}>\nКому: "legal" <legal@platform.example>\nТема: Notice'
    return f"{text}\n\n----- Исходное сообщение -----\n{head}\n\n{OURS}"


def yandex_forward(text: str) -> str:
    return f"{text}\n\n-------- Пересылаемое сообщение --------\n12.11.2026, 10:15, desk@{DOMAIN}:\n\n{OURS}"


def below(text: str) -> str:
    return f"On Thu, 12 Nov 2026 at 10:15, Desk <desk@{DOMAIN}> wrote:\n{_quoted()}\n\n{text}\n\n-- \nJane"


def between(text: str) -> str:
    return f"{_quoted()}\n\n{text}\n\n> 2. Second\n{_quoted('>> ')}"


def with_words_of_servers(text: str) -> str:
    above = "CAUTION: This email originated from outside of the organization. Do not click links unless you must."
    under = "This email and any attachments are confidential. If you are not the intended recipient, delete it."
    return f"{above}\n\n{text}\n\n{under}"


def our_cover(text: str) -> str:
    return f"{text}\n\nОБРАЗЕЦ – НЕ ПРЕДПИСАНИЕ. Исполнять не нужно.\n\n{OURS}"


CLIENTS: tuple[Callable[[str], str], ...] = (
    str,
    gmail_ru,
    gmail_en,
    gmail_folded,
    apple_ru,
    outlook_ru,
    outlook_en,
    outlook_kk,
    mail_ru,
    zimbra_ru,
    yandex_forward,
    below,
    between,
    with_words_of_servers,
    our_cover,
)
CHARSETS = ("utf-8", "windows-1251", "koi8-r", "iso-8859-5", "gb18030", "kz1048", "utf-16", "cp866")
ENCODINGS = ("base64", "quoted-printable", "8bit")


def letter(payload: bytes, charset: str | None, encoding: str = "8bit", kind: str = "text/plain") -> bytes:
    """A mail of one part, as bytes, answered to our notice. `charset`: what it says, which need not be so."""
    said = kind + (f'; charset="{charset}"' if charset else "")
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(payload)
    head = f"""From: Legal <legal@platform.example>
To: desk@{DOMAIN}
Subject: Re: a notice
In-Reply-To: {OUR_ID}
MIME-Version: 1.0
Content-Type: {said}
Content-Transfer-Encoding: {encoding}

"""
    return crlf(head) + encoded


def _mail(name: str, raw: bytes, outcomes: dict[str | None, Outcome | None]) -> Mail:
    is_noted = set(outcomes.values()) == {Outcome.ACKNOWLEDGED}
    return Mail(name, raw, MailKind.ACKNOWLEDGEMENT if is_noted else MailKind.ANSWER, outcomes)


def _told() -> Iterator[tuple[str, dict[str | None, Outcome | None]]]:
    for outcome, texts in SENTENCES.items():
        yield from ((text, {None: outcome}) for text in texts)
    yield from ((text, {**outcomes}) for text, outcomes in OF_ORDERS)


def _by_client() -> Iterator[Mail]:
    clients = cycle(CLIENTS)
    for text, outcomes in _told():
        for _ in range(4):
            client = next(clients)
            yield _mail(f"{client.__name__}: {text}", letter(client(text).encode(), "utf-8", "base64"), outcomes)


def _by_charset() -> Iterator[Mail]:
    told = [(text, outcomes) for text, outcomes in _told() if not text.isascii()]
    for position, (text, outcomes) in enumerate(told):
        for charset, encoding in (
            (CHARSETS[(position + shift) % len(CHARSETS)], ENCODINGS[shift]) for shift in range(3)
        ):
            try:
                data = gmail_ru(text).encode(charset)
            except UnicodeEncodeError:
                continue
            if charset != "utf-16" or encoding == "base64":
                yield _mail(f"{charset} {encoding}: {text}", letter(data, charset, encoding), outcomes)


def _of_html() -> Iterator[Mail]:
    for text, outcomes in _told():
        lines = "<br>\n".join(escape(line) for line in text.split("\n"))
        quote = f'<div class="gmail_quote">12.11.2026 10:15<blockquote>{escape(OURS)}</blockquote></div>'
        body = f"<html><head><style>p {{color: red}}</style></head><body><div>{lines}</div>{quote}</body></html>"
        yield _mail(f"html: {text}", letter(body.encode(), "utf-8", "base64", "text/html"), outcomes)


def _of_parts() -> Iterator[Mail]:
    for text, outcomes in _told():
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["References"] = (
            "legal@platform.example",
            f"Отв: [writ {KEY}]",
            f"<a@b> {OUR_ID}",
        )
        mail.set_content(gmail_en(text), cte="quoted-printable")
        mail.add_alternative("<p>" + "<br>".join(map(escape, text.split("\n"))) + "</p>", subtype="html")
        mail.add_attachment(b"%PDF-1.7 not removed", maintype="application", subtype="pdf", filename="reply.pdf")
        yield _mail(f"parts: {text}", mail.as_bytes(), outcomes)


def corpus() -> list[Mail]:
    """All of it."""
    return [*_by_client(), *_by_charset(), *_of_html(), *_of_parts()]
