"""The sieve may take a new id for a seen one, never a seen one for new."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from include.writ.services.sieve import Octets, Sieve

IDS = st.lists(st.binary(min_size=16, max_size=16), min_size=1, max_size=30)
SIEVE = Sieve()  # of all examples: it may only hold more


def table(ids: list[bytes], width: int = 16) -> Octets:
    return np.frombuffer(b"".join(one[:width] for one in ids), np.uint8).reshape(-1, width)


@given(IDS)
def test_what_was_noted_is_held_by_its_first_four_bytes(ids: list[bytes]) -> None:
    SIEVE.note(table(ids, 4))
    assert SIEVE.may_hold(table(ids)).all()


def test_an_empty_sieve_holds_nothing_and_a_noted_id_lets_no_other_beginning_in() -> None:
    sieve = Sieve()
    ids = [bytes([number, 7, 7, 128 + 32 * place]) * 4 for number in range(256) for place in range(4)]
    assert not sieve.may_hold(table(ids)).any()
    sieve.note(table(ids[::2]))
    assert sieve.may_hold(table(ids)).tolist() == [True, False] * (len(ids) // 2)
