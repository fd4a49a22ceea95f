"""Names of things."""

from __future__ import annotations

import hashlib

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.ids import stable_id


@given(st.text(), st.lists(st.text()))
def test_an_id_rests_on_the_canonical_json_of_what_it_names(kind: str, parts: list[str]) -> None:
    whole = bytearray(hashlib.sha256(rfc8785.dumps([kind, *parts])).digest()[:16])
    whole[6] = whole[8] = 0x80
    assert stable_id(kind, *parts).bytes == bytes(whole)
