"""What a watcher sees while the demo runs: finished steps as lines, and below them the step at work with live counts.

Where the output is no terminal there are only lines. The counts are read from Writ's own database; they are shown, and
nothing is decided by them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text
from sqlalchemy import text

from include.writ.storage.session import engine

Counts = Mapping[str, int]

_COUNTED = {
    "findings": "writ.findings",
    "quarantined": "writ.quarantined_rows",
    "cases": "writ.cases",
    "drafts": "writ.decisions WHERE drafted_by IS NOT NULL",
    "approved": "writ.approvals",
    "released": "writ.outbox WHERE state <> 'waiting'",
    "sent": "writ.outbox WHERE state = 'sent'",
    "answers": "writ.responses",
    "probes": "writ.probes",
    "effected": "writ.orders WHERE state = 'effected'",
    "complaints": "writ.appeals",
    "annulled": "writ.reversals",
    "restored": "writ.orders WHERE state = 'restored'",
}
_SELECT = text("SELECT " + ", ".join(f"(SELECT count(*) FROM {what}) AS {name}" for name, what in _COUNTED.items()))
_COUNT_SECONDS = 0.5


def read_counts(database_url: str) -> Counts:
    """How many of each thing Writ's database holds now."""
    with engine(database_url).connect() as connection:
        return dict(connection.execute(_SELECT).one()._mapping)


@dataclass(slots=True)
class Screen:
    """The output of the demo. `clock` tells the story's time, once there is one."""

    console: Console
    began: float = field(default_factory=time.monotonic)
    clock: Callable[[], datetime | None] = field(default=lambda: None)
    counts: Callable[[], Counts] = field(default=dict)
    _step: str = "starting"
    _step_began: float = 0.0
    _counted: Counts = field(default_factory=dict)
    _counted_at: float = 0.0

    def say(self, line: str) -> None:
        """One line that stays."""
        self.console.print(Text(f"{self._elapsed():>6}  {self._story_time():<16}  {line}"), soft_wrap=True)

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show a step while it is at work; when it is done, a line stays with what it added and how long it took."""
        self._step, self._step_began = what, time.monotonic()
        before = dict(self.counts())
        if not self.console.is_terminal:
            self.say(f"{what} ...")
        yield
        added = {name: n - before.get(name, 0) for name, n in self.counts().items() if n != before.get(name, 0)}
        gained = ", ".join(f"{n} {name}" for name, n in added.items()) or "nothing new"
        self.say(f"{what}: {gained} ({time.monotonic() - self._step_began:.1f} s)")
        self._step = ""

    @contextmanager
    def live(self) -> Iterator[None]:
        """Keep the lower part of the terminal up to date."""
        if not self.console.is_terminal:
            yield
            return
        with Live(get_renderable=self._lower_part, console=self.console, refresh_per_second=4, transient=True):
            yield

    def _lower_part(self) -> RenderableType:
        now = time.monotonic()
        if now - self._counted_at > _COUNT_SECONDS:
            self._counted, self._counted_at = self.counts(), now
        at_work = f"{self._step} ({now - self._step_began:.0f} s)" if self._step else ""
        head = Text(f"{self._elapsed():>6}  {self._story_time():<16}  {at_work}", style="bold")
        if not self._counted:
            return head
        table = Table(*self._counted, box=None, padding=(0, 1))
        table.add_row(*(str(n) for n in self._counted.values()))
        return Group(head, table)

    def _elapsed(self) -> str:
        minutes, seconds = divmod(int(time.monotonic() - self.began), 60)
        return f"{minutes}:{seconds:02}"

    def _story_time(self) -> str:
        now = self.clock()
        return f"{now:%Y-%m-%d %H:%M}" if now else ""
