"""Finding the order of a case, locked for an act on it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.states import OrderState
from include.writ.errors import NotPossible
from include.writ.storage.models import OrderRow

ENDED = (OrderState.REVERSED, OrderState.RESTORED)


def order_of_case(session: Session, case_id: UUID) -> OrderRow:
    """The order of a case, locked until the transaction ends; `NotPossible` where there is none."""
    order = session.scalar(select(OrderRow).where(OrderRow.case_id == case_id).with_for_update())
    if order is None:
        raise NotPossible(f"case {case_id} has no order; only an order can be appealed, reviewed or clarified")
    return order


def require_in_force(order: OrderRow) -> None:
    """Raise `NotPossible` where the order was annulled or lifted."""
    if order.state in ENDED:
        raise NotPossible(f"order {order.number} was annulled or lifted; nothing is left to do about it")
