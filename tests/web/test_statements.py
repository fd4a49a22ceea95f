"""Ten times as much on a page does not mean ten times as many questions to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import World
from tests.web.notices_world import release, send
from tests.web.pages import page

PAGES = (
    "/",
    "/cases",
    "/cases?state=ordered",
    "/cases?state=declined",
    "/redress",
    "/releases",
    "/notices",
    "/holding-pen",
    "/mismatches",
    "/platforms",
    "/platforms/vkontakte",
    "/batches",
    "/quarantine",
    "/figures",
    "/workload",
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that this process sends to any database meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def a_day(world: World, first: int, until: int, run: str) -> None:
    """Half of these cases are declined; orders of the rest have reached their platform, and complaints came."""
    middle = (first + until) // 2
    for case in world.cases[first:middle]:
        assert world.post("drafter_1", f"/cases/{case}/decline", {"reason": "lawful"})[0] == 200
    ordered = World(world.app, world.clock, world.cases[middle:until])
    release(ordered, until - middle, run)
    send(ordered, ScriptedPlatform(world.here.clock))
    for case in ordered.cases:
        complaint = {"appellant": "author", "language": "ru", "statement": "it is a quotation"}
        assert world.post("drafter_1", f"/cases/{case}/appeals", complaint)[0] == 200


@pytest.mark.parametrize("person", ["drafter_1", "approver_1", "reviewer_1"])
def test_no_page_asks_again_for_each_row(wide_world: World, person: str) -> None:
    def asked() -> dict[str, int]:
        numbers = {}
        for path in PAGES:
            with counted() as sent:
                page(wide_world, person, path)
            numbers[path] = len(sent)
        return numbers

    a_day(wide_world, 0, 2, "run-1")
    few = asked()
    a_day(wide_world, 2, 12, "run-2")
    assert asked() == few
    assert min(few.values()) > 0
