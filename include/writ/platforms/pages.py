"""Judges what a probe saw: the item is there, gone, withheld, behind a wall, or nobody can tell.

Doubt is `unknown`. `available` needs the page to name the item as itself; `removed` needs the platform's own word or
status. An error, a captcha, a wall or an empty answer is never a removal.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from include.writ.domain.content import ContentKind, ContentRef, Platform
from include.writ.domain.verdict import Judgement, Page, Verdict
from include.writ.platforms.markup import Facts, fold, read_facts
from include.writ.platforms.outcome import IdentifyError
from include.writ.platforms.registry import SIGNS, identify, read_platform
from include.writ.platforms.signs import CAPTCHA_PHRASES, CHALLENGE_PATH, CONSENT_PHRASES, LOGIN_TITLES, PageSigns

_GONE_STATUSES = {404, 410}
_BLOCKED_BY = re.compile(r"""rel\s*=\s*"?[^";,]*\bblocked-by\b""", re.IGNORECASE)


def classify_page(platform: Platform, page: Page) -> Judgement:
    """Give the verdict on one answer of a platform, with the sign that decided it."""
    if page.status is None or page.error is not None:
        return _unknown("no answer")
    if page.final_url and read_platform(page.final_url) is not platform:
        return _unknown("the final address is not the platform's")
    if page.status == 451:
        return Judgement(Verdict.WITHHELD, f"status 451, {_blocked_by(page)}")
    if page.status not in {200, *_GONE_STATUSES}:
        return _unknown(f"status {page.status}")
    wall = _judge_final_address(page, SIGNS[platform])
    if wall is not None:
        return wall
    facts = read_facts(page.body)
    if page.status == 200:
        return _judge_shown(platform, page, facts)
    return _judge_missing(page.status, facts, SIGNS[platform])


def _unknown(because: str) -> Judgement:
    return Judgement(Verdict.UNKNOWN, because)


def _blocked_by(page: Page) -> str:
    link = next((value for name, value in page.headers.items() if name.lower() == "link"), "")
    return "with a blocked-by link" if _BLOCKED_BY.search(link) else "without a blocked-by link"


def _judge_final_address(page: Page, signs: PageSigns) -> Judgement | None:
    path = urlsplit(page.final_url).path.rstrip("/").lower()
    if re.fullmatch(CHALLENGE_PATH, path):
        return _unknown("challenge or consent address")
    if not re.fullmatch(signs.login_address, path):
        return None
    if page.status == 200:
        return Judgement(Verdict.RESTRICTED, "redirect to a login address")
    return _unknown("login address without a page")


def _judge_missing(status: int, facts: Facts, signs: PageSigns) -> Judgement:
    said = _judge_phrases(facts, signs)
    if said is not None and said.verdict is Verdict.ACCOUNT_GONE:
        return said
    if _has_login_title(facts) or _says(facts, CAPTCHA_PHRASES) or _says(facts, CONSENT_PHRASES):
        return _unknown(f"status {status}, but a wall is shown")
    return Judgement(Verdict.REMOVED, f"status {status}")


def _judge_shown(platform: Platform, page: Page, facts: Facts) -> Judgement:
    if not page.body.strip():
        return _unknown("empty page")
    shown = _find_content(platform, page, facts)
    said = _judge_phrases(facts, SIGNS[platform])
    has_login = _has_login_title(facts) or _has_login_form(facts, SIGNS[platform])
    if shown and not facts.has_article and has_login:
        return Judgement(Verdict.RESTRICTED, "login form without content")
    if shown and said is not None:
        return _unknown("the signs contradict each other")
    if shown:
        return Judgement(Verdict.AVAILABLE, shown)
    if said is not None and has_login and said.verdict is not Verdict.RESTRICTED:
        return _unknown("login form beside another sign")
    if said is not None:
        return said
    if has_login and not facts.has_article:
        return Judgement(Verdict.RESTRICTED, "login form without content")
    return _unknown("no sign of content")


def _find_content(platform: Platform, page: Page, facts: Facts) -> str | None:
    """Say by which sign the page shows the item of its final address, if it does.

    A page that names another item than its address does, such as the post around a comment, proves nothing.
    """
    asked = identify(page.final_url, deepest=0) if page.final_url else None
    if asked is not None and not isinstance(asked, ContentRef) and asked.error is not IdentifyError.NEEDS_NETWORK:
        return None
    answers = [identify(address, deepest=0) for address in facts.addresses]
    named = [ref for ref in answers if isinstance(ref, ContentRef) and ref.platform is platform]
    if isinstance(asked, ContentRef):
        if any(ref.key == asked.key for ref in named):
            return "the page names the item as itself"
        is_whole = asked.kind not in {ContentKind.COMMENT, ContentKind.REPLY} and not named
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
    return next((Judgement(verdict, because) for texts, verdict, because in ordered if _says(facts, texts)), None)


def _says(facts: Facts, phrases: tuple[str, ...]) -> bool:
    wanted = [fold(phrase) for phrase in phrases]
    return any(phrase in block for block in facts.blocks for phrase in wanted)


def _has_login_title(facts: Facts) -> bool:
    return any(re.match(rf"{re.escape(title)}\b", facts.title) for title in LOGIN_TITLES)


def _has_login_form(facts: Facts, signs: PageSigns) -> bool:
    paths = (_form_path(action) for action in facts.form_actions)
    return facts.has_password or any(re.fullmatch(signs.login_address, path) for path in paths)


def _form_path(action: str) -> str:
    try:
        return urlsplit(action).path.rstrip("/").lower()
    except ValueError:
        return ""
