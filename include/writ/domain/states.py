"""The states of a case, an order and an outbox row, and every step between them that is allowed.

The tables below are copied into the database by the migrations, where triggers refuse any other step.
"""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """`open`: no law in force for it. `proposed`: waits for a drafter. `drafted`: complete, waits for an approver.

    `closed`: the order was obeyed. `reversed`: the order was annulled or lifted.
    """

    OPEN = "open"
    PROPOSED = "proposed"
    DRAFTED = "drafted"
    LAW_REVIEW = "law_review"
    DECLINED = "declined"
    ORDERED = "ordered"
    CLOSED = "closed"
    REVERSED = "reversed"


class OrderState(StrEnum):
    """`approved`: two people acted. `released`: a third let it go out. `effected`: a probe saw that it was obeyed.

    `reversed`: annulled on appeal, or lifted on review. `restored`: after that, a probe saw the content back.
    """

    APPROVED = "approved"
    RELEASED = "released"
    SENT = "sent"
    EFFECTED = "effected"
    REVERSED = "reversed"
    RESTORED = "restored"


class OutboxState(StrEnum):
    """`waiting`: needs a release. `uncertain`: it may have arrived; `refused`: the platform will not take it.

    `handed`: another has it on the way, and nothing proves yet that it arrived.

    `cancelled`: its order was reversed before the platform had the notice; it is not sent any more.

    It waits again when the contact is another one before it left, or when a person says that what made it come back is
    mended.
    """

    WAITING = "waiting"
    RELEASED = "released"
    SENDING = "sending"
    HANDED = "handed"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    REFUSED = "refused"
    CANCELLED = "cancelled"


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


class AppealState(StrEnum):
    """`in_review`: a reviewer of the higher body has taken it. The last four say what came of it."""

    RECEIVED = "received"
    IN_REVIEW = "in_review"
    UPHELD = "upheld"
    PARTLY_ANNULLED = "partly_annulled"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"


class ReviewState(StrEnum):
    """What became of one look at an order. `overtaken`: it was annulled on appeal in the meantime."""

    DUE = "due"
    KEPT = "kept"
    LIFTED = "lifted"
    OVERTAKEN = "overtaken"


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
            (CaseState.ORDERED, CaseState.REVERSED),
            (CaseState.CLOSED, CaseState.REVERSED),
        }
    ),
    "order": frozenset(
        {
            (START, OrderState.APPROVED),
            (OrderState.APPROVED, OrderState.RELEASED),
            (OrderState.RELEASED, OrderState.APPROVED),
            (OrderState.RELEASED, OrderState.SENT),
            (OrderState.SENT, OrderState.EFFECTED),
            (OrderState.APPROVED, OrderState.REVERSED),
            (OrderState.RELEASED, OrderState.REVERSED),
            (OrderState.SENT, OrderState.REVERSED),
            (OrderState.EFFECTED, OrderState.REVERSED),
            (OrderState.REVERSED, OrderState.RESTORED),
        }
    ),
    "outbox": frozenset(
        {
            (START, OutboxState.WAITING),
            (OutboxState.WAITING, OutboxState.RELEASED),
            (OutboxState.RELEASED, OutboxState.SENDING),
            (OutboxState.RELEASED, OutboxState.WAITING),
            (OutboxState.REFUSED, OutboxState.WAITING),
            (OutboxState.SENDING, OutboxState.SENT),
            (OutboxState.SENDING, OutboxState.HANDED),
            (OutboxState.HANDED, OutboxState.SENT),
            (OutboxState.HANDED, OutboxState.REFUSED),
            (OutboxState.SENDING, OutboxState.RELEASED),
            (OutboxState.SENDING, OutboxState.UNCERTAIN),
            (OutboxState.SENDING, OutboxState.REFUSED),
            (OutboxState.UNCERTAIN, OutboxState.SENDING),
            (OutboxState.UNCERTAIN, OutboxState.SENT),
            (OutboxState.WAITING, OutboxState.CANCELLED),
            (OutboxState.RELEASED, OutboxState.CANCELLED),
            (OutboxState.SENDING, OutboxState.CANCELLED),
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
    "appeal": frozenset(
        {
            (START, AppealState.RECEIVED),
            (AppealState.RECEIVED, AppealState.IN_REVIEW),
            (AppealState.RECEIVED, AppealState.WITHDRAWN),
            (AppealState.IN_REVIEW, AppealState.RECEIVED),
            (AppealState.IN_REVIEW, AppealState.UPHELD),
            (AppealState.IN_REVIEW, AppealState.PARTLY_ANNULLED),
            (AppealState.IN_REVIEW, AppealState.ANNULLED),
            (AppealState.IN_REVIEW, AppealState.WITHDRAWN),
        }
    ),
    "review": frozenset(
        {
            (START, ReviewState.DUE),
            (ReviewState.DUE, ReviewState.KEPT),
            (ReviewState.DUE, ReviewState.LIFTED),
            (ReviewState.DUE, ReviewState.OVERTAKEN),
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
