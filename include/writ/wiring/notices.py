"""What the Docket's pages call about notices: reading them, their files, what a portal confirmed, what is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from include.writ.errors import ConfigError, ContractBroken
from include.writ.log import get
from include.writ.services import confirm as confirming
from include.writ.services import deployment as standing
from include.writ.services import docket_notice, docket_notices, mended
from include.writ.services.mended import Mended
from include.writ.services.notice_records import (
    NoticeEvent,
    NoticeList,
    NoticeMoment,
    NoticeStanding,
    Wanted,
    WholeNotice,
)
from include.writ.services.notice_troubles import NeedsPeople
from include.writ.storage.models import ConfirmationRow, NoticeRow
from include.writ.wiring.deployment import Deployment, for_docket

__all__ = [
    "Mended",
    "NeedsPeople",
    "NoticeEvent",
    "NoticeList",
    "NoticeMoment",
    "NoticeStanding",
    "Wanted",
    "WholeNotice",
]

log = get(__name__)


class NoticeFile(StrEnum):
    """A file of a signed notice; the value is the end of its name."""

    PDF = "pdf"
    JSON = "json"
    JWS = "json.jws"


MEDIA_TYPES = {
    NoticeFile.PDF: "application/pdf",
    NoticeFile.JSON: "application/json",
    NoticeFile.JWS: "application/jose",  # RFC 7515, section 9.2.1
}


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a file as the platform gets them, and under which name they are kept."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The number of a portal after an act on it; `confirmed_by` once two people saw it."""

    notice: UUID
    version: int
    number: str
    received_at: datetime
    typed_by: str
    confirmed_by: str | None


def list_notices(wanted: Wanted, after: UUID | None, limit: int) -> NoticeList:
    """A page of notices."""
    with for_docket().begin() as session:
        return docket_notices.list_notices(session, wanted, after=after, limit=limit)


def needs_people() -> NeedsPeople:
    """What of the notices does not go on by itself."""
    here = for_docket()
    with here.begin() as session:
        return docket_notices.needs_people(session, here.clock())


def notice(notice_id: UUID) -> WholeNotice | None:
    """One notice with all that became of it."""
    with for_docket().begin() as session:
        return docket_notice.read_notice(session, notice_id)


def file_of(notice_id: UUID, file: NoticeFile) -> Download | None:
    """A file of a notice; None when there is no such notice, or it is not signed yet.

    Raises `ConfigError` when the PDF that was kept is gone or was changed.
    """
    here = for_docket()
    with here.begin() as session:
        row = session.get(NoticeRow, notice_id)
    if row is None or row.signature is None or row.pdf_sha256 is None:
        return None
    content = {NoticeFile.JSON: row.document, NoticeFile.JWS: row.signature.encode("ascii")}.get(file)
    name = re.sub(r"[^0-9A-Za-z-]", "_", row.number)
    return Download(f"{name}.{file}", MEDIA_TYPES[file], content or _pdf(here, row.pdf_sha256))


def type_in(notice_id: UUID, user_name: str, number: str, received_at: datetime) -> Confirmation:
    """Write down what a portal showed to who uploaded the notice."""
    here = for_docket()
    with here.begin() as session:
        releaser = standing.person(session, user_name)
        row = confirming.type_in(
            session,
            notice_id=notice_id,
            person=releaser,
            number=number,
            received_at=received_at,
            now=here.clock(),
        )
    log.info("notice %s: confirmation %s typed in", notice_id, row.version)
    return _confirmation(row)


def confirm(notice_id: UUID, user_name: str, number: str) -> Confirmation:
    """Another person saw the same number in the portal."""
    here = for_docket()
    with here.begin() as session:
        releaser = standing.person(session, user_name)
        row = confirming.confirm(session, notice_id=notice_id, person=releaser, number=number, now=here.clock())
    log.info("notice %s: confirmation %s confirmed", notice_id, row.version)
    return _confirmation(row)


def say_mended(notice_id: UUID, user_name: str, reason: str) -> Mended:
    """Say that what made a notice come back is mended, so that a releaser is asked about what it carried."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        done = mended.say_mended(session, notice_id=notice_id, person=person, reasons=reason, now=here.clock())
    log.info("notice %s: mended, %s orders wait for a release", notice_id, done.orders)
    return done


def _pdf(here: Deployment, sha256: str) -> bytes:
    try:
        return here.raw_store.get(sha256)
    except (FileNotFoundError, ContractBroken):
        raise ConfigError(f"file {sha256} is not in the raw store as it was kept; restore it from a backup") from None


def _confirmation(row: ConfirmationRow) -> Confirmation:
    return Confirmation(row.notice_id, row.version, row.number, row.received_at, row.typed_by, row.confirmed_by)
