"""What proves the rest: the ledger of every transition, and the day's books."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.reckoning import Change, EscalationStep, Mismatch, OrderClass
from include.writ.storage.models.base import JSON_OBJECT, TEXT, UTC_TIME, Base, Json, is_sha256, one_of


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
    """One disagreement between order, answer and probe, with its age and the person who owns it.

    Copied from orders and decisions, which nobody can delete, by the statement that finds it: no reference is checked
    row by row.
    """

    __tablename__ = "discrepancies"
    __table_args__ = (one_of("kind", Mismatch),)

    book_day: Mapped[date] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(TEXT, primary_key=True)
    since: Mapped[datetime] = mapped_column(UTC_TIME)
    owner: Mapped[str] = mapped_column(TEXT)


class OrderChangeRow(Base):
    """An order whose class in one book is another than a day before; `before` is None where it is new.

    The class of an order in any book is that of its last change until then. Copied as mismatches are.
    """

    __tablename__ = "order_changes"
    __table_args__ = (
        one_of("change", Change),
        one_of("order_class", OrderClass),
        one_of("before", OrderClass),
        CheckConstraint("(change = 'new') = (before IS NULL)", name="new_has_nothing_before"),
        Index("ix_order_changes_of_order", "order_id", "book_day", postgresql_include=["order_class"]),
    )

    book_day: Mapped[date] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    change: Mapped[str] = mapped_column(TEXT)
    order_class: Mapped[str] = mapped_column(TEXT)
    before: Mapped[str | None] = mapped_column(TEXT)
    since: Mapped[datetime] = mapped_column(UTC_TIME)


class EscalationRow(Base):
    """A mismatch that waited too long: its platform was reminded, or it was put before an approver; each once."""

    __tablename__ = "escalations"
    __table_args__ = (one_of("step", EscalationStep),)

    order_id: Mapped[UUID] = mapped_column(ForeignKey("writ.orders.id"), primary_key=True)
    step: Mapped[str] = mapped_column(TEXT, primary_key=True)
    kind: Mapped[str] = mapped_column(TEXT)
    since: Mapped[datetime] = mapped_column(UTC_TIME)
    book_day: Mapped[date]
    escalated_at: Mapped[datetime] = mapped_column(UTC_TIME)


class OrderBalanceRow(Base):
    """Open orders of one platform and ground over one day, and the orders of each class at its end.

    opening + new + reopened - closed = closing. `gaps` names each equation that does not hold.
    """

    __tablename__ = "order_balances"

    book_day: Mapped[date] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(TEXT, primary_key=True)
    ground: Mapped[str] = mapped_column(TEXT, primary_key=True)
    opening: Mapped[int]
    new: Mapped[int]
    reopened: Mapped[int]
    closed: Mapped[int]
    closing: Mapped[int]
    classes: Mapped[Json] = mapped_column(JSON_OBJECT)
    gaps: Mapped[Json] = mapped_column(JSON_OBJECT)
