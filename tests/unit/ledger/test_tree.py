"""One fingerprint over many records."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.ledger.tree import ARITY, EMPTY, Tree

SIZE = 8


def root_of(records: list[bytes], *cuts: int) -> bytes:
    tree = Tree(SIZE)
    start = 0
    for end in (*sorted(cuts), len(records)):
        tree.add(b"".join(records[start:end]))
        start = max(start, end)
    return tree.root()


def numbered(count: int) -> list[bytes]:
    return [number.to_bytes(SIZE, "big") for number in range(count)]


def by_definition(level: list[bytes], mark: bytes) -> bytes:
    nodes = [
        hashlib.sha256(mark + b"".join(level[start : start + ARITY])).digest() for start in range(0, len(level), ARITY)
    ]
    return nodes[0] if len(nodes) == 1 else by_definition(nodes, b"\1")


@pytest.mark.parametrize("count", [1, 2, ARITY - 1, ARITY, ARITY + 1, ARITY * ARITY, ARITY * ARITY + 1])
def test_the_root_is_what_the_definition_says(count: int) -> None:
    assert root_of(numbered(count)) == by_definition(numbered(count), b"\0")


def test_nothing_has_a_root_of_its_own() -> None:
    assert Tree(SIZE).root() == EMPTY


@given(st.integers(1, 1500), st.lists(st.integers(0, 1500), max_size=5))
def test_it_does_not_matter_in_which_pieces_records_come(count: int, cuts: list[int]) -> None:
    assert root_of(numbered(count), *(min(cut, count) for cut in cuts)) == root_of(numbered(count))


@given(st.integers(2, 600), st.data())
def test_any_other_record_or_order_gives_another_root(count: int, data: st.DataObject) -> None:
    records = numbered(count)
    first, second = data.draw(
        st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda p: p[0] != p[1])
    )
    swapped = list(records)
    swapped[first], swapped[second] = records[second], records[first]
    assert len({root_of(records), root_of(swapped), root_of(records[:-1]), root_of([*records, records[-1]])}) == 4


def test_half_a_record_is_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        Tree(SIZE).add(b"1234")
