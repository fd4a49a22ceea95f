"""What a schedule does to notices by mail and to those left on an SFTP server, over real sockets.

Mail is taken at most once: its server recognises nothing, and nobody can be asked. What cannot be known is `uncertain`
until a report comes, or a person finds out. A folder on an SFTP server can be asked for, so nothing stays in doubt.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from include.writ.channels.base import Channel
from include.writ.channels.transports import open_channel
from include.writ.domain.content import Platform
from include.writ.domain.delivery import AnswerPage, Handed, Notice, Receipt, ReportPage
from include.writ.domain.people import Person, Role
from include.writ.ledger.append import broken_at
from include.writ.services import confirm, issue, proofs
from include.writ.simulator.mail_servers import CUT
from include.writ.wiring.deployment import for_docket
from tests.faults.agreement import Agreement
from tests.faults.course import play_calm, play_round
from tests.faults.schedules import Round, rounds
from tests.faults.stock import Stock
from tests.support.ends import LANGUAGES, DropEnd, End, MailEnd, end_of
from tests.support.returned_mail import delivery_report, of_recipient

pytestmark = pytest.mark.faults

FINE, LOST = "fine", "answer lost"
RELEASER = Person("releaser_1", "releaser_1", "p", frozenset({Role.RELEASER}))
few = settings(
    max_examples=10,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
at_a_phase = st.tuples(st.sampled_from(("MAIL", "RCPT", "DATA")), st.sampled_from(("451 later", "554 never", CUT)))
cuts = st.integers(0, 6000)
mail_deeds = st.lists(st.sampled_from((FINE, LOST)) | at_a_phase | cuts, min_size=4, max_size=20)
drop_deeds = st.lists(st.sampled_from((FINE, LOST)) | cuts, min_size=4, max_size=14)
Deed = str | int | tuple[str, str]


class Faulty:
    """A channel to an end that is made to do the next deed at each call; when there are none left all is fine."""

    def __init__(self, stock: Stock, end: End, deeds: list[Deed]) -> None:
        self.deeds = deeds
        self.done: Counter[str] = Counter()
        self._end = end
        connection = end.connection(to_address=stock.contact) if isinstance(end, MailEnd) else end.connection()
        opened = open_channel(Platform.VKONTAKTE, connection, languages=LANGUAGES, clock=stock.clock)
        self._channel: Channel = opened
        self.capabilities, self.hosts = opened.capabilities, opened.hosts

    def send(self, notice: Notice) -> Receipt | Handed:
        with self._doing():
            return self._channel.send(notice)

    def find(self, key: str) -> Receipt | Handed | None:
        with self._doing():
            return self._channel.find(key)

    def answers(self, after: int) -> AnswerPage:
        return self._channel.answers(after)

    def reports(self, cursor: str) -> ReportPage:
        return self._channel.reports(cursor)

    @contextmanager
    def _doing(self) -> Iterator[None]:
        deed = self.deeds.pop(0) if self.deeds else FINE
        self.done["cut" if isinstance(deed, int) else deed if isinstance(deed, str) else deed[1]] += 1
        assert self._end.wire
        self._end.wire.cuts = [deed] if isinstance(deed, int) else []
        if isinstance(self._end, MailEnd):
            self._end.answers = dict([deed]) if isinstance(deed, tuple) else {"END": CUT} if deed == LOST else {}
        elif isinstance(self._end, DropEnd):
            self._end.files.loses_answers = deed == LOST
        yield


class World:
    """Both sides. It is no dataclass: hypothesis would write all of it into its report."""

    def __init__(self, stock: Stock, mail: MailEnd, drop: DropEnd) -> None:
        self.stock = stock
        self.mail = mail
        self.drop = drop


@pytest.fixture(scope="module")
def world(stock: Stock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folders = [tmp_path_factory.mktemp(kind) for kind in ("mail", "sftp")]
    with end_of("mail", folders[0]) as mail, end_of("sftp", folders[1]) as drop:
        assert isinstance(mail, MailEnd)
        assert isinstance(drop, DropEnd)
        yield World(stock, mail, drop)


def arrivals(end: End) -> tuple[Counter[str], dict[str, list[str]]]:
    """How often each key arrived, and in which each order's words came."""
    keys: Counter[str] = Counter()
    carried: dict[str, list[str]] = defaultdict(list)
    for document, _, _ in end.arrived():
        says = json.loads(document)
        keys[says["notice_id"]] += 1
        for item in says["items"]:
            carried[item["order_number"]].append(says["notice_id"])
    return keys, carried


