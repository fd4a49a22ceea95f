"""The words of the page of work."""

from __future__ import annotations

from include.writ.domain.workload import QUICK, WINDOW_DAYS, Span, Work

WINDOW = f"{WINDOW_DAYS} days"
AT_ONCE = f"{QUICK.seconds} seconds"
WORK = {
    Work.DRAFTED: "Drafts",
    Work.APPROVED: "Approvals",
    Work.DECLINED: "Declined",
    Work.RETURNED: "Returned to the drafters",
    Work.LAW_REVIEW: "Sent to law review",
    Work.REOPENED: "Taken up again",
}
SPAN = {
    Span.CASE_TO_DRAFT: ("First draft", "the case was opened"),
    Span.DRAFT_TO_APPROVAL: ("Approval", "the draft was written"),
    Span.OPENING_TO_APPROVAL: ("Approval", "its approver first opened the draft"),
    Span.CASE_TO_DECLINE: ("Decline", "the case was opened"),
    Span.DRAFT_TO_RETURN: ("Return to the drafters", "the draft was written"),
    Span.CASE_TO_LAW_REVIEW: ("Law review asked for", "the case was opened"),
}
UNITS = (("days", 86_400), ("h", 3_600), ("min", 60))


def lasting(seconds: float) -> str:
    """A span of time in the largest unit of which it has two, with one decimal; below two minutes in seconds."""
    for unit, size in UNITS:
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def share(part: int, whole: int) -> str:
    """A part of a whole as a number and in percent."""
    return f"{part} ({100 * part / whole:.0f} %)" if whole else "0"
