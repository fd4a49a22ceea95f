"""What comes back after an order: a platform's answers, and what was to be seen at the ordered address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.delivery import Outcome
from include.writ.domain.verdict import Verdict
from include.writ.storage.models.base import TEXT, UTC_TIME, Base, is_sha256, one_of
from include.writ.storage.models.delivery import OrderRow, PlatformRow


class ResponseRow(Base):
    """One answer of a platform. Without `order_id` it lies in the holding pen until a person matches it."""

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("platform", "answer_id"),
        one_of("outcome", Outcome),
        Index("ix_responses_holding_pen", "platform", postgresql_where="order_id IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    seq: Mapped[int] = mapped_column(BigInteger)
    answer_id: Mapped[str] = mapped_column(TEXT)
    notice_key: Mapped[str | None] = mapped_column(TEXT)
    order_number: Mapped[str | None] = mapped_column(TEXT)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey(OrderRow.id), index=True)
    outcome: Mapped[str] = mapped_column(TEXT)
    reason: Mapped[str] = mapped_column(TEXT)
    answered_at: Mapped[datetime] = mapped_column(UTC_TIME)
    collected_at: Mapped[datetime] = mapped_column(UTC_TIME)


class ProbeRow(Base):
    """What was to be seen at an ordered address in one hour, with the sign that decided."""

    __tablename__ = "probes"
    __table_args__ = (UniqueConstraint("order_id", "slot"), one_of("verdict", Verdict), is_sha256("body_sha256"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id))
    slot: Mapped[datetime] = mapped_column(UTC_TIME)
    probed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    verdict: Mapped[str] = mapped_column(TEXT)
    because: Mapped[str] = mapped_column(TEXT)
    status: Mapped[int | None]
    body_sha256: Mapped[str | None] = mapped_column(TEXT)
