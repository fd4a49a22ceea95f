"""Whether what the other side has is what the outbox says."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from include.writ.domain.delivery import NoticeKind
from include.writ.services.issue import PENDING
from include.writ.storage.models import DeliveryRow, LedgerRow, NoticeRow, OrderRow, OutboxRow, ReversalRow
from tests.faults.peer import Peer
from tests.faults.stock import Stock, Taken, ids_of


@dataclass
class Agreement:
    """Of one run's orders."""

    stock: Stock
    taken: Sequence[Taken]

    def rows(self) -> list[OutboxRow]:
        """What became of the orders' own words."""
        with self.stock.chain.begin() as session:
            own = OutboxRow.order_id.in_(ids_of(self.taken)), OutboxRow.notice_kind == NoticeKind.ORDER
            return list(session.scalars(select(OutboxRow).where(*own)))

    def states(self) -> set[str]:
        return {row.state for row in self.rows()}

    def pending(self) -> bool:
        return bool(self.states() & set(PENDING))

    def check(self, peer: Peer, fallen: set[UUID]) -> None:
        """Everything that must be true in the end, whatever happened."""
        rows = self.rows()
        arrived = _arrivals(peer)
        assert not peer.unasked, "sent again without being asked about"
        assert set(peer.acted.values()) <= {1}, "acted on twice under one key"
        for row in rows:
            self._check_one(row, peer, arrived.get(self._number(row), []), row.order_id in fallen)
        self._check_notices(peer)
        self.check_records(fallen, set(arrived))

    def check_records(self, fallen: set[UUID], arrived: set[str]) -> None:
        """What is on record is whole, and what is to be restored is what the other side has."""
        self._check_attempts(self.rows())
        self._check_reversals(arrived, fallen)

    def _number(self, row: OutboxRow) -> str:
        return next(one.number for one in self.taken if one.outbox_id == row.id)

    def _check_one(self, row: OutboxRow, peer: Peer, keys: list[str], is_fallen: bool) -> None:
        assert row.state in {"sent", "refused", "cancelled"}, f"{row.state} at the end"
        assert len(keys) == (row.state == "sent"), f"{row.state}, and in {len(keys)} notices that were acted on"
        assert row.state != "cancelled" or is_fallen
        with self.stock.chain.begin() as session:
            order = session.get_one(OrderRow, row.order_id)
            proven = session.execute(
                select(DeliveryRow.receipt_id, DeliveryRow.received_at).where(
                    DeliveryRow.outbox_id == row.id, DeliveryRow.receipt_id.is_not(None)
                )
            ).all()
            told = session.scalars(
                select(LedgerRow.data["receipt"].astext).where(
                    LedgerRow.subject == f"order:{row.order_id}", LedgerRow.event.in_(("notice.sent", "notice.found"))
                )
            ).all()
        assert (order.state == "reversed") == is_fallen
        if row.state != "sent":
            assert (proven, order.received_at, told) == ([], None, [])
            return
        receipt = peer.receipts[str(row.notice_id)]
        assert keys == [str(row.notice_id)]
        assert [(one.receipt_id, one.received_at.isoformat()) for one in proven] == [
            (receipt["receipt_id"], _utc(receipt["received_at"]))
        ]
        assert order.received_at is not None
        assert order.received_at.isoformat() == _utc(receipt["received_at"])
        assert told == [receipt["receipt_id"]]
        assert json.loads(row.document) in peer.orders_in(keys[0]), "not the words that were sealed"

    def _check_notices(self, peer: Peer) -> None:
        with self.stock.chain.begin() as session:
            count, last = session.execute(select(func.count(), func.max(NoticeRow.position))).one()
            known = session.scalars(select(NoticeRow).where(NoticeRow.id.in_([UUID(key) for key in peer.sent]))).all()
        assert count == last, "a number of a notice was left out"
        assert {str(notice.id) for notice in known} == set(peer.sent), "the peer was sent what is not on record"
        assert not any(notice.voided_at and peer.acted[str(notice.id)] for notice in known), "void, and acted on"

    def _check_attempts(self, rows: Sequence[OutboxRow]) -> None:
        with self.stock.chain.begin() as session:
            of_rows = DeliveryRow.outbox_id.in_([row.id for row in rows])
            attempts = session.scalars(select(DeliveryRow).where(of_rows).order_by(DeliveryRow.attempt)).all()
        numbers = defaultdict(list)
        for one in attempts:
            numbers[one.outbox_id].append(one.attempt)
        assert all(one.result for one in attempts), "an attempt without a result"
        assert all(numbers[row.id] == list(range(1, row.attempts + 1)) for row in rows), "an attempt is not on record"

    def _check_reversals(self, arrived: set[str], fallen: set[UUID]) -> None:
        numbers = {one.order_id: one.number for one in self.taken}
        with self.stock.chain.begin() as session:
            reversals = session.scalars(select(ReversalRow).where(ReversalRow.order_id.in_(fallen))).all()
            restorations = OutboxRow.order_id.in_(fallen), OutboxRow.notice_kind == NoticeKind.RESTORATION
            waiting = {row.order_id: row.state for row in session.scalars(select(OutboxRow).where(*restorations))}
        assert {reversal.order_id for reversal in reversals} == fallen
        in_doubt = {row.order_id for row in self.rows() if row.state == "uncertain"}
        for reversal in reversals:
            has_it = numbers[reversal.order_id] in arrived or reversal.order_id in in_doubt
            assert reversal.to_be_restored == has_it, "not that is to be restored which the platform has, or may have"
            assert (waiting.get(reversal.order_id) == "waiting") == has_it


def _arrivals(peer: Peer) -> dict[str, list[str]]:
    """The keys of the notices that were acted on, for each order's number."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in peer.bodies:
        for item in peer.orders_in(key):
            found[item["order_number"]].append(key)
    assert Counter(key for keys in found.values() for key in keys).keys() == set(peer.bodies)
    return found


def _utc(text: str) -> str:
    from datetime import UTC, datetime

    return datetime.fromisoformat(text).astimezone(UTC).isoformat()
