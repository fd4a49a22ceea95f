"""Numbering what belongs to one case or order: from 1, without gaps. Whoever numbers has locked the case or order."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def next_position(session: Session, owner: InstrumentedAttribute[UUID], owner_id: UUID) -> int:
    """The number of the next row whose column `owner` is `owner_id`."""
    return 1 + session.scalars(select(func.count()).where(owner == owner_id)).one()
