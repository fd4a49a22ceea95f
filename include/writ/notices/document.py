"""One order as JSON. It is sealed when the order is approved; the notice that carries it carries it unchanged.

Fields follow DSA Article 9(2)(a) and (b), annex I of Regulation (EU) 2021/784 and what Kazakhstan asks of an
administrative act: legal and factual grounds, reasons, authority and officials, exact address, time, redress for
platform and author, territory; and that the platform tells the author (DSA Article 9(5)). It asks for nothing else: not
for an author's identity, not for future filtering.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from include.writ.domain.ids import canonical_json
from include.writ.domain.worksheet import Translation

SPECIMEN_MARK = "SPECIMEN – NOT AN ORDER"


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """All that one order says. Texts by language (ISO 639-1) are the pack's.

    `rests_on`: the court act and the expert decision, where there are such. `material_types`: the kinds of material
    that the item is, by their ids in `form`, where the law lists such. `author_reference`: by what the author names the
    order. `non_disclosure_until`: the last day on which the author is not told; None where nothing keeps that back.
    """

    number: str
    is_specimen: bool
    platform: str
    addressee: str
    kind: str
    content_id: str
    url: str
    authority: dict[str, Any]
    ground: str
    ground_title: dict[str, str]
    provision: str
    pack: str
    material_types: list[str]
    rests_on: dict[str, dict[str, str]]
    form: dict[str, Any]
    language: str
    reasons: str
    translation: Translation | None
    territory: str
    deadline_hours: int
    review_on: str
    redress_platform: dict[str, str]
    redress_author: dict[str, str]
    author_reference: str
    non_disclosure_until: date | None
    evidence: list[str]
    drafted_by: str
    approved_by: str
    approved_at: datetime


def order_notice(facts: OrderFacts) -> bytes:
    """Canonical JSON (RFC 8785) of the notice."""
    document: dict[str, Any] = {
        "schema": "urn:writ:order:1",
        "notice_kind": "order",
        "specimen": facts.is_specimen,
        "order_number": facts.number,
        "platform": facts.platform,
        "addressee": facts.addressee,
        "content": {"kind": facts.kind, "content_id": facts.content_id, "url": facts.url},
        "authority": facts.authority,
        "form": facts.form,
        "legal_basis": {"ground": facts.ground, "provision": facts.provision, "pack": facts.pack},
        "ground": facts.ground_title,
        "language": facts.language,
        "reasons": facts.reasons,
        "evidence_sha256": facts.evidence,
        "territory": [facts.territory],
        "deadline_hours": facts.deadline_hours,
        "deadline_runs_from": "receipt",
        "review_on": facts.review_on,
        "redress": {"platform": facts.redress_platform, "author": facts.redress_author},
        "author_notice": _author_notice(facts.author_reference, facts.non_disclosure_until),
        "drafted_by": facts.drafted_by,
        "approved_by": facts.approved_by,
        "approved_at": facts.approved_at.isoformat(),
    }
    if facts.material_types:
        document["material_types"] = facts.material_types
    if facts.rests_on:
        document["rests_on"] = facts.rests_on
    if facts.translation:
        document["translation"] = {"language": facts.translation.language, "reasons": facts.translation.text}
    if facts.is_specimen:
        document["mark"] = SPECIMEN_MARK
    return canonical_json(document)


def _author_notice(reference: str, until: date | None) -> dict[str, Any]:
    """What the platform tells the author, and when; after a non-disclosure it does so without another word of ours."""
    told = {"by": "platform", "says": ["reasons", "redress", "territory", "reference"], "reference": reference}
    if until is None:
        return told | {"when": "at the latest when the order is given effect"}
    after = until + timedelta(days=1)
    return told | {"when": f"on {after}, and not before", "from": str(after), "non_disclosure_until": str(until)}
