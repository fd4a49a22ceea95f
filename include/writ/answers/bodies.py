"""The texts in a message that a person may have written: in any part, transfer encoding, charset, plain or as HTML.

Of alternatives each is a text of its own, so that two which say different things can be told. Attached messages are
somebody else's words, and are not read. Refused: parts nested or multiplied beyond what mail programs make.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError
from lxml.html import Element, HtmlElement, HTMLParser, document_fromstring

from include.writ.answers.charsets import decode

MOST_PARTS = 64
MOST_TEXT = 64 * 1024
MOST_HTML = 128 * 1024
# what mail programs put around the mail that is answered
_QUOTES = (
    ".//blockquote",
    './/*[contains(@class, "gmail_quote")]',
    './/*[contains(@class, "yahoo_quoted")]',
    './/*[contains(@class, "moz-cite-prefix")]',
    './/*[contains(@class, "mailru-blockquote")]',
)
# from here on all is the mail that is answered
_QUOTED_FROM_HERE = ("divRplyFwdMsg", "appendonsend", "zwchr", "mail-editor-reference-message-container")
_LOOKS = ParserConfig(css=CSS_PROFILES["strict"])


@dataclass(frozen=True, slots=True)
class Body:
    """`texts`: the alternatives, at least one unless there is none. `is_cut`: something may be missing."""

    texts: tuple[str, ...]
    is_cut: bool


def is_bounded(raw: bytes) -> bool:
    """Whether it can be taken apart in a time that its size bounds: each level costs every line below it."""
    lowered = raw.lower()
    return lowered.count(b"multipart/") + lowered.count(b"message/") <= MOST_PARTS


def body_of(message: Message) -> Body:
    """What people wrote in a message."""
    parts = [one for one in parts_of(message) if one.get_content_type() in ("text/plain", "text/html")]
    parts = [one for one in parts if not is_json(one)]
    plain, html = _texts(parts, "text/plain"), _texts(parts, "text/html")
    texts = ["\n\n".join(text for text, _ in found) for found in (plain, html)]
    is_cut = len(parts) > MOST_PARTS or any(is_part_cut for _, is_part_cut in plain + html)
    return Body(tuple(text for text in texts if text.strip()), is_cut)


def parts_of(part: Message, depth: int = 0) -> Iterator[Message]:
    """The parts in which something may be written, in their order; those of attached messages are not among them."""
    if not part.is_multipart():
        yield part
    elif part.get_content_maintype() == "multipart" and depth < MOST_PARTS:
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from parts_of(inner, depth + 1)


def is_json(part: Message) -> bool:
    """Whether a part says that it is JSON, by its type or by the name of its file; it is no text that people wrote."""
    kind = part.get_content_type()
    name = part.get_filename() or ""
    return kind in ("application/json", "text/json") or kind.endswith("+json") or name.lower().endswith(".json")


def _texts(parts: list[Message], kind: str) -> list[tuple[str, bool]]:
    return [_text(part) for part in parts[:MOST_PARTS] if part.get_content_type() == kind]


def _text(part: Message) -> tuple[str, bool]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    text = decode(data, part.get_content_charset()).replace("\r\n", "\n").replace("\r", "\n")
    if part.get_content_type() == "text/html":
        return _of_html(text[:MOST_HTML])[:MOST_TEXT], len(text) > MOST_HTML
    if str(part.get_param("format", "")).lower() == "flowed":
        text = _unflowed(text[:MOST_TEXT], joins_words=str(part.get_param("delsp", "")).lower() == "yes")
    return text[:MOST_TEXT], len(data) > MOST_TEXT


def _unflowed(text: str, *, joins_words: bool) -> str:
    """RFC 3676: a line that ends in a blank goes on in the next one; a blank was put before some lines."""
    lines: list[str] = []
    goes_on = False
    for raw in text.split("\n"):
        line = raw.removeprefix(" ")
        if goes_on and not line.startswith(">"):
            lines[-1] = (lines[-1][:-1] if joins_words else lines[-1]) + line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def _of_html(text: str) -> str:
    try:
        tree = document_fromstring(
            text.replace("\0", "").encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8")
        )
    except (LxmlError, ValueError):
        return ""
    _mark_quotes(tree)
    return str(Inscriptis(tree, _LOOKS).get_text())


def _mark_quotes(tree: HtmlElement) -> None:
    """Put in the place of what is quoted a line that is, as in plain text."""
    for path in _QUOTES:
        for quote in tree.xpath(path):
            mark = Element("p")
            mark.text = "> …"
            quote.addprevious(mark)
            quote.drop_tree()
    for name in _QUOTED_FROM_HERE:
        for first in tree.xpath(".//*[@id=$name]", name=name):
            for one in [first, *first.itersiblings()]:
                one.getparent().remove(one)
