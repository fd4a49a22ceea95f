"""A case and what people do with it: content item, ground and jurisdiction, decided one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from include.writ.domain.ids import fingerprint


class Act(StrEnum):
    """What a person can do with a case short of an order."""

    DECLINED = "declined"
    LAW_REVIEW = "law_review"
    REOPENED = "reopened"
    RETURNED = "returned"


class EvidenceKind(StrEnum):
    """What was fingerprinted: the delivered row, the source's capture, or the page a probe saw when it was back."""

    FINDING_ROW = "finding_row"
    CAPTURE = "capture"
    PROBE = "probe"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """All that the pack fixes for a ground; a drafter can change none of it.

    `elements`: what has to be shown, by id. `material_types`: the kinds of which the item has to be one, by id, where
    the law has such. `incites`: the Rabat factors have to be answered. `higher_body`: who decides appeals.
    `restore_hours`: the platform's time to bring content back. `appeal_suspends`: its time to obey stands still while
    an appeal is decided. `told_before_hours`: how long before its first order a platform is told;
    `non_disclosure_days`: how long the author may at most not be told. Both are 0 where the pack has no such term.
    """

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
    elements: Sequence[str]
    material_types: Sequence[str]
    requires: Sequence[str]
    incites: bool
    told_before_hours: int
    non_disclosure_days: int

    def as_json(self) -> dict[str, Any]:
        """The form in which it is hashed, and the columns in which it is stored."""
        listed = ("elements", "material_types", "requires")
        said = {name: getattr(self, name) for name in self.__slots__}
        return said | {name: [str(one) for one in said[name]] for name in listed}


@dataclass(frozen=True, slots=True)
class Draft:
    """The full content of one decision version; its hash is what an approver signs."""

    case_id: UUID
    version: int
    basis: LegalBasis
    content_key: str
    url: str
    evidence: Sequence[str]
    reasons: str
    worksheet: dict[str, Any]
    drafted_by: str | None

    @property
    def draft_hash(self) -> str:
        """SHA-256 over every field; any change gives another hash, and with it no approval."""
        return fingerprint(
            {
                "case": str(self.case_id),
                "version": self.version,
                "content": self.content_key,
                "url": self.url,
                "evidence": sorted(self.evidence),
                "reasons": self.reasons,
                "worksheet": self.worksheet,
                "drafted_by": self.drafted_by,
                "basis": self.basis.as_json(),
            }
        )
