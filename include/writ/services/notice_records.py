"""What the Docket shows of notices, as records: plain values only, so that they go into JSON and into a page unchanged.

Of an attempt that failed only the kind of the error is on record, so nothing here repeats an address or a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from include.writ.domain.content import Platform


class NoticeStanding(StrEnum):
    """By what notices are looked for. `on_its_way`: handed over, and nothing proves yet that it arrived.

    `mended`: it was refused or came back, and what it carried goes with another.
    """

    ON_ITS_WAY = "on_its_way"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    MENDED = "mended"
    VOID = "void"


class NoticeEvent(StrEnum):
    """What happened to a notice after it was made, but for the receipt itself. `recalled`: its contact changed."""

    HANDED = "handed"
    DELIVERED = "delivered"
    DELAYED = "delayed"
    FAILED = "failed"
    AUTO_REPLY = "auto_reply"
    TYPED = "typed"
    CONFIRMED = "confirmed"
    RECALLED = "recalled"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices are asked for; None leaves a question open."""

    platform: Platform | None = None
    state: NoticeStanding | None = None


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice in a list. `orders`: how many it names, none where it announces the first ones.

    `states`: how many of what it still carries are how far. `mended_at`: since when what it carried goes with another,
    after it was refused or came back.
    """

    id: UUID
    number: str
    platform: str
    notice_kind: str
    is_specimen: bool
    orders: int
    states: Mapping[str, int]
    issued_at: datetime
    voided_at: datetime | None
    void_because: str | None
    mended_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticeList:
    """Notices, the newest first; `next` is what to ask after for more, None at the end."""

    notices: list[NoticeLine]
    next: UUID | None


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """What came back about a notice, or about none of ours. `detail` is a status code or the like."""

    platform: str
    kind: str
    detail: str
    reported_at: datetime
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class CarriedRecord:
    """One order of a notice. `state`: how far what is said of it here is; None where it goes with another notice.

    `other`, `other_number`: that other one, as soon as it is made, where what went back on record is known.
    """

    order_number: str
    case: UUID
    order_state: str
    state: str | None
    retry_at: datetime | None
    other: UUID | None
    other_number: str | None


@dataclass(frozen=True, slots=True)
class AnnouncedRecord:
    """One announcement: who asked for it, how far it is, the notice that carries it, and its proven receipt."""

    id: UUID
    platform: str
    pack: str
    is_specimen: bool
    asked_by: str
    asked_at: datetime
    state: str
    retry_at: datetime | None
    notice_id: UUID | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt, for so many of the orders. Without `result` it was cut short; `error` is a kind of error."""

    started_at: datetime
    finished_at: datetime | None
    result: str | None
    error: str | None
    receipt_id: str | None
    received_at: datetime | None
    orders: int


@dataclass(frozen=True, slots=True)
class ConfirmationRecord:
    """A number that a portal showed, who typed it in, and who saw the same there."""

    version: int
    number: str
    received_at: datetime
    typed_by: str
    typed_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PushedRecord:
    """A receipt that the platform pushed. It counts once a collection has taken it up."""

    receipt_id: str
    received_at: datetime
    pushed_at: datetime


@dataclass(frozen=True, slots=True)
class MendedRecord:
    """Who said, and why, that what made a notice come back is mended."""

    person: str
    reasons: str
    returned_at: datetime


@dataclass(frozen=True, slots=True)
class SignerRecord:
    """Whom the certificate names with which a notice was signed, and whether it is a specimen's."""

    name: str
    is_specimen: bool


@dataclass(frozen=True, slots=True)
class WholeNotice:
    """All of one notice but its words. `pdf_sha256` and `signer` are None as long as it is not signed.

    It carries orders or what follows on one, or it is what was `announced`. `people` gives name and post of every
    person id in it.
    """

    id: UUID
    number: str
    platform: str
    notice_kind: str
    is_specimen: bool
    addressee: str
    contact_point: str
    languages: list[str]
    issued_at: datetime
    voided_at: datetime | None
    void_because: str | None
    mended: MendedRecord | None
    document_sha256: str
    pdf_sha256: str | None
    signer: SignerRecord | None
    carries: list[CarriedRecord]
    announced: AnnouncedRecord | None
    attempts: list[AttemptRecord]
    reports: list[ReportRecord]
    pushed: list[PushedRecord]
    confirmations: list[ConfirmationRecord]
    people: Mapping[str, str]

    @property
    def waits_for_proof(self) -> bool:
        """Whether a number that a portal showed would prove its receipt."""
        return not self._states.isdisjoint({"handed", "uncertain"})

    @property
    def is_in_doubt(self) -> bool:
        """Whether it may have arrived or not."""
        return "uncertain" in self._states

    @property
    def came_back(self) -> bool:
        """Whether it was refused or came back, and nobody has said yet that this is mended."""
        return any(one.state == "refused" for one in self.carries)

    @property
    def _states(self) -> set[str | None]:
        return {one.state for one in self.carries} | {self.announced.state if self.announced else None}


@dataclass(frozen=True, slots=True)
class NoticeMoment:
    """Something that happened to a notice of an order, at `happened_at`. `who`: the person who did it, if one did."""

    happened_at: datetime
    what: str
    notice_id: UUID
    number: str
    notice_kind: str
    who: str | None
