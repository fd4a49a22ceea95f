"""Carries a releaser's answer from Airflow's Required Action to Writ's record.

It refuses a task that was marked as success by hand, an answer without a person, and anything but one clear option.
What leaves is decided by the record alone, so skipping this step sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from include.writ.errors import NotAllowed, NotPossible
from include.writ.orchestration.release_text import HOLD, RELEASE

ASK_AGAIN = "Nothing was sent. To ask again, clear the task `ask_to_release` (with downstream)"


def record(answer: Mapping[str, Any] | None, write: Callable[[str, bool], int]) -> bool:
    """Hand the person and the answer to `write`; True when the set may leave. Raises `NotAllowed`, `NotPossible`."""
    user_name, let_go = read_answer(answer)
    try:
        write(user_name, let_go)
    except NotAllowed as refused:
        raise NotAllowed(f"{refused}. {ASK_AGAIN}") from refused
    return let_go


def read_answer(answer: Mapping[str, Any] | None) -> tuple[str, bool]:
    """Who answered (Airflow's user name) and whether it was `Release`."""
    given = answer or {}
    person = given.get("responded_by_user") or {}
    user_name = person.get("name")
    if not user_name:
        raise NotAllowed(f"no person answered: a task marked as success by hand is no answer. {ASK_AGAIN}")
    match given.get("chosen_options"):
        case [option] if option in (RELEASE, HOLD):
            return str(user_name), option == RELEASE
    raise NotPossible(f"the answer is neither {RELEASE} nor {HOLD}. {ASK_AGAIN}")
