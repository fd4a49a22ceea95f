"""What every channel to a platform offers; the delivery service decides from it, and no channel decides for itself."""

from __future__ import annotations

from typing import Protocol

from include.writ.domain.delivery import AnswerPage, Capabilities, Handed, Notice, Receipt, ReportPage
from include.writ.errors import DeliveryUncertain, PlatformBusy


class BusyFor(PlatformBusy):
    """The platform did not take the notice and may have said when to come back; the outbox decides when it does."""

    def __init__(self, message: str, retry_after: int | None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CouldNotAsk(DeliveryUncertain):
    """The platform could not be asked at all, so asking about the next notice is of no use either."""


class Channel(Protocol):
    """One way to one platform."""

    @property
    def capabilities(self) -> Capabilities:
        """What the other side can do about a delivery in doubt."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every machine that it would connect to, by name or address; known before anything is connected."""

    def send(self, notice: Notice) -> Receipt | Handed:
        """Hand over one notice, once, without retrying. `Handed`: the proof of receipt comes later, or never.

        `PlatformBusy`: not taken, nothing was delivered (`BusyFor`: it said so itself).
        `PlatformRefused`: it will never be taken.
        `ConfigError`: our address or token is wrong; nothing was taken, and mending it helps.
        `DeliveryUncertain`: the document had begun to leave, and no valid receipt came back.
        """

    def find(self, key: str) -> Receipt | Handed | None:
        """Return what is known of a notice sent before under `key`, or None when it certainly did not arrive.

        `DeliveryUncertain`: there was no usable answer, so what was in doubt stays in doubt; `CouldNotAsk`: none at
        all.
        """

    def answers(self, after: int) -> AnswerPage:
        """Return the answers with `seq` above `after`, in order.

        `PlatformBusy`: later. `ConfigError`: not with this token or address. `ContractBroken`: not as agreed.
        """

    def reports(self, cursor: str) -> ReportPage:
        """Return what came back about handed notices behind `cursor`, and letters; "" is the beginning.

        Raises as `answers` does.
        """
