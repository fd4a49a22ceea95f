"""For each requirement one bad case as statements, which neither a task nor the Docket gets past.

The statements of an attempt are tried together, in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from include.writ.domain.ids import content_item_id
from include.writ.domain.worksheet import Requirement
from tests.support.drafts import REASONS

NO_RIGHT, NO_BASIS = "permission denied", "not the legal basis"
DRAFT_HASH = "d" * 64
DRAFT_ID = "00000000-0000-4000-8000-000000000001"
# a legal basis that asks for everything that any ground of any pack asks for
STRICT: dict[str, Any] = {
    "pack": "strict",
    "pack_sha256": "e" * 64,
    "requires": [*Requirement],
    "incites": True,
    "told_before_hours": 12,
}


class Attempt(NamedTuple):
    """What is tried, and with which words the database refuses the Docket, and a task."""

    statements: list[str]
    docket: str
    task: str = NO_RIGHT


def decision(worksheet: Mapping[str, Any] | None = None, **changes: Any) -> str:
    """A further version of the draft that waits, as it is but for these columns and answers of its worksheet."""
    columns = json.dumps(STRICT | {"id": DRAFT_ID, "version": 2, "draft_hash": DRAFT_HASH} | changes)
    merged = f"""'{columns}'::jsonb || jsonb_build_object('worksheet',
                 d.worksheet || '{json.dumps(worksheet or {})}'::jsonb)"""
    return f"""
        INSERT INTO writ.decisions
        SELECT (jsonb_populate_record(d, {merged})).* FROM writ.decisions d
        JOIN writ.cases c ON c.id = d.case_id WHERE c.state = 'drafted'"""


def approval_without(worksheet: Mapping[str, Any] | None = None, **changes: Any) -> list[str]:
    """A version in which something is missing, and its approval."""
    return [
        decision(worksheet, **changes),
        f"SELECT writ.approve(gen_random_uuid(), '{DRAFT_ID}', 'approver_1', '{DRAFT_HASH}', now())",
    ]


def lacking(requirement: str, worksheet: Mapping[str, Any] | None = None, **changes: Any) -> Attempt:
    """An approval that is refused for this requirement alone."""
    return Attempt(approval_without(worksheet, **changes), f"the draft lacks what {{{requirement}}} ask for")


def everywhere(statement: str, refusal: str) -> Attempt:
    """Refused alike for both."""
    return Attempt([statement], refusal, refusal)


def notice(changes: str = "{}", **columns: str) -> str:
    """The notice of an order put up once more, with other words in it and other columns."""
    swapped = {"id": "gen_random_uuid()", "version": "2", "state": "'waiting'", "release_id": "NULL"} | columns
    names = (
        "id, order_id, day, platform, notice_kind, version, document, document_sha256, state, release_id, "
        "ask_after, retry_at, attempts"
    )
    chosen = ", ".join(swapped.get(name, name) for name in names.replace("document,", "words,").split(", "))
    words = f"convert_to((convert_from(document, 'UTF8')::jsonb || '{changes}'::jsonb)::text, 'UTF8')"
    return f"""
        INSERT INTO writ.outbox ({names}) SELECT {chosen.replace("words", words)} FROM writ.outbox
        WHERE notice_kind = 'order' AND state = 'sent' LIMIT 1"""


def item(kind: str, url: str) -> str:
    named = content_item_id("x", kind, "1")
    return f"INSERT INTO writ.content_items VALUES ('{named}', 'x', '{kind}', '1', '{url}', now())"


OTHER_WORDS = "does not say what was ordered"
ATTEMPTS = {
    "R1": Attempt([decision(drafted_by="writ_worker")], "no active drafter"),
    "R2": Attempt(
        ["SELECT writ.approve(gen_random_uuid(), d.id, d.drafted_by, d.draft_hash, now()) FROM writ.decisions d"],
        "drafter and approver are one person",
    ),
    "R3": Attempt([decision(authority="ministry_of_truth")], NO_BASIS),
    "R4": Attempt([decision(provision="the law")], NO_BASIS),
    "R5": Attempt([item("post", "https://x.com/")], NO_RIGHT, "url_names_content"),
    "R6": lacking("R6", reasons="short"),
    "R7": Attempt([decision(evidence=[])], "has_evidence"),
    "R8": lacking("R8", {"less_restrictive": " "}),
    "R9": lacking("R9", {"exceptions": ""}),
    "R10": lacking("R10", {"rabat": {"context": "said"}}),
    "R11": lacking("R11", {"court_act": None}),
    "R12": lacking("R12", {"expert_decision": None}),
    "R13": Attempt(["UPDATE writ.orders SET due_at = due_at - interval '1 hour'"], NO_RIGHT, "runs from the receipt"),
    "R14": everywhere("UPDATE writ.clock_stops SET resumed_at = now() WHERE cause = 'impossibility'", "may not say"),
    "R15": lacking("R15", {"emergency": ""}),
    "R16": everywhere(notice('{"addressee": "friend@example.org"}'), "not addressed to the registered contact point"),
    "R17": lacking("R17", {"language": "de", "translation": None}),
    "R18": Attempt([decision(territory="EU")], NO_BASIS),
    "R19": everywhere("UPDATE writ.orders SET review_on = review_on + 365", NO_RIGHT),
    "R20": Attempt([decision(redress_author=" ")], NO_BASIS),
    "R21": everywhere(notice('{"author_notice": {}}'), "does not say that the author is told"),
    "R22": Attempt(
        ["UPDATE writ.appeals SET state = 'upheld', reviewer = 'drafter_1', taken_at = now() WHERE state = 'received'"],
        "no active reviewer",
    ),
    "R23": Attempt(["UPDATE writ.reversals SET to_be_restored = false"], NO_RIGHT, "its content is to be restored"),
    "R24": Attempt(["UPDATE writ.outbox SET state = 'released' WHERE state = 'waiting'"], NO_RIGHT, "no releaser"),
    "R25": everywhere(notice('{"content": {"kind": "account", "keep_down": true}}'), OTHER_WORDS),
    "R26": everywhere(notice('{"identity_of_author": "name and address"}'), OTHER_WORDS),
    "R27": everywhere(notice(notice_kind="'request'"), "notice_kind_known"),
    "R28": Attempt([item("domain", "https://x.com/a")], NO_RIGHT, "kind_known"),
    "R29": everywhere("UPDATE writ.ledger SET actor = 'nobody'", NO_RIGHT),
    "R30": everywhere("DELETE FROM writ.cases WHERE ground = 'drugs'", NO_RIGHT),
}
SOUND = Attempt(approval_without(reasons=REASONS.format(case="as it is")), "must open the case")
