"""Judges what a probe saw: the item is there, gone, withheld, behind a wall, or nobody can tell.

Doubt is `unknown`. `available` needs the page to name the item as itself; `removed` needs the platform's own word or
status at the item's own address. An error, a captcha, a wall or an empty answer is never a removal: see doubts.py.
"""

from __future__ import annotations

from functools import lru_cache

from requests.utils import parse_header_links

from include.writ.domain.content import ContentKind, ContentRef, Platform
from include.writ.domain.verdict import Judgement, Page, Verdict
from include.writ.platforms.doubts import (
    doubt_absence,
    doubt_status,
    has_login_form,
    has_login_title,
    is_challenge,
    is_login,
    leads_to_login,
    path_of,
    says,
)
from include.writ.platforms.markup import Facts, read_facts
from include.writ.platforms.outcome import IdentifyError, NotIdentified
from include.writ.platforms.registry import SIGNS, identify, read_platform
from include.writ.platforms.signs import CAPTCHA_PHRASES, CONSENT_PHRASES, LOGIN_PHRASES, PageSigns

_GONE_STATUSES = {404, 410}
_ABSENT = {Verdict.REMOVED, Verdict.ACCOUNT_GONE}


def classify_page(platform: Platform, page: Page, asked_url: str = "") -> Judgement:
    """Give the verdict on one answer of a platform, with the sign that decided it.

    `asked_url` is the address that was asked for; where it is given, an answer from another item's address counts for
    nothing. RFC 9110 15.5.5 and 15.5.11 (404, 410), RFC 7725 (451).
    """
    if page.status is None or page.error is not None:
        return _unknown("no answer")
    if page.final_url and read_platform(page.final_url) is not platform:
        return _unknown("the final address is not the platform's")
    if page.status == 451:
        named = "with" if blockers(page) else "without"
        return Judgement(Verdict.WITHHELD, f"status 451, {named} a blocked-by link")
    if page.status not in {200, *_GONE_STATUSES}:
        return _unknown(f"status {page.status}")
    wall = _judge_final_address(page, SIGNS[platform])
    if wall is not None:
        return wall
    at, facts = _Place(platform, page.final_url, asked_url), read_facts(page.body)
    if page.status == 200:
        return _judge_shown(page, at, facts, SIGNS[platform])
    return _judge_missing(page.status, at, facts, SIGNS[platform])


@lru_cache(maxsize=2000)
def identify_shown(url: str) -> ContentRef | NotIdentified:
    """Name the item that an address itself shows, not one that it carries; asked for more than once of each page."""
    return identify(url, deepest=0)


class _Place:
    """The address that answered: which item it is of, if any, and whether that is the one asked for."""

    def __init__(self, platform: Platform, final_url: str, asked_url: str) -> None:
        self.platform = platform
        self.found = identify_shown(final_url) if final_url else None
        self.item = self.found if isinstance(self.found, ContentRef) and self.found.platform is platform else None
        self.is_of_another = False
        if self.item is not None and asked_url not in {"", final_url}:
            asked = identify(asked_url)
            self.is_of_another = isinstance(asked, ContentRef) and asked.key != self.item.key

    @property
    def is_own(self) -> bool:
        """Whether an absence that is said here is that of the item."""
        return self.item is not None and not self.is_of_another


def _unknown(because: str) -> Judgement:
    return Judgement(Verdict.UNKNOWN, because)


def blockers(page: Page) -> list[str]:
    """Return the addresses of those who demanded the block, as `Link` headers name them (RFC 7725 section 4)."""
    links = (link for name, value in page.headers.items() if name.lower() == "link" for link in _links(value))
    return [link["url"] for link in links if "blocked-by" in link.get("rel", "").lower().split() and link.get("url")]


def _links(value: str) -> list[dict[str, str]]:
    return [{name.lower(): said for name, said in link.items()} for link in parse_header_links(value)]


