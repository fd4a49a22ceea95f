"""What people at a platform wrote to us: kept as it came, read, and put down as answers to the orders it speaks of.

Only what comes from the domain of the platform's registered contact counts: a stranger who learned a number can
neither stop a clock nor claim a removal. All else waits in the holding pen for a person, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from include.writ.answers.read import read_mail
from include.writ.answers.records import ReadMail, Statement
from include.writ.domain.delivery import HeldBecause, Letter
from include.writ.domain.states import OutboxState
from include.writ.services import collect, contacts
from include.writ.services.issue import notice_named
from include.writ.storage.blobs import BlobStore
from include.writ.storage.models import OrderRow, OutboxRow

MOST_OF_A_REASON = 4_000
# what has left for the platform, and may be there
_LEFT = (OutboxState.SENDING, OutboxState.SENT, OutboxState.HANDED, OutboxState.UNCERTAIN)
# where anybody may have an address, only the contact's own counts
# fmt: off
_OPEN_TO_ALL = frozenset({
    "gmail.com", "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "vk.com", "ya.ru", "yandex.ru", "yandex.kz",
    "yandex.com", "rambler.ru", "outlook.com", "hotmail.com", "live.com", "icloud.com", "yahoo.com", "proton.me",
    "protonmail.com", "mail.kz",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Desk:
    """Where letters are kept, and the law by which a complaint in them is taken."""

    blobs: BlobStore
    law: collect.Law


def take(session: Session, desk: Desk, platform: str, letter: Letter, now: datetime) -> str:
    """Keep one letter and what it says, once; what came of it: `answered`, `held`, or `known` from before."""
    read = read_mail(letter.raw)
    name = desk.blobs.put(letter.raw)
    kept = [
        (said, collect.keep(session, platform, said, order_id, desk.law, now))
        for said, order_id in _said(session, platform, letter, read, name)
    ]
    if not any(response_id for _, response_id in kept):
        return "known"
    return "held" if all(said.held_because for said, _ in kept) else "answered"


def is_of_contact(sender: str, contact: str) -> bool:
    """Whether an address is of the contact's domain or one below it; of a domain open to all, the contact's own."""
    domain, theirs = sender.rpartition("@")[2], contact.lower().rpartition("@")[2]
    if theirs in _OPEN_TO_ALL:
        return sender == contact.lower()
    return bool(sender) and (domain == theirs or domain.endswith(f".{theirs}"))


def _said(
    session: Session, platform: str, letter: Letter, read: ReadMail, name: str
) -> Iterator[tuple[collect.Said, UUID | None]]:
    contact = contacts.current(session, platform)
    notice_id = notice_named(session, platform, read.notice_key)
    is_strange = contact is None or not is_of_contact(read.sender, contact.email)
    for statement in read.statements or (Statement(None, None, read.text),):
        orders = [] if is_strange else session.execute(_orders(platform, notice_id, statement)).all()
        held = _why_held(statement, is_strange=is_strange, has_orders=bool(orders))
        places: Sequence[tuple[str | None, UUID | None]] = (
            [(statement.number, None)] if held else [(number, order_id) for order_id, number in orders]
        )
        for number, order_id in places:
            said = collect.Said(
                seq=0,
                answer_id=f"{letter.letter_id}:{number or ''}",
                notice_key=read.notice_key,
                order_number=number,
                outcome=statement.outcome,
                reason=statement.said[:MOST_OF_A_REASON],
                answered_at=letter.arrived_at,
                letter_sha256=name,
                held_because=held,
            )
            yield said, order_id


def _orders(platform: str, notice_id: UUID | None, statement: Statement) -> Select[UUID, str]:
    """The order of that number, else all of the notice, as far as they have left for this platform."""
    of_platform = OrderRow.platform == platform, OutboxRow.platform == platform, OutboxRow.state.in_(_LEFT)
    which = OrderRow.number == statement.number if statement.number else OutboxRow.notice_id == notice_id
    joined = select(OrderRow.id, OrderRow.number).join(OutboxRow, OutboxRow.order_id == OrderRow.id)
    return joined.where(*of_platform, which).distinct().order_by(OrderRow.number)


def _why_held(statement: Statement, *, is_strange: bool, has_orders: bool) -> HeldBecause | None:
    if is_strange:
        return HeldBecause.STRANGER
    if not has_orders:
        return HeldBecause.NO_ORDER
    return HeldBecause.NO_OUTCOME if statement.outcome is None else None
