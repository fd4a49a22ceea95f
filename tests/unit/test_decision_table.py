"""The decision table of reconciliation: complete, disjoint, and never kinder or harsher than its facts."""

from __future__ import annotations

import pytest

from include.writ.domain.balance import Cohort, Standing
from include.writ.domain.decision_table import TABLE, rule_for
from include.writ.domain.reckoning import (
    MEANINGS,
    Clock,
    Course,
    Facts,
    Mismatch,
    OrderClass,
    Said,
    Seen,
    every_combination,
)

OBEYED = {OrderClass.COMPLIED, OrderClass.SILENTLY_GONE, OrderClass.GONE_THOUGH_REFUSED}
ALL = list(every_combination())


def classes(**wanted: object) -> set[OrderClass]:
    """Classes of all combinations with these facts."""
    return {rule_for(f).order_class for f in ALL if all(getattr(f, name) == one for name, one in wanted.items())}


def test_every_combination_of_facts_has_exactly_one_line() -> None:
    assert {sum(rule.fits(facts) for rule in TABLE) for facts in ALL} == {1}


def test_every_line_and_every_class_is_of_use() -> None:
    assert all(any(rule.fits(facts) for facts in ALL) for rule in TABLE)
    assert {rule.order_class for rule in TABLE} == set(OrderClass) == set(MEANINGS)


def test_each_combination_has_a_key_of_its_own() -> None:
    assert len({facts.key for facts in ALL}) == len(ALL)


def test_only_two_looks_that_agree_close_an_order() -> None:
    for facts in ALL:
        if facts.course is Course.IN_FORCE:
            is_obeyed = rule_for(facts).order_class in OBEYED
            assert is_obeyed == (facts.seen in {Seen.GONE, Seen.WITHHELD})
            assert is_obeyed != MEANINGS[rule_for(facts).order_class].is_open


def test_what_is_withheld_elsewhere_only_is_open_and_said_when_the_platform_has_had_its_time_or_its_word() -> None:
    for facts in ALL:
        if rule_for(facts).order_class is OrderClass.WITHHELD_ELSEWHERE:
            assert (facts.course, facts.seen) == (Course.IN_FORCE, Seen.ELSEWHERE)
            assert facts.since_said or (facts.clock, facts.late) == (Clock.OVER, True)
    assert MEANINGS[OrderClass.WITHHELD_ELSEWHERE].is_open
    assert MEANINGS[OrderClass.WITHHELD_ELSEWHERE].is_mismatch


def test_what_is_seen_elsewhere_moves_no_column_of_the_books() -> None:
    for facts in ALL:
        if facts.seen is Seen.ELSEWHERE:
            assert rule_for(facts).standing == rule_for(facts._replace(seen=Seen.THERE)).standing


def test_our_own_failure_is_never_the_platforms() -> None:
    """Without a look that could tell after the time was over, nothing is overdue and nothing was not restored."""
    blamed = {OrderClass.OVERDUE, OrderClass.NOT_RESTORED}
    for facts in ALL:
        if rule_for(facts).order_class in blamed or rule_for(facts).standing is Standing.OVERDUE:
            assert (facts.clock, facts.late) == (Clock.OVER, True)
            assert facts.seen is not Seen.NEVER


@pytest.mark.requirement("R14")
def test_nothing_is_overdue_or_unknown_while_the_time_stands_still() -> None:
    late = {OrderClass.OVERDUE, OrderClass.UNKNOWN, OrderClass.NOT_RESTORED, OrderClass.RESTORATION_UNKNOWN}
    assert not late & classes(clock=Clock.STILL)
    assert not late & classes(clock=Clock.RUNNING)


def test_a_word_is_contradicted_only_by_a_look_after_it() -> None:
    for facts in ALL:
        if rule_for(facts).order_class in {OrderClass.CLAIMED_STILL_AVAILABLE, OrderClass.CLAIMED_NOT_RESTORED}:
            assert facts.since_said


def test_every_class_of_a_sent_order_is_in_one_column_of_the_books() -> None:
    unproven = {OrderClass.ON_THE_WAY, OrderClass.DELIVERY_UNCERTAIN}
    assert {rule.order_class for rule in TABLE if rule.standing is None} == unproven
    assert {rule.standing for rule in TABLE} - {None} == set(Standing)
    assert {str(one) for one in Standing} <= set(Cohort.__dataclass_fields__)


def test_people_are_shown_what_the_classes_say_they_are() -> None:
    of_classes = {str(name) for name, meaning in MEANINGS.items() if meaning.is_mismatch}
    assert {str(one) for one in Mismatch} == of_classes | {"review_overdue"}


def test_a_platform_that_changes_its_mind_and_obeys_has_complied() -> None:
    gone = Facts(Course.IN_FORCE, Clock.OVER, Said.DONE, Seen.GONE, late=True, since_said=True)
    assert rule_for(gone).order_class is OrderClass.COMPLIED
