"""When each ordered item is to be looked at next, with what its looks so far amount to (domain/looks.py)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.verdict import Verdict
from include.writ.storage.models.base import TEXT, UTC_TIME, Base, one_of
from include.writ.storage.models.delivery import OrderRow


class LookRow(Base):
    """One for each order that a platform has, or may have; the database writes it, and makes it due when that changes.

    `next_at` is None when the item is not to be looked at any more. The other columns are those of `Seen`, and can be
    reckoned anew from the probes.
    """

    __tablename__ = "looks"
    __table_args__ = (
        one_of("verdict", Verdict),
        CheckConstraint("verdict <> 'unknown'", name="verdict_tells_something"),
        CheckConstraint("(verdict IS NULL) = (since IS NULL)", name="verdict_has_a_beginning"),
        CheckConstraint("(since IS NULL) = (agreed_at IS NULL)", name="verdict_has_a_last_look"),
        CheckConstraint("since <= agreed_at AND agreed_at <= looked_at", name="looks_are_in_order"),
        CheckConstraint("next_at > looked_at", name="next_is_later"),
        Index("ix_looks_due", "next_at", "order_id", postgresql_where="next_at IS NOT NULL"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id), primary_key=True)
    next_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    looked_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    verdict: Mapped[str | None] = mapped_column(TEXT)
    since: Mapped[datetime | None] = mapped_column(UTC_TIME)
    agreed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    doubts: Mapped[int] = mapped_column(server_default="0")
