"""What is kept of a page that was judged: enough to see later why, and nothing that a stranger wrote.

Kept are the status, the sign that decided, the item whose address answered, a hash of the body, and of three headers
what they say in a fixed form. The title, the text, queries of addresses and all other headers are left out: they may
hold personal data.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from include.writ.domain.content import ContentRef, Platform
from include.writ.domain.ids import sha256_hex
from include.writ.domain.verdict import Page, Sight
from include.writ.platforms.pages import blockers, classify_page, identify_shown

_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_PAUSE = re.compile(r"\d{1,9}|[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT")
_LONGEST_ADDRESS = 200
_MOST_BLOCKERS = 3


def judge_page(platform: Platform, page: Page, asked_url: str) -> Sight:
    """Give the verdict on one answer, with what is kept of it: at most 2 KB of JSON, and no body."""
    judged = classify_page(platform, page, asked_url)
    kept: dict[str, Any] = {"sign": judged.because, "status": page.status, "headers": _headers(page)}
    if page.error is not None:
        kept["error"] = page.error[:100]
    at = identify_shown(page.final_url) if page.final_url else None
    if page.status is not None and isinstance(at, ContentRef):
        kept["item"] = at.key
    digest = sha256_hex(page.body.encode(errors="replace")) if page.status is not None else None
    return Sight(judged, page.status, digest, kept)


def _headers(page: Page) -> dict[str, Any]:
    given = {name.lower(): value for name, value in page.headers.items()}
    kept: dict[str, Any] = {}
    if media := _MEDIA_TYPE.match(given.get("content-type", "").strip().lower()):
        kept["content-type"] = media[0]
    if pause := _PAUSE.fullmatch(given.get("retry-after", "").strip()):
        kept["retry-after"] = pause[0]
    named = [plain for plain in map(_plain_address, blockers(page)[:_MOST_BLOCKERS]) if plain]
    if named:
        kept["blocked-by"] = named
    return kept


def _plain_address(address: str) -> str | None:
    """Return scheme, host and path; no user, port, query or fragment."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    plain = f"{parts.scheme}://{host}{parts.path}"
    return plain if len(plain.encode()) <= _LONGEST_ADDRESS and plain.isprintable() else None
