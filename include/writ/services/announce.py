"""A person asks that a platform be told, before its first order, the procedure and the time limits (TCO article 3(2)).

It is the one notice that is of no order, and only for a pack whose law asks for it. It leaves as every notice does, by
another person's release; from its proven receipt the pack's time runs. Nobody can write down that a platform was told.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.ids import sha256_hex, stable_id
from include.writ.domain.people import DECIDERS, Person
from include.writ.domain.states import OutboxState
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.announcement_document import sealed_announcement
from include.writ.services.outgoing import enqueue_announcement
from include.writ.storage.models import AnnouncementRow, DecisionRow, OrderRow, OutboxRow, PlatformRow


def run(
    session: Session, *, platform: str, person: Person, pack: LoadedPack, is_specimen: bool, today: date, now: datetime
) -> AnnouncementRow:
    """Ask for it; where the platform has it, or may get it, that one is the answer. `today`: the local day.

    One that was refused or came back is followed by another. Raises `NotPossible` where the pack asks for no
    announcement, and after a first order (R27), and what `sealed_announcement` raises.
    """
    person.require(*sorted(DECIDERS))
    entry = session.get(PlatformRow, platform)
    if entry is None:
        raise NotPossible(f"R16: platform {platform} has no registered contact point; register one first")
    document = sealed_announcement(entry, person, pack, is_specimen=is_specimen, today=today, now=now)
    series = f"writ.announcements.{platform}.{pack.pack.id}.{is_specimen}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(series))))
    earlier = latest(session, platform, pack.pack.id, is_specimen=is_specimen)
    if earlier and not _was_refused(session, earlier):
        return earlier
    if _has_had_order(session, platform, pack.pack.id, is_specimen=is_specimen):
        raise NotPossible(
            f"R27: {platform} has had an order under pack {pack.pack.id}; it is told no more before the next"
        )
    position = earlier.position + 1 if earlier else 1
    row = AnnouncementRow(
        id=stable_id("announcement", platform, pack.pack.id, is_specimen, position),
        platform=platform,
        pack=pack.pack.id,
        pack_sha256=pack.sha256,
        is_specimen=is_specimen,
        position=position,
        asked_by=person.id,
        asked_at=now,
    )
    session.add(row)
    session.flush()
    enqueue_announcement(session, row, document, today, now)
    session.flush()
    facts = {"platform": platform, "pack": row.pack, "specimen": is_specimen, "document": sha256_hex(document)}
    append(session, now, [Event("announcement.asked", f"announcement:{row.id}", person.id, facts)])
    return row


def latest(session: Session, platform: str, pack: str, *, is_specimen: bool) -> AnnouncementRow | None:
    """The announcement that counts, or the last one that failed; None where nobody asked for one."""
    of_series = select(AnnouncementRow).filter_by(platform=platform, pack=pack, is_specimen=is_specimen)
    return session.scalars(of_series.order_by(AnnouncementRow.position.desc()).limit(1)).first()


def _has_had_order(session: Session, platform: str, pack: str, *, is_specimen: bool) -> bool:
    sent = select(OrderRow.id).join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
    of_platform = OrderRow.platform == platform, OrderRow.is_specimen == is_specimen, OrderRow.sent_at.is_not(None)
    return session.scalar(sent.where(DecisionRow.pack == pack, *of_platform).limit(1)) is not None


def _was_refused(session: Session, announcement: AnnouncementRow) -> bool:
    of_it = select(OutboxRow.state).where(OutboxRow.announcement_id == announcement.id)
    return session.scalars(of_it).one() == OutboxState.REFUSED
