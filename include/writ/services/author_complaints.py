"""Complaints that an author makes without an account: found by what the platform told them, answered by a code (R22).

The reference of the order and the address of the item together name the order; neither alone says whether there is one.
The code belongs to one complaint, is known to whoever made it, and kept as a fingerprint only. Such a complaint stops
no clock until a reviewer has taken it, for nothing says that the author wrote it.
"""

from __future__ import annotations

import hmac
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.content import ContentRef
from include.writ.domain.delivery import NoticeKind
from include.writ.domain.ids import content_item_id, sha256_hex
from include.writ.domain.redress import OPEN_APPEALS, Appellant, author_reference
from include.writ.domain.states import OutboxState
from include.writ.errors import NotPossible
from include.writ.packs.loader import LoadedPack
from include.writ.services.appeals import Complaint, lodge
from include.writ.storage.models import AppealRow, DecisionRow, OrderRow, OutboxRow

MOST_OPEN = 50
MAY_BE_THERE = (OutboxState.SENDING, OutboxState.HANDED, OutboxState.UNCERTAIN, OutboxState.SENT)


def of_author(code: str, language: str, statement: str, learned_on: date | None) -> Complaint:
    """What an author says. `language`: that of the page (ISO 639-1); the same `code` again is the same complaint."""
    return Complaint(Appellant.AUTHOR, language, statement, learned_on, answer_code_sha256=_fingerprint(code))


def lodge_for_author(
    session: Session,
    *,
    reference: str,
    item: ContentRef,
    complaint: Complaint,
    pack: LoadedPack,
    zone: ZoneInfo,
    now: datetime,
) -> AppealRow | None:
    """The complaint about the order with this reference and item; None where no platform may have such an order.

    Raises `NotPossible` where 50 complaints of this kind about one order wait already.
    """
    order = _order_about(session, reference, item)
    if order is None:
        return None
    of_order = AppealRow.order_id == order.id, AppealRow.answer_code_sha256.is_not(None)
    same = AppealRow.answer_code_sha256 == complaint.answer_code_sha256
    if known := session.scalar(select(AppealRow).where(*of_order, same)):
        return known
    waiting = select(func.count()).where(*of_order, AppealRow.state.in_(OPEN_APPEALS))
    if session.scalars(waiting).one() >= MOST_OPEN:
        raise NotPossible(f"{MOST_OPEN} complaints about order {order.number} wait to be decided")
    return lodge(session, order=order, complaint=complaint, pack=pack, zone=zone, now=now)


def complaint_with(session: Session, number: str, code: str) -> AppealRow | None:
    """The complaint of this number, to whoever has its code."""
    row = session.scalar(select(AppealRow).where(AppealRow.number == number.strip()))
    if row is None or row.answer_code_sha256 is None:
        return None
    is_right = hmac.compare_digest(row.answer_code_sha256, _fingerprint(code.strip()))
    return row if is_right else None


def _order_about(session: Session, reference: str, item: ContentRef) -> OrderRow | None:
    """The order that is meant, locked."""
    of_item = OrderRow.content_item_id == content_item_id(item.platform, item.kind, item.content_id)
    notice = OutboxRow.order_id == OrderRow.id, OutboxRow.notice_kind == NoticeKind.ORDER
    orders = session.execute(
        select(OrderRow, DecisionRow.draft_hash)
        .join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
        .where(of_item, select(OutboxRow.id).where(*notice, OutboxRow.state.in_(MAY_BE_THERE)).exists())
        .with_for_update(of=OrderRow)
    )
    asked = _plain(reference).encode()
    for order, draft_hash in orders:
        if hmac.compare_digest(_plain(author_reference(order.id, draft_hash)).encode(), asked):
            return order
    return None


def _fingerprint(code: str) -> str:
    return sha256_hex(code.encode())


def _plain(reference: str) -> str:
    return "".join(reference.split()).replace("-", "").upper()
