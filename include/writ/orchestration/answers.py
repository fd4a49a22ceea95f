"""Reading the answer to a Required Action: who answered, whether it was a yes, and what they filled in beside it.

No answer is never taken for one, and a field that is filled in otherwise than its form allows is refused, not guessed.
"""

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


def read_names(answer: dict[str, Any], field: str, *, ask_again: str) -> list[str]:
    """The names in one field of the form; none where it was left as it is. Whether they are known is not looked at."""
    names = answer["params_input"].get(field) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise NotPossible(f"the field {field!r} is not a list of names. {ask_again}")
    return names


def read_note(answer: dict[str, Any], field: str, *, ask_again: str) -> str | None:
    """The text in one field of the form; None where it was left empty."""
    note = answer["params_input"].get(field) or None
    if note is not None and not isinstance(note, str):
        raise NotPossible(f"the field {field!r} is not a text. {ask_again}")
    return note
