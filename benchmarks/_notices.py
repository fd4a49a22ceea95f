"""Invented notices by the pack of Kazakhstan, for measurements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from include.writ.domain.worksheet import Translation
from include.writ.notices.document import OrderFacts, order_notice
from include.writ.notices.message import Cover
from include.writ.packs.loader import load_pack
from include.writ.services.order_document import authority_facts

ISSUED = datetime(2026, 11, 30, 9, 5, 30, tzinfo=UTC)
CONTACT = "legal@vkontakte.simulated.example"
REASONS = "Выдуманная запись номер {number} предлагает запрещённые вещества: названы цена и место встречи. " * 4


def cover(notice_id: UUID, number: str, languages: Sequence[str]) -> Cover:
    """The cover of a notice to one platform."""
    return Cover(notice_id, number, ISSUED, "VKontakte", CONTACT, languages)


def order(number: int) -> bytes:
    """One sealed order."""
    pack = load_pack("kz").pack
    ground = next(one for one in pack.grounds if one.id == "drugs")
    return order_notice(
        OrderFacts(
            number=f"MCI-SPECIMEN-2026-{number:06d}",
            is_specimen=True,
            platform="vkontakte",
            addressee=CONTACT,
            kind="post",
            content_id=f"-100_{number}",
            url=f"https://vk.com/wall-100_{number}",
            authority=authority_facts(pack, ground.authority),
            ground=ground.id,
            ground_title=dict(ground.title),
            provision=ground.provision,
            pack=f"{pack.id} {pack.version}",
            material_types=[],
            rests_on={},
            form=pack.notice.model_dump(mode="json"),
            language="ru",
            reasons=REASONS.format(number=number),
            translation=Translation("en", f"The invented post number {number} offers prohibited substances. " * 4),
            territory="KZ",
            deadline_hours=24,
            review_on="2027-05-29",
            redress_platform=dict(pack.redress.platform.how),
            redress_author=dict(pack.redress.author.how),
            author_reference="K7QF-2M9X-T4WD",
            non_disclosure_until=None,
            evidence=["ab" * 32],
            drafted_by="Aigerim Sample, officer",
            approved_by="Daniyar Example, head of unit",
            approved_at=ISSUED,
        )
    )
