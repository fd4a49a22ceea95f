"""Writes docs/due-process.md: each requirement, and the tests that try to break it.

`python -m tests.due_process.register docs/due-process.md`. A test says what it tries by its mark, alone or for all its
file; the files are read as text, nothing of them is run.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from tests.due_process.attempts import ATTEMPTS as BY_SQL
from tests.due_process.attempts import NO_RIGHT
from tests.web.attempts import ATTEMPTS as BY_API

TESTS = Path(__file__).parents[1]
HEAD = """\
# Due process, requirement by requirement

Written by `python -m tests.due_process.register docs/due-process.md` from `tests/due_process/requirements.yml` and from
the marks of the tests. A test named here tries the bad case, by the services, by the Docket's API or by SQL behind
their back, and is green only when it is refused, or it shows that what is asked is there. What no test tries yet is
not promised: whole requirements are marked, and parts are named in the last column.

One bad case of each is besides tried by a request to the Docket's API (`tests/web/attempts.py`), and by SQL as a task
and as the Docket (`tests/due_process/attempts.py`). The API's answer is given by its status; the database's by what it
says to the Docket, or "no right" where that may not even try. A task is refused likewise.

| no. | what is asked | after | who tries to break it | the API's answer | the database's | not tried yet |
|---|---|---|---|---|---|---|
"""


def requirements() -> dict[str, dict[str, str]]:
    """What is asked and after which source, by number."""
    found: dict[str, dict[str, str]] = yaml.safe_load((TESTS / "due_process" / "requirements.yml").read_text("utf-8"))
    return found


def tried() -> dict[str, list[str]]:
    """The tests of each number, as `folder/file: what the test says`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        of_file = [*_marks_of_file(tree)]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                says = node.name.removeprefix("test_").replace("_", " ")
                for number in (*of_file, *_marks(node.decorator_list)):
                    found[number].append(f"`{path.relative_to(TESTS)}`: {says}")
    return found


def page() -> str:
    """The whole page."""
    by_number = tried()
    return HEAD + "".join(_line(number, one, by_number[number]) for number, one in requirements().items())


def _line(number: str, requirement: dict[str, str], tests: list[str]) -> str:
    not_yet = requirement.get("not_yet", "–") if tests else "**all of it**"
    api, sql = BY_API[number].status, BY_SQL[number].docket.replace(NO_RIGHT, "no right")
    parts = number, requirement["asks"], requirement["source"], "; ".join(tests), api, sql, not_yet
    return f"| {' | '.join(map(str, parts))} |\n"


def _marks(marked: Iterable[ast.expr]) -> Iterator[str]:
    for mark in marked:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.requirement":
            yield from (ast.literal_eval(argument) for argument in mark.args)


def _marks_of_file(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            yield from _marks([node.value])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
