"""What platform and author are owed with an order: word before the first one, and to be told."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.storage.models.base import TEXT, UTC_TIME, Base, is_sha256
from include.writ.storage.models.casework import DecisionRow
from include.writ.storage.models.delivery import PlatformRow
from include.writ.storage.models.people import PersonRow


class AnnouncementRow(Base):
    """A person asks that a platform be told, before its first order under a pack, the procedure and the time limits.

    It goes as a notice of its own kind. `received_at` is that notice's proven receipt, from which the pack's time
    before a first order runs. A further one (`position`) takes the place of one that did not arrive. What a platform is
    told while all orders are specimens does not count in earnest.
    """

    __tablename__ = "announcements"
    __table_args__ = (UniqueConstraint("platform", "pack", "is_specimen", "position"), is_sha256("pack_sha256"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    pack: Mapped[str] = mapped_column(TEXT)
    pack_sha256: Mapped[str] = mapped_column(TEXT)
    is_specimen: Mapped[bool]
    position: Mapped[int]
    asked_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    asked_at: Mapped[datetime] = mapped_column(UTC_TIME)
    received_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class NonDisclosureRow(Base):
    """An officer who neither drafted nor approves the order decides that the author is not told of it until a day.

    It is of one draft, by its hash: a changed draft has none. `until` is the last day; after it the author is told.
    """

    __tablename__ = "non_disclosures"
    __table_args__ = (
        is_sha256("draft_hash"),
        CheckConstraint("btrim(reasons) <> ''", name="says_why"),
        CheckConstraint("abs(decided_on - (decided_at AT TIME ZONE 'UTC')::date) <= 1", name="day_is_that_of_the_time"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey(DecisionRow.id), unique=True)
    draft_hash: Mapped[str] = mapped_column(TEXT)
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    reasons: Mapped[str] = mapped_column(TEXT)
    until: Mapped[date]
    decided_on: Mapped[date]
    decided_at: Mapped[datetime] = mapped_column(UTC_TIME)
