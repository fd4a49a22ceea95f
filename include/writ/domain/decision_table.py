"""The decision table of reconciliation: facts of an order on the left, its class and column in the books on the right.

Every combination of facts has exactly one line, so the order of the lines says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from include.writ.domain.balance import Standing
from include.writ.domain.reckoning import Clock, Course, Facts, OrderClass, Rule, Said, Seen, every_combination

_SILENT = frozenset({Said.NOTHING, Said.RESTORED})
_GONE_FOR_GOOD = frozenset({Said.DONE, Said.NOT_THERE})
_CLAIMS = _GONE_FOR_GOOD | {Said.LIMITED}
_AGAINST = frozenset({Said.REFUSED, Said.BOTH})
_OPEN = frozenset({Seen.NEVER, Seen.THERE, Seen.ELSEWHERE, Seen.WALLED, Seen.GONE_ONCE})
_MISSING = frozenset({Seen.WALLED, Seen.GONE_ONCE, Seen.GONE, Seen.WITHHELD})
_BACK = frozenset({Seen.THERE, Seen.ELSEWHERE, Seen.BACK})
# what is said to the platform's account because the content is still there
_STILL_THERE = frozenset({OrderClass.OVERDUE, OrderClass.CLAIMED_STILL_AVAILABLE, OrderClass.PARTLY_DONE})
# where the content was there at the last look: whether the time is over, and whether the look was after that
_TIMES = (
    (Clock.RUNNING, None, Standing.RUNNING, OrderClass.AWAITED),
    (Clock.STILL, None, Standing.PAUSED, OrderClass.CLOCK_STOPPED),
    (Clock.OVER, True, Standing.OVERDUE, OrderClass.OVERDUE),
    (Clock.OVER, False, Standing.UNKNOWN, OrderClass.UNKNOWN),
)


def _line(
    course: Course,
    order_class: OrderClass,
    standing: Standing | None,
    *,
    said: frozenset[Said] | None = None,
    seen: frozenset[Seen] | None = None,
    clock: Clock | None = None,
    late: bool | None = None,
    since_said: bool | None = None,
) -> Rule:
    clocks = None if clock is None else frozenset({clock})
    return Rule(frozenset({course}), clocks, said, seen, late, since_said, order_class, standing)


def _obeyed() -> Iterator[Rule]:
    for seen, standing in ((Seen.GONE, Standing.REMOVED), (Seen.WITHHELD, Standing.WITHHELD)):
        for said, order_class in (
            (_CLAIMS, OrderClass.COMPLIED),
            (_SILENT, OrderClass.SILENTLY_GONE),
            (_AGAINST, OrderClass.GONE_THOUGH_REFUSED),
        ):
            yield _line(Course.IN_FORCE, order_class, standing, said=said, seen=frozenset({seen}))
    yield _line(Course.IN_FORCE, OrderClass.REAPPEARED, Standing.BACK, seen=frozenset({Seen.BACK}))


def _refused() -> Iterator[Rule]:
    for said, order_class in ((Said.REFUSED, OrderClass.REFUSED), (Said.BOTH, OrderClass.CONTRADICTORY)):
        yield _line(Course.IN_FORCE, order_class, Standing.REFUSED, said=frozenset({said}), seen=_OPEN)


def _gone_once_or_walled() -> Iterator[Rule]:
    once, walled, limited = frozenset({Seen.GONE_ONCE}), frozenset({Seen.WALLED}), frozenset({Said.LIMITED})
    less = OrderClass.PARTLY_DONE
    for clock, standing, shown, other in (
        (Clock.RUNNING, Standing.RUNNING, Standing.RESTRICTED, OrderClass.AWAITED),
        (Clock.STILL, Standing.PAUSED, Standing.PAUSED, OrderClass.CLOCK_STOPPED),
        (Clock.OVER, Standing.UNKNOWN, Standing.RESTRICTED, OrderClass.WALLED_OFF),
    ):
        any_word = _CLAIMS | _SILENT
        yield _line(Course.IN_FORCE, OrderClass.SECOND_LOOK, standing, said=any_word, seen=once, clock=clock)
        yield _line(Course.IN_FORCE, less, shown, said=limited, seen=walled, clock=clock)
        yield _line(Course.IN_FORCE, other, shown, said=any_word - limited, seen=walled, clock=clock)


def _there() -> Iterator[Rule]:
    there = frozenset({Seen.THERE})
    for clock, late, standing, unsaid in _TIMES:
        unlooked = OrderClass.CLAIMED_NOT_LOOKED if clock is Clock.RUNNING else unsaid
        for said, since_said, order_class in (
            (_SILENT, None, unsaid),
            (_CLAIMS, False, unlooked),
            (_GONE_FOR_GOOD, True, OrderClass.CLAIMED_STILL_AVAILABLE),
            (frozenset({Said.LIMITED}), True, OrderClass.PARTLY_DONE),
        ):
            yield _line(
                *(Course.IN_FORCE, order_class, standing),
                said=said,
                seen=there,
                clock=clock,
                late=late,
                since_said=since_said,
            )


def _elsewhere() -> Iterator[Rule]:
    """As where it is simply there, in words that say more: while the platform's time runs, it may still do the rest."""
    for rule in _there():
        is_blamed = rule.order_class in _STILL_THERE
        order_class = OrderClass.WITHHELD_ELSEWHERE if is_blamed else rule.order_class
        yield rule._replace(seen=frozenset({Seen.ELSEWHERE}), order_class=order_class)


