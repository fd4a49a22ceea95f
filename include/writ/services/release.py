"""May these notices go out? One answer by a releaser to a question about an exact set, on record.

No answer sends nothing. An answer may hold back some platforms. Airflow shows the question and carries the answer; only
the row here lets a notice leave, and never one to a platform that it holds back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, literal, select, update
from sqlalchemy.orm import Session

from include.writ.domain.delivery import NoticeKind
from include.writ.domain.people import Person, Role
from include.writ.domain.states import OrderState, OutboxState, ReleaseState
from include.writ.errors import NotAllowed, NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.contacts import changed_since
from include.writ.services.release_question import release_of
from include.writ.storage.conditions import any_of
from include.writ.storage.models import AnnouncementRow, OrderRow, OutboxRow, PersonRow, ReleaseRow

HELD_FOR = timedelta(days=1)
LONGEST_NOTE = 500


def releasers(session: Session) -> list[str]:
    """Ids of the people who may answer a question now."""
    may_answer = PersonRow.is_active, literal(str(Role.RELEASER)) == any_(PersonRow.roles)
    return list(session.scalars(select(PersonRow.id).where(*may_answer).order_by(PersonRow.id)))


def require_released(session: Session, run_id: str) -> None:
    """Raise `NotAllowed` unless the record says that a releaser let this run's set go."""
    row = session.get(ReleaseRow, release_of(run_id))
    if row is None or row.state != ReleaseState.RELEASED:
        raise NotAllowed(f"no releaser has let the notices of this run go: {row.state if row else 'nobody was asked'}")


def let_go(
    session: Session,
    *,
    release_id: UUID,
    person: Person,
    now: datetime,
    held: Collection[str] = (),
    note: str | None = None,
) -> int:
    """The releaser says yes: the set may be sent, but for what goes to the platforms `held`. Returns how many may.

    What is held is asked about again after a day, or at once where the contact is another one since the question. The
    same yes by anyone changes nothing; another one raises `NotPossible`, as does a platform that the question is not
    about, holding back all of them, or letting go what another contact would get. Who asked for an announcement does
    not let it go: `NotAllowed`.
    """
    person.require(Role.RELEASER)
    release = _locked(session, release_id)
    platforms = _held_of(release, held)
    if release.state == ReleaseState.RELEASED and release.held_platforms == platforms:
        return 0
    _require_current_contacts(session, release, platforms)
    _require_other_asker(session, release, platforms, person)
    release.held_platforms = platforms
    _answer(release, ReleaseState.RELEASED, person, now, note)
    session.flush()
    gone = session.execute(
        update(OutboxRow)
        .where(_waiting_in(release), OutboxRow.platform.not_in(platforms))
        .values(state=OutboxState.RELEASED)
        .returning(OutboxRow.order_id, OutboxRow.notice_kind)
    ).all()
    _mark_released(session, [order_id for order_id, kind in gone if order_id and kind == NoticeKind.ORDER], now)
    kept = _give_back_held(session, release, now) if platforms else 0
    _record(session, release, person, now, len(gone), held=kept)
    return len(gone)


def hold(session: Session, *, release_id: UUID, person: Person, now: datetime, note: str | None = None) -> int:
    """The releaser says not now: nothing is sent, and the notices are asked about again after a day."""
    person.require(Role.RELEASER)
    release = _locked(session, release_id)
    if release.state == ReleaseState.HELD:
        return 0
    _answer(release, ReleaseState.HELD, person, now, note)
    return _give_all_back(session, release, person, now, ask_after=now + HELD_FOR)


def withdraw(session: Session, *, release_id: UUID, person: Person, now: datetime) -> int:
    """Take back an open question whose run is lost; its notices are asked about again at once."""
    person.require(Role.RELEASER)
    release = _locked(session, release_id)
    _answer(release, ReleaseState.WITHDRAWN, person, now, None)
    return _give_all_back(session, release, person, now, ask_after=now)


