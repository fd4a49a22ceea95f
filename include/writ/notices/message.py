"""One notice as JSON: a cover, and what is said about each order, unchanged as it was sealed.

The orders of one platform that one authority issues with the same words can be one notice, with an annex in which each
keeps its own number and reasons. What follows on an order, or comes before a first one, goes alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import canonical_json, fingerprint
from include.writ.notices.labels import LANGUAGES, languages_among
from include.writ.notices.schema import require_form

SCHEMA = "urn:writ:notice:1"
# of an order, what every order of one notice says alike
SHARED = ("notice_kind", "platform", "addressee", "specimen", "authority", "form", "redress")


@dataclass(frozen=True, slots=True)
class Cover:
    """What a notice says besides its orders. `declared`: the languages of the platform, the first one first.

    `contact_point`: whom it goes to. What it carries may name another, who was registered when that was sealed.
    """

    notice_id: UUID
    number: str
    issued_at: datetime
    platform_title: str
    contact_point: str
    declared: Sequence[str]


def shared_words(item: bytes) -> str:
    """A fingerprint of what sealed orders have to have in common before they can be one notice."""
    says = json.loads(item)
    return fingerprint({name: says.get(name) for name in SHARED})


def issuer_of(item: bytes) -> tuple[str, str]:
    """The id of the authority of a sealed document, and with what its numbers begin."""
    says = json.loads(item)
    begins = says.get("order_numbers_begin") or says["order_number"].rsplit("-", 2)[0]
    return says["authority"]["id"], begins


def compose(cover: Cover, items: Sequence[bytes]) -> bytes:
    """Canonical JSON (RFC 8785) of the notice of these sealed documents, in their order.

    Raises `ContractBroken` when that is not of the published form.
    """
    said = [json.loads(item) for item in items]
    first = said[0]
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "notice_id": str(cover.notice_id),
        "notice_number": cover.number,
        "notice_kind": first["notice_kind"],
        "specimen": first["specimen"],
        "issued_at": cover.issued_at.isoformat(timespec="seconds"),
        "languages": languages_among(cover.declared, _spoken(first)),
        "authority": first["authority"],
        "addressee": {
            "platform": first["platform"],
            "title": cover.platform_title,
            "contact_point": cover.contact_point,
        },
        "effect_report_to": first["authority"]["email"],
        "items": said,
    }
    if "mark" in first:
        document["mark"] = first["mark"]
    require_form(document)
    return canonical_json(document)


def _spoken(item: dict[str, Any]) -> list[str]:
    """The languages in which all that an item says can be laid out: an announcement's words are the pack's alone."""
    is_announcement = item["notice_kind"] == NoticeKind.ANNOUNCEMENT
    return [language for language in LANGUAGES if not is_announcement or language in item["form"]["says"]]
