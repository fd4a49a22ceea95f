"""Reading the register of platforms: whom notices go to, each version before, and how many use a platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.registry import Duty, UserMetric, Users, representative_duty
from include.writ.packs.model import Pack
from include.writ.services.announcement_records import of_platform
from include.writ.services.contacts import waiting_for_another
from include.writ.services.notice_records import AnnouncedRecord
from include.writ.services.records import record_of
from include.writ.storage.models import PlatformContactRow, PlatformRow, PlatformUsersRow


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """One version of a contact. Without `confirmed_by` it is proposed only, and nothing is sent to it."""

    id: UUID
    role: str
    position: int
    name: str
    address: str
    email: str
    languages: list[str]
    established_in: str
    source: str
    valid_from: date
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class UsersRecord:
    """One figure as a person read it."""

    territory: str
    metric: str
    value: int
    period_from: date
    period_until: date
    source: str
    read_on: date
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PlatformRecord:
    """One platform. `addressee` is whom notices name now; `contacts` and `users` have every version, newest first.

    `representative`: whether it has to have one in the pack's territory; `because_of`: the figure that says so.
    `stale`: notices that wait for a contact that is not current any more. `told_before_hours`: how long before its
    first order it has to be told, 0 where the pack asks for nothing; `announced`: the newest announcement of that.
    """

    name: str
    title: str
    addressee: str
    languages: list[str]
    contacts: list[ContactRecord]
    users: list[UsersRecord]
    representative: Duty
    because_of: Users | None
    stale: int
    told_before_hours: int
    announced: AnnouncedRecord | None

    @property
    def open_contacts(self) -> list[ContactRecord]:
        """Proposals that can be confirmed: of each role the newest version, unless it is confirmed."""
        newest = {contact.role: contact for contact in reversed(self.contacts)}
        return [contact for contact in newest.values() if contact.confirmed_at is None]

    @property
    def current(self) -> list[ContactRecord]:
        """Of each role the newest version that was confirmed."""
        confirmed = {contact.role: contact for contact in reversed(self.contacts) if contact.confirmed_at}
        return list(confirmed.values())


def list_platforms(session: Session, law: Pack, *, is_specimen: bool) -> list[PlatformRecord]:
    """All platforms by name; some dozens at most."""
    rows = session.scalars(select(PlatformRow).order_by(PlatformRow.name)).all()
    return [_record(session, row, law, is_specimen) for row in rows]


def read_platform(session: Session, name: str, law: Pack, *, is_specimen: bool) -> PlatformRecord | None:
    """One platform; None when it is not registered."""
    row = session.get(PlatformRow, name)
    return _record(session, row, law, is_specimen) if row else None


def _record(session: Session, row: PlatformRow, law: Pack, is_specimen: bool) -> PlatformRecord:
    newest = PlatformContactRow.proposed_at.desc(), PlatformContactRow.position.desc()
    contacts = session.scalars(select(PlatformContactRow).filter_by(platform=row.name).order_by(*newest))
    latest = PlatformUsersRow.period_until.desc(), PlatformUsersRow.recorded_at.desc()
    users = session.scalars(select(PlatformUsersRow).filter_by(platform=row.name).order_by(*latest)).all()
    duty, because_of = representative_duty([_figure(one) for one in users], law.territory, law.representative)
    return PlatformRecord(
        name=row.name,
        title=row.title,
        addressee=row.contact_point,
        languages=list(row.languages),
        contacts=[record_of(ContactRecord, contact) for contact in contacts],
        users=[record_of(UsersRecord, one) for one in users],
        representative=duty,
        because_of=because_of,
        stale=waiting_for_another(session, row.name),
        told_before_hours=law.told_before.amount if law.told_before else 0,
        announced=of_platform(session, row.name, law.id, is_specimen=is_specimen),
    )


def _figure(row: PlatformUsersRow) -> Users:
    return record_of(Users, row, metric=UserMetric(row.metric))
