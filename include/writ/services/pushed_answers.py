"""Answers that a platform pushed: the signed message is kept as it came, and the next collection reads it.

Who keeps a message writes no answer with it. Who reads it looks at the signature first, so that nobody who can only
write down a message answers in the name of a platform. What can not be read or is not signed waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.clock import Clock
from include.writ.domain.delivery import Answer, HeldBecause, Push
from include.writ.domain.ids import sha256_hex
from include.writ.errors import ConfigError, ContractBroken, NotAllowed
from include.writ.services.collect import Collected, Law, Said, keep, placed
from include.writ.services.deliver import Begin
from include.writ.storage.models import PushedAnswerRow

MOST_WAITING = 10_000
MOST_OF_A_BODY = 4_000
AT_ONCE = 200

Reader = Callable[[Push], Answer]
"""Reads a kept message. `NotAllowed`: it is not signed; `ContractBroken`: there is no answer in it."""


def keep_push(session: Session, platform: str, push: Push, now: datetime) -> None:
    """Write a signed message down, unless it is there. `ConfigError`: too many wait, and nobody takes them up."""
    waiting = select(PushedAnswerRow.message_id).where(*_waiting(platform)).offset(MOST_WAITING - 1).limit(1)
    if session.scalar(waiting) is not None:
        raise ConfigError(f"{MOST_WAITING} pushed answers of {platform} wait; see why collect_responses reads none")
    values = {
        "platform": platform,
        "body_sha256": sha256_hex(push.body),
        "message_id": push.message_id,
        "signed_at": push.signed_at,
        "signature": push.signature,
        "body": push.body,
        "pushed_at": now,
    }
    session.execute(insert(PushedAnswerRow).values(values).on_conflict_do_nothing())


def run(begin: Begin, *, platform: str, read: Reader, law: Law, clock: Clock) -> Collected:
    """Take up what was pushed, the first one first; so many in one transaction. An answer that is known counts once."""
    matched = held = 0
    has_more = True
    while has_more:
        with begin() as session:
            rows = session.scalars(
                select(PushedAnswerRow)
                .where(*_waiting(platform))
                .order_by(PushedAnswerRow.pushed_at, PushedAnswerRow.message_id, PushedAnswerRow.body_sha256)
                .limit(AT_ONCE)
                .with_for_update()
            ).all()
            has_more = len(rows) == AT_ONCE
            for row in rows:
                now = clock()
                said, order_id = _read(session, row, read)
                is_new = keep(session, platform, said, order_id, law, now) is not None
                matched += is_new and order_id is not None
                held += is_new and order_id is None
                row.taken_at = now
    return Collected(matched, held)


def _read(session: Session, row: PushedAnswerRow, read: Reader) -> tuple[Said, UUID | None]:
    push = Push(row.message_id, row.signed_at, row.signature, row.body)
    try:
        return placed(session, row.platform, read(push), row.body_sha256)
    except NotAllowed:
        return _unread(row, HeldBecause.UNSIGNED), None
    except ContractBroken:
        return _unread(row, HeldBecause.NO_OUTCOME), None


def _unread(row: PushedAnswerRow, because: HeldBecause) -> Said:
    """What a person looks at; under an id that is no platform's, so that a real answer is never taken for known."""
    return Said(
        seq=0,
        answer_id=f"push:{row.message_id}:{row.body_sha256}",
        notice_key=None,
        order_number=None,
        outcome=None,
        reason=row.body.decode(errors="replace").replace("\0", "")[:MOST_OF_A_BODY],
        answered_at=row.pushed_at,
        push_sha256=row.body_sha256,
        held_because=because,
    )


def _waiting(platform: str) -> tuple[ColumnElement[bool], ...]:
    return PushedAnswerRow.platform == platform, PushedAnswerRow.taken_at.is_(None)
