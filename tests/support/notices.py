"""Notices by the packs that come with Writ: invented items, officials and platforms."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.states import AppealState
from include.writ.domain.worksheet import Translation
from include.writ.notices import follow_up
from include.writ.notices.announcement import AnnouncementFacts, TimeLimit, announcement_notice
from include.writ.notices.document import OrderFacts, order_notice
from include.writ.notices.message import Cover, compose
from include.writ.packs.loader import load_pack
from include.writ.services.order_document import authority_facts, form_of

ISSUED = datetime(2026, 11, 30, 9, 5, 30, tzinfo=UTC)
APPROVED = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
NOTICE_ID = UUID("0b5a2c1e-4c0f-5a6d-8f3a-1e2d3c4b5a69")
CONTACT = "legal@vkontakte.simulated.example"
COURT_ACT = {"court": "Example district court", "number": "2-17/26", "in_force_on": "2026-10-01"}
REASONS = {
    "ru": "Запись предлагает запрещённые вещества: названы цена и место. Она не предостерегает и не исследует.",
    "en": "The post offers prohibited substances, with a price and a place. It neither warns nor examines.",
    "kk": "Жазба тыйым салынған заттарды ұсынады: бағасы мен орны көрсетілген. Ол ескертпейді әрі зерттемейді.",
    "de": "Der Beitrag bietet verbotene Stoffe mit Preis und Ort an. Er warnt nicht und untersucht nicht.",
}


def order(number: int = 1, pack_id: str = "kz", **changes: Any) -> bytes:
    """One sealed order of a pack's first ground, with these facts instead."""
    pack = load_pack(pack_id).pack
    ground = pack.grounds[0]
    authority = pack.authority(ground.authority)
    facts: dict[str, Any] = {
        "number": f"{authority.number_prefix}-SPECIMEN-2026-{number:06d}",
        "is_specimen": True,
        "platform": "vkontakte",
        "addressee": CONTACT,
        "kind": "post",
        "content_id": f"-100_{number}",
        "url": f"https://vk.com/wall-100_{number}",
        "authority": authority_facts(pack, authority.id),
        "ground": ground.id,
        "ground_title": dict(ground.title),
        "provision": ground.provision,
        "pack": f"{pack.id} {pack.version}",
        "material_types": [one.id for one in ground.material_types[:2]],
        "rests_on": {"court_act": COURT_ACT} if ground.requires else {},
        "form": form_of(pack, ground),
        "language": "ru",
        "reasons": REASONS["ru"],
        "translation": Translation("en", REASONS["en"]),
        "territory": "KZ",
        "deadline_hours": 24,
        "review_on": "2027-05-29",
        "redress_platform": dict(pack.redress.platform.how),
        "redress_author": dict(pack.redress.author.how),
        "author_reference": "K7QF-2M9X-T4WD",
        "non_disclosure_until": None,
        "evidence": ["ab" * 32],
        "drafted_by": "Aigerim Sample, officer",
        "approved_by": "Daniyar Example, head of unit",
        "approved_at": APPROVED,
    }
    return order_notice(OrderFacts(**facts | changes))


def announcement(**changes: Any) -> bytes:
    """What a platform is told before its first order under the pack that asks for that, with these facts instead."""
    pack = load_pack("eu_tco").pack
    [ground] = pack.grounds
    assert pack.announcement
    facts: dict[str, Any] = {
        "is_specimen": True,
        "platform": "vkontakte",
        "addressee": "legal@vkontakte.simulated.example",
        "authority": authority_facts(pack, ground.authority),
        "pack": f"{pack.id} {pack.version}",
        "form": pack.announcement.model_dump(),
        "demand": pack.notice.demand,
        "reminders": [reminder.model_dump() for reminder in pack.notice.reminders],
        "time_limits": [TimeLimit(ground.id, ground.title, ground.provision, ground.platform_term.amount)],
        "told_before_hours": 12,
        "redress_platform": pack.redress.platform.how,
        "redress_author": pack.redress.author.how,
        "order_numbers_begin": "TCO-SPECIMEN",
        "asked_by": "Aigerim Sample, officer",
        "asked_at": APPROVED,
    }
    return announcement_notice(AnnouncementFacts(**facts | changes))


def notice(*items: bytes, languages: tuple[str, ...] = ("kk", "ru", "en")) -> bytes:
    """The notice that carries these, or one order."""
    cover = Cover(NOTICE_ID, "MCI-SPECIMEN-N-2026-000007", ISSUED, "VKontakte", CONTACT, languages)
    return compose(cover, items or (order(),))


def what_follows(kind: NoticeKind) -> bytes:
    """What is sealed when that follows on an order, or comes before a first one."""
    import json

    if kind is NoticeKind.ANNOUNCEMENT:
        return announcement()
    said = {
        NoticeKind.CLARIFICATION: follow_up.clarification("The second image is meant.", "Aigerim Sample, officer"),
        NoticeKind.REMINDER: follow_up.reminder(APPROVED),
        NoticeKind.RESTORATION: follow_up.restoration(
            cause="appeal A-2026-000003",
            reasons="It is satire.",
            by="Saule Higher, judge",
            reversed_at=APPROVED,
            hours=24,
        ),
        NoticeKind.APPEAL_RECEIPT: follow_up.appeal_receipt(
            number="A-2026-000003", appellant="author", received_at=APPROVED, is_late=None
        ),
        NoticeKind.APPEAL_DECISION: follow_up.appeal_decision(
            number="A-2026-000003",
            ruling=AppealState.PARTLY_ANNULLED,
            reasons="The term was too long.",
            lateness="",
            ends_on=date(2026, 12, 20),
            by="Saule Higher, judge",
            at=APPROVED,
        ),
    }[kind]
    return follow_up.follow_up(json.loads(order()), kind, CONTACT, said)
