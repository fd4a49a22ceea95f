"""A difference shows both texts whole: what was, what is, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from include.writ.web.differences import compare

TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(["мак", "price", "  ", "\n", "е\u0308", "\u202e", ","])).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_both_texts_are_whole(old: str, new: str) -> None:
    pieces = list(compare(old, new))
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new
    assert all(piece.text for piece in pieces)


def test_only_the_words_that_changed_are_marked() -> None:
    pieces = [(piece.kind, piece.text) for piece in compare("It names a price.", "It names no price.")]
    assert pieces == [("same", "It names "), ("gone", "a"), ("new", "no"), ("same", " price.")]


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    old, new = "a b " * 5_000, "a c " * 5_000
    assert [(piece.kind, piece.text) for piece in compare(old, new)] == [("gone", old), ("new", new)]
