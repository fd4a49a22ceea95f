"""What the Docket shows of the announcement of orders to a platform. It changes nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from include.writ.services.notice_records import AnnouncedRecord
from include.writ.services.records import record_of
from include.writ.storage.models import AnnouncementRow, OutboxRow


def of_platform(session: Session, platform: str, pack: str, *, is_specimen: bool) -> AnnouncedRecord | None:
    """The newest announcement to a platform; None where nobody asked for one."""
    of_series = AnnouncementRow.platform == platform, AnnouncementRow.pack == pack
    return _newest(session, *of_series, AnnouncementRow.is_specimen == is_specimen)


def of_notice(session: Session, notice_id: UUID) -> AnnouncedRecord | None:
    """What a notice announces; None where it carries something else."""
    return _newest(session, OutboxRow.notice_id == notice_id)


def read(session: Session, announcement_id: UUID) -> AnnouncedRecord:
    """This announcement, which is there."""
    return _record(session.execute(_announced().where(AnnouncementRow.id == announcement_id)).one())


def _newest(session: Session, *conditions: ColumnElement[bool]) -> AnnouncedRecord | None:
    newest = _announced().where(*conditions).order_by(AnnouncementRow.position.desc()).limit(1)
    found = session.execute(newest).first()
    return _record(found) if found else None


def _announced() -> Select[AnnouncementRow, str, datetime | None, UUID | None]:
    said = select(AnnouncementRow, OutboxRow.state, OutboxRow.retry_at, OutboxRow.notice_id)
    return said.join(OutboxRow, OutboxRow.announcement_id == AnnouncementRow.id)


def _record(found: Row[AnnouncementRow, str, datetime | None, UUID | None]) -> AnnouncedRecord:
    row, state, retry_at, notice_id = found
    return record_of(AnnouncedRecord, row, state=state, retry_at=retry_at, notice_id=notice_id)
