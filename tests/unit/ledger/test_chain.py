"""What is wrong with a chain, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from include.writ.ledger.chain import GENESIS, Break, Entry, Event, Fault, first_break, link

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        event = Event("batch.stored", f"batch:{seq}", "pull_exports", {"rows": seq})
        entries.append(link(seq, NOON, event, entries[-1].hash if entries else GENESIS))
    return entries


def changed(entry: Entry) -> Entry:
    return replace(entry, event=replace(entry.event, actor="nobody"))


def test_a_whole_chain_holds_from_its_beginning_and_from_anywhere() -> None:
    entries = chain(5)
    assert first_break([]) is None
    assert first_break(entries) is None
    assert first_break(entries[2:], seq=3, previous=entries[1].hash) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda e: [*e[:2], changed(e[2]), *e[3:]], Break(3, Fault.CHANGED)),
        (lambda e: [*e[:2], link(3, NOON, changed(e[2]).event, e[1].hash), *e[3:]], Break(4, Fault.UNLINKED)),
        (lambda e: [*e[:2], *e[3:]], Break(3, Fault.MISSING)),
        (lambda e: e[1:], Break(1, Fault.MISSING)),
        (lambda e: [*e[:2], replace(e[2], at=datetime(2026, 11, 18, 13, tzinfo=UTC)), *e[3:]], Break(3, Fault.CHANGED)),
        (lambda e: [*e[:4], replace(e[4], previous=e[2].hash)], Break(5, Fault.UNLINKED)),
    ],
    ids=["changed", "changed with its hash", "taken out", "first taken out", "another time", "linked elsewhere"],
)
def test_the_first_break_is_named_with_what_is_wrong(change, expected: Break) -> None:  # type: ignore[no-untyped-def]
    assert first_break(change(chain(5))) == expected


def test_a_part_that_follows_on_another_hash_is_broken_at_its_first() -> None:
    assert first_break(chain(5)[2:], seq=3, previous=GENESIS) == Break(3, Fault.UNLINKED)
