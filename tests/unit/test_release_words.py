"""What a question to a releaser is about, in words."""

from __future__ import annotations

import pytest

from include.writ.domain.release import counted


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        ({"order": 1}, "1 order"),
        ({"order": 190, "restoration": 1}, "1 restoration and 190 orders"),
        ({"appeal_receipt": 2, "order": 3, "restoration": 7}, "7 restorations, 2 appeal receipts and 3 orders"),
    ],
)
def test_restorations_come_first_and_one_is_not_many(kinds: dict[str, int], words: str) -> None:
    assert counted(kinds) == words
