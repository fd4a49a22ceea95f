"""Which orders answers in the holding pen may speak of: those whose number is in one, and those of its notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Subquery, Text, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from include.writ.storage.conditions import any_of, as_table
from include.writ.storage.models import NoticeRow, OrderRow, OutboxRow, ResponseRow

MOST_SUGGESTED = 10
_NUMBER = re.compile(r"[A-Z][A-Z0-9-]{1,40}-\d{4}-\d{4,12}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An order that an answer may speak of. `because`: its number is in the text, or the answer is to its notice."""

    case: UUID
    number: str
    because: str


def suggest(session: Session, answers: Sequence[ResponseRow]) -> dict[UUID, list[Suggestion]]:
    """By answer: orders of its platform whose number is in it, then those of the notice that it is to; at most ten.

    One statement, however many answers there are.
    """
    said = _said(answers)
    by_number = func.bool_or(said.c.by_number)
    place = func.row_number().over(partition_by=said.c.answer, order_by=(by_number.desc(), OrderRow.number))
    ranked = (
        select(said.c.answer, OrderRow.case_id, OrderRow.number, by_number.label("by_number"), place.label("place"))
        .join(OrderRow, OrderRow.id == said.c.order_id)
        .where(OrderRow.sent_at.is_not(None))
        .group_by(said.c.answer, OrderRow.case_id, OrderRow.number)
        .subquery()
    )
    found: dict[UUID, list[Suggestion]] = {}
    rows = select(ranked).where(ranked.c.place <= MOST_SUGGESTED).order_by(ranked.c.answer, ranked.c.place)
    for answer, case, number, is_named, _ in session.execute(rows):
        found.setdefault(answer, []).append(Suggestion(case, number, "number" if is_named else "notice"))
    return found


def _said(answers: Sequence[ResponseRow]) -> Subquery:
    numbers = as_table("numbers", ResponseRow, ("id", "platform", "order_number"), [*_numbers(answers)])
    of_platform = OrderRow.platform == numbers.c.platform
    named = select(numbers.c.id.label("answer"), OrderRow.id.label("order_id"), literal(True).label("by_number")).join(
        OrderRow, (func.upper(OrderRow.number) == numbers.c.order_number) & of_platform
    )
    # what an answer gives as the key is compared as it is written, and looked for by the id, which has an index
    its_notice = (cast(NoticeRow.id, Text) == ResponseRow.notice_key) & (NoticeRow.platform == ResponseRow.platform)
    of_notice = (
        select(ResponseRow.id, OutboxRow.order_id, literal(False))
        .join(NoticeRow, its_notice)
        .join(OutboxRow, OutboxRow.notice_id == NoticeRow.id)
        .where(ResponseRow.id == any_of(one.id for one in answers), NoticeRow.id == any_of(_keys(answers)))
    )
    return union_all(named, of_notice).subquery()


def _numbers(answers: Sequence[ResponseRow]) -> Iterator[tuple[UUID, str, str]]:
    for one in answers:
        for number in sorted(set(_NUMBER.findall(f"{one.order_number or ''} {one.reason}".upper()))):
            yield one.id, one.platform, number


def _keys(answers: Sequence[ResponseRow]) -> Iterator[UUID]:
    for key in sorted({one.notice_key for one in answers if one.notice_key}):
        try:
            yield UUID(key)
        except ValueError:
            continue
