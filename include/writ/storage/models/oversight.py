"""What proves the rest: the ledger of every transition, and the day's books."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.balance import DiscrepancyKind
from include.writ.storage.models.base import JSON_OBJECT, TEXT, UTC_TIME, Base, Json, is_sha256, one_of
from include.writ.storage.models.delivery import OrderRow
from include.writ.storage.models.people import PersonRow


class LedgerRow(Base):
    """One transition. `hash` covers this event and `previous`; rows are only ever appended, by trigger."""

    __tablename__ = "ledger"
    __table_args__ = (is_sha256("hash"), is_sha256("previous"))

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTC_TIME)
    event: Mapped[str] = mapped_column(TEXT)
    subject: Mapped[str] = mapped_column(TEXT, index=True)
    actor: Mapped[str] = mapped_column(TEXT)
    data: Mapped[Json] = mapped_column(JSON_OBJECT)
    previous: Mapped[str] = mapped_column(TEXT)
    hash: Mapped[str] = mapped_column(TEXT, unique=True)


class ReconciliationRow(Base):
    """One cohort in one book, and the equations that did not hold (none: `gaps` is empty)."""

    __tablename__ = "reconciliations"

    book_day: Mapped[date] = mapped_column(primary_key=True)
    cohort_day: Mapped[date] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(TEXT, primary_key=True)
    cutoff_at: Mapped[datetime] = mapped_column(UTC_TIME)
    counts: Mapped[Json] = mapped_column(JSON_OBJECT)
    gaps: Mapped[Json] = mapped_column(JSON_OBJECT)


class DiscrepancyRow(Base):
    """One disagreement between order, answer and probe, with its age and the person who owns it."""

    __tablename__ = "discrepancies"
    __table_args__ = (one_of("kind", DiscrepancyKind),)

    book_day: Mapped[date] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id), primary_key=True)
    kind: Mapped[str] = mapped_column(TEXT, primary_key=True)
    since: Mapped[datetime] = mapped_column(UTC_TIME)
    owner: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
