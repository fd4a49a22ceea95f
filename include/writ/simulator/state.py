"""The memory of the invented world: notices received, the answers and page changes that follow, switched faults.

All of it but the faults is rebuilt from the journal at the start. Time never goes back here: with a clock that does,
the world stays at the latest time it has seen, or answers already shown would have to be renumbered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from include.writ.clock import Clock
from include.writ.domain.content import Platform
from include.writ.domain.delivery import AnswerPage
from include.writ.simulator.answer_book import AnswerBook
from include.writ.simulator.behaviour import Effect, PageState, page_state, react
from include.writ.simulator.chance import token
from include.writ.simulator.journal import Accepted, AcceptedItem, Journal
from include.writ.simulator.notice import NoticeDocument
from include.writ.simulator.world import FIRST_DAY, Catalogue, Content, local_day, local_time


class Fault(StrEnum):
    """What can be wrong with a platform: it takes nothing, or it takes a notice and cuts the line.

    `BOUNCE` is for mail alone: it takes a message and sends back that it could not be delivered.
    """

    DOWN = "down"
    CUT = "cut"
    BOUNCE = "bounce"


class KeyReusedError(Exception):
    """The idempotency key was used before, for another notice."""


@dataclass(frozen=True, slots=True)
class PageView:
    """What the public sees of one content item."""

    content: Content
    state: PageState


class State:
    """Everything that the simulator remembers."""

    def __init__(self, folder: Path, seed: int, clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.seed = seed
        self.faults: dict[Platform, Fault] = {}
        self.notices: list[Accepted] = []
        self._clock = clock
        self._latest = local_time(FIRST_DAY)
        self._catalogue = Catalogue(seed)
        self._first: dict[tuple[Platform, str], Accepted] = {}
        self._books = {platform: AnswerBook(seed, platform) for platform in Platform}
        self._effects: dict[int, list[Effect]] = {}
        self._journal = Journal(folder / "notices.jsonl")
        for accepted in self._journal.read():
            self._remember(accepted)

    def now(self) -> datetime:
        """Tell the time in this world."""
        self._latest = max(self._latest, self._clock())
        return self._latest

    def receive(self, key: str, body: bytes, document: NoticeDocument, mailed_from: str = "") -> Accepted:
        """Take a notice and put it on disk; the same key with the same body is a repeat with the first receipt."""
        accepted = replace(self._accept(key, sha256(body).hexdigest(), document), mailed_from=mailed_from)
        self._journal.append(accepted)
        self._remember(accepted)
        return accepted

    def receipt(self, platform: Platform, key: str) -> Accepted | None:
        """Find the first acceptance under `key`, if there was one."""
        return self._first.get((platform, key))

    def answers(self, platform: Platform, after: int, limit: int) -> AnswerPage:
        """List the answers that `platform` has given by now, behind number `after`."""
        return self._books[platform].page(after, limit, self.now())

    def view(self, url: str) -> PageView | None:
        """Look at `url` as it is now; None when nothing was ever published there."""
        now = self.now()
        content = self._catalogue.find(url, local_day(now))
        if content is None:
            return None
        return PageView(content, page_state(self._effects.get(content.serial, ()), now))

    def _accept(self, key: str, digest: str, document: NoticeDocument) -> Accepted:
        platform = document.addressee.platform
        first = self._first.get((platform, key))
        if first is None:
            return Accepted(
                platform=platform,
                kind=document.notice_kind,
                key=key,
                body_sha256=digest,
                specimen=document.specimen,
                items=tuple(
                    AcceptedItem(item.order_number, item.content.url)
                    for item in document.items
                    if item.order_number and item.content
                ),
                receipt_id=f"R-{token(platform, key)}",
                received_at=self.now(),
                repeat=False,
            )
        if first.body_sha256 != digest:
            raise KeyReusedError(key)
        return replace(first, repeat=True)

    def _remember(self, accepted: Accepted) -> None:
        self.notices.append(accepted)
        if accepted.repeat:
            return
        self._latest = max(self._latest, accepted.received_at)
        self._first[accepted.platform, accepted.key] = accepted
        for item in accepted.items:
            self._react(accepted, item)

    def _react(self, accepted: Accepted, item: AcceptedItem) -> None:
        content = self._catalogue.find(item.url, local_day(accepted.received_at))
        if content is not None and content.platform is not accepted.platform:
            content = None
        effects = self._effects.setdefault(content.serial, []) if content else []
        reaction = react(self.seed, content, accepted.kind, accepted.received_at, effects)
        self._books[accepted.platform].expect(accepted, item.order_number, reaction.replies)
        if reaction.effect is not None:
            effects.append(reaction.effect)
