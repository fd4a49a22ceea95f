"""The register of platforms: who their notices go to, each version kept, and how many use them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.domain.registry import ContactRole, UserMetric
from include.writ.storage.models.base import TEXT, UTC_TIME, Base, one_of
from include.writ.storage.models.delivery import PlatformRow
from include.writ.storage.models.people import PersonRow


class PlatformContactRow(Base):
    """One version of a platform's contact. One person proposes it, another confirms it; only then it is current.

    `established_in`: the country of the platform's main establishment, as `source` says. The database takes the
    current one over into `platforms`, which nobody writes by hand.
    """

    __tablename__ = "platform_contacts"
    __table_args__ = (
        UniqueConstraint("platform", "role", "position"),
        one_of("role", ContactRole),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_at_a_time"),
        CheckConstraint("confirmed_by <> proposed_by", name="confirmed_by_another_person"),
        CheckConstraint("confirmed_at >= proposed_at", name="proposed_before_confirmed"),
        CheckConstraint("btrim(name) <> '' AND btrim(source) <> ''", name="says_who_and_where_read"),
        CheckConstraint("email ~ '^[^@[:space:]]+@[^@[:space:]]+$'", name="email_is_address"),
        CheckConstraint("established_in ~ '^[A-Z]{2}$'", name="established_in_is_country"),
        CheckConstraint("array_to_string(languages, ',') ~ '^([a-z]{2}(,[a-z]{2})*)?$'", name="languages_are_codes"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name))
    role: Mapped[str] = mapped_column(TEXT)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(TEXT)
    address: Mapped[str] = mapped_column(TEXT)
    email: Mapped[str] = mapped_column(TEXT)
    languages: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    established_in: Mapped[str] = mapped_column(TEXT)
    source: Mapped[str] = mapped_column(TEXT)
    valid_from: Mapped[date]
    proposed_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    proposed_at: Mapped[datetime] = mapped_column(UTC_TIME)
    confirmed_by: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTC_TIME)


class PlatformUsersRow(Base):
    """How many used a platform in a territory in a period, as a source said on the day when a person read it."""

    __tablename__ = "platform_users"
    __table_args__ = (
        one_of("metric", UserMetric),
        CheckConstraint("value >= 0", name="value_is_a_number_of_people"),
        CheckConstraint("period_from <= period_until", name="period_ends_after_it_begins"),
        CheckConstraint("territory ~ '^[A-Z]{2}$'", name="territory_is_code"),
        CheckConstraint("btrim(source) <> ''", name="says_where_read"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(ForeignKey(PlatformRow.name), index=True)
    territory: Mapped[str] = mapped_column(TEXT)
    metric: Mapped[str] = mapped_column(TEXT)
    value: Mapped[int] = mapped_column(BigInteger)
    period_from: Mapped[date]
    period_until: Mapped[date]
    source: Mapped[str] = mapped_column(TEXT)
    read_on: Mapped[date]
    recorded_by: Mapped[str] = mapped_column(ForeignKey(PersonRow.id))
    recorded_at: Mapped[datetime] = mapped_column(UTC_TIME)
