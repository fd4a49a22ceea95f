"""The words of the pages of the ledger."""

from __future__ import annotations

from include.writ.wiring.docket_ledger import Fault

FAULT = {
    Fault.MISSING: "no event stands there: it was taken out",
    Fault.UNLINKED: "it does not follow on the event before it: that one was changed, or this one was put in",
    Fault.CHANGED: "its hash is not that of what it says now: it was changed",
}
# kinds of subjects that have a page of their own, by its id
PAGES = {
    "case": "cases/",
    "notice": "notices/",
    "batch": "batches/",
    "quarantined_row": "quarantine/",
    "platform": "platforms/",
    "release": "releases/",
}


def page_of(subject: str) -> str | None:
    """The address of the page of a subject; None where it has none."""
    kind, _, name = subject.partition(":")
    return f"{PAGES[kind]}{name}" if kind in PAGES else None
