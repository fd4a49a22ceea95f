"""Why an absence on a page is not believed: a wall, a failure or a stranger stands where the item would.

Each function looks for one such sign and says it in words for the record; none of them decides what is true instead.
A sign here wins over "removed" and "account gone" always, and over nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from urllib.parse import urlsplit

from include.writ.platforms.markup import Facts, fold
from include.writ.platforms.signs import (
    ABSENCE_PHRASES,
    CAPTCHA_PHRASES,
    CHALLENGE_PATH,
    CONSENT_PHRASES,
    FAILURE_PHRASES,
    FOREIGN_PHRASES,
    LOGIN_PHRASES,
    LOGIN_TITLES,
    SERVER_LINE,
    SHELL_PHRASES,
    STATUS_LINE,
    PageSigns,
)

_LOGIN_TITLE = re.compile(rf"(?:{'|'.join(map(re.escape, LOGIN_TITLES))})\b")


def doubt_absence(facts: Facts, signs: PageSigns) -> str | None:
    """Say what stands against believing this page that an item or account is gone; None when nothing does."""
    if facts.is_cut:
        return "the page is cut short"
    if says(facts, CAPTCHA_PHRASES) or facts.has_captcha:
        return "a captcha is shown"
    if says(facts, CONSENT_PHRASES):
        return "a consent wall is shown"
    if has_login_title(facts) or says(facts, LOGIN_PHRASES) or leads_to_login(facts, signs):
        return "a login wall is shown"
    if facts.leads_to:
        return "the page leads on to another"
    if says(facts, FAILURE_PHRASES):
        return "a failure is shown"
    if says(facts, FOREIGN_PHRASES):
        return "the domain is not in use by the platform"
    if says(facts, SHELL_PHRASES) or (_has(facts.without_script, SHELL_PHRASES) and not facts.has_words):
        return "the page shows itself to scripts only"
    return None


def doubt_status(facts: Facts, signs: PageSigns) -> str | None:
    """The same for a status of absence, which a server sends also when it has lost the whole site behind it."""
    if doubt := doubt_absence(facts, signs):
        return doubt
    if not facts.has_words and not facts.has_article:
        return "nothing is shown with it"
    if _is_bare(facts):
        return "only a web server speaks"
    if says(facts, signs.restricted):
        return "restricted access is shown"
    if facts.has_password and not says(facts, ABSENCE_PHRASES):
        return "a login wall is shown"
    return None


def says(facts: Facts, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases is in a short block of the page."""
    return _has(facts.said, phrases)


def _has(folded: str, phrases: tuple[str, ...]) -> bool:
    return any(map(folded.__contains__, _fold_all(phrases)))


@cache
def _fold_all(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(phrase) for phrase in phrases)


def has_login_title(facts: Facts) -> bool:
    """Whether the title is that of a login page."""
    return _LOGIN_TITLE.match(facts.title) is not None


def has_login_form(facts: Facts, signs: PageSigns) -> bool:
    """Whether the page asks for a password, or has a form for a login address."""
    return facts.has_password or any(is_login(path, signs) for path in _paths(facts.form_actions))


def leads_to_login(facts: Facts, signs: PageSigns) -> bool:
    """Whether the page sends its reader on to a login or a challenge, by a refresh or a script."""
    return any(is_login(path, signs) or is_challenge(path) for path in _paths(facts.leads_to))


def is_login(path: str, signs: PageSigns) -> bool:
    """Whether a path, in lower case and without its last slash, is a login address of the platform."""
    return re.fullmatch(signs.login_address, path) is not None


def is_challenge(path: str) -> bool:
    """Whether a path is where platforms ask for a captcha or for consent."""
    return re.fullmatch(CHALLENGE_PATH, path) is not None


@lru_cache(maxsize=2000)
def path_of(address: str) -> str:
    """Return the path as the signs are written, or "" for what is no address."""
    try:
        return urlsplit(address).path.rstrip("/").lower()
    except ValueError:
        return ""


def _paths(addresses: Iterable[str]) -> Iterable[str]:
    return ("/" + path_of(address).lstrip("/") for address in addresses)


def _is_bare(facts: Facts) -> bool:
    """Whether every line is a status or the signature of server software, and at least one is such a signature."""
    lines = [line.strip() for line in facts.said.split("\n")]
    signed = [line for line in lines if SERVER_LINE.fullmatch(line)]
    return bool(signed) and all(line in signed or STATUS_LINE.fullmatch(line) for line in lines)
