from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from include.writ.domain.content import Platform
from include.writ.domain.delivery import Answer
from include.writ.simulator.notice import NoticeDocument
from include.writ.simulator.state import KeyReusedError, State
from include.writ.simulator.world import Content, contents_of

SEED = 1
START = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
ON_VK = [content for content in contents_of(SEED, date(2026, 11, 17)) if content.platform is Platform.VKONTAKTE]


class HandClock:
    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def send(state: State, content: Content, number: int, platform: Platform = Platform.VKONTAKTE) -> str:
    fields = {
        "notice_kind": "order",
        "specimen": True,
        "addressee": {"platform": platform},
        "items": [
            {
                "notice_kind": "order",
                "order_number": f"2026-{number:06d}",
                "content": {"kind": "post", "content_id": str(content.serial), "url": content.forms.reported[0]},
                "deadline_hours": 24,
                "territory": ["KZ"],
            }
        ],
    }
    body, key = json.dumps(fields).encode(), str(UUID(int=number))
    state.receive(key, body, NoticeDocument.model_validate_json(body))
    return key


def all_answers(state: State, platform: Platform = Platform.VKONTAKTE) -> list[Answer]:
    return list(state.answers(platform, 0, 10_000).answers)


def test_numbers_of_answers_never_change_as_notices_come_and_time_passes(tmp_path: Path, clock: HandClock) -> None:
    state, shown = State(tmp_path, SEED, clock), list[Answer]()
    for number, content in enumerate(ON_VK, start=1):
        send(state, content, number)
        clock.moment += timedelta(minutes=17)
        now = all_answers(state)
        assert now[: len(shown)] == shown
        shown = now
    clock.moment += timedelta(days=9)
    final = all_answers(state)
    assert final[: len(shown)] == shown
    assert [answer.seq for answer in final] == list(range(1, len(final) + 1))
    assert [answer.answered_at for answer in final] == sorted(answer.answered_at for answer in final)


def test_an_answer_is_not_shown_before_its_time(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    send(state, ON_VK[0], 1)
    assert all_answers(state) == []
    clock.moment += timedelta(minutes=5)
    assert [str(answer.outcome) for answer in all_answers(state)] == ["acknowledged"]


def test_a_stray_answer_names_an_order_that_nobody_issued(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    clock.moment += timedelta(days=30)
    assert all_answers(state) == []
    send(state, ON_VK[0], 1)
    clock.moment += timedelta(days=30)
    strays = [answer for answer in all_answers(state) if answer.notice_key is None]
    assert 3 <= len(strays) <= 20
    assert all(str(answer.order_number).startswith("1999-") for answer in strays)
    assert all(answer.answered_at > START + timedelta(days=30) for answer in strays)


def test_a_stray_answer_never_comes_before_the_first_notice(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    clock.moment = START.replace(hour=18, minute=55)  # five minutes to midnight in Almaty
    for number, platform in enumerate(Platform, start=1):
        send(state, ON_VK[0], number, platform)
        assert all_answers(state, platform) == []


def test_after_a_restart_the_same_answers_and_pages_follow(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    for number, content in enumerate(ON_VK[:10], start=1):
        send(state, content, number)
        clock.moment += timedelta(minutes=1)
    clock.moment += timedelta(hours=6)
    again = State(tmp_path, SEED, clock)
    assert again.notices == state.notices
    assert all_answers(again) == all_answers(state)
    for content in ON_VK[:10]:
        assert again.view(content.forms.reported[0]) == state.view(content.forms.reported[0])


def test_a_line_that_a_crash_cut_short_is_forgotten(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    send(state, ON_VK[0], 1)
    with (tmp_path / "notices.jsonl").open("ab") as journal:
        journal.write(b'{"platform": "vkont')
    again = State(tmp_path, SEED, clock)
    assert again.notices == state.notices
    send(again, ON_VK[1], 2)
    assert State(tmp_path, SEED, clock).notices == again.notices


def test_a_repeat_is_logged_but_has_no_second_consequence(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    send(state, ON_VK[0], 1)
    clock.moment += timedelta(minutes=30)
    send(state, ON_VK[0], 1)
    clock.moment += timedelta(minutes=10)
    assert [accepted.repeat for accepted in state.notices] == [False, True]
    assert {accepted.received_at for accepted in state.notices} == {START}
    assert len(all_answers(state)) == 1


def test_a_key_cannot_be_used_for_another_notice(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    send(state, ON_VK[0], 1)
    with pytest.raises(KeyReusedError):
        send(state, ON_VK[1], 1)
    assert len(state.notices) == 1


def test_a_platform_does_not_act_on_content_of_another(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    send(state, ON_VK[0], 1, Platform.TELEGRAM)
    clock.moment += timedelta(hours=6)
    own = [answer for answer in all_answers(state, Platform.TELEGRAM) if answer.notice_key]
    assert [str(answer.outcome) for answer in own] == ["acknowledged", "not_found"]


def test_time_does_not_go_back(tmp_path: Path, clock: HandClock) -> None:
    state = State(tmp_path, SEED, clock)
    assert state.now() == START
    clock.moment -= timedelta(days=1)
    assert state.now() == START
    send(state, ON_VK[0], 1)
    assert State(tmp_path, SEED, clock).now() == START
