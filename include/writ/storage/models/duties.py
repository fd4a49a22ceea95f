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
    """A person told a platform, before its first order under a pack, the procedure and the time limits.

    `told` is what was told and by which way. What is told while all orders are specimens does not count in earnest.
    """

    __tablename__ = "announcements"
    __table_args__ = (
        UniqueConstraint("platform", "pack", "is_specimen", "told_at"),
        CheckConstraint("btrim(told) <> ''", name="says_what"),
        CheckConstraint("told_at <= recorded_at", name="not_in_the_future"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    pack: Mapped[str] = mapped_column(TEXT)
    is_specimen: Mapped[bool]
    told: Mapped[str] = mapped_column(TEXT)
    told_at: Mapped[datetime] = mapped_column(UTC_TIME)
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    recorded_at: Mapped[datetime] = mapped_column(UTC_TIME)


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
