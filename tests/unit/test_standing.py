"""The three-way match of one order, fact by fact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from include.writ.domain.balance import DiscrepancyKind, Standing
from include.writ.domain.delivery import Outcome
from include.writ.domain.verdict import Verdict
from include.writ.services.standing import Reckoning, Reversed, Sighting, Statement, reckon

DUE = datetime(2026, 11, 19, 6, tzinfo=UTC)
CUTOFF = DUE + timedelta(hours=13)


def match(
    seen: list[tuple[int, Verdict]], said: list[tuple[int, Outcome]] | None = None, cutoff: datetime = CUTOFF
) -> Reckoning:
    """Hours are counted from the deadline."""
    sightings = [Sighting(DUE + timedelta(hours=hour), verdict) for hour, verdict in seen]
    statements = [Statement(DUE + timedelta(hours=hour), outcome) for hour, outcome in said or []]
    return reckon(due_at=DUE, cutoff=cutoff, sightings=sightings, statements=statements)


@pytest.mark.parametrize(
    ("seen", "said", "standing"),
    [
        ([(1, Verdict.AVAILABLE)], [], Standing.OVERDUE),
        ([(-1, Verdict.AVAILABLE)], [], Standing.UNKNOWN),
        ([(1, Verdict.UNKNOWN)], [], Standing.UNKNOWN),
        ([], [(-5, Outcome.REMOVED)], Standing.UNKNOWN),
        ([(-2, Verdict.REMOVED)], [], Standing.REMOVED),
        ([(-2, Verdict.ACCOUNT_GONE)], [], Standing.REMOVED),
        ([(-2, Verdict.WITHHELD)], [(-3, Outcome.WITHHELD)], Standing.WITHHELD),
        ([(1, Verdict.AVAILABLE)], [(-3, Outcome.REFUSED)], Standing.REFUSED),
        ([(1, Verdict.AVAILABLE), (2, Verdict.RESTRICTED)], [], Standing.OVERDUE),
        ([(2, Verdict.RESTRICTED)], [(1, Outcome.RESTRICTED)], Standing.RESTRICTED),
        ([(1, Verdict.AVAILABLE), (2, Verdict.REMOVED)], [], Standing.REMOVED),
    ],
)
def test_each_order_stands_somewhere(
    seen: list[tuple[int, Verdict]], said: list[tuple[int, Outcome]], standing: Standing
) -> None:
    assert match(seen, said).standing == standing


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("seen", [[], [(1, Verdict.AVAILABLE)], [(2, Verdict.RESTRICTED)], [(1, Verdict.UNKNOWN)]])
def test_nothing_is_overdue_or_unknown_while_the_time_stands_still(seen: list[tuple[int, Verdict]]) -> None:
    sightings = [Sighting(DUE + timedelta(hours=hour), verdict) for hour, verdict in seen]
    found = reckon(due_at=None, cutoff=CUTOFF, sightings=sightings, statements=[])
    assert found == Reckoning(Standing.PAUSED, None, None, {})


REVERSED = Reversed(DUE, DUE + timedelta(hours=4))


@pytest.mark.requirement("R23")
@pytest.mark.parametrize(
    ("seen", "said", "standing", "found"),
    [
        ([], [], Standing.REVERSED, {DiscrepancyKind.UNKNOWN}),
        ([(-1, Verdict.AVAILABLE), (5, Verdict.REMOVED)], [], Standing.REVERSED, {DiscrepancyKind.NOT_RESTORED}),
        ([(5, Verdict.UNKNOWN)], [], Standing.REVERSED, {DiscrepancyKind.UNKNOWN}),
        (
            [(3, Verdict.REMOVED)],
            [(2, Outcome.RESTORED)],
            Standing.REVERSED,
            {DiscrepancyKind.SAID_RESTORED_NOT_SEEN, DiscrepancyKind.UNKNOWN},
        ),
        ([(-3, Verdict.REMOVED), (6, Verdict.AVAILABLE)], [], Standing.RESTORED, set()),
    ],
)
def test_a_reversed_order_is_restored_when_its_content_is_seen_back(
    seen: list[tuple[int, Verdict]],
    said: list[tuple[int, Outcome]],
    standing: Standing,
    found: set[DiscrepancyKind],
) -> None:
    sightings = [Sighting(DUE + timedelta(hours=hour), verdict) for hour, verdict in seen]
    statements = [Statement(DUE + timedelta(hours=hour), outcome) for hour, outcome in said]
    given = {"sightings": sightings, "statements": statements, "reversal": REVERSED}
    reckoning = reckon(due_at=DUE, cutoff=CUTOFF, **given)  # type: ignore[arg-type]
    assert (reckoning.standing, set(reckoning.discrepancies), reckoning.came_back_at) == (standing, found, None)


def test_nothing_is_overdue_before_its_time() -> None:
    assert match([(-1, Verdict.AVAILABLE)], cutoff=DUE).standing == Standing.RUNNING


def test_a_login_wall_that_nobody_explained_is_for_people_to_look_at() -> None:
    assert DiscrepancyKind.UNKNOWN in match([(2, Verdict.RESTRICTED)]).discrepancies


def test_content_that_is_back_is_dated_from_when_it_was_seen() -> None:
    found = match([(-5, Verdict.REMOVED), (2, Verdict.AVAILABLE)], [(-4, Outcome.REMOVED)])
    assert found.standing == Standing.REMOVED
    assert found.came_back_at == DUE + timedelta(hours=2)
    assert set(found.discrepancies) == {DiscrepancyKind.REAPPEARED}


def test_a_platform_that_says_done_while_the_item_is_there_is_contradicted() -> None:
    found = match([(1, Verdict.AVAILABLE)], [(-3, Outcome.REMOVED)])
    assert set(found.discrepancies) == {DiscrepancyKind.SAID_DONE_STILL_AVAILABLE, DiscrepancyKind.OVERDUE}


hours = st.integers(-48, 12)


@given(
    seen=st.lists(st.tuples(hours, st.sampled_from(list(Verdict)))),
    said=st.lists(st.tuples(hours, st.sampled_from(list(Outcome)))),
)
def test_our_own_failure_is_never_the_platforms(
    seen: list[tuple[int, Verdict]], said: list[tuple[int, Outcome]]
) -> None:
    seen, said = sorted(seen), sorted(said)
    found = match(seen, said)
    verdicts = {verdict for _, verdict in seen}
    if found.standing == Standing.OVERDUE:
        assert any(hour > 0 and verdict == Verdict.AVAILABLE for hour, verdict in seen)
    if found.standing == Standing.REMOVED:
        assert verdicts & {Verdict.REMOVED, Verdict.ACCOUNT_GONE}
    without = [(hour, verdict) for hour, verdict in seen if verdict != Verdict.UNKNOWN]
    assert match(without, said) == found
