"""The law as packs give it: what each fixes for a ground, and who answers for a pack."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.storage.models.base import TEXT, UTC_TIME, Base, is_sha256
from include.writ.storage.models.people import PersonRow


class BasisRow(Base):
    """All that one version of a pack fixes for one ground, kept once: the pack's proposal for every case under it."""

    __tablename__ = "bases"
    __table_args__ = (UniqueConstraint("pack_sha256", "ground"), is_sha256("pack_sha256"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
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
    to_be_written: Mapped[str] = mapped_column(TEXT)


class PackAdoptionRow(Base):
    """A named legal officer answers for one exact pack version, by `writ.adopt_pack`. None: it is specimen mode."""

    __tablename__ = "pack_adoptions"
    __table_args__ = (UniqueConstraint("pack", "pack_sha256"), is_sha256("pack_sha256"))

    id: Mapped[UUID] = mapped_column(primary_key=True)
    pack: Mapped[str] = mapped_column(TEXT)
    pack_version: Mapped[str] = mapped_column(TEXT)
    pack_sha256: Mapped[str] = mapped_column(TEXT)
    adopted_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    adopted_at: Mapped[datetime] = mapped_column(UTC_TIME)
