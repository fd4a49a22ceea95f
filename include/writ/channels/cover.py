"""The few lines that go with a notice's files: what it is, its numbers, what is attached, how to verify it.

They decide nothing: what is ordered stands in the signed files alone. A value that could end a line is shown on one.
"""

from __future__ import annotations

from collections.abc import Sequence

from include.writ.channels.package import DOCUMENT, PDF, SIGNATURE
from include.writ.domain.delivery import Notice
from include.writ.errors import ConfigError

SPECIMEN = {
    "kk": "ҮЛГІ – НҰСҚАМА ЕМЕС. Орындау қажет емес.",
    "ru": "ОБРАЗЕЦ – НЕ ПРЕДПИСАНИЕ. Исполнять не нужно.",
    "en": "SPECIMEN – NOT AN ORDER. Nothing needs to be done.",
}
_BODY = {
    "kk": """Хабарлама {number}
Кімге: {addressee}{orders}

Хабарламаның мазмұны мен құқықтық негізі қол қойылған файлдарда ғана:
  {pdf} – адамдарға арналған мәтін (электрондық қолтаңба файлдың ішінде, PAdES);
  {document} – сол мәтін деректер түрінде (RFC 8785);
  {signature} – деректердің қолтаңбасы (JWS, RFC 7515, F қосымшасы).
Тексеру: PDF файлын қолтаңбаны тексеретін бағдарламада ашыңыз, немесе JWS бөлігін {document} байттарымен тексеріңіз.""",
    "ru": """Уведомление {number}
Кому: {addressee}{orders}

Содержание и правовое основание изложены только в подписанных файлах:
  {pdf} – текст для людей (электронная подпись внутри файла, PAdES);
  {document} – тот же текст в виде данных (RFC 8785);
  {signature} – подпись данных (JWS, RFC 7515, приложение F).
Проверка: откройте PDF в программе, которая проверяет подписи, или проверьте JWS по байтам файла {document}.""",
    "en": """Notice {number}
To: {addressee}{orders}

What it says and on what legal basis stands in the signed files alone:
  {pdf} – the text for people (its electronic signature is inside the file, PAdES);
  {document} – the same text as data (RFC 8785);
  {signature} – the signature of the data (JWS, RFC 7515, appendix F).
To verify: open the PDF in a program that checks signatures, or check the JWS against the bytes of {document}.""",
}
_ORDERS = {"kk": "Нұсқамалар", "ru": "Предписания", "en": "Orders"}
LANGUAGES = tuple(_BODY)


def require_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """The languages as given; `ConfigError` for none, and for one that there is no cover text in."""
    if not languages or not set(languages) <= set(LANGUAGES):
        raise ConfigError(f"a platform's languages must be some of {', '.join(LANGUAGES)}; correct its registry entry")
    return tuple(languages)


def cover_text(notice: Notice, languages: Sequence[str]) -> str:
    """The text in each language in turn; the first and last lines of a specimen say that it is one."""
    return "\n\n".join(_in(language, notice) for language in languages) + "\n"


def on_one_line(text: str) -> str:
    """The text with every character that is not printable, and every run of blanks, as one space."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _in(language: str, notice: Notice) -> str:
    orders = ", ".join(map(on_one_line, notice.order_numbers))
    body = _BODY[language].format(
        number=on_one_line(notice.number),
        addressee=on_one_line(notice.addressee),
        orders=f"\n{_ORDERS[language]}: {orders}" if orders else "",
        pdf=PDF,
        document=DOCUMENT,
        signature=SIGNATURE,
    )
    return f"{SPECIMEN[language]}\n\n{body}\n\n{SPECIMEN[language]}" if notice.is_specimen else body
