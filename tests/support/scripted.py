"""A platform that does what a test says, behind the protocol of a channel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from include.writ.domain.delivery import Answer, AnswerPage, Capabilities, Notice, Outcome, Receipt
from include.writ.errors import DeliveryUncertain


@dataclass
class ScriptedPlatform:
    """`takes`: whether a notice is kept; `tells`: whether its sender learns of it; `meanwhile` happens on the way."""

    clock: Callable[[], datetime]
    takes: bool = True
    tells: bool = True
    meanwhile: Callable[[], object] = lambda: None
    said: Sequence[Answer] = ()
    kept: dict[str, Receipt] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(deduplicates=True, can_be_asked=True))

    def send(self, notice: Notice) -> Receipt:
        """Take the notice, or not, and say so, or not."""
        self.sent.append(notice.key)
        self.meanwhile()
        if self.takes:
            self.kept.setdefault(notice.key, Receipt(f"R-{notice.key}", self.clock()))
        if not (self.takes and self.tells):
            raise DeliveryUncertain("cut")
        return self.kept[notice.key]

    def find(self, key: str) -> Receipt | None:
        """The receipt of what was kept."""
        return self.kept.get(key)

    def answers(self, after: int) -> AnswerPage:
        """What the test lets it say."""
        return AnswerPage([one for one in self.said if one.seq > after], has_more=False)


def answer(seq: int, order_number: str, outcome: Outcome, at: datetime, reason: str = "") -> Answer:
    """One answer that names its order."""
    return Answer(seq, f"A-{seq}", None, order_number, outcome, reason, at)
