from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from include.writ.local.children import ChildDied, Children
from include.writ.local.processes import free_port


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    (tmp_path / "broken.py").write_text("raise SystemExit('the reason')\n")
    (tmp_path / "steady.py").write_text("import signal\nsignal.pause()\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    started = Children(tmp_path / "log", environment)
    yield started
    started.stop()


def test_a_child_that_ends_by_itself_is_told_with_the_end_of_its_log(children: Children) -> None:
    children.start("steady", "steady")
    children.start("broken", "broken")
    with pytest.raises(ChildDied, match=r"broken ended with code 1(.|\n)*the reason"):
        children.wait_until(lambda: ["steady"], limit_seconds=30)


def test_a_child_that_never_becomes_healthy_is_named(children: Children) -> None:
    children.start("steady", "steady")
    with pytest.raises(ChildDied, match=r"steady is not healthy after 0 s"):
        children.wait_until(lambda: ["steady"], limit_seconds=0)
    children.ensure_alive()


def test_stopping_leaves_no_child(children: Children) -> None:
    children.start("steady", "steady")
    [started] = children.started()
    children.stop()
    assert started.find() is None


def test_a_taken_port_is_replaced_by_a_free_one() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port
