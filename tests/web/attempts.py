"""For each requirement one bad case as a request that the API refuses: as a bad one, or as one it knows nothing of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from include.writ.domain.worksheet import RabatFactor
from tests.web.docket_world import DRAFT, WORKSHEET

# all that any ground of any pack asks for
COMPLETE: dict[str, Any] = WORKSHEET | {
    "rabat": {factor: "said of this item" for factor in RabatFactor},
    "court_act": {"court": "C", "number": "2", "decided_on": "2026-03-02", "in_force_on": "2026-04-02"},
    "expert_decision": {"number": "E-1", "applied_on": "2026-11-02", "decided_on": "2026-11-04"},
    "emergency": "it calls for an attack tonight",
}
UNKNOWN = "Extra inputs are not permitted"


@dataclass(frozen=True)
class Attempt:
    """Who asks for what, and how that is refused. Names in a path stand for cases, and `{appeal}` for a complaint.

    `sheet`: the worksheet of a draft that is written first, and whose approval is the attempt.
    """

    status: int
    says: str
    path: str = "/cases/{drafted}/approve"
    body: dict[str, Any] = field(default_factory=dict)
    person: str = "approver_1"
    method: str = "POST"
    sheet: dict[str, Any] | None = None


def unknown(**more: Any) -> Attempt:
    """A draft that says what only a pack can, or what no order has."""
    return Attempt(422, UNKNOWN, "/cases/{drafted}/draft", DRAFT | {"seen": 1} | more, "drafter_1")


def lacking(requirement: str, **answers: Any) -> Attempt:
    """The approval of a draft with these answers."""
    return Attempt(409, requirement, sheet=COMPLETE | answers)


ATTEMPTS = {
    "R1": Attempt(403, "register", "/cases/{drafted}/draft", DRAFT | {"seen": 1}, "stranger"),
    "R2": Attempt(403, "another person must", sheet=COMPLETE, person="drafter_1"),
    "R3": unknown(authority="ministry_of_truth"),
    "R4": unknown(provision="the law"),
    "R5": unknown(url="https://vk.com/"),
    "R6": lacking("R6", elements={"material": "the second sentence names a price"}),
    "R7": unknown(evidence=[]),
    "R8": lacking("R8", aim=None),
    "R9": lacking("R9", exceptions=""),
    "R10": lacking("R10", rabat={"context": "said"}),
    "R11": lacking("R11", court_act=None),
    "R12": lacking("R12", expert_decision={"number": "E-1"}),
    "R13": unknown(deadline_hours=1),
    "R14": Attempt(
        422, UNKNOWN, "/cases/{reversed}/possible-again", {"reason": "surely", "since": "2026-11-01"}, "drafter_1"
    ),
    "R15": lacking("R15", emergency=""),
    "R16": Attempt(422, UNKNOWN, body={"draft_hash": "0" * 64, "addressee": "friend@example.org"}),
    "R17": lacking("R17", language="de"),
    "R18": unknown(territory="EU"),
    "R19": Attempt(
        422, UNKNOWN, "/cases/{reversed}/keep", {"reasons": "yes", "next_review_on": "2036-01-01"}, "reviewer_1"
    ),
    "R20": unknown(redress_author=""),
    "R21": Attempt(422, UNKNOWN, body={"draft_hash": "0" * 64, "author_is_told": False}),
    "R22": Attempt(403, "appeal", "/appeals/{appeal}/decide", {"outcome": "upheld", "reasons": "no"}, "drafter_1"),
    "R23": Attempt(409, "reversed", "/cases/{reversed}/draft", DRAFT | {"seen": 1}, "drafter_1"),
    "R24": Attempt(409, "no person has drafted", "/cases/{proposed}/approve", {"draft_hash": "0" * 64}),
    "R25": unknown(also=["https://vk.com/wall-1_2"]),
    "R26": unknown(identity_of_author=True),
    "R27": Attempt(
        409,
        "R27",
        "/platforms/vkontakte/announcements",
        {},
        "drafter_1",
    ),
    "R28": unknown(kind="domain"),
    "R29": Attempt(405, "", "/cases/{drafted}", person="engineer", method="DELETE"),
    "R30": Attempt(405, "", "/figures", {"figures": {}}, "auditor"),
}
# only where the law asks for it; that of the day's cases does not
ASKED_FOR = {"R10", "R11", "R12", "R15"}
