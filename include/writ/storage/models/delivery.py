"""How an order reaches a platform: registry, orders, releases, the outbox and attempts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.delivery import AttemptResult, NoticeKind, VoidCause
from include.writ.domain.states import OrderState, OutboxState, ReleaseState
from include.writ.storage.models.base import JSON_OBJECT, TEXT, UTC_TIME, Base, Json, is_name, is_sha256, one_of
from include.writ.storage.models.casework import ApprovalRow, CaseRow, ContentItemRow, DecisionRow
from include.writ.storage.models.people import PersonRow


class PlatformRow(Base):
    """The registry: the only place from which an addressee is taken."""

    __tablename__ = "platforms"
    __table_args__ = (is_name("name"), CheckConstraint("contact_point <> ''", name="has_contact_point"))

    name: Mapped[str] = mapped_column(TEXT, primary_key=True)
    title: Mapped[str] = mapped_column(TEXT)
    contact_point: Mapped[str] = mapped_column(TEXT)
    languages: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    connection_id: Mapped[str] = mapped_column(TEXT)


class OrderNumberRow(Base):
    """The last number given by an authority in a year; numbers have no gaps."""

    __tablename__ = "order_numbers"

    authority: Mapped[str] = mapped_column(TEXT, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class OrderRow(Base):
    """An approved decision on one content item. Only its state and the times of its course ever change.

    The platform's time runs from `clock_from`: the receipt, or the end of the last stop; it is None while it stands
    still. The database reckons it and `due_at`, so nobody can set them. It is obeyed from `effected_at`, the first of
    two looks that agree; the second was at `confirmed_at`.
    """

    __tablename__ = "orders"
    __table_args__ = (
        one_of("state", OrderState),
        CheckConstraint("territory ~ '^[A-Z]{2}$'", name="territory_is_one_country"),
        CheckConstraint("url ~ '^https://[^/?#*]+/[^*]+$'", name="url_names_content"),
        CheckConstraint("clock_from >= received_at", name="clock_runs_from_receipt"),
        CheckConstraint("(clock_from IS NULL) = (due_at IS NULL)", name="running_clock_has_an_end"),
        CheckConstraint("due_at = clock_from + make_interval(hours => deadline_hours)", name="deadline_is_the_packs"),
        CheckConstraint(
            "state IN ('reversed', 'restored') OR (state IN ('approved', 'released')) = (received_at IS NULL)",
            name="sent_has_receipt",
        ),
        CheckConstraint(
            "state IN ('reversed', 'restored') OR (state = 'effected') = (effected_at IS NOT NULL)",
            name="effected_has_time",
        ),
        CheckConstraint(
            "(effected_at IS NULL) = (confirmed_at IS NULL) AND confirmed_at > effected_at", name="effect_is_confirmed"
        ),
        Index("ix_orders_due_at", "due_at", postgresql_where="state = 'sent'"),
        Index("ix_orders_confirmed_at", "confirmed_at", postgresql_where="confirmed_at IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(TEXT, unique=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id), unique=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey(DecisionRow.id), unique=True)
    approval_id: Mapped[UUID] = mapped_column(ForeignKey(ApprovalRow.id), unique=True)
    content_item_id: Mapped[UUID] = mapped_column(ForeignKey(ContentItemRow.id), index=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    url: Mapped[str] = mapped_column(TEXT)
    territory: Mapped[str] = mapped_column(TEXT)
    deadline_hours: Mapped[int]
    review_on: Mapped[date]
    is_specimen: Mapped[bool]
    state: Mapped[str] = mapped_column(TEXT)
    approved_at: Mapped[datetime] = mapped_column(UTC_TIME)
    released_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    sent_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    received_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    clock_from: Mapped[datetime | None] = mapped_column(UTC_TIME)
    due_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    effected_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class ReleaseRow(Base):
    """One question to a releaser about an exact set of notices, and the answer with its giver; it is given once.

    `held_platforms`: platforms whose notices a release does not let go. `note`: why, if the releaser says so.
    """

    __tablename__ = "releases"
    __table_args__ = (
        one_of("state", ReleaseState),
        CheckConstraint("(state = 'asked') = (answered_by IS NULL)", name="answer_has_a_giver"),
        CheckConstraint("(answered_by IS NULL) = (answered_at IS NULL)", name="answer_has_a_time"),
        CheckConstraint("state = 'released' OR held_platforms = '{}'", name="held_back_from_a_release"),
        CheckConstraint("char_length(btrim(note)) BETWEEN 1 AND 500", name="note_says_something_short"),
        CheckConstraint("note IS NULL OR answered_by IS NOT NULL", name="note_is_of_an_answer"),
        is_sha256("digest"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date]
    asked_by_run: Mapped[str] = mapped_column(TEXT, unique=True)
    asked_at: Mapped[datetime] = mapped_column(UTC_TIME)
    digest: Mapped[str] = mapped_column(TEXT)
    summary: Mapped[Json] = mapped_column(JSON_OBJECT)
    state: Mapped[str] = mapped_column(TEXT)
    answered_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    answered_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    held_platforms: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default="{}")
    note: Mapped[str | None] = mapped_column(TEXT)


class NoticeRow(Base):
    """One message to one platform. Its id is the idempotency key, its document carries what was sealed, unchanged.

    Its number is `position` among those of the authority and year. `voided_at`: the platform certainly does not have
    it, and will not get it, because of `void_because`; what it carried goes with another.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("authority", "is_specimen", "year", "position"),
        one_of("notice_kind", NoticeKind),
        is_sha256("document_sha256"),
        is_sha256("pdf_sha256"),
        CheckConstraint("(signature IS NULL) = (pdf_sha256 IS NULL)", name="both_are_signed"),
        one_of("void_because", VoidCause),
        CheckConstraint("(voided_at IS NULL) = (void_because IS NULL)", name="void_for_a_reason"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(TEXT, unique=True)
    authority: Mapped[str] = mapped_column(TEXT)
    year: Mapped[int]
    position: Mapped[int]
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    notice_kind: Mapped[str] = mapped_column(TEXT)
    is_specimen: Mapped[bool]
    document: Mapped[bytes] = mapped_column(LargeBinary)
    document_sha256: Mapped[str] = mapped_column(TEXT)
    signature: Mapped[str | None] = mapped_column(TEXT)
    pdf_sha256: Mapped[str | None] = mapped_column(TEXT)
    issued_at: Mapped[datetime] = mapped_column(UTC_TIME)
    voided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    void_because: Mapped[str | None] = mapped_column(TEXT)


class OutboxRow(Base):
    """What one platform is told about one order, sealed when it was made. It leaves with a notice that carries it.

    What is told before a first order is about none, and about an announcement instead.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("order_id", "platform", "notice_kind", "version"),
        one_of("state", OutboxState),
        one_of("notice_kind", NoticeKind),
        is_sha256("document_sha256"),
        CheckConstraint(
            "(notice_kind = 'announcement') = (order_id IS NULL)", name="only_an_announcement_has_no_order"
        ),
        CheckConstraint("(order_id IS NULL) = (announcement_id IS NOT NULL)", name="is_about_one_thing"),
        CheckConstraint(
            "state IN ('waiting', 'cancelled') OR release_id IS NOT NULL", name="nothing_leaves_without_release"
        ),
        Index("ix_outbox_pending", "platform", postgresql_where="state IN ('released', 'sending', 'uncertain')"),
        Index("ix_outbox_unsettled", "notice_id", postgresql_where="state IN ('handed', 'uncertain', 'refused')"),
        Index("ix_outbox_cancelled", "platform", postgresql_where="state = 'cancelled'"),
        Index("ix_outbox_waiting", "ask_after", postgresql_where="state = 'waiting'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey(OrderRow.id))
    day: Mapped[date]
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    notice_kind: Mapped[str] = mapped_column(TEXT)
    version: Mapped[int]
    document: Mapped[bytes] = mapped_column(LargeBinary)
    document_sha256: Mapped[str] = mapped_column(TEXT)
    state: Mapped[str] = mapped_column(TEXT)
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey(ReleaseRow.id), index=True)
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey(NoticeRow.id), index=True)
    ask_after: Mapped[datetime] = mapped_column(UTC_TIME)
    retry_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    attempts: Mapped[int] = mapped_column(default=0)
    announcement_id: Mapped[UUID | None] = mapped_column(ForeignKey("writ.announcements.id"), unique=True)

    @property
    def subject(self) -> str:
        """By what the ledger names that which it is about."""
        return subject_of(self.order_id, self.announcement_id)


def subject_of(order_id: UUID | None, announcement_id: UUID | None) -> str:
    """By what the ledger names an order, or else an announcement."""
    return f"order:{order_id}" if order_id else f"announcement:{announcement_id}"


class DeliveryRow(Base):
    """One attempt, written before anything is sent; without a result it was cut short."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("outbox_id", "attempt"),
        one_of("result", AttemptResult),
        CheckConstraint("(finished_at IS NULL) = (result IS NULL)", name="finished_has_result"),
        CheckConstraint(
            "(result IS NOT NULL AND result IN ('sent', 'found')) = (receipt_id IS NOT NULL)", name="sent_has_receipt"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    outbox_id: Mapped[UUID] = mapped_column(ForeignKey(OutboxRow.id))
    notice_id: Mapped[UUID] = mapped_column(ForeignKey(NoticeRow.id), index=True)
    attempt: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UTC_TIME)
    finished_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    result: Mapped[str | None] = mapped_column(TEXT)
    receipt_id: Mapped[str | None] = mapped_column(TEXT, index=True)
    received_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    error: Mapped[str | None] = mapped_column(TEXT)
