"""Writes docs/due-process.md: each requirement, and the tests that try to break it.

`python -m tests.due_process.register docs/due-process.md`. A test says what it tries by its mark; the files are read as
text, nothing of them is run.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import yaml

TESTS = Path(__file__).parents[1]
HEAD = """\
# Due process, requirement by requirement

Written by `python -m tests.due_process.register docs/due-process.md` from `tests/due_process/requirements.yml` and from
the marks of the tests. A test named here tries the bad case, by the services, by the Docket's API or by SQL behind
their back, and is green only when it is refused, or it shows that what is asked is there. What no test tries yet is
not promised: whole requirements are marked, and parts are named in the last column.

| no. | what is asked | after | who tries to break it | not tried yet |
|---|---|---|---|---|
"""


def requirements() -> dict[str, dict[str, str]]:
    """What is asked and after which source, by number."""
    found: dict[str, dict[str, str]] = yaml.safe_load((TESTS / "due_process" / "requirements.yml").read_text("utf-8"))
    return found


def tried() -> dict[str, list[str]]:
    """The tests of each number, as `folder/file: what the test says`."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for number in _marks(node) if isinstance(node, ast.FunctionDef) else ():
                says = node.name.removeprefix("test_").replace("_", " ")  # type: ignore[attr-defined]
                found[number].append(f"`{path.relative_to(TESTS)}`: {says}")
    return found


def page() -> str:
    """The whole page."""
    by_number = tried()
    return HEAD + "".join(_line(number, one, by_number[number]) for number, one in requirements().items())


def _line(number: str, requirement: dict[str, str], tests: list[str]) -> str:
    not_yet = requirement.get("not_yet", "–") if tests else "**all of it**"
    return f"| {number} | {requirement['asks']} | {requirement['source']} | {'; '.join(tests)} | {not_yet} |\n"


def _marks(test: ast.FunctionDef) -> Iterator[str]:
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.requirement":
            yield from (ast.literal_eval(argument) for argument in decorator.args)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
