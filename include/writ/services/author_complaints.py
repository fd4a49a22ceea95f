"""Complaints that an author makes without an account: found by what the platform told them, answered by a code (R22).

The reference of the order and the address of the item together name the order; neither alone says whether there is one.
The code belongs to one complaint, is known to whoever made it, and kept as a fingerprint only. Such a complaint stops
no clock until a reviewer has taken it, for nothing says that the author wrote it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.content import ContentRef
from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import sha256_hex
from include.writ.domain.redress import OPEN_APPEALS, Appellant, author_reference
from include.writ.domain.states import OutboxState
from include.writ.errors import NotPossible
from include.writ.packs.loader import LoadedPack
from include.writ.services.appeals import Complaint, lodge
from include.writ.storage.models import AppealRow, ContentItemRow, DecisionRow, OrderRow, OutboxRow

MOST_OPEN = 50
MAY_BE_THERE = (OutboxState.SENDING, OutboxState.UNCERTAIN, OutboxState.SENT)


@dataclass(frozen=True, slots=True)
class OfAuthor:
    """What an author says of the order with this reference about this item.

    `language`: that of the page (ISO 639-1). `code`: with which the answer is read; sent twice it is one complaint.
    """

    reference: str
    item: ContentRef
    statement: str
    language: str
    learned_on: date | None
    code: str


def lodge_for_author(
    session: Session, said: OfAuthor, *, pack: LoadedPack, zone: ZoneInfo, now: datetime
) -> AppealRow | None:
    """The complaint; None where no order is meant that a platform may have.

    Raises `NotPossible` where 50 complaints of this kind about one order wait already.
    """
    order = _order_about(session, said.reference, said.item)
    if order is None:
        return None
    code = sha256_hex(said.code.encode())
    of_order = AppealRow.order_id == order.id, AppealRow.answer_code_sha256.is_not(None)
    if known := session.scalar(select(AppealRow).where(*of_order, AppealRow.answer_code_sha256 == code)):
        return known
    waiting = select(func.count()).where(*of_order, AppealRow.state.in_(OPEN_APPEALS))
    if session.scalars(waiting).one() >= MOST_OPEN:
        raise NotPossible(f"{MOST_OPEN} complaints about order {order.number} wait to be decided")
    complaint = Complaint(Appellant.AUTHOR, said.language, said.statement, said.learned_on, answer_code_sha256=code)
    return lodge(session, order=order, complaint=complaint, pack=pack, zone=zone, now=now)


def complaint_with(session: Session, number: str, code: str) -> AppealRow | None:
    """The complaint of this number, to whoever has its code."""
    row = session.scalar(select(AppealRow).where(AppealRow.number == number.strip()))
    if row is None or row.answer_code_sha256 is None:
        return None
    is_right = hmac.compare_digest(row.answer_code_sha256, sha256_hex(code.strip().encode()))
    return row if is_right else None


def _order_about(session: Session, reference: str, item: ContentRef) -> OrderRow | None:
    """The order that is meant, locked."""
    of_item = (
        ContentItemRow.platform == item.platform,
        ContentItemRow.kind == item.kind,
        ContentItemRow.content_id == item.content_id,
    )
    notice = OutboxRow.order_id == OrderRow.id, OutboxRow.notice_kind == NoticeKind.ORDER
    orders = session.execute(
        select(OrderRow, DecisionRow.draft_hash)
        .join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
        .join(ContentItemRow, ContentItemRow.id == OrderRow.content_item_id)
        .where(*of_item, select(OutboxRow.id).where(*notice, OutboxRow.state.in_(MAY_BE_THERE)).exists())
        .with_for_update(of=OrderRow)
    )
    asked = _plain(reference).encode()
    for order, draft_hash in orders:
        if hmac.compare_digest(_plain(author_reference(order.id, draft_hash)).encode(), asked):
            return order
    return None


def _plain(reference: str) -> str:
    return "".join(reference.split()).replace("-", "").upper()
