"""The algebra of the ledger: each event's hash covers the event and the hash before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from include.writ.domain.ids import fingerprint

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One transition: what happened (`event`), to what (`subject`, as `kind:id`), by whom, with which facts.

    `data` holds ids, counts and hashes; never a text, an address or a name.
    """

    event: str
    subject: str
    actor: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in its place in the chain."""

    seq: int
    at: datetime
    event: Event
    previous: str
    hash: str


def link(seq: int, at: datetime, event: Event, previous: str) -> Entry:
    """Put an event into the chain behind `previous`."""
    digest = fingerprint(
        {
            "seq": seq,
            "at": at.astimezone(UTC).isoformat(),
            "event": event.event,
            "subject": event.subject,
            "actor": event.actor,
            "data": dict(event.data),
            "previous": previous,
        }
    )
    return Entry(seq, at, event, previous, digest)


def first_break(entries: Iterable[Entry]) -> int | None:
    """The `seq` of the first entry that is not what was written in its place; None when the chain is whole."""
    previous = GENESIS
    for expected_seq, entry in enumerate(entries, start=1):
        if entry != link(expected_seq, entry.at, entry.event, previous):
            return expected_seq
        previous = entry.hash
    return None
