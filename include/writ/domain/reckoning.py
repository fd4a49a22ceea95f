"""The three-way match of one order at a cut-off: what was ordered, what the platform said, what a probe saw.

The facts of an order are few and each has few values; the decision table gives every combination of them exactly one
class. Doubt is never obedience: nothing but two agreeing looks apart in time closes an order, and a time that is over
is `overdue` only where a probe saw the content after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import NamedTuple

from include.writ.domain.balance import Standing


class Course(StrEnum):
    """How far the order is. `to_restore`: reversed, and the platform has it, or may; `lifted`: reversed before that."""

    ON_THE_WAY = "on_the_way"
    IN_DOUBT = "in_doubt"
    IN_FORCE = "in_force"
    TO_RESTORE = "to_restore"
    LIFTED = "lifted"


class Clock(StrEnum):
    """The platform's time, to obey or to restore. `still`: it stands still, or has not begun."""

    RUNNING = "running"
    STILL = "still"
    OVER = "over"


class Said(StrEnum):
    """All that the platform said, in a word. `limited`: it did less than was ordered. `both`: done, and refused."""

    NOTHING = "nothing"
    DONE = "done"
    LIMITED = "limited"
    NOT_THERE = "not_there"
    REFUSED = "refused"
    BOTH = "both"
    RESTORED = "restored"


class Seen(StrEnum):
    """What looks say, those that could not tell left out. `gone_once`: nobody has looked a second time yet.

    `elsewhere`: gone or withheld outside the territory, and there in it. `back`: there again, after two looks agreed
    that it was not. Of an order to be restored only looks since count.
    """

    NEVER = "never"
    THERE = "there"
    ELSEWHERE = "elsewhere"
    WALLED = "walled"
    GONE_ONCE = "gone_once"
    GONE = "gone"
    WITHHELD = "withheld"
    BACK = "back"


class Facts(NamedTuple):
    """One order at a cut-off. `late`: the last look was after the time was over; `since_said`: after the answer."""

    course: Course
    clock: Clock
    said: Said
    seen: Seen
    late: bool
    since_said: bool

    @property
    def key(self) -> str:
        """The combination in a word, as the database puts it together too."""
        return " ".join([*self[:4], str(int(self.late)), str(int(self.since_said))])


class OrderClass(StrEnum):
    """What order, answers and looks mean together."""

    ON_THE_WAY = "on_the_way"
    DELIVERY_UNCERTAIN = "delivery_uncertain"
    AWAITED = "awaited"
    CLAIMED_NOT_LOOKED = "claimed_not_looked"
    SECOND_LOOK = "second_look"
    CLOCK_STOPPED = "clock_stopped"
    COMPLIED = "complied"
    SILENTLY_GONE = "silently_gone"
    GONE_THOUGH_REFUSED = "gone_though_refused"
    REAPPEARED = "reappeared"
    CLAIMED_STILL_AVAILABLE = "claimed_still_available"
    WITHHELD_ELSEWHERE = "withheld_elsewhere"
    PARTLY_DONE = "partly_done"
    REFUSED = "refused"
    CONTRADICTORY = "contradictory"
    WALLED_OFF = "walled_off"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    RESTORED = "restored"
    RESTORATION_AWAITED = "restoration_awaited"
    CLAIMED_NOT_RESTORED = "claimed_not_restored"
    NOT_RESTORED = "not_restored"
    RESTORATION_UNKNOWN = "restoration_unknown"
    LIFTED = "lifted"


class Mismatch(StrEnum):
    """What a person is to look at: the classes that say so, and an order whose day of review nobody has kept."""

    DELIVERY_UNCERTAIN = "delivery_uncertain"
    SILENTLY_GONE = "silently_gone"
    GONE_THOUGH_REFUSED = "gone_though_refused"
    REAPPEARED = "reappeared"
    CLAIMED_STILL_AVAILABLE = "claimed_still_available"
    WITHHELD_ELSEWHERE = "withheld_elsewhere"
    PARTLY_DONE = "partly_done"
    REFUSED = "refused"
    CONTRADICTORY = "contradictory"
    WALLED_OFF = "walled_off"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    CLAIMED_NOT_RESTORED = "claimed_not_restored"
    NOT_RESTORED = "not_restored"
    RESTORATION_UNKNOWN = "restoration_unknown"
    REVIEW_OVERDUE = "review_overdue"


class Change(StrEnum):
    """How an order stands otherwise than a day before. `new`: it was not in the book before."""

    NEW = "new"
    CHANGED = "changed"
    CLOSED = "closed"
    REOPENED = "reopened"


