"""Reads from a page's markup the few facts that a judgement needs: what it says it is, and what it says in short.

It understands no platform, and refuses nothing: broken markup gives fewer facts, and fewer facts mean doubt. Where the
end of the page is missing, that is a fact too: what stood there may have been a wall.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

_INLINE = {"a", "b", "i", "em", "strong", "span", "br", "u", "small", "font", "mark", "wbr"}
_UNSEEN = {"script", "style", "noscript", "template", "svg", "textarea", "title"}
_MAY_ASK = {"div", "section", "iframe", "form", "img", "input"}
_LONGEST_BLOCK = 160
_LONGEST_REDIRECT = 400  # a script that only leads on is short; in a long one such a line may never run
_REDIRECT = re.compile(
    r"""\blocation(?:\.href)?\s*=\s*["']([^"']+)["']|\blocation\.(?:replace|assign)\(\s*["']([^"']+)["']"""
)
_REFRESH = re.compile(r"""\s*[0-9.]*\s*[;,]?\s*url\s*=\s*["']?([^"']*)""", re.IGNORECASE)
_CAPTCHA = re.compile(r"captcha|turnstile|cf-challenge|challenge-form", re.IGNORECASE)
_OPENED = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)


@dataclass(slots=True)
class Facts:
    """What a page shows: addresses of itself, titles, short blocks of text outside its article, its forms.

    `said` holds the short blocks, title included, one a line; `without_script` what readers without scripts are told;
    `leads_to` where the page sends its reader by itself ("" means: to itself again); `is_cut`: its end is missing.
    """

    addresses: list[str] = field(default_factory=list)
    title: str = ""
    said: str = ""
    without_script: str = ""
    leads_to: list[str] = field(default_factory=list)
    form_actions: list[str] = field(default_factory=list)
    has_words: bool = False
    has_password: bool = False
    has_article: bool = False
    has_captcha: bool = False
    is_cut: bool = False


class _Reader:
    """Walks over the elements once; the loop is on the path of every page, so it calls little."""

    def __init__(self) -> None:
        self.facts = Facts()
        self._text: list[str] = []
        self._blocks: list[str] = []
        self._articles = 0

    def walk(self, root: Any) -> Facts:
        nodes = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in nodes:
            if event == "start":
                tag, text = node.tag, node.text
                if tag not in _INLINE:
                    self._break()
                    if tag in _NOTED:
                        self._note(tag, node)
                if tag in _UNSEEN:
                    nodes.skip_subtree()
                elif text is not None and not self._articles:
                    self._text.append(text)
                continue
            if event == "end" and node.tag not in _INLINE:
                self._break()
                if node.tag == "article":
                    self._articles -= 1
            tail = node.tail
            if tail is not None and not self._articles:
                self._text.append(tail)
        self._break()
        self.facts.said = fold_blocks(self._blocks)
        self.facts.title = fold(self.facts.title)
        return self.facts

    def _note(self, tag: str, node: Any) -> None:
        if tag == "article":
            self._articles += 1
            self.facts.has_article = True
        elif tag == "title":
            title = node.text or ""
            self.facts.title = self.facts.title or title
            if len(title) <= _LONGEST_BLOCK:
                self._blocks.append(" ".join(title.split()))
        elif tag == "noscript":
            self.facts.without_script += fold(" ".join(node.itertext()))
        if tag in _NOTES:
            _NOTES[tag](self.facts, node)
        if tag in _MAY_ASK and not self.facts.has_captcha:
            marks = " ".join([node.get(name, "") for name in ("class", "id", "src", "name")])
            self.facts.has_captcha = _CAPTCHA.search(marks) is not None

    def _break(self) -> None:
        if not self._text:
            return
        block = " ".join("".join(self._text).split())
        self._text.clear()
        if block:
            self.facts.has_words = True
            if len(block) <= _LONGEST_BLOCK:
                self._blocks.append(block)


def _note_form(facts: Facts, element: Any) -> None:
    facts.form_actions.append(element.get("action", ""))


def _note_input(facts: Facts, element: Any) -> None:
    facts.has_password |= element.get("type", "").lower() == "password"


def _note_link(facts: Facts, element: Any) -> None:
    if "canonical" in element.get("rel", "").lower().split():
        facts.addresses.append(element.get("href", ""))


def _note_meta(facts: Facts, element: Any) -> None:
    if element.get("property", element.get("name", "")).lower() == "og:url":
        facts.addresses.append(element.get("content", ""))
    if element.get("http-equiv", "").lower() == "refresh":
        target = _REFRESH.match(element.get("content", ""))
        facts.leads_to.append(target[1].strip() if target else "")


def _note_script(facts: Facts, element: Any) -> None:
    script = element.text or ""
    if len(script) <= _LONGEST_REDIRECT:
        facts.leads_to.extend(plain or called for plain, called in _REDIRECT.findall(script))


_NOTES: dict[str, Callable[[Facts, Any], None]] = {
    "form": _note_form,
    "input": _note_input,
    "link": _note_link,
    "meta": _note_meta,
    "script": _note_script,
}
_NOTED = {"article", "title", "noscript", *_MAY_ASK, *_NOTES}


def fold(text: str) -> str:
    """Write in the form in which texts are compared: lower case, single spaces, plain apostrophes, no ё."""
    return " ".join(_plain(text).split())


def fold_blocks(blocks: list[str]) -> str:
    """The same for many texts without line breaks, one a line."""
    return _plain("\n".join(blocks))


def _plain(text: str) -> str:
    plain = text.replace("\u2019", "'").replace("\u02bc", "'").replace("\u2026", "...")
    return plain.casefold().replace("е\u0308", "е").replace("ё", "е")


def read_facts(body: str) -> Facts:
    """Read the facts of one page; what follows a place that cannot be parsed is left out."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True)
    whole = _CLOSED.sub("", body).encode("utf-8", errors="replace")  # the parser drops what stands behind such an end
    root = etree.fromstring(whole, parser) if whole.strip() else None
    facts = _Reader().walk(root) if root is not None else Facts()
    facts.is_cut = _is_cut(body) or any(error.level == etree.ErrorLevels.FATAL for error in parser.error_log)
    return facts


def _is_cut(body: str) -> bool:
    """Whether the page breaks off: inside a tag, or without the end of what it began with."""
    if body.rfind("<") > body.rfind(">"):
        return True
    return _OPENED.search(body) is not None and _CLOSED.search(body) is None
