"""What people decide on: content items, cases, evidence, decisions, approvals and the other acts of people."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.case import Act, EvidenceKind
from include.writ.domain.content import ContentKind
from include.writ.domain.states import CaseState
from include.writ.storage.models.base import (
    BYTEWISE,
    JSON_OBJECT,
    TEXT,
    UTC_TIME,
    Base,
    Json,
    is_name,
    is_sha256,
    one_of,
)
from include.writ.storage.models.law import BasisRow
from include.writ.storage.models.naming import ID_NAMES_CASE, ID_NAMES_CONTENT, URL_NAMES_CONTENT
from include.writ.storage.models.people import PersonRow


class ContentItemRow(Base):
    """One item of content. An account, a channel, a host or a search has no row here and so no order.

    The id is the hash of platform, kind and content id, which the database checks: one item can not have two rows.
    """

    __tablename__ = "content_items"
    __table_args__ = (
        CheckConstraint(ID_NAMES_CONTENT, name="id_names_content"),
        is_name("platform"),
        one_of("kind", ContentKind),
        CheckConstraint(URL_NAMES_CONTENT, name="url_names_content"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(TEXT)
    kind: Mapped[str] = mapped_column(TEXT)
    content_id: Mapped[str] = mapped_column(TEXT)
    canonical_url: Mapped[str] = mapped_column(TEXT)
    first_seen_at: Mapped[datetime] = mapped_column(UTC_TIME)


class CaseRow(Base):
    """Content item, ground and jurisdiction; content that came back after an obeyed order is a further occurrence.

    The id is made of these four, which the database checks: so one key is enough for a case to be there once. A further
    occurrence needs the one before it closed, so one at a time is live. `basis_id` is the pack's proposal; without it
    the pack has no provision in force. `opened_by_source` and `opened_by_ref` name the finding that opened it; they are
    empty when a probe saw removed content again.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(ID_NAMES_CASE, name="id_names_case"),
        one_of("state", CaseState),
        CheckConstraint("(occurrence = 1) = (reappearance_of IS NULL)", name="later_occurrence_names_earlier"),
        CheckConstraint(
            "jurisdiction BETWEEN 'AA' AND 'ZZ' AND length(jurisdiction) = 2", name="jurisdiction_is_one_country"
        ),
        CheckConstraint("opened_by_ref IS NOT NULL OR reappearance_of IS NOT NULL", name="opened_for_a_reason"),
        CheckConstraint("(opened_by_source IS NULL) = (opened_by_ref IS NULL)", name="opener_is_named_in_full"),
        CheckConstraint("(basis_id IS NULL) = (proposed_at IS NULL)", name="proposal_has_a_time"),
        CheckConstraint("basis_id IS NOT NULL OR state = 'open'", name="nothing_without_a_proposal"),
        Index("ix_cases_opened_day", "opened_day", postgresql_using="brin"),
        # the order in which people take cases of a state, however many wait in it
        Index("ix_cases_state_opened_day", "state", "opened_day", "id"),
        # the same for those of a platform or a ground, which may be rare among them
        Index("ix_cases_kind", "state", "platform", "ground", "opened_day", "id"),
        Index("ix_cases_reappearance_of", "reappearance_of", postgresql_where="reappearance_of IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    content_item_id: Mapped[UUID] = mapped_column(ForeignKey(ContentItemRow.id))
    platform: Mapped[str] = mapped_column(TEXT)
    ground: Mapped[str] = mapped_column(TEXT)
    jurisdiction: Mapped[str] = mapped_column(TEXT)
    occurrence: Mapped[int]
    reappearance_of: Mapped[UUID | None] = mapped_column(ForeignKey("writ.cases.id"))
    state: Mapped[str] = mapped_column(TEXT)
    basis_id: Mapped[UUID | None] = mapped_column(ForeignKey(BasisRow.id))
    proposed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)
    opened_day: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UTC_TIME)
    opened_by_source: Mapped[str | None] = mapped_column(BYTEWISE)
    opened_by_ref: Mapped[str | None] = mapped_column(BYTEWISE)
    closed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class EvidenceRow(Base):
    """A fingerprint of what was seen, taken before any order, beside those that a finding itself bears."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("case_id", "kind", "sha256"),
        one_of("kind", EvidenceKind),
        is_sha256("sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id))
    kind: Mapped[str] = mapped_column(TEXT)
    sha256: Mapped[str] = mapped_column(TEXT)
    taken_at: Mapped[datetime] = mapped_column(UTC_TIME)


class DecisionRow(Base):
    """One version of a draft. A row never changes; a change is a new version and voids earlier approvals.

    A person wrote it; what the pack proposes can not be approved. What an incomplete one lacks, `writ.lacking` says.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        Index("ix_decisions_drafted_by", "drafted_by", "drafted_at"),
        Index("ix_decisions_reasons", text("md5(reasons)")),
        Index("ix_decisions_evidence", "evidence", postgresql_using="gin"),
        is_sha256("pack_sha256"),
        is_sha256("draft_hash"),
        CheckConstraint("territory ~ '^[A-Z]{2}$'", name="territory_is_one_country"),
        CheckConstraint("deadline_hours > 0 AND review_after_days > 0", name="has_deadline_and_review"),
        CheckConstraint("restore_hours > 0 AND higher_body <> ''", name="can_be_reversed"),
        CheckConstraint("cardinality(evidence) > 0", name="has_evidence"),
        CheckConstraint("redress_platform <> '' AND redress_author <> ''", name="has_redress"),
        CheckConstraint("provision <> '' AND authority <> ''", name="has_legal_basis"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id))
    version: Mapped[int]
    pack: Mapped[str] = mapped_column(TEXT)
    pack_version: Mapped[str] = mapped_column(TEXT)
    pack_sha256: Mapped[str] = mapped_column(TEXT)
    ground: Mapped[str] = mapped_column(TEXT)
    provision: Mapped[str] = mapped_column(TEXT)
    authority: Mapped[str] = mapped_column(TEXT)
    jurisdiction: Mapped[str] = mapped_column(TEXT)
    territory: Mapped[str] = mapped_column(TEXT)
    deadline_hours: Mapped[int]
    review_after_days: Mapped[int]
    higher_body: Mapped[str] = mapped_column(TEXT)
    restore_hours: Mapped[int]
    appeal_suspends: Mapped[bool]
    redress_platform: Mapped[str] = mapped_column(TEXT)
    redress_author: Mapped[str] = mapped_column(TEXT)
    elements: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    material_types: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    requires: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    incites: Mapped[bool]
    told_before_hours: Mapped[int]
    non_disclosure_days: Mapped[int]
    evidence: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    reasons: Mapped[str] = mapped_column(TEXT)
    worksheet: Mapped[Json] = mapped_column(JSON_OBJECT)
    drafted_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    drafted_at: Mapped[datetime] = mapped_column(UTC_TIME)
    draft_hash: Mapped[str] = mapped_column(TEXT)


