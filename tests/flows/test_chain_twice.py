"""The chain through Airflow's real scheduler, twice: the second time changes nothing and sends nothing."""

from __future__ import annotations

from collections import Counter

import pytest

from include.writ.local.demo_books import count_order_notices, delivery_faults, read_book
from tests.flows.story import BOOK_DAY, Story
from tests.support.digest import digest

pytestmark = pytest.mark.flow


def test_one_backfill_cascades_to_books_that_balance(story: Story) -> None:
    book = read_book(story.stack.database_url, BOOK_DAY)
    total = book.total
    assert book.gaps() == []
    assert total.findings > 500
    assert total.cases > 400
    assert total.drafted == total.cases
    assert total.sent == total.approved > 20
    assert total.removed + total.withheld > 10
    assert len({platform for _, platform in book.cohorts}) == 10
    by_api, by_mail = count_order_notices(story.stack.database_url)
    assert by_api > by_mail > 0
    assert delivery_faults(story.stack.database_url, story.stack.simulator_url) == []


def test_running_all_of_it_again_changes_nothing_and_sends_nothing(story: Story) -> None:
    rows_before, notices_before = digest(story.stack.database_url), story.notices()
    runs_before = len(story.course.airflow.runs("draft_decisions"))
    story.tell_again()
    assert digest(story.stack.database_url) == rows_before
    assert story.notices() == notices_before
    assert set(Counter(notice["key"] for notice in notices_before).values()) == {1}
    assert len(story.course.airflow.runs("draft_decisions")) == runs_before + 3