class EscalationStep(StrEnum):
    """What is done, once each, about a mismatch that waits too long; never anything beyond the order itself."""

    REMINDER = "reminder"
    PERSON = "person"


class Since(StrEnum):
    """From which instant a class is reckoned; each is a fact that does not move from one day to the next."""

    BEGUN = "begun"
    DUE = "due"
    SAID = "said"
    REFUSED = "refused"
    LOOKED = "looked"
    EFFECT = "effect"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Meaning:
    """`is_open`: it counts in the balance of open orders. `is_mismatch`: a person is to look, and owns it."""

    is_open: bool
    is_mismatch: bool
    since: Since
    says: str


# fmt: off
MEANINGS: dict[OrderClass, Meaning] = {
    OrderClass.ON_THE_WAY: Meaning(True, False, Since.BEGUN, "sent, and nothing proves yet that it arrived"),
    OrderClass.DELIVERY_UNCERTAIN: Meaning(True, True, Since.BEGUN, "nobody knows whether it arrived, or it came back"),
    OrderClass.AWAITED: Meaning(True, False, Since.BEGUN, "the platform's time runs"),
    OrderClass.CLAIMED_NOT_LOOKED: Meaning(True, False, Since.SAID, "said to be done, and not looked at since"),
    OrderClass.SECOND_LOOK: Meaning(True, False, Since.LOOKED, "seen gone once; a second look is to agree"),
    OrderClass.CLOCK_STOPPED: Meaning(True, False, Since.BEGUN, "the platform's time stands still"),
    OrderClass.COMPLIED: Meaning(False, False, Since.EFFECT, "said to be done, and two looks agree"),
    OrderClass.SILENTLY_GONE: Meaning(False, True, Since.EFFECT, "gone, and the platform has not said so"),
    OrderClass.GONE_THOUGH_REFUSED: Meaning(False, True, Since.EFFECT, "gone, though the platform refused"),
    OrderClass.REAPPEARED: Meaning(True, True, Since.LOOKED, "there again after it was gone"),
    OrderClass.CLAIMED_STILL_AVAILABLE: Meaning(True, True, Since.SAID, "said to be done, and still there"),
    OrderClass.WITHHELD_ELSEWHERE: Meaning(True, True, Since.LOOKED, "withheld elsewhere only; there in the territory"),
    OrderClass.PARTLY_DONE: Meaning(True, True, Since.SAID, "the platform says that it did less than was ordered"),
    OrderClass.REFUSED: Meaning(True, True, Since.REFUSED, "the platform refused"),
    OrderClass.CONTRADICTORY: Meaning(True, True, Since.REFUSED, "the platform says that it did, and refuses"),
    OrderClass.WALLED_OFF: Meaning(True, True, Since.LOOKED, "behind a wall, and the time is over"),
    OrderClass.OVERDUE: Meaning(True, True, Since.DUE, "the time is over, and it was seen there after that"),
    OrderClass.UNKNOWN: Meaning(True, True, Since.DUE, "the time is over, and no look since could tell"),
    OrderClass.RESTORED: Meaning(False, False, Since.LOOKED, "reversed, and seen back"),
    OrderClass.RESTORATION_AWAITED: Meaning(True, False, Since.REVERSED, "reversed; the time to restore runs"),
    OrderClass.CLAIMED_NOT_RESTORED: Meaning(True, True, Since.SAID, "said to be back, and not seen there"),
    OrderClass.NOT_RESTORED: Meaning(True, True, Since.DUE, "the time to restore is over, and it was seen missing"),
    OrderClass.RESTORATION_UNKNOWN: Meaning(True, True, Since.DUE, "the time to restore is over; no look could tell"),
    OrderClass.LIFTED: Meaning(False, False, Since.REVERSED, "reversed before the platform had it"),
}
# fmt: on


class Rule(NamedTuple):
    """One line of the decision table. A set of values for each fact; None stands for any value."""

    course: frozenset[Course]
    clock: frozenset[Clock] | None
    said: frozenset[Said] | None
    seen: frozenset[Seen] | None
    late: bool | None
    since_said: bool | None
    order_class: OrderClass
    standing: Standing | None

    def fits(self, facts: Facts) -> bool:
        """Whether these facts are of this line."""
        among = zip(self[:4], facts[:4], strict=True)
        equal = zip(self[4:6], facts[4:6], strict=True)
        return all(wanted is None or one in wanted for wanted, one in among) and all(
            wanted is None or one == wanted for wanted, one in equal
        )


def every_combination() -> Iterator[Facts]:
    """All facts that there can be, and some that can not be together."""
    for values in product(Course, Clock, Said, Seen, (False, True), (False, True)):
        yield Facts(*values)
