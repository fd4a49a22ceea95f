"""A platform that is written to by mail answers by mail: over the simulator's real servers, into the orders."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from include.writ.channels.settings import ChannelConnection
from include.writ.domain.content import Platform
from include.writ.domain.delivery import Outcome
from include.writ.domain.states import CaseState
from include.writ.storage.models import CaseRow, ContentItemRow, OrderRow, ResponseRow
from include.writ.wiring import sending
from tests.support.chain import DAY, Chain, local
from tests.support.press import specimen_key

NAME = Platform.MAIL_RU


def by_mail(chain: Chain) -> ChannelConnection:
    there = chain.simulator
    extra = {
        "from_address": "orders@authority.example",
        "to_address": "legal@mail-ru.simulated.example",
        "ca_file": str(there.ca_file),
        "imap_host": "127.0.0.1",
        "imap_port": there.imap_port,
    }
    return ChannelConnection(
        "writ_platform_mail_ru", "smtp", "127.0.0.1", there.smtp_port, "writ", "simulated-mail", extra=extra
    )


def ordered(chain: Chain) -> int:
    """Orders to the platform, handed to its mail desk at noon."""
    with chain.begin() as session:
        rows = select(CaseRow.id).join(ContentItemRow, CaseRow.content_item_id == ContentItemRow.id)
        mine = rows.where(ContentItemRow.platform == NAME, CaseRow.state == CaseState.PROPOSED).order_by(CaseRow.id)
        cases = list(session.scalars(mine))
    for case_id in cases:
        chain.draft(case_id)
        chain.approve(case_id)
    chain.at(local(DAY + timedelta(days=1), 12))
    chain.release(DAY)
    assert sending.deliver_to(NAME, by_mail(chain), specimen_key())["results"] == {"handed": len(cases)}
    return len(cases)


def test_people_at_a_mail_desk_answer_every_order_and_the_second_collection_changes_nothing(chain: Chain) -> None:
    chain.bring_in(DAY)
    number = ordered(chain)
    chain.at(local(DAY + timedelta(days=1), 20))
    sending.collect_from(NAME, by_mail(chain))
    with chain.begin() as session:
        found = session.scalars(select(ResponseRow)).all()
        assert {order.received_at is None for order in session.scalars(select(OrderRow))} == {False}
    said = Counter(row.outcome for row in found if row.order_id)
    assert said[Outcome.ACKNOWLEDGED] == number > 10
    assert said[Outcome.REMOVED] > number / 3
    assert {row.order_number for row in found if row.order_id is None} <= {None}, (
        "only a stray, which names no order of ours, waits for a person"
    )
    sending.collect_from(NAME, by_mail(chain))
    with chain.begin() as session:
        assert len(session.scalars(select(ResponseRow)).all()) == len(found)