def collect(stock: Stock, channel: Channel) -> dict[str, int]:
    return proofs.run(stock.here.begin, platform=stock.platform, channel=channel, clock=stock.clock)


def agreed(stock: Stock, agreement: Agreement, end: End, fallen: set[int], finals: dict[str, set[int]]) -> None:
    """Each state with how many notices that arrived carry the order; none carries what is of another state."""
    _, carried = arrivals(end)
    numbers = {one.outbox_id: one.number for one in agreement.taken}
    for row in agreement.rows():
        assert row.state in finals, f"{row.state} at the end"
        keys = carried.get(numbers[row.id], [])
        assert len(keys) in finals[row.state], f"{row.state}, and in {len(keys)} notices that arrived"
        assert keys in ([], [str(row.notice_id)])
    agreement.check_records({agreement.taken[index].order_id for index in fallen}, set(carried))


@pytest.mark.timeout(600)
@few
@given(deeds=mail_deeds, course=st.lists(rounds, min_size=2, max_size=4), most=st.integers(1, 3))
def test_mail_is_taken_at_most_once_and_what_nobody_can_know_waits_for_a_person(
    world: World, tally: Counter[str], deeds: list[Deed], course: list[Round], most: int
) -> None:
    stock, end, channel = world.stock, world.mail, Faulty(world.stock, world.mail, list(deeds))
    issue.MOST_ITEMS = most
    end.mails.clear()
    taken, fallen = stock.take(8), set[int]()
    for one in course:
        tally["kills"] += play_round(stock, channel, taken, fallen, one)
    channel.deeds, agreement = [], Agreement(stock, taken)
    play_calm(stock, channel, lambda: bool(agreement.states() & {"released", "sending"}))
    keys, _ = arrivals(end)
    assert set(keys.values()) <= {1}, "the same mail twice"
    agreed(stock, agreement, end, fallen, {"handed": {1}, "uncertain": {0, 1}, "refused": {0}, "cancelled": {0}})
    for key in keys:
        headers = f"Content-Type: text/rfc822-headers\n\nMessage-ID: <writ.{key}@authority.example>\n"
        end.put(delivery_report(of_recipient(), envelope_id=key, returned=headers), stock.moment)
    collect(stock, channel)
    agreed(stock, agreement, end, fallen, {"sent": {1}, "uncertain": {0}, "refused": {0}, "cancelled": {0}})
    ask_people(stock, {row.notice_id for row in agreement.rows() if row.state == "uncertain" and row.notice_id})
    assert collect(stock, channel) == {}
    tally.update({"mails": len(keys), "runs by mail": 1})
    tally.update(channel.done)


def ask_people(stock: Stock, in_doubt: set[UUID]) -> None:
    """Each notice in doubt is one that a releaser can settle."""
    here = for_docket()
    for notice_id in in_doubt:
        with here.begin() as session:
            values = {"number": "P-1", "received_at": stock.moment, "now": stock.moment}
            confirm.type_in(session, notice_id=notice_id, person=RELEASER, **values)  # type: ignore[arg-type]


@pytest.mark.timeout(600)
@few
@given(deeds=drop_deeds, course=st.lists(rounds, min_size=2, max_size=3), most=st.integers(2, 3))
def test_what_is_left_on_a_server_lies_there_once_and_nothing_stays_in_doubt(
    world: World, tally: Counter[str], deeds: list[Deed], course: list[Round], most: int
) -> None:
    stock, end, channel = world.stock, world.drop, Faulty(world.stock, world.drop, list(deeds))
    issue.MOST_ITEMS = most
    taken, fallen = stock.take(6), set[int]()
    for one in course:
        tally["kills"] += play_round(stock, channel, taken, fallen, one)
    channel.deeds, agreement = [], Agreement(stock, taken)
    play_calm(stock, channel, agreement.pending)
    agreed(stock, agreement, end, fallen, {"handed": {1}, "refused": {0}, "cancelled": {0}})
    for row in agreement.rows():
        if row.state == "handed":
            given = {"receipt_id": f"R-{row.notice_id}", "received_at": stock.moment.isoformat()}
            (Path(end.depot.root) / "in" / str(row.notice_id) / "receipt.json").write_text(json.dumps(given))
    collect(stock, channel)
    agreed(stock, agreement, end, fallen, {"sent": {1}, "refused": {0}, "cancelled": {0}})
    tally.update({"runs by sftp": 1})
    tally.update(channel.done)


def test_the_ledger_of_all_that_is_whole(world: World) -> None:
    with world.stock.chain.begin() as session:
        assert broken_at(session) is None