class OpeningRow(Base):
    """An approver had the case before them with this draft; `opened_at` is the first time."""

    __tablename__ = "openings"
    __table_args__ = (is_sha256("draft_hash"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    draft_hash: Mapped[str] = mapped_column(TEXT, primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UTC_TIME)


class ExposureRow(Base):
    """A person was shown the texts of a case on a day of theirs; `shown_at` is the first time."""

    __tablename__ = "exposures"

    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id), primary_key=True)
    shown_at: Mapped[datetime] = mapped_column(UTC_TIME)


class ApprovalRow(Base):
    """The second person's act, tied to the exact draft that they opened. Only `writ.approve` adds one.

    A trigger refuses the drafter, any other hash, and who has not opened the draft.
    """

    __tablename__ = "approvals"
    __table_args__ = (is_sha256("draft_hash"), CheckConstraint("opened_at <= approved_at", name="opened_first"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey(DecisionRow.id), unique=True)
    approver: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    draft_hash: Mapped[str] = mapped_column(TEXT)
    pack_version: Mapped[str] = mapped_column(TEXT)
    opened_at: Mapped[datetime] = mapped_column(UTC_TIME)
    approved_at: Mapped[datetime] = mapped_column(UTC_TIME)


class CaseActRow(Base):
    """What a person did to a case short of an order: declined, returned it, asked for law review, took it up again.

    `position` counts a case's acts from 1, for two acts may fall on one instant. `decision_id` is the draft that was
    there; without one the act was on what the pack proposed.
    """

    __tablename__ = "case_acts"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        one_of("act", Act),
        CheckConstraint("btrim(reason) <> ''", name="says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id))
    position: Mapped[int]
    decision_id: Mapped[UUID | None] = mapped_column(ForeignKey(DecisionRow.id))
    act: Mapped[str] = mapped_column(TEXT)
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    reason: Mapped[str] = mapped_column(TEXT)
    acted_at: Mapped[datetime] = mapped_column(UTC_TIME)