def _judge_final_address(page: Page, signs: PageSigns) -> Judgement | None:
    path = path_of(page.final_url)
    if is_challenge(path):
        return _unknown("challenge or consent address")
    if any(name.lower() == "cf-mitigated" for name in page.headers):
        return _unknown("challenge in place of the page")
    if not is_login(path, signs):
        return None
    if page.status == 200:
        return Judgement(Verdict.RESTRICTED, "redirect to a login address")
    return _unknown("login address without a page")


def _judge_missing(status: int, at: _Place, facts: Facts, signs: PageSigns) -> Judgement:
    if not at.is_own:
        return _unknown(f"status {status}, but not at the item's own address")
    if doubt := doubt_status(facts, signs):
        return _unknown(f"status {status}, but {doubt}")
    said = _judge_phrases(facts, signs)
    if said is not None and said.verdict is Verdict.ACCOUNT_GONE:
        return said
    return Judgement(Verdict.REMOVED, f"status {status}")


def _judge_shown(page: Page, at: _Place, facts: Facts, signs: PageSigns) -> Judgement:
    if not page.body.strip():
        return _unknown("empty page")
    if at.is_of_another:
        return _unknown("the final address is another item's")
    shown = _find_content(at, facts)
    said = _judge_phrases(facts, signs)
    has_login = has_login_title(facts) or has_login_form(facts, signs) or leads_to_login(facts, signs)
    if shown and not facts.has_article and has_login:
        return Judgement(Verdict.RESTRICTED, "login form without content")
    if shown and (said is not None or (facts.has_captcha and not facts.has_article)):
        return _unknown("the signs contradict each other")
    if shown:
        return Judgement(Verdict.AVAILABLE, shown)
    return _judge_absent(at, facts, signs, said, has_login)


def _judge_absent(at: _Place, facts: Facts, signs: PageSigns, said: Judgement | None, has_login: bool) -> Judgement:
    """Judge a page that does not show the item."""
    if said is not None and has_login and said.verdict is not Verdict.RESTRICTED:
        return _unknown("login form beside another sign")
    if said is not None and said.verdict in _ABSENT:
        if not at.is_own:
            return _unknown(f"{said.because}, but not at the item's own address")
        if doubt := doubt_absence(facts, signs):
            return _unknown(f"{said.because}, but {doubt}")
    if said is not None:
        return said
    if (has_login or says(facts, LOGIN_PHRASES)) and not facts.has_article:
        return Judgement(Verdict.RESTRICTED, "login form without content")
    return _unknown("no sign of content")


def _find_content(at: _Place, facts: Facts) -> str | None:
    """Say by which sign the page shows the item of its final address, if it does.

    A page that names another item than its address does, such as the post around a comment, proves nothing.
    """
    if isinstance(at.found, NotIdentified) and at.found.error is not IdentifyError.NEEDS_NETWORK:
        return None
    if not facts.addresses and not facts.has_article:
        return None
    answers = [identify_shown(address) for address in facts.addresses]
    named = [ref for ref in answers if isinstance(ref, ContentRef) and ref.platform is at.platform]
    if at.item is not None:
        if any(ref.key == at.item.key for ref in named):
            return "the page names the item as itself"
        is_whole = at.item.kind not in {ContentKind.COMMENT, ContentKind.REPLY} and not named
        return "article markup" if is_whole and facts.has_article else None
    return "the page names a content item as itself" if named else None


def _judge_phrases(facts: Facts, signs: PageSigns) -> Judgement | None:
    ordered = (
        (CAPTCHA_PHRASES, Verdict.UNKNOWN, "captcha"),
        (CONSENT_PHRASES, Verdict.UNKNOWN, "consent wall"),
        (signs.unclear, Verdict.UNKNOWN, "text that does not say why"),
        (signs.restricted, Verdict.RESTRICTED, "text of restricted access"),
        (signs.account_gone, Verdict.ACCOUNT_GONE, "text of a deleted or blocked account"),
        (signs.gone, Verdict.REMOVED, "soft 404 text"),
    )
    return next((Judgement(verdict, because) for texts, verdict, because in ordered if says(facts, texts)), None)
