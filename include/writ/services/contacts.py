"""Who a platform's notices go to: one person proposes a contact, another confirms it, and each version is kept.

Who writes to platforms proposes; a law reviewer confirms, as whom a law means by a contact is a question of law. An
engineer does neither: whoever sets where a channel leads does not also say whom an order names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Boolean, func, select
from sqlalchemy.orm import Session

from include.writ.domain.ids import fingerprint, stable_id
from include.writ.domain.people import DECIDERS, Person, Role
from include.writ.domain.registry import ContactRole, UserMetric
from include.writ.domain.states import OutboxState
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.services.recall import recall
from include.writ.storage.models import OutboxRow, PlatformContactRow, PlatformRow, PlatformUsersRow


@dataclass(frozen=True, slots=True)
class Contact:
    """What is said of a contact. `languages`: which it reads (ISO 639-1), in the order in which it declared them.

    `established_in`: the country of the platform's main establishment (ISO 3166-1). `source`: where this was read.
    """

    role: ContactRole
    name: str
    address: str
    email: str
    languages: tuple[str, ...]
    established_in: str
    source: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class Figure:
    """How many used a platform in a territory, from the first to the last day of a period, as a source has it."""

    territory: str
    metric: UserMetric
    value: int
    period_from: date
    period_until: date
    source: str
    read_on: date


class Question(Protocol):
    """A question to a releaser, as a row or a record of it."""

    @property
    def id(self) -> UUID:
        """Its id."""

    @property
    def summary(self) -> Mapping[str, Any]:
        """What it told, by platform."""


def propose(session: Session, *, platform: str, person: Person, contact: Contact, now: datetime) -> PlatformContactRow:
    """Write down a further version, which nothing is sent to yet; the same again is the one that waits.

    Raises `NotPossible` for a platform that is not registered, and for what is said already.
    """
    person.require(*sorted(DECIDERS))
    _registered(session, platform)
    versions = _versions(session, platform, contact.role)
    if versions and _said(versions[-1]) == contact:
        if versions[-1].confirmed_at is None:
            return versions[-1]
        raise NotPossible("R16: this very contact is registered already")
    row = PlatformContactRow(
        id=stable_id("contact", platform, contact.role, len(versions) + 1),
        platform=platform,
        position=len(versions) + 1,
        proposed_by=person.id,
        proposed_at=now,
        **asdict(contact) | {"languages": list(contact.languages)},
    )
    session.add(row)
    session.flush()
    _record(session, "contact.proposed", row, person, now)
    return row


def confirm(session: Session, *, contact_id: UUID, person: Person, today: date, now: datetime) -> PlatformContactRow:
    """Make a proposed contact the current one; what was released for the one before and has not left is taken back.

    A second time changes nothing.

    Raises `NotAllowed` for who is no law reviewer, `NotPossible` for the proposer, for a version that a newer one has
    overtaken, and before the day from which it is valid.
    """
    person.require(Role.LAW_REVIEWER)
    row = session.get(PlatformContactRow, contact_id, with_for_update=True)
    if row is None:
        raise NotPossible(f"there is no contact {contact_id}")
    if row.confirmed_at is not None:
        return row
    if row.proposed_by == person.id:
        raise NotPossible(f"R16: {person.id} proposed it; another person confirms it")
    if _versions(session, row.platform, ContactRole(row.role))[-1].id != row.id:
        raise NotPossible("R16: a newer contact is proposed; confirm that one")
    if row.valid_from > today:
        raise NotPossible(f"R16: it is valid from {row.valid_from}; confirm it then")
    row.confirmed_by, row.confirmed_at = person.id, now
    session.flush()
    _record(session, "contact.confirmed", row, person, now)
    recall(session, row.platform, actor=person.id, now=now)
    return row


def record_users(session: Session, *, platform: str, person: Person, figure: Figure, now: datetime) -> PlatformUsersRow:
    """Keep one figure as it was read; the same again is the record that is there."""
    person.require(*sorted(DECIDERS))
    _registered(session, platform)
    figure_id = stable_id("users", platform, *(getattr(figure, field.name) for field in fields(figure)))
    if earlier := session.get(PlatformUsersRow, figure_id):
        return earlier
    who = {"platform": platform, "recorded_by": person.id, "recorded_at": now}
    row = PlatformUsersRow(id=figure_id, **who, **asdict(figure))
    session.add(row)
    session.flush()
    facts = {"figure": str(row.id), "metric": row.metric, "value": row.value, "territory": row.territory}
    append(session, now, [Event("platform.users", f"platform:{platform}", person.id, facts)])
    return row


def current(session: Session, platform: str) -> Contact | None:
    """Whom notices to a platform are addressed to; None when nobody has confirmed anyone."""
    found = current_row(session, platform)
    return _said(found) if found else None


def current_row(session: Session, platform: str) -> PlatformContactRow | None:
    """The version on record that says so."""
    confirmed = PlatformContactRow.platform == platform, PlatformContactRow.confirmed_at.is_not(None)
    points_first = (PlatformContactRow.role == ContactRole.CONTACT_POINT).desc()
    rows = select(PlatformContactRow).where(*confirmed).order_by(points_first, PlatformContactRow.position.desc())
    return session.scalars(rows.limit(1)).first()


def waiting_for_another(session: Session, platform: str) -> int:
    """How much of what waits for a release was sealed when another contact was current; it goes to the one in force."""
    sealed_for_it = func.writ.is_for_current_contact(OutboxRow.document, OutboxRow.platform)
    waiting = OutboxRow.state == OutboxState.WAITING, OutboxRow.platform == platform
    return session.scalars(select(func.count()).where(*waiting, ~sealed_for_it)).one()


def changed_since(session: Session, release: Question) -> list[str]:
    """Platforms of a question whose contact is another one now; what goes there is asked about anew (R16)."""
    is_same = func.writ.is_about_current_contact
    asked = sorted(release.summary["platforms"])
    return [name for name in asked if not session.scalar(select(is_same(release.id, name, type_=Boolean)))]


def _registered(session: Session, platform: str) -> None:
    if session.get(PlatformRow, platform) is None:
        raise NotPossible(f"platform {platform} is not in the registry")


def _versions(session: Session, platform: str, role: ContactRole) -> Sequence[PlatformContactRow]:
    of_role = PlatformContactRow.platform == platform, PlatformContactRow.role == role
    return session.scalars(select(PlatformContactRow).where(*of_role).order_by(PlatformContactRow.position)).all()


def _said(row: PlatformContactRow) -> Contact:
    said = {field.name: getattr(row, field.name) for field in fields(Contact)}
    return Contact(**said | {"role": ContactRole(row.role), "languages": tuple(row.languages)})


def _record(session: Session, event: str, row: PlatformContactRow, person: Person, now: datetime) -> None:
    said = asdict(_said(row)) | {"valid_from": str(row.valid_from), "languages": row.languages}
    facts = {"contact": str(row.id), "role": row.role, "position": row.position, "sha256": fingerprint(said)}
    append(session, now, [Event(event, f"platform:{row.platform}", person.id, facts)])
