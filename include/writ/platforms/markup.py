"""Reads from a page's markup the few facts that a judgement needs: what it says it is, and what it says in short.

It understands no platform, and refuses nothing: broken markup gives fewer facts, and fewer facts mean doubt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_INLINE = {"a", "b", "i", "em", "strong", "span", "br", "u", "small", "font", "mark", "wbr"}
_UNSEEN = {"script", "style", "noscript", "template", "svg", "textarea"}
_LONGEST_BLOCK = 160


@dataclass(slots=True)
class Facts:
    """What a page shows: addresses of itself, titles, short blocks of text outside its article, its forms."""

    addresses: list[str] = field(default_factory=list)
    title: str = ""
    blocks: list[str] = field(default_factory=list)
    form_actions: list[str] = field(default_factory=list)
    has_password: bool = False
    has_article: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.facts = Facts()
        self._text: list[str] = []
        self._open = {"article": 0, "unseen": 0, "title": 0}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._break(tag)
        if name := self._counted(tag):
            self._open[name] += 1
        if tag == "article":
            self.facts.has_article = True
        elif tag == "form":
            self.facts.form_actions.append(given.get("action", ""))
        elif tag == "input" and given.get("type", "").lower() == "password":
            self.facts.has_password = True
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.facts.addresses.append(given.get("href", ""))
        elif tag == "meta" and given.get("property", given.get("name", "")).lower() == "og:url":
            self.facts.addresses.append(given.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if name := self._counted(tag):
            self._open[name] = max(0, self._open[name] - 1)

    def handle_data(self, data: str) -> None:
        if not self._open["article"] and not self._open["unseen"]:
            self._text.append(data)

    def finish(self) -> Facts:
        self._break("")
        return self.facts

    def _counted(self, tag: str) -> str | None:
        return "unseen" if tag in _UNSEEN else tag if tag in self._open else None

    def _break(self, tag: str) -> None:
        if tag in _INLINE:
            return
        block = fold("".join(self._text))
        self._text.clear()
        if block and self._open["title"]:
            self.facts.title = self.facts.title or block
        if block and len(block) <= _LONGEST_BLOCK:
            self.facts.blocks.append(block)


def fold(text: str) -> str:
    """Write in the form in which texts are compared: lower case, single spaces, plain apostrophes, no ё."""
    plain = text.replace("\u2019", "'").replace("\u02bc", "'").replace("\u2026", "...")
    return " ".join(plain.casefold().replace("е\u0308", "е").replace("ё", "е").split())


def read_facts(body: str) -> Facts:
    """Read the facts of one page; what follows a place that cannot be parsed is left out."""
    reader = _Reader()
    try:
        reader.feed(body)
        reader.close()
    except AssertionError:  # html.parser gives up so on some malformed declarations
        pass
    return reader.finish()