def _waiting_in(release: ReleaseRow) -> ColumnElement[bool]:
    return (OutboxRow.release_id == release.id) & (OutboxRow.state == OutboxState.WAITING)


def _held_of(release: ReleaseRow, held: Collection[str]) -> list[str]:
    """The platforms to hold back, in order; some and not all of those that the question is about."""
    asked = set(release.summary["platforms"])
    if unknown := set(held) - asked:
        about = ", ".join(sorted(asked))
        raise NotPossible(f"{len(unknown)} of the platforms to hold back are none of this question's: {about}")
    if held and asked <= set(held):
        raise NotPossible("all platforms are held back, so nothing would be released; to hold them all, answer Hold")
    return sorted(set(held))


def _locked(session: Session, release_id: UUID) -> ReleaseRow:
    release = session.get(ReleaseRow, release_id, with_for_update=True)
    if release is None:
        raise NotPossible(f"there is no release {release_id}")
    return release


def _require_current_contacts(session: Session, release: ReleaseRow, held: Collection[str]) -> None:
    if changed := sorted(set(changed_since(session, release)) - set(held)):
        names = ", ".join(changed)
        raise NotPossible(f"R16: the contact of {names} is another one since this was asked; hold back what goes there")


def _require_other_asker(session: Session, release: ReleaseRow, held: Collection[str], person: Person) -> None:
    of_release = OutboxRow.release_id == release.id, OutboxRow.platform.not_in(held)
    own = select(OutboxRow.platform).join(AnnouncementRow, AnnouncementRow.id == OutboxRow.announcement_id)
    asked = session.scalars(own.where(*of_release, AnnouncementRow.asked_by == person.id).distinct()).all()
    if asked:
        names = ", ".join(sorted(asked))
        raise NotAllowed(f"{person.id} asked for the announcement to {names}; another releaser lets it go, or hold it")


def _answer(release: ReleaseRow, state: ReleaseState, person: Person, now: datetime, note: str | None) -> None:
    if release.state != ReleaseState.ASKED:
        raise NotPossible(f"release {release.id} was already answered: it is {release.state}")
    if note and (len(note) > LONGEST_NOTE or "\x00" in note):
        raise NotPossible(f"the note is longer than {LONGEST_NOTE} characters, or has a character that can not be kept")
    release.state, release.answered_by, release.answered_at = state, person.id, now
    release.note = note.strip() or None if note else None


def _mark_released(session: Session, order_ids: Sequence[UUID], now: datetime) -> None:
    session.execute(
        update(OrderRow).where(OrderRow.id == any_of(order_ids)).values(state=OrderState.RELEASED, released_at=now)
    )


def _give_all_back(session: Session, release: ReleaseRow, person: Person, now: datetime, *, ask_after: datetime) -> int:
    session.flush()
    given = _give_back(session, ask_after, OutboxRow.release_id == release.id)
    _record(session, release, person, now, given)
    return given


def _give_back_held(session: Session, release: ReleaseRow, now: datetime) -> int:
    to_another = OutboxRow.platform.in_(changed_since(session, release))
    at_once = _give_back(session, now, _waiting_in(release) & to_another)
    return at_once + _give_back(session, now + HELD_FOR, _waiting_in(release))


def _give_back(session: Session, ask_after: datetime, those: ColumnElement[bool]) -> int:
    given = update(OutboxRow).where(those).values(release_id=None, ask_after=ask_after)
    return len(session.scalars(given.returning(OutboxRow.id)).all())


def _record(session: Session, release: ReleaseRow, person: Person, now: datetime, notices: int, held: int = 0) -> None:
    facts: dict[str, Any] = {"notices": notices, "digest": release.digest}
    if release.held_platforms:
        facts |= {"held_platforms": release.held_platforms, "held": held}
    append(session, now, [Event(f"release.{release.state}", f"release:{release.id}", person.id, facts)])
