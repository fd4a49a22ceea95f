"""How findings come in: sources, the batches they deliver, findings accepted and rows refused."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.content import ContentKind
from include.writ.domain.states import BatchState
from include.writ.storage.models.base import JSON_OBJECT, TEXT, UTC_TIME, Base, Json, is_name, is_sha256, one_of


class SourceRow(Base):
    """A monitoring source. Its address and secret are in the Airflow connection `connection_id`."""

    __tablename__ = "sources"

    name: Mapped[str] = mapped_column(TEXT, primary_key=True)
    connection_id: Mapped[str] = mapped_column(TEXT, unique=True)
    layout: Mapped[Json] = mapped_column(JSON_OBJECT)
    patience_hours: Mapped[int] = mapped_column(default=18)
    is_active: Mapped[bool] = mapped_column(default=True)


class BatchRow(Base):
    """One source's export of one day. A corrected file is a further version; the raw bytes never change."""

    __tablename__ = "batches"
    __table_args__ = (
        UniqueConstraint("source", "day", "version"),
        UniqueConstraint("source", "day", "sha256"),
        one_of("state", BatchState),
        is_sha256("sha256"),
        is_sha256("layout_sha256"),
        CheckConstraint("(state = 'missing') = (sha256 IS NULL)", name="missing_has_no_file"),
        CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_says_why"),
        CheckConstraint(
            "state <> 'validated' OR row_count = accepted + quarantined + duplicates", name="every_row_accounted_for"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey(SourceRow.name))
    day: Mapped[date] = mapped_column(index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(TEXT)
    sha256: Mapped[str | None] = mapped_column(TEXT)
    blob: Mapped[str | None] = mapped_column(TEXT)
    size_bytes: Mapped[int | None]
    fetched_at: Mapped[datetime] = mapped_column(UTC_TIME)
    validated_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    row_count: Mapped[int | None]
    accepted: Mapped[int | None]
    quarantined: Mapped[int | None]
    duplicates: Mapped[int | None]
    refusal: Mapped[str | None] = mapped_column(TEXT)
    docs: Mapped[str | None] = mapped_column(TEXT)
    layout_sha256: Mapped[str | None] = mapped_column(TEXT)


class FindingRow(Base):
    """One accepted row of an export. `excerpt` is the only text kept, and only for the people who decide."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("source", "finding_ref"),
        UniqueConstraint("batch_id", "row_number"),
        is_name("platform"),
        one_of("kind", ContentKind),
        is_sha256("row_sha256"),
        is_sha256("capture_sha256"),
        CheckConstraint("(case_id IS NULL) = (cased_at IS NULL)", name="case_has_a_time"),
        Index("ix_findings_waiting", "day", postgresql_where="case_id IS NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey(BatchRow.id))
    row_number: Mapped[int]
    source: Mapped[str] = mapped_column(ForeignKey(SourceRow.name))
    day: Mapped[date] = mapped_column(index=True)
    finding_ref: Mapped[str] = mapped_column(TEXT)
    detected_at: Mapped[datetime] = mapped_column(UTC_TIME)
    url: Mapped[str] = mapped_column(TEXT)
    platform: Mapped[str] = mapped_column(TEXT)
    kind: Mapped[str] = mapped_column(TEXT)
    content_id: Mapped[str] = mapped_column(TEXT)
    canonical_url: Mapped[str] = mapped_column(TEXT)
    ground: Mapped[str] = mapped_column(TEXT)
    language: Mapped[str] = mapped_column(TEXT)
    excerpt: Mapped[str] = mapped_column(TEXT)
    capture_sha256: Mapped[str | None] = mapped_column(TEXT)
    row_sha256: Mapped[str] = mapped_column(TEXT)
    accepted_at: Mapped[datetime] = mapped_column(UTC_TIME)
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("writ.cases.id"), index=True)
    cased_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class QuarantinedRow(Base):
    """A row that was refused, whole, with every reason; it can be corrected and validated again."""

    __tablename__ = "quarantined_rows"
    __table_args__ = (UniqueConstraint("batch_id", "row_number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey(BatchRow.id))
    row_number: Mapped[int]
    raw: Mapped[Json] = mapped_column(JSON_OBJECT)
    reasons: Mapped[list[Json]] = mapped_column(JSON_OBJECT)
    quarantined_at: Mapped[datetime] = mapped_column(UTC_TIME)
