"""A platform that does what a test says, behind the protocol of a channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from include.writ.channels.base import BusyFor
from include.writ.domain.delivery import (
    Answer,
    AnswerPage,
    Capabilities,
    DeliveryReport,
    Handed,
    Letter,
    Notice,
    Outcome,
    Receipt,
    ReportPage,
)
from include.writ.errors import DeliveryUncertain


@dataclass
class ScriptedPlatform:
    """`takes`: whether a notice is kept; `tells`: whether its sender learns of it; `meanwhile` happens on the way.

    `busy`: it takes nothing, and may say for how long; `hands_over`: it is a mail server's way, not the platform's own.
    """

    clock: Callable[[], datetime]
    takes: bool = True
    tells: bool = True
    busy: bool = False
    retry_after: int | None = None
    hands_over: bool = False
    meanwhile: Callable[[], object] = lambda: None
    said: Sequence[Answer] = ()
    kept: dict[str, Receipt] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    told: list[DeliveryReport] = field(default_factory=list)
    wrote: list[Letter] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(deduplicates=True, can_be_asked=True))

    def send(self, notice: Notice) -> Receipt | Handed:
        """Take the notice, or not, and say so, or not."""
        if self.busy:
            raise BusyFor("not now", self.retry_after)
        self.sent.append(notice.key)
        self.notices.append(notice)
        self.meanwhile()
        if self.hands_over:
            return Handed(self.clock())
        if self.takes:
            self.kept.setdefault(notice.key, Receipt(f"R-{notice.key}", self.clock()))
        if not (self.takes and self.tells):
            raise DeliveryUncertain("cut")
        return self.kept[notice.key]

    def find(self, key: str) -> Receipt | None:
        """The receipt of what was kept."""
        return self.kept.get(key)

    def reports(self, cursor: str) -> ReportPage:
        """One report and one letter a page."""
        seen, all_of_it = int(cursor or 0), max(len(self.told), len(self.wrote))
        end = min(seen + 1, all_of_it)
        return ReportPage(self.told[seen:end], str(end), end < all_of_it, self.wrote[seen:end])

    def answers(self, after: int) -> AnswerPage:
        """What the test lets it say."""
        return AnswerPage([one for one in self.said if one.seq > after], has_more=False)


def answer(seq: int, order_number: str, outcome: Outcome, at: datetime, reason: str = "") -> Answer:
    """One answer that names its order."""
    return Answer(seq, f"A-{seq}", None, order_number, outcome, reason, at)
