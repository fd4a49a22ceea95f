"""What the announcement of orders to a platform says, from the pack and the registry."""

from __future__ import annotations

from datetime import date, datetime

from include.writ.domain.people import Person, signature
from include.writ.errors import NotPossible
from include.writ.notices.announcement import AnnouncementFacts, TimeLimit, announcement_notice
from include.writ.notices.labels import LANGUAGES
from include.writ.packs.loader import LoadedPack
from include.writ.packs.model import Ground
from include.writ.services.order_document import authority_facts
from include.writ.storage.models import PlatformRow


def sealed_announcement(
    platform: PlatformRow, person: Person, pack: LoadedPack, *, is_specimen: bool, today: date, now: datetime
) -> bytes:
    """The announcement to the registered contact point, in a language that the platform declared.

    Raises `NotPossible` where the pack has no announcement, or none in such a language; `PackError` where an order on
    one of its grounds could not be issued either.
    """
    law = pack.pack
    if law.told_before is None or law.announcement is None:
        raise NotPossible(
            f"R27: pack {law.id} asks for no announcement before a first order, and there is no other word to a "
            "platform; draft an order, or do not write to it"
        )
    form = law.announcement.model_dump()
    readable = set(platform.languages) & set(form["says"]) & set(LANGUAGES)
    if not readable:
        said = ", ".join(platform.languages) or "none"
        raise NotPossible(f"R17: pack {law.id} has its announcement in no language that the platform declared: {said}")
    grounds = [ground for ground in law.grounds if law.in_force(ground, today)]
    if not grounds:
        raise NotPossible(f"pack {law.id} has no ground in force on {today}, so there is nothing to announce")
    for ground in grounds:
        pack.require_issuable(ground.id, today, is_specimen=is_specimen)
    authority = law.authority(grounds[0].authority)
    facts = AnnouncementFacts(
        is_specimen=is_specimen,
        platform=platform.name,
        addressee=platform.contact_point,
        authority=authority_facts(law, authority.id),
        pack=f"{law.id} {law.version}",
        form=form,
        demand=law.notice.demand,
        reminders=[reminder.model_dump() for reminder in law.notice.reminders],
        time_limits=[_time_limit(ground) for ground in grounds],
        told_before_hours=law.told_before.amount,
        redress_platform=law.redress.platform.how,
        redress_author=law.redress.author.how,
        order_numbers_begin=f"{authority.number_prefix}-SPECIMEN" if is_specimen else authority.number_prefix,
        asked_by=signature(person),
        asked_at=now,
    )
    return announcement_notice(facts)


def _time_limit(ground: Ground) -> TimeLimit:
    return TimeLimit(ground.id, ground.title, ground.provision, ground.platform_term.amount)
