"""The places of the Docket, as each of its pages lists them: by what people come for."""

from __future__ import annotations

PLACES = {
    "Work": {"./": "Today", "cases": "Cases", "redress": "Complaints and reviews", "releases": "Releases"},
    "Platforms": {
        "notices": "Notices",
        "questions": "Questions",
        "holding-pen": "Holding pen",
        "mismatches": "Mismatches",
        "platforms": "Platforms",
    },
    "Data": {"batches": "Batches", "quarantine": "Quarantine"},
    "Record": {"figures": "Figures", "workload": "Work and time", "ledger": "Ledger"},
    "Rules": {"packs": "Packs of law", "people": "People and roles"},
    "": {"help": "Help"},
}


def name_of(path: str) -> str:
    """The name of a place."""
    return next(places[path] for places in PLACES.values() if path in places)
