"""Reading the answer to a Required Action: who answered, and whether it was a yes. No answer is never taken for one."""

from __future__ import annotations

from typing import Any

from include.writ.errors import NotAllowed, NotPossible


def read_answer(answer: dict[str, Any], *, yes: str, no: str, ask_again: str) -> tuple[str, bool]:
    """Who answered (Airflow's user name) and whether it was `yes`; `ask_again` says what to do when nobody did."""
    person = answer["responded_by_user"]
    if not person or not person.get("name"):
        raise NotAllowed(f"no person answered. {ask_again}")
    match answer["chosen_options"]:
        case [option] if option in (yes, no):
            return str(person["name"]), option == yes
    raise NotPossible(f"the answer is neither {yes} nor {no}. {ask_again}")
