"""How orders are challenged, looked at again and reversed, and when a platform's time stands still."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.redress import Appellant, ReversalCause, ReviewCause, StopCause
from include.writ.domain.states import AppealState, ReviewState
from include.writ.storage.models.answers import ResponseRow
from include.writ.storage.models.base import TEXT, UTC_TIME, Base, is_sha256, one_of
from include.writ.storage.models.delivery import OrderRow
from include.writ.storage.models.people import PersonRow

RULED = "state IN ('upheld', 'partly_annulled', 'annulled')"


class AppealRow(Base):
    """A complaint about an order, as it came in, and how a reviewer of the higher body decided it.

    Its id is made of order, appellant and statement, or code: the same complaint is there once. `in_time_until` is None
    where nobody knows when the appellant learned of the order; a late one needs words on its lateness, and is never
    refused for it at intake (Administrative Procedural Code article 92(3)). `answer_code_sha256`: of the code with
    which an author who has no account reads the answer.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        one_of("appellant", Appellant),
        one_of("state", AppealState),
        is_sha256("receipt_sha256"),
        CheckConstraint("btrim(statement) <> ''", name="says_what"),
        CheckConstraint("language ~ '^[a-z]{2}$'", name="language_is_code"),
        CheckConstraint("num_nonnulls(recorded_by, response_id, answer_code_sha256) = 1", name="came_one_way"),
        CheckConstraint("answer_code_sha256 IS NULL OR appellant = 'author'", name="only_authors_have_a_code"),
        is_sha256("answer_code_sha256"),
        CheckConstraint(f"(state = 'in_review' OR {RULED}) = (reviewer IS NOT NULL)", name="review_has_a_reviewer"),
        CheckConstraint("(reviewer IS NULL) = (taken_at IS NULL)", name="reviewer_took_it_once"),
        CheckConstraint(f"({RULED}) = (decided_at IS NOT NULL)", name="decision_has_a_time"),
        CheckConstraint("(decided_at IS NULL) = (btrim(coalesce(reasons, '')) = '')", name="decision_has_reasons"),
        CheckConstraint("(state = 'partly_annulled') = (ends_on IS NOT NULL)", name="partly_means_an_earlier_end"),
        CheckConstraint(
            "decided_at IS NULL OR in_time_until IS NULL OR received_at <= in_time_until"
            " OR btrim(coalesce(lateness, '')) <> ''",
            name="lateness_is_examined",
        ),
        Index("ix_appeals_open", "received_at", postgresql_where="state IN ('received', 'in_review')"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(TEXT, unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id))
    position: Mapped[int]
    appellant: Mapped[str] = mapped_column(TEXT)
    language: Mapped[str] = mapped_column(TEXT)
    statement: Mapped[str] = mapped_column(TEXT)
    learned_on: Mapped[date | None]
    received_at: Mapped[datetime] = mapped_column(UTC_TIME)
    in_time_until: Mapped[datetime | None] = mapped_column(UTC_TIME)
    recorded_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey(ResponseRow.id), unique=True)
    answer_code_sha256: Mapped[str | None] = mapped_column(TEXT)
    receipt: Mapped[bytes] = mapped_column(LargeBinary)
    receipt_sha256: Mapped[str] = mapped_column(TEXT)
    state: Mapped[str] = mapped_column(TEXT)
    reviewer: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    taken_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    reasons: Mapped[str | None] = mapped_column(TEXT)
    lateness: Mapped[str | None] = mapped_column(TEXT)
    ends_on: Mapped[date | None]
    decided_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class ReviewRow(Base):
    """A look at an order again, which a person ends by keeping or lifting it. An order has one at a time.

    `draft` is the reasons of a lift notice, drafted when the day came, for a person to use, change or reject.
    `because_of`: the order that was annulled, where this one has the same reasoning.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        one_of("cause", ReviewCause),
        one_of("state", ReviewState),
        CheckConstraint("(cause = 'sibling') = (because_of IS NOT NULL)", name="sibling_is_named"),
        CheckConstraint("because_of <> order_id", name="sibling_is_another_order"),
        CheckConstraint("btrim(draft) <> ''", name="lift_is_drafted"),
        CheckConstraint("(state IN ('kept', 'lifted')) = (reviewer IS NOT NULL)", name="ended_by_a_person"),
        CheckConstraint("(reviewer IS NULL) = (reviewed_at IS NULL)", name="end_has_a_time"),
        CheckConstraint("(reviewer IS NULL) = (btrim(coalesce(reasons, '')) = '')", name="end_has_reasons"),
        CheckConstraint("(state = 'kept') = (next_review_on IS NOT NULL)", name="kept_until_a_day"),
        Index("uq_reviews_one_due", "order_id", unique=True, postgresql_where="state = 'due'"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id))
    position: Mapped[int]
    cause: Mapped[str] = mapped_column(TEXT)
    because_of: Mapped[UUID | None] = mapped_column(ForeignKey(OrderRow.id))
    due_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UTC_TIME)
    draft: Mapped[str] = mapped_column(TEXT)
    state: Mapped[str] = mapped_column(TEXT)
    reviewer: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    reasons: Mapped[str | None] = mapped_column(TEXT)
    reviewed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    next_review_on: Mapped[date | None]


class ReversalRow(Base):
    """The end of an order before its time. The database moves order, case and notices when this row is written.

    `to_be_restored`: the platform has the order, or may have it; the database finds that out. `restored_at`: when a
    probe saw the content back.
    """

    __tablename__ = "reversals"
    __table_args__ = (
        one_of("cause", ReversalCause),
        CheckConstraint("(cause = 'appeal') = (appeal_id IS NOT NULL)", name="appeal_is_named"),
        CheckConstraint("(cause = 'review') = (review_id IS NOT NULL)", name="review_is_named"),
        CheckConstraint("(received_at IS NULL) = (due_at IS NULL)", name="clock_runs_from_receipt"),
        CheckConstraint("due_at = received_at + make_interval(hours => restore_hours)", name="deadline_is_the_packs"),
        CheckConstraint("restored_at IS NULL OR to_be_restored", name="nothing_to_restore_is_not_restored"),
        CheckConstraint("btrim(reasons) <> ''", name="says_why"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id), primary_key=True)
    cause: Mapped[str] = mapped_column(TEXT)
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey(AppealRow.id))
    review_id: Mapped[UUID | None] = mapped_column(ForeignKey(ReviewRow.id))
    decided_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    reasons: Mapped[str] = mapped_column(TEXT)
    reversed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    restore_hours: Mapped[int]
    to_be_restored: Mapped[bool]
    received_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    due_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    restored_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class ClockStopRow(Base):
    """A time in which the platform's clock stands still; after it the whole time runs anew."""

    __tablename__ = "clock_stops"
    __table_args__ = (
        one_of("cause", StopCause),
        CheckConstraint("(cause = 'appeal') = (appeal_id IS NOT NULL)", name="appeal_is_named"),
        CheckConstraint("(cause = 'appeal') = (response_id IS NULL)", name="answer_is_named"),
        CheckConstraint("resumed_at >= stopped_at", name="resumed_after_it_stopped"),
        CheckConstraint("ended_by IS NULL OR resumed_at IS NOT NULL", name="ended_when_resumed"),
        Index("uq_clock_stops_one_open", "order_id", "cause", unique=True, postgresql_where="resumed_at IS NULL"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey(OrderRow.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(TEXT)
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey(ResponseRow.id))
    appeal_id: Mapped[UUID | None] = mapped_column(ForeignKey(AppealRow.id))
    stopped_at: Mapped[datetime] = mapped_column(UTC_TIME)
    resumed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
