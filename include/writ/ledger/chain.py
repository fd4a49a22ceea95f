"""The algebra of the ledger: each event's hash covers the event and the hash before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
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


class Fault(StrEnum):
    """What can be wrong at a place of the chain.

    `missing`: no event stands there. `unlinked`: it does not follow on the event before it, as that is now. `changed`:
    its hash is not that of what it says now.
    """

    MISSING = "missing"
    UNLINKED = "unlinked"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Break:
    """The place where a chain does not hold, and why."""

    seq: int
    fault: Fault


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


def first_break(entries: Iterable[Entry], *, seq: int = 1, previous: str = GENESIS) -> Break | None:
    """The first entry that is not what was written in its place, and what is wrong; None when the chain is whole.

    The first entry has to stand at `seq` and to follow on the hash `previous`.
    """
    for expected, entry in enumerate(entries, start=seq):
        if entry.seq != expected:
            return Break(expected, Fault.MISSING)
        if entry.previous != previous:
            return Break(expected, Fault.UNLINKED)
        if entry != link(expected, entry.at, entry.event, previous):
            return Break(expected, Fault.CHANGED)
        previous = entry.hash
    return None
