"""The words of what a book finds, of answers that fit no order, and of what is done about both."""

from __future__ import annotations

from include.writ.domain.delivery import HeldBecause
from include.writ.domain.reckoning import EscalationStep, Mismatch

DISCREPANCY = {
    Mismatch.DELIVERY_UNCERTAIN: "Nobody knows whether the order arrived, or it came back",
    Mismatch.SILENTLY_GONE: "The content is gone, and the platform has not said so",
    Mismatch.GONE_THOUGH_REFUSED: "The content is gone, though the platform refused",
    Mismatch.REAPPEARED: "The content came back",
    Mismatch.CLAIMED_STILL_AVAILABLE: "The platform said that it obeyed, and the content is still there",
    Mismatch.WITHHELD_ELSEWHERE: "The content is withheld elsewhere only, and still there in the territory",
    Mismatch.PARTLY_DONE: "The platform did less than was ordered",
    Mismatch.REFUSED: "The platform refused",
    Mismatch.CONTRADICTORY: "The platform says both that it did and that it refuses",
    Mismatch.WALLED_OFF: "The time is over, and the content is behind a wall",
    Mismatch.OVERDUE: "The time is over, and the content is still there",
    Mismatch.UNKNOWN: "No probe could tell",
    Mismatch.CLAIMED_NOT_RESTORED: "The platform said that it brought the content back, and it is not there",
    Mismatch.NOT_RESTORED: "The time to bring the content back is over, and it is not there",
    Mismatch.RESTORATION_UNKNOWN: "The time to bring the content back is over, and no probe could tell",
    Mismatch.REVIEW_OVERDUE: "The day of review has passed, and nobody has looked at the order again",
}
HELD = {
    HeldBecause.NO_ORDER: "it names no order of ours that went to this platform",
    HeldBecause.NO_OUTCOME: "nobody can tell yet what it says",
    HeldBecause.STRANGER: "it does not come from the platform's registered contact",
    HeldBecause.UNSIGNED: "it was pushed, and no key of the platform signed it",
}
SUGGESTED = {"number": "its number is in the text", "notice": "it answers its notice"}
ESCALATION = {
    EscalationStep.REMINDER: "platform reminded",
    EscalationStep.PERSON: "put before an approver",
}
