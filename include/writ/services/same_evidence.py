"""Orders that rest on the same evidence as a case does: what was removed at one address may be there at another.

It is shown to the person who drafts, and nothing follows from it: the new item needs a decision of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from include.writ.storage.models import DecisionRow, OrderRow

MOST = 20


@dataclass(frozen=True, slots=True)
class EarlierOrder:
    """An order whose decision names one of the same hashes, and its case."""

    case: UUID
    number: str
    platform: str
    state: str


def orders_with(session: Session, hashes: Iterable[str], but: UUID) -> list[EarlierOrder]:
    """Orders of other cases than `but`, the newest first; at most 20. `hashes`: SHA-256 in hexadecimal."""
    wanted = sorted(set(hashes))
    if not wanted:
        return []
    found = session.execute(
        select(OrderRow.case_id, OrderRow.number, OrderRow.platform, OrderRow.state)
        .join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
        .where(DecisionRow.evidence.overlap(literal(wanted, ARRAY(Text))), OrderRow.case_id != but)
        .order_by(OrderRow.approved_at.desc(), OrderRow.number)
        .limit(MOST)
    )
    return [EarlierOrder(*row) for row in found]
