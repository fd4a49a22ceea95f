"""What went back to wait for a releaser after it had been let go."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from include.writ.storage.models.base import TEXT, UTC_TIME, Base
from include.writ.storage.models.delivery import NoticeRow, OutboxRow, ReleaseRow
from include.writ.storage.models.people import PersonRow
from include.writ.storage.models.registry import PlatformContactRow


class ReturnRow(Base):
    """One thing that was released, did not arrive, and is asked about anew; the database moves it when this is written.

    Either `contact_id` became the contact before it left, or `person` says, with reasons, that what made `notice_id`
    come back is mended. A release lets a thing go once, so it goes back from it once.
    """

    __tablename__ = "returns"
    __table_args__ = (
        CheckConstraint("num_nonnulls(contact_id, person) = 1", name="one_cause"),
        CheckConstraint("(person IS NULL) = (reasons IS NULL)", name="person_says_why"),
        CheckConstraint("btrim(reasons) <> ''", name="reasons_say_something"),
        CheckConstraint("person IS NULL OR notice_id IS NOT NULL", name="mended_is_of_a_notice"),
    )

    outbox_id: Mapped[UUID] = mapped_column(ForeignKey(OutboxRow.id), primary_key=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey(ReleaseRow.id), primary_key=True)
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey(NoticeRow.id), index=True)
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey(PlatformContactRow.id))
    person: Mapped[str | None] = mapped_column(ForeignKey(PersonRow.id))
    reasons: Mapped[str | None] = mapped_column(TEXT)
    returned_at: Mapped[datetime] = mapped_column(UTC_TIME)
