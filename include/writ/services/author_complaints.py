"""Complaints that an author makes without an account: found by what the platform told them, answered by a code (R22).

The number of the order and the address of the item together name the order; neither alone says whether there is one.
The code is made for one complaint, shown once, and kept as a fingerprint only.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.content import ContentRef
from include.writ.domain.ids import sha256_hex
from include.writ.domain.redress import Appellant
from include.writ.packs.loader import LoadedPack
from include.writ.services.appeals import Complaint, lodge
from include.writ.storage.models import AppealRow, ContentItemRow, OrderRow

CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class OfAuthor:
    """What an author says of the order of this number about this item. `language`: that of the page (ISO 639-1)."""

    order_number: str
    item: ContentRef
    statement: str
    language: str
    learned_on: date | None


def lodge_for_author(
    session: Session, said: OfAuthor, *, pack: LoadedPack, zone: ZoneInfo, now: datetime
) -> tuple[AppealRow, str | None] | None:
    """The complaint and its code; no code where it was there already, and nothing where no sent order is meant."""
    order = _order_about(session, said.order_number, said.item)
    if order is None:
        return None
    code = secrets.token_urlsafe(CODE_BYTES)
    fingerprint = sha256_hex(code.encode())
    complaint = Complaint(
        Appellant.AUTHOR, said.language, said.statement, said.learned_on, answer_code_sha256=fingerprint
    )
    row = lodge(session, order=order, complaint=complaint, pack=pack, zone=zone, now=now)
    return row, code if row.answer_code_sha256 == fingerprint else None


def complaint_with(session: Session, number: str, code: str) -> AppealRow | None:
    """The complaint of this number, to whoever has its code."""
    row = session.scalar(select(AppealRow).where(AppealRow.number == number.strip()))
    if row is None or row.answer_code_sha256 is None:
        return None
    is_right = hmac.compare_digest(row.answer_code_sha256, sha256_hex(code.strip().encode()))
    return row if is_right else None


def _order_about(session: Session, number: str, item: ContentRef) -> OrderRow | None:
    of_item = (
        ContentItemRow.platform == item.platform,
        ContentItemRow.kind == item.kind,
        ContentItemRow.content_id == item.content_id,
    )
    return session.scalar(
        select(OrderRow)
        .join(ContentItemRow, ContentItemRow.id == OrderRow.content_item_id)
        .where(OrderRow.number == number.strip(), OrderRow.sent_at.is_not(None), *of_item)
    )
