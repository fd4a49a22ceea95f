"""What is known of a notice on its way, what a platform pushed, and of a platform that is away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.delivery import ReportKind
from include.writ.storage.models.base import TEXT, UTC_TIME, Base, one_of
from include.writ.storage.models.delivery import NoticeRow, PlatformRow
from include.writ.storage.models.people import PersonRow


class DeliveryReportRow(Base):
    """What came back about a notice on its way; without `notice_id` it names none of ours, and a person looks at it."""

    __tablename__ = "delivery_reports"
    __table_args__ = (UniqueConstraint("platform", "report_id"), one_of("kind", ReportKind))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    report_id: Mapped[str] = mapped_column(TEXT)
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey(NoticeRow.id), index=True)
    kind: Mapped[str] = mapped_column(TEXT)
    detail: Mapped[str] = mapped_column(TEXT)
    reported_at: Mapped[datetime] = mapped_column(UTC_TIME)
    collected_at: Mapped[datetime] = mapped_column(UTC_TIME)


class ReportCursorRow(Base):
    """Up to where the reports of a platform's channel were read."""

    __tablename__ = "report_cursors"

    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name), primary_key=True)
    cursor: Mapped[str] = mapped_column(TEXT)


class ConfirmationRow(Base):
    """The number that a portal showed to who uploaded a notice. It proves the receipt once another person confirms it.

    `received_at`: the time that the portal showed.
    """

    __tablename__ = "confirmations"
    __table_args__ = (
        CheckConstraint("btrim(number) <> ''", name="has_number"),
        CheckConstraint("received_at <= typed_at", name="not_in_the_future"),
        CheckConstraint("confirmed_by <> typed_by", name="by_two_people"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_by_has_a_time"),
        CheckConstraint("confirmed_at >= typed_at", name="confirmed_after_it_was_typed"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey(NoticeRow.id), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(TEXT)
    received_at: Mapped[datetime] = mapped_column(UTC_TIME)
    typed_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    typed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class PushedReceiptRow(Base):
    """A receipt that a platform pushed, rightly signed. It proves the receipt once a collection takes it up."""

    __tablename__ = "pushed_receipts"
    __table_args__ = (CheckConstraint("length(receipt_id) BETWEEN 1 AND 200", name="receipt_id_is_short"),)

    notice_id: Mapped[UUID] = mapped_column(ForeignKey(NoticeRow.id), primary_key=True)
    receipt_id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    received_at: Mapped[datetime] = mapped_column(UTC_TIME)
    pushed_at: Mapped[datetime] = mapped_column(UTC_TIME)


class PushedAnswerRow(Base):
    """A message that a platform pushed, as it came. A collection looks at its signature and reads the answer.

    `signed_at`: the time in the signature, in seconds since 1970; `taken_at`: when a collection took it up.
    """

    __tablename__ = "pushed_answers"
    __table_args__ = (
        CheckConstraint("length(message_id) BETWEEN 1 AND 200", name="message_id_is_short"),
        CheckConstraint("length(signature) BETWEEN 1 AND 100", name="signature_is_short"),
        CheckConstraint("octet_length(body) BETWEEN 1 AND 65536", name="body_is_short"),
        CheckConstraint("body_sha256 = encode(sha256(body), 'hex')", name="body_has_its_hash"),
        Index("ix_pushed_answers_waiting", "platform", "pushed_at", postgresql_where="taken_at IS NULL"),
    )

    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name), primary_key=True)
    body_sha256: Mapped[str] = mapped_column(TEXT, primary_key=True)
    message_id: Mapped[str] = mapped_column(TEXT, primary_key=True)
    signed_at: Mapped[int] = mapped_column(BigInteger)
    signature: Mapped[str] = mapped_column(TEXT)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    pushed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    taken_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class AnswerCursorRow(Base):
    """Up to where a platform's list of answers was read; an answer that was pushed first is passed over there."""

    __tablename__ = "answer_cursors"

    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)


class OutageRow(Base):
    """A platform that takes nothing at the moment, since `began_at`; it is tried again from `until` on."""

    __tablename__ = "outages"
    __table_args__ = (CheckConstraint("failures > 0", name="has_failed"),)

    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name), primary_key=True)
    failures: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(UTC_TIME)
    until: Mapped[datetime] = mapped_column(UTC_TIME)