def _never_seen() -> Iterator[Rule]:
    never = frozenset({Seen.NEVER})
    for clock, standing, silent, claimed in (
        (Clock.RUNNING, Standing.RUNNING, OrderClass.AWAITED, OrderClass.CLAIMED_NOT_LOOKED),
        (Clock.STILL, Standing.PAUSED, OrderClass.CLOCK_STOPPED, OrderClass.CLOCK_STOPPED),
        (Clock.OVER, Standing.UNKNOWN, OrderClass.UNKNOWN, OrderClass.UNKNOWN),
    ):
        yield _line(Course.IN_FORCE, silent, standing, said=_SILENT, seen=never, clock=clock)
        yield _line(Course.IN_FORCE, claimed, standing, said=_CLAIMS, seen=never, clock=clock)


def _to_restore() -> Iterator[Rule]:
    restored = frozenset({Said.RESTORED})
    yield _line(Course.TO_RESTORE, OrderClass.RESTORED, Standing.RESTORED, seen=_BACK)
    claimed = OrderClass.CLAIMED_NOT_RESTORED
    yield _line(Course.TO_RESTORE, claimed, Standing.REVERSED, said=restored, seen=_MISSING, since_said=True)
    for clock, late, order_class in (
        (Clock.RUNNING, None, OrderClass.RESTORATION_AWAITED),
        (Clock.STILL, None, OrderClass.RESTORATION_AWAITED),
        (Clock.OVER, True, OrderClass.NOT_RESTORED),
        (Clock.OVER, False, OrderClass.RESTORATION_UNKNOWN),
    ):
        for said, since_said in ((frozenset(Said) - restored, None), (restored, False)):
            yield _line(
                *(Course.TO_RESTORE, order_class, Standing.REVERSED),
                said=said,
                seen=_MISSING,
                clock=clock,
                late=late,
                since_said=since_said,
            )
    for clock, order_class in (
        (Clock.RUNNING, OrderClass.RESTORATION_AWAITED),
        (Clock.STILL, OrderClass.RESTORATION_AWAITED),
        (Clock.OVER, OrderClass.RESTORATION_UNKNOWN),
    ):
        yield _line(Course.TO_RESTORE, order_class, Standing.REVERSED, seen=frozenset({Seen.NEVER}), clock=clock)


TABLE: tuple[Rule, ...] = (
    _line(Course.ON_THE_WAY, OrderClass.ON_THE_WAY, None),
    _line(Course.IN_DOUBT, OrderClass.DELIVERY_UNCERTAIN, None),
    *_obeyed(),
    *_refused(),
    *_gone_once_or_walled(),
    *_there(),
    *_elsewhere(),
    *_never_seen(),
    *_to_restore(),
    _line(Course.LIFTED, OrderClass.LIFTED, Standing.REVERSED),
)


def rule_for(facts: Facts) -> Rule:
    """The one line of the table for these facts."""
    return next(rule for rule in TABLE if rule.fits(facts))


def by_key() -> dict[str, Rule]:
    """Each combination of facts, as one word, with its line."""
    return {facts.key: rule_for(facts) for facts in every_combination()}
