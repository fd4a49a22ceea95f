"""Fetch what a platform answered. Each answer is kept once; one that names no order of ours waits for a person.

Answers that come as letters (`letters`) or are pushed (`pushed_answers`) are kept the same way, without a number: the
numbers are those of the platform's own list.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.channels.base import Channel
from include.writ.clock import Clock
from include.writ.domain.delivery import Answer, HeldBecause, Outcome
from include.writ.domain.ids import stable_id
from include.writ.domain.redress import Appellant
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.services.appeals import Complaint, lodge
from include.writ.services.clock_stops import stop_for_answer
from include.writ.services.deliver import Begin
from include.writ.services.issue import notice_named
from include.writ.storage.models import AnswerCursorRow, AppealRow, OrderRow, OutboxRow, ResponseRow

NO_WORDS = "(the platform sent a complaint without words)"


@dataclass(frozen=True, slots=True)
class Collected:
    """Counts of new answers; `held` is the part that matched no order and waits in the holding pen."""

    matched: int
    held: int


@dataclass(frozen=True, slots=True)
class Law:
    """The pack in force and the zone of the authority, by which the time for a complaint is reckoned."""

    pack: LoadedPack
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is kept; see `ResponseRow`."""

    seq: int
    answer_id: str
    notice_key: str | None
    order_number: str | None
    outcome: Outcome | None
    reason: str
    answered_at: datetime
    letter_sha256: str | None = None
    push_sha256: str | None = None
    held_because: HeldBecause | None = None
    written_by: str | None = None
    confirmed_by: str | None = None
    matched_from: UUID | None = None
    matched_by: str | None = None


def run(begin: Begin, *, platform: str, channel: Channel, law: Law, clock: Clock) -> Collected:
    """Collect page by page from the last answer known; one transaction a page. Raises what the channel raises.

    A question or an impossibility stops the order's clock; a complaint is taken like any other.
    """
    matched = held = 0
    with begin() as session:
        known = session.get(AnswerCursorRow, platform)
        after = known.seq if known else 0
    has_more = True
    while has_more:
        page = channel.answers(after)
        has_more = page.has_more and bool(page.answers)
        after = max([after, *(answer.seq for answer in page.answers)])
        with begin() as session:
            for answer in page.answers:
                said, order_id = placed(session, platform, answer)
                response_id = keep(session, platform, said, order_id, law, clock())
                matched += response_id is not None and order_id is not None
                held += response_id is not None and order_id is None
            read = insert(AnswerCursorRow).values(platform=platform, seq=after)
            session.execute(read.on_conflict_do_update(index_elements=["platform"], set_={"seq": after}))
    return Collected(matched, held)


def placed(session: Session, platform: str, answer: Answer, push_sha256: str | None = None) -> tuple[Said, UUID | None]:
    """What is kept of an answer, and the order that it counts for; held where it names none, or says nothing of it."""
    order_id = _order_of(session, platform, answer)
    held = HeldBecause.NO_ORDER if order_id is None else HeldBecause.NO_OUTCOME if answer.outcome is None else None
    return Said(**asdict(answer), push_sha256=push_sha256, held_because=held), None if held else order_id


def _order_of(session: Session, platform: str, answer: Answer) -> UUID | None:
    """By our number among those of the notice, else the one order of the notice; never one to another platform.

    A key that no notice of ours has, or a number that is not in it, names nothing.
    """
    orders = select(OrderRow.id).where(OrderRow.platform == platform).limit(2)
    if answer.notice_key:
        of_notice = OutboxRow.notice_id == notice_named(session, platform, answer.notice_key)
        orders = orders.join(OutboxRow, OutboxRow.order_id == OrderRow.id).where(of_notice)
    if answer.order_number:
        orders = orders.where(OrderRow.number == answer.order_number)
    found = session.scalars(orders).all() if answer.notice_key or answer.order_number else ()
    return found[0] if len(found) == 1 else None


def _follow(session: Session, said: Said, order_id: UUID, response_id: UUID, law: Law, now: datetime) -> None:
    if said.outcome is None:
        return
    stop_for_answer(session, order_id, response_id, said.outcome, now)
    if said.outcome == Outcome.APPEALED and not _is_taken(session, said, order_id):
        language = law.pack.pack.languages[0]
        words = said.reason.strip() or NO_WORDS
        complaint = Complaint(Appellant.PLATFORM, language, words, response_id=response_id)
        order = session.get_one(OrderRow, order_id)
        lodge(session, order=order, complaint=complaint, pack=law.pack, zone=law.zone, now=now)


def _is_taken(session: Session, said: Said, order_id: UUID) -> bool:
    """Whether the complaint was taken already from a match of the same answer, which was withdrawn since."""
    taken = select(AppealRow.id).join(ResponseRow, ResponseRow.id == AppealRow.response_id)
    of_answer = ResponseRow.matched_from == said.matched_from, AppealRow.order_id == order_id
    return said.matched_from is not None and session.scalar(taken.where(*of_answer).limit(1)) is not None


def keep(session: Session, platform: str, said: Said, order_id: UUID | None, law: Law, now: datetime) -> UUID | None:
    """Keep one answer, once, and let follow what follows from it; None where it was known."""
    response_id = stable_id("response", platform, said.answer_id)
    row = {"id": response_id, "platform": platform, "order_id": order_id, "collected_at": now, **asdict(said)}
    new = insert(ResponseRow).values(row).on_conflict_do_nothing().returning(ResponseRow.id)
    if session.scalar(new) is None:
        return None
    subject = f"order:{order_id}" if order_id else f"response:{response_id}"
    facts = {"response": str(response_id), "outcome": said.outcome, "answered_at": said.answered_at.isoformat()}
    if said.letter_sha256:
        facts["letter"] = said.letter_sha256
    if said.push_sha256:
        facts["push"] = said.push_sha256
    if said.written_by:
        facts |= {"written_by": said.written_by, "confirmed_by": said.confirmed_by}
    if said.matched_from:
        facts["from"] = str(said.matched_from)
    name, actor = ("answer.matched", said.matched_by) if said.matched_by else ("answer.received", "collect_responses")
    append(session, now, [Event(name, subject, actor, facts)])
    if order_id:
        _follow(session, said, order_id, response_id, law, now)
    return response_id
