"""A person puts on record that they told a platform, before its first order, the procedure and the time limits.

TCO article 3(2). It is the one word to a platform that is no order, and only for a pack whose law asks for it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from include.writ.domain.ids import stable_id
from include.writ.domain.people import DECIDERS, Person
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.storage.models import AnnouncementRow, PlatformRow


def run(
    session: Session,
    *,
    platform: str,
    person: Person,
    told: str,
    told_at: datetime,
    pack: LoadedPack,
    is_specimen: bool,
    now: datetime,
) -> AnnouncementRow:
    """Keep what was told and when; the same again is the record that is there.

    Raises `NotPossible` where the pack asks for no announcement (R27), for a time to come, and without words.
    """
    person.require(*sorted(DECIDERS))
    if pack.pack.told_before is None:
        raise NotPossible(
            f"R27: pack {pack.pack.id} asks for no announcement before a first order, and there is no other word to a "
            "platform; draft an order, or do not write to it"
        )
    if told_at > now:
        raise NotPossible(f"R15 told_at: {told_at.isoformat()} is still to come; say it once the platform was told")
    if not told.strip():
        raise NotPossible("R15 told: say what the platform was told, and by which way")
    if session.get(PlatformRow, platform) is None:
        raise NotPossible(f"R16: platform {platform} has no registered contact point; register one first")
    told_at = told_at.astimezone(UTC)
    announcement_id = stable_id("announcement", platform, pack.pack.id, is_specimen, told_at.isoformat())
    if earlier := session.get(AnnouncementRow, announcement_id):
        return earlier
    row = AnnouncementRow(
        id=announcement_id,
        platform=platform,
        pack=pack.pack.id,
        is_specimen=is_specimen,
        told=told.strip(),
        told_at=told_at,
        person=person.id,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    facts = {"announcement": str(row.id), "pack": row.pack, "told_at": told_at.isoformat(), "specimen": is_specimen}
    append(session, now, [Event("platform.told", f"platform:{platform}", person.id, facts)])
    return row
