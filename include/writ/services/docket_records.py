"""What the Docket shows, as records: plain values only, so that they go into JSON and into a page unchanged.

`excerpt` and `raw` are None for a reader who may not see texts of users; nothing else is left out of a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from include.writ.domain.assessment import Assessment
from include.writ.domain.clocks import Deadline
from include.writ.domain.completeness import Addressee
from include.writ.services.answer_records import PortalAnswer, ResponseRecord
from include.writ.services.case_lines import ClaimRecord
from include.writ.services.notice_records import NoticeMoment
from include.writ.services.redress_records import AppealRecord, ReversalRecord, ReviewRecord, StopRecord
from include.writ.services.same_evidence import EarlierOrder


@dataclass(frozen=True, slots=True)
class FindingRecord:
    """One report of the content."""

    source: str
    finding_ref: str
    day: date
    detected_at: datetime
    url: str
    language: str
    excerpt: str | None
    capture_sha256: str | None
    row_sha256: str


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """One fingerprint."""

    kind: str
    sha256: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One version of the draft, whole: this is what an approver reads and `draft_hash` covers.

    Version 0 is what the pack proposes; it has no drafter and can not be approved.
    """

    id: UUID
    version: int
    pack: str
    pack_version: str
    pack_sha256: str
    ground: str
    provision: str
    authority: str
    jurisdiction: str
    territory: str
    deadline_hours: int
    review_after_days: int
    higher_body: str
    restore_hours: int
    appeal_suspends: bool
    redress_platform: str
    redress_author: str
    elements: list[str]
    material_types: list[str]
    requires: list[str]
    incites: bool
    told_before_hours: int
    non_disclosure_days: int
    evidence: list[str]
    reasons: str
    worksheet: dict[str, Any]
    drafted_by: str | None
    drafted_at: datetime
    draft_hash: str


@dataclass(frozen=True, slots=True)
class RefusedDraftRecord:
    """What a drafter sent from version `seen` (0: from none) and was not taken as a version, and why."""

    person: str
    seen: int
    reasons: str
    worksheet: dict[str, Any]
    refusal: str
    refused_at: datetime


@dataclass(frozen=True, slots=True)
class ActRecord:
    """What a person did to the case short of an order."""

    act: str
    person: str
    reason: str
    acted_at: datetime


@dataclass(frozen=True, slots=True)
class NonDisclosureRecord:
    """That the author is not told until a day, of the draft with this hash; for another draft it is void."""

    draft_hash: str
    person: str
    reasons: str
    until: date
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """What the platform is told about the order, how far that is, and the notice that carries it, if one does."""

    id: UUID
    notice_kind: str
    version: int
    state: str
    document_sha256: str
    release_id: UUID | None
    notice_id: UUID | None
    notice_number: str | None
    attempts: int
    retry_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """The order with its approver and its course; `due_at` is None while the platform's time stands still.

    `author_reference`: by what the author names it. `on_the_way`: what happened to its notices after they left.
    """

    id: UUID
    number: str
    state: str
    author_reference: str
    approver: str
    territory: str
    deadline_hours: int
    review_on: date
    approved_at: datetime
    released_at: datetime | None
    sent_at: datetime | None
    received_at: datetime | None
    due_at: datetime | None
    effected_at: datetime | None
    notices: list[NoticeRecord]
    on_the_way: list[NoticeMoment]
    stops: list[StopRecord]
    appeals: list[AppealRecord]
    reviews: list[ReviewRecord]
    reversal: ReversalRecord | None


@dataclass(frozen=True, slots=True)
class ProbeRecord:
    """What was to be seen at the address; `outside` the territory too, where that was looked at."""

    probed_at: datetime
    verdict: str
    because: str
    status: int | None
    body_sha256: str | None
    vantage: str
    outside: str | None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """All of one case; `assessment` is None without law, and `claim` while nobody holds the case.

    `people`: names and posts; `deadlines`: the earliest first. `is_in_a_portal`: two people saw there that the platform
    has the order.
    """

    id: UUID
    state: str
    platform: str
    ground: str
    jurisdiction: str
    occurrence: int
    reappearance_of: UUID | None
    opened_day: date
    opened_at: datetime
    closed_at: datetime | None
    claim: ClaimRecord | None
    content_key: str
    url: str
    findings: list[FindingRecord]
    evidence: list[EvidenceRecord]
    same_evidence: list[EarlierOrder]
    decisions: list[DecisionRecord]
    refused_drafts: list[RefusedDraftRecord]
    acts: list[ActRecord]
    addressee: Addressee
    non_disclosures: list[NonDisclosureRecord]
    assessment: Assessment | None
    deadlines: list[Deadline]
    order: OrderRecord | None
    probes: list[ProbeRecord]
    responses: list[ResponseRecord]
    is_in_a_portal: bool
    portal_answers: list[PortalAnswer]
    people: dict[str, str]
