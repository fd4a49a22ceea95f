"""Every hand-written case: the same post under all its addresses, and what is no single item."""

from __future__ import annotations

from collections import Counter

import pytest

from include.writ.domain.content import ContentRef, Platform
from include.writ.platforms.registry import NotIdentified, identify
from tests.unit.platforms.cases import CASES, CONTENT, Case

FEWEST = 30


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_address_is_read_as_the_case_says(case: Case) -> None:
    found = identify(case.url)
    assert (found.platform, found.kind, found.key) == (case.platform, case.kind, case.key)
    assert (found.error if isinstance(found, NotIdentified) else None) == case.error


@pytest.mark.parametrize("case", CONTENT, ids=str)
def test_a_canonical_address_is_a_fixed_point(case: Case) -> None:
    found = identify(case.url)
    assert isinstance(found, ContentRef)
    assert identify(found.canonical_url) == found
    assert found.canonical_url.isascii()


@pytest.mark.parametrize("platform", Platform)
def test_every_platform_has_cases_enough_and_negative_ones(platform: Platform) -> None:
    count = Counter(case.error for case in CASES if case.platform is platform)
    assert count.total() >= FEWEST
    assert count[None] < count.total()


def test_no_address_is_in_two_groups() -> None:
    assert [url for url, times in Counter(case.url for case in CASES).items() if times > 1] == []
