"""When each ordered item is to be looked at next (domain/looks.py)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.storage.models.base import UTC_TIME, Base
from include.writ.storage.models.delivery import OrderRow


class LookRow(Base):
    """One for each order that a platform has, or may have; the database writes it, and makes it due when that changes.

    `next_at` is None when the item is not to be looked at any more. `doubts` counts the last looks that could not tell.
    What the looks before them saw is with the probes.
    """

    __tablename__ = "looks"
    __table_args__ = (
        CheckConstraint("next_at > looked_at", name="next_is_later"),
        Index("ix_looks_due", "next_at", "order_id", postgresql_where="next_at IS NOT NULL"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id), primary_key=True)
    next_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    looked_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    doubts: Mapped[int] = mapped_column(server_default="0")
