"""Drafts that were not taken as a version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.storage.models.base import JSON_OBJECT, TEXT, UTC_TIME, Base, Json
from include.writ.storage.models.casework import CaseRow
from include.writ.storage.models.people import PersonRow


class RefusedDraftRow(Base):
    """What a drafter sent and was not taken as a version; `seen`: the version that it was written from, 0 for none."""

    __tablename__ = "refused_drafts"
    __table_args__ = (
        Index("ix_refused_drafts_case_id", "case_id"),
        CheckConstraint("seen >= 0", name="seen_is_a_version"),
        CheckConstraint("refusal <> ''", name="says_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id))
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    seen: Mapped[int]
    reasons: Mapped[str] = mapped_column(TEXT)
    worksheet: Mapped[Json] = mapped_column(JSON_OBJECT)
    refusal: Mapped[str] = mapped_column(TEXT)
    refused_at: Mapped[datetime] = mapped_column(UTC_TIME)
