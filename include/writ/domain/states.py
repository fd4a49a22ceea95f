"""The states of a case, an order and an outbox row, and every step between them that is allowed.

The tables below are copied into the database by the migrations, where triggers refuse any other step.
"""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """`open`: no law in force for it. `proposed`: waits for a drafter. `drafted`: complete, waits for an approver."""

    OPEN = "open"
    PROPOSED = "proposed"
    DRAFTED = "drafted"
    LAW_REVIEW = "law_review"
    DECLINED = "declined"
    ORDERED = "ordered"
    CLOSED = "closed"


class OrderState(StrEnum):
    """`approved`: two people acted. `released`: a third let it go out. `effected`: a probe saw that it was obeyed."""

    APPROVED = "approved"
    RELEASED = "released"
    SENT = "sent"
    EFFECTED = "effected"


class OutboxState(StrEnum):
    """`waiting`: needs a release. `uncertain`: it may have arrived; `refused`: the platform will not take it."""

    WAITING = "waiting"
    RELEASED = "released"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"


class ReleaseState(StrEnum):
    """What became of one question "may these notices go out?"."""

    ASKED = "asked"
    RELEASED = "released"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class BatchState(StrEnum):
    """What became of one source's export of one day.

    `opened`: its findings are in cases. `held`: too many of its rows were refused, and a person must say whether the
    good ones go on; then it is `validated` until they are in cases too. `superseded`: a later version came before that.
    """

    STORED = "stored"
    VALIDATED = "validated"
    HELD = "held"
    OPENED = "opened"
    REFUSED = "refused"
    MISSING = "missing"
    SUPERSEDED = "superseded"


START = ""

TRANSITIONS: dict[str, frozenset[tuple[str, str]]] = {
    "case": frozenset(
        {
            (START, CaseState.OPEN),
            (START, CaseState.PROPOSED),
            (CaseState.OPEN, CaseState.PROPOSED),
            (CaseState.PROPOSED, CaseState.DRAFTED),
            (CaseState.PROPOSED, CaseState.LAW_REVIEW),
            (CaseState.PROPOSED, CaseState.DECLINED),
            (CaseState.DRAFTED, CaseState.PROPOSED),
            (CaseState.DRAFTED, CaseState.LAW_REVIEW),
            (CaseState.DRAFTED, CaseState.DECLINED),
            (CaseState.DRAFTED, CaseState.ORDERED),
            (CaseState.LAW_REVIEW, CaseState.PROPOSED),
            (CaseState.LAW_REVIEW, CaseState.DRAFTED),
            (CaseState.LAW_REVIEW, CaseState.DECLINED),
            (CaseState.DECLINED, CaseState.PROPOSED),
            (CaseState.ORDERED, CaseState.CLOSED),
        }
    ),
    "order": frozenset(
        {
            (START, OrderState.APPROVED),
            (OrderState.APPROVED, OrderState.RELEASED),
            (OrderState.RELEASED, OrderState.SENT),
            (OrderState.SENT, OrderState.EFFECTED),
        }
    ),
    "outbox": frozenset(
        {
            (START, OutboxState.WAITING),
            (OutboxState.WAITING, OutboxState.RELEASED),
            (OutboxState.RELEASED, OutboxState.SENDING),
            (OutboxState.SENDING, OutboxState.SENT),
            (OutboxState.SENDING, OutboxState.RELEASED),
            (OutboxState.SENDING, OutboxState.UNCERTAIN),
            (OutboxState.SENDING, OutboxState.REFUSED),
            (OutboxState.UNCERTAIN, OutboxState.SENDING),
            (OutboxState.UNCERTAIN, OutboxState.SENT),
        }
    ),
    "release": frozenset(
        {
            (START, ReleaseState.ASKED),
            (ReleaseState.ASKED, ReleaseState.RELEASED),
            (ReleaseState.ASKED, ReleaseState.HELD),
            (ReleaseState.ASKED, ReleaseState.WITHDRAWN),
        }
    ),
    "batch": frozenset(
        {
            (START, BatchState.STORED),
            (START, BatchState.MISSING),
            (BatchState.STORED, BatchState.OPENED),
            (BatchState.STORED, BatchState.HELD),
            (BatchState.STORED, BatchState.REFUSED),
            (BatchState.STORED, BatchState.SUPERSEDED),
            (BatchState.HELD, BatchState.VALIDATED),
            (BatchState.HELD, BatchState.SUPERSEDED),
            (BatchState.VALIDATED, BatchState.OPENED),
            (BatchState.VALIDATED, BatchState.SUPERSEDED),
            (BatchState.REFUSED, BatchState.STORED),
            (BatchState.REFUSED, BatchState.SUPERSEDED),
            (BatchState.SUPERSEDED, BatchState.STORED),
        }
    ),
}
