"""Thousands of released orders in one database, of which each run takes some that no other has had."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from benchmarks._orders import multiply
from include.writ.domain.states import CaseState
from include.writ.local.postgres import EmbeddedPostgres
from include.writ.services.issue import Means
from include.writ.storage.models import PlatformRow
from include.writ.wiring.deployment import Deployment, for_tasks
from tests.support.chain import DAY, Chain, running_chain
from tests.support.databases import fresh_copy
from tests.support.orders import NOON, annul
from tests.support.press import means_of

AT_ONCE = 200
NEVER = "2999-01-01"


@dataclass(frozen=True, slots=True)
class Taken:
    """One released order, and what was sealed for it."""

    outbox_id: UUID
    order_id: UUID
    case_id: UUID
    number: str


@dataclass
class Stock:
    """`moment`: the clock of the run."""

    chain: Chain
    url: str
    platform: str
    here: Deployment = field(default_factory=for_tasks)
    moment: datetime = NOON
    _waiting: deque[Taken] = field(default_factory=deque)

    @property
    def contact(self) -> str:
        """To whom the notices go."""
        with self.chain.begin() as session:
            return session.get_one(PlatformRow, self.platform).contact_point

    @property
    def means(self) -> Means:
        return means_of(self.here)

    def clock(self) -> datetime:
        return self.moment

    def wait(self, time: timedelta) -> None:
        """The clock goes on."""
        self.moment += time
        self.chain.at(self.moment)

    def take(self, number: int) -> list[Taken]:
        """So many orders that are due now, and nothing else is."""
        while len(self._waiting) < number:
            self._make()
        taken = [self._waiting.popleft() for _ in range(number)]
        self.moment = NOON
        self.chain.at(NOON)
        with self.chain.begin() as session:
            session.execute(text("DELETE FROM writ.outages"))
            pending = "state IN ('released', 'sending', 'uncertain')"
            session.execute(
                text(f"UPDATE writ.outbox SET retry_at = '{NEVER}' WHERE {pending} AND retry_at < '{NEVER}'")
            )
            session.execute(text(f"UPDATE writ.outbox SET retry_at = '{NEVER}' WHERE {pending} AND retry_at IS NULL"))
            due = text("UPDATE writ.outbox SET retry_at = NULL WHERE id = ANY (:ids)")
            session.execute(due, {"ids": [one.outbox_id for one in taken]})
        return taken

    def annul(self, one: Taken) -> None:
        """The order falls."""
        annul(one.case_id)

    def _make(self) -> None:
        """All but the first one, which stays as it is to be copied."""
        with self.chain.begin() as session:
            before = set(session.scalars(text("SELECT id FROM writ.orders")))
        multiply(self.url, AT_ONCE)
        rows = text("""SELECT b.id, o.id, o.case_id, o.number FROM writ.outbox b JOIN writ.orders o ON o.id = b.order_id
                       WHERE o.id <> ALL (:before) ORDER BY o.number""")
        with self.chain.begin() as session:
            self._waiting += [Taken(*row) for row in session.execute(rows, {"before": list(before)})]


@contextmanager
def stocked(postgres: EmbeddedPostgres, template: str, folder: Path) -> Iterator[Stock]:
    """A stock in a database of its own."""
    with (
        contextmanager(fresh_copy)(postgres, template) as url,
        pytest.MonkeyPatch.context() as patch,
        running_chain(url, folder, patch) as chain,
    ):
        chain.bring_in(DAY)
        case = chain.cases(CaseState.PROPOSED)[0]
        chain.draft(case)
        order = chain.approve(case)
        chain.at(NOON)
        chain.release(DAY)
        with chain.begin() as session:
            session.execute(text(f"UPDATE writ.outbox SET retry_at = '{NEVER}'"))
        yield Stock(chain, url, order.platform)


def ids_of(taken: Sequence[Taken]) -> list[UUID]:
    """Of the orders."""
    return [one.order_id for one in taken]
