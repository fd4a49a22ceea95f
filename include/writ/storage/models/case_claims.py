"""Who has which case in hand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.storage.models.base import TEXT, UTC_TIME, Base
from include.writ.storage.models.casework import CaseRow
from include.writ.storage.models.people import PersonRow


class CaseClaimRow(Base):
    """The last claim on a case. It holds while `until` lies ahead; a release brings `until` back to its own time."""

    __tablename__ = "case_claims"
    __table_args__ = (
        CheckConstraint(
            "until >= claimed_at AND until <= claimed_at + make_interval(mins => 30)",
            name="until_is_within_half_an_hour",
        ),
        Index("ix_case_claims_person", "person", "until"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey(CaseRow.id), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    claimed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    until: Mapped[datetime] = mapped_column(UTC_TIME)


class CaseClaimNoteRow(Base):
    """What the row above said, each time that it was written; the database adds it, and nobody else can."""

    __tablename__ = "case_claim_notes"
    __table_args__ = (Index("ix_case_claim_notes_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    case_id: Mapped[UUID]
    person: Mapped[str] = mapped_column(TEXT)
    claimed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    until: Mapped[datetime] = mapped_column(UTC_TIME)
