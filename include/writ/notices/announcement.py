"""What a platform is told before its first order, as JSON: the procedure and the time limits (TCO article 3(2)).

It names no content and has no order's number, and nothing is to be done about it. All that it says is the pack's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import canonical_json
from include.writ.notices.document import SPECIMEN_MARK

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Within how many hours from receipt an order on a ground is obeyed."""

    ground: str
    title: Texts
    provision: str
    hours: int


@dataclass(frozen=True, slots=True)
class AnnouncementFacts:
    """All that one announcement says. Texts by language (ISO 639-1).

    `form`: its own words, as the pack has them; `demand` and `reminders`: those of every order. `order_numbers_begin`:
    with what the numbers of the authority's orders begin.
    """

    is_specimen: bool
    platform: str
    addressee: str
    authority: Mapping[str, Any]
    pack: str
    form: Mapping[str, Texts]
    demand: Texts
    reminders: Sequence[Mapping[str, Any]]
    time_limits: Sequence[TimeLimit]
    told_before_hours: int
    redress_platform: Texts
    redress_author: Texts
    order_numbers_begin: str
    asked_by: str
    asked_at: datetime


def announcement_notice(facts: AnnouncementFacts) -> bytes:
    """Canonical JSON (RFC 8785) of the announcement, as it is sealed."""
    document: dict[str, Any] = {
        "schema": "urn:writ:announcement:1",
        "notice_kind": NoticeKind.ANNOUNCEMENT,
        "specimen": facts.is_specimen,
        "platform": facts.platform,
        "addressee": facts.addressee,
        "authority": facts.authority,
        "pack": facts.pack,
        "form": facts.form,
        "demand": facts.demand,
        "reminders": facts.reminders,
        "time_limits": [_time_limit(one) for one in facts.time_limits],
        "time_runs_from": "receipt",
        "told_before_hours": facts.told_before_hours,
        "redress": {"platform": facts.redress_platform, "author": facts.redress_author},
        "order_numbers_begin": facts.order_numbers_begin,
        "asked_by": facts.asked_by,
        "asked_at": facts.asked_at.isoformat(),
    }
    if facts.is_specimen:
        document["mark"] = SPECIMEN_MARK
    return canonical_json(document)


def _time_limit(limit: TimeLimit) -> dict[str, Any]:
    return {
        "ground": limit.ground,
        "title": limit.title,
        "provision": limit.provision,
        "deadline_hours": limit.hours,
    }
