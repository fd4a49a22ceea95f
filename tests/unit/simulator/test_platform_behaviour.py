from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from include.writ.domain.delivery import NoticeKind, Outcome
from include.writ.simulator.behaviour import (
    HOUR,
    MINUTE,
    SHARES,
    Behaviour,
    PageState,
    behaviour_of,
    page_state,
    react,
    returns_at,
)
from include.writ.simulator.world import Content, contents_of

SEED = 1
DAY = date(2026, 11, 17)
RECEIVED = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
EXPECTED = {
    Behaviour.REMOVES: (PageState.GONE, Outcome.REMOVED),
    Behaviour.WITHHOLDS: (PageState.WITHHELD, Outcome.WITHHELD),
    Behaviour.REFUSES: (PageState.AVAILABLE, Outcome.REFUSED),
    Behaviour.STAYS_SILENT: (PageState.AVAILABLE, None),
    Behaviour.REMOVES_SILENTLY: (PageState.GONE, None),
    Behaviour.ONLY_CLAIMS: (PageState.AVAILABLE, Outcome.REMOVED),
    Behaviour.WALLS_OFF: (PageState.LOGIN_WALL, Outcome.RESTRICTED),
    Behaviour.COMES_BACK: (PageState.GONE, Outcome.REMOVED),
}


def one_that(behaviour: Behaviour) -> Content:
    return next(content for content in contents_of(SEED, DAY) if behaviour_of(SEED, content) is behaviour)


def test_behaviours_have_their_shares() -> None:
    contents = [content for day in range(1, 11) for content in contents_of(SEED, date(2026, 11, day))]
    counts = Counter(behaviour_of(SEED, content) for content in contents)
    assert sum(share for _, share in SHARES) == 100
    for behaviour, share in SHARES:
        assert abs(100 * counts[behaviour] / len(contents) - share) < 4, behaviour


@pytest.mark.parametrize("behaviour", list(Behaviour))
def test_a_platform_answers_and_acts_by_its_behaviour(behaviour: Behaviour) -> None:
    state, outcome = EXPECTED[behaviour]
    reaction = react(SEED, one_that(behaviour), NoticeKind.ORDER, RECEIVED, [])
    effects = [reaction.effect] if reaction.effect else []
    assert [reply.outcome for reply in reaction.replies] == [Outcome.ACKNOWLEDGED, *([outcome] if outcome else [])]
    assert page_state(effects, RECEIVED + HOUR - MINUTE) is PageState.AVAILABLE
    assert page_state(effects, RECEIVED + 5 * HOUR) is state


@pytest.mark.parametrize("behaviour", list(Behaviour))
def test_no_answer_comes_within_a_minute_nor_before_the_deed(behaviour: Behaviour) -> None:
    reaction = react(SEED, one_that(behaviour), NoticeKind.ORDER, RECEIVED, [])
    assert all(reply.answered_at >= RECEIVED + MINUTE for reply in reaction.replies)
    if reaction.effect and len(reaction.replies) == 2:
        assert reaction.replies[1].answered_at > reaction.effect.starts_at


def test_content_that_comes_back_does_so_on_the_second_morning() -> None:
    content = one_that(Behaviour.COMES_BACK)
    effect = react(SEED, content, NoticeKind.ORDER, RECEIVED, []).effect
    assert effect is not None
    assert page_state([effect], returns_at(content) - MINUTE) is PageState.GONE
    assert page_state([effect], returns_at(content)) is PageState.AVAILABLE


def test_a_late_notice_is_undone_twenty_hours_after_the_removal() -> None:
    effect = react(SEED, one_that(Behaviour.COMES_BACK), NoticeKind.ORDER, RECEIVED + timedelta(days=30), []).effect
    assert effect is not None
    assert effect.ends_at == effect.starts_at + 20 * HOUR


def test_what_came_back_stays_away_after_the_second_notice() -> None:
    content = one_that(Behaviour.COMES_BACK)
    first = react(SEED, content, NoticeKind.ORDER, RECEIVED, []).effect
    assert first is not None
    second = react(SEED, content, NoticeKind.ORDER, returns_at(content) + HOUR, [first]).effect
    assert second is not None
    assert second.ends_at is None
    assert page_state([first, second], returns_at(content) + timedelta(days=60)) is PageState.GONE


def test_a_second_notice_on_the_removed_item_does_not_keep_it_from_coming_back() -> None:
    content = one_that(Behaviour.COMES_BACK)
    first = react(SEED, content, NoticeKind.ORDER, RECEIVED, []).effect
    assert first is not None
    second = react(SEED, content, NoticeKind.ORDER, RECEIVED + HOUR, [first]).effect
    assert second is not None
    assert second.ends_at == first.ends_at


def test_a_platform_that_has_no_such_content_says_so() -> None:
    reaction = react(SEED, None, NoticeKind.ORDER, RECEIVED, [])
    assert reaction.effect is None
    assert [reply.outcome for reply in reaction.replies] == [Outcome.ACKNOWLEDGED, Outcome.NOT_FOUND]
