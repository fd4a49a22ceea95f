"""How findings come in: sources, the batches they deliver, findings accepted and rows refused."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Double, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.intake import QuarantineAct
from include.writ.domain.states import BatchState
from include.writ.storage.models.base import (
    BYTEWISE,
    JSON_OBJECT,
    TEXT,
    UTC_TIME,
    Base,
    Json,
    is_digest,
    is_sha256,
    one_of,
)
from include.writ.storage.models.people import PersonRow


class SourceRow(Base):
    """A monitoring source. Its address and secret are in the Airflow connection `connection_id`.

    `layout` says how its exports are written, `pull` where they lie. A batch with a larger share of refused rows than
    `max_bad_share` waits for a person.
    """

    __tablename__ = "sources"
    __table_args__ = (CheckConstraint("max_bad_share BETWEEN 0 AND 1", name="bad_share_is_a_share"),)

    name: Mapped[str] = mapped_column(TEXT, primary_key=True)
    connection_id: Mapped[str] = mapped_column(TEXT, unique=True)
    layout: Mapped[Json] = mapped_column(JSON_OBJECT)
    pull: Mapped[Json] = mapped_column(JSON_OBJECT, default=dict)
    patience_hours: Mapped[int] = mapped_column(default=18)
    max_bad_share: Mapped[float] = mapped_column(Double, default=0.3)
    is_active: Mapped[bool] = mapped_column(default=True)


class BatchRow(Base):
    """One source's export of one day. A corrected file is a further version; the raw bytes never change.

    Every row of the file is accepted or quarantined. `duplicates` of the accepted are known from earlier batches.
    """

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
            "state NOT IN ('validated', 'held', 'opened')"
            " OR (row_count = accepted + quarantined AND duplicates BETWEEN 0 AND accepted)",
            name="every_row_accounted_for",
        ),
        CheckConstraint("(state = 'opened') = (opened_at IS NOT NULL)", name="opened_has_a_time"),
        CheckConstraint("(let_in_by IS NULL) = (let_in_at IS NULL)", name="let_in_by_someone"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey(SourceRow.name))
    day: Mapped[date] = mapped_column(index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(TEXT)
    sha256: Mapped[str | None] = mapped_column(TEXT)
    blob: Mapped[str | None] = mapped_column(TEXT)
    file_name: Mapped[str | None] = mapped_column(TEXT)
    etag: Mapped[str | None] = mapped_column(TEXT)
    modified: Mapped[str | None] = mapped_column(TEXT)
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    fetched_at: Mapped[datetime] = mapped_column(UTC_TIME)
    layout_sha256: Mapped[str | None] = mapped_column(TEXT)
    reading: Mapped[Json | None] = mapped_column(JSON_OBJECT)
    validated_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    row_count: Mapped[int | None]
    accepted: Mapped[int | None]
    quarantined: Mapped[int | None]
    duplicates: Mapped[int | None]
    profile: Mapped[Json | None] = mapped_column(JSON_OBJECT)
    refusal: Mapped[str | None] = mapped_column(TEXT)
    docs: Mapped[str | None] = mapped_column(TEXT)
    let_in_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    let_in_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    opened_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class BatchCheckRow(Base):
    """What one expectation said of one batch: counts only, so that a trend can be drawn."""

    __tablename__ = "batch_checks"
    __table_args__ = (
        CheckConstraint("scope IN ('row', 'batch')", name="scope_known"),
        CheckConstraint("broken BETWEEN 0 AND checked", name="broken_are_of_the_checked"),
    )

    batch_id: Mapped[UUID] = mapped_column(ForeignKey(BatchRow.id), primary_key=True)
    rule: Mapped[str] = mapped_column(TEXT, primary_key=True)
    scope: Mapped[str] = mapped_column(TEXT)
    is_met: Mapped[bool]
    checked: Mapped[int]
    broken: Mapped[int]
    observed: Mapped[Json] = mapped_column(JSON_OBJECT)


class FindingRow(Base):
    """One accepted row of an export. `excerpt` is the only text kept, and only for the people who decide.

    A finding belongs to the case of the content that it names; `opens_case` marks the one that opened it. The case
    names that one, so only the others are indexed by their case.
    """

    __tablename__ = "findings"
    __table_args__ = (
        is_digest("row_sha256"),
        is_digest("capture_sha256"),
        Index("ix_findings_joined", "case_id", postgresql_where="NOT opens_case"),
        Index("ix_findings_batch_id", "batch_id", postgresql_using="brin"),
        Index("ix_findings_day", "day", postgresql_using="brin"),
    )

    finding_ref: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    source: Mapped[str] = mapped_column(BYTEWISE, primary_key=True)
    batch_id: Mapped[UUID] = mapped_column(ForeignKey(BatchRow.id))
    row_number: Mapped[int]
    day: Mapped[date]
    case_id: Mapped[UUID] = mapped_column(ForeignKey("writ.cases.id"))
    opens_case: Mapped[bool]
    platform: Mapped[str] = mapped_column(TEXT)
    detected_at: Mapped[datetime] = mapped_column(UTC_TIME)
    url: Mapped[str] = mapped_column(TEXT)
    language: Mapped[str] = mapped_column(TEXT)
    excerpt: Mapped[str] = mapped_column(TEXT)
    capture_sha256: Mapped[bytes | None]
    row_sha256: Mapped[bytes]
    taken_in_at: Mapped[datetime] = mapped_column(UTC_TIME)


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


class QuarantineActRow(Base):
    """What became of a refused row afterwards; the last act counts, and none is ever changed.

    `cells` are the row as a person corrected it; `reasons` why a replay refused it again. A replay is no person's act.
    """

    __tablename__ = "quarantine_acts"
    __table_args__ = (
        one_of("act", QuarantineAct),
        CheckConstraint("(act = 'corrected') = (cells IS NOT NULL)", name="corrected_has_cells"),
        CheckConstraint("(act = 'refused_again') = (reasons IS NOT NULL)", name="refused_has_reasons"),
        CheckConstraint("act IN ('accepted', 'refused_again') OR person IS NOT NULL", name="people_are_named"),
        CheckConstraint("person IS NULL OR btrim(note) <> ''", name="says_why"),
    )

    row_id: Mapped[UUID] = mapped_column(ForeignKey(QuarantinedRow.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[str] = mapped_column(TEXT)
    person: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    note: Mapped[str] = mapped_column(TEXT)
    cells: Mapped[Json | None] = mapped_column(JSON_OBJECT)
    reasons: Mapped[list[Json] | None] = mapped_column(JSON_OBJECT)
    acted_at: Mapped[datetime] = mapped_column(UTC_TIME)
