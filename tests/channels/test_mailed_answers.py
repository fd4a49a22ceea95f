"""The simulated desks answer by mail, as people do, when the time has come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from include.writ.answers.read import read_mail
from include.writ.channels.base import Channel
from include.writ.domain.content import Platform
from include.writ.domain.delivery import Answer, Letter, NoticeKind, Outcome
from include.writ.simulator.app import running_simulator
from include.writ.simulator.journal import Accepted, AcceptedItem
from include.writ.simulator.mail_answers import letter_of
from tests.channels.simulated_world import CONTENT, SEED, START, World, item, notice
from tests.channels.test_simulated_mail import to_desk
from tests.support.outgoing import KEY, another

pytestmark = pytest.mark.enable_socket
NUMBER = "MCI-SPECIMEN-2026-000001"
DESK = f"legal@{CONTENT.platform.replace('_', '-')}.simulated.example"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World()
    with running_simulator(tmp_path, SEED, world.clock) as world.simulator:
        yield world


def send(channel: Channel) -> None:
    document = notice(CONTENT, 1) | {"items": [item(CONTENT, 1, order_number=NUMBER)]}
    channel.send(another(document=json.dumps(document).encode(), addressee=DESK))


def letters(channel: Channel) -> list[Letter]:
    return list(channel.reports("").letters)


def test_an_answer_is_in_the_mailbox_once_its_time_has_come(world: World) -> None:
    channel = to_desk(world)
    send(channel)
    assert letters(channel) == []
    world.moment = START + timedelta(minutes=10)
    (noted,) = letters(channel)
    assert START < noted.arrived_at <= world.moment
    world.moment = START + timedelta(hours=8)
    both = letters(channel)
    assert both[0] == noted
    assert [(one.notice_key, one.sender, one.orders[0].number, one.outcome) for one in map(read, both)] == [
        (KEY, DESK, NUMBER, Outcome.ACKNOWLEDGED),
        (KEY, DESK, NUMBER, Outcome.REMOVED),
    ]


def read(letter: Letter):  # type: ignore[no-untyped-def]
    return read_mail(letter.raw, "authority.example")


def test_a_desk_that_begins_anew_writes_the_same_letters(world: World, tmp_path: Path) -> None:
    channel = to_desk(world)
    send(channel)
    world.moment = START + timedelta(hours=8)
    before = letters(channel)
    again = World()
    again.moment = world.moment
    with running_simulator(tmp_path, SEED, again.clock) as again.simulator:
        assert letters(to_desk(again)) == before
    assert len(before) == 2


def test_what_came_over_the_api_is_not_answered_by_mail(world: World) -> None:
    world.post(CONTENT, 1)
    world.moment = START + timedelta(hours=8)
    assert letters(to_desk(world)) == []


@pytest.mark.parametrize("position", range(12))
@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.ACKNOWLEDGED, ""),
        (Outcome.REMOVED, "Материал удалён (вымышленный ответ)."),
        (Outcome.WITHHELD, "Доступ ограничен на территории Казахстана (вымышленный ответ)."),
        (Outcome.RESTRICTED, "Материал виден только вошедшим пользователям (вымышленный ответ)."),
        (Outcome.REFUSED, "Наша проверка не подтвердила нарушения (вымышленный ответ)."),
        (Outcome.NOT_FOUND, "Такого материала нет."),
        (Outcome.RESTORED, "Доступ к материалу восстановлен (вымышленный ответ)."),
    ],
)
def test_every_answer_is_read_as_it_is_meant(outcome: Outcome, reason: str, position: int) -> None:
    number = f"MCI-2026-{position:06d}"
    item = AcceptedItem(number, "https://my.mail.ru/mail/a/video/1.html")
    sent = Accepted(
        Platform.MAIL_RU, NoticeKind.ORDER, KEY, "", True, (item,), "R-1", START, False, "desk@authority.example"
    )
    answer = Answer(1, f"A-{position}", KEY, number, outcome, reason, START)
    found = read_mail(letter_of(answer, sent, DESK), "authority.example")
    assert [(one.number, one.outcome) for one in found.statements] == [(number, outcome)]
    assert found.notice_key == KEY
