"""Statements of reasons that are attached to a mail as JSON, in the form of the DSA Transparency Database.

One of them, or several as they are sent to that database (`{"statements": […]}`). What was done is in the statement;
which order it is about is in `order_number`, else in its ground, explanation or facts. Other JSON is left aside, our
own notice among it. What cannot be read, or is too much, is broken: then nobody can tell what the mail says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from include.writ.answers.bodies import is_json, parts_of
from include.writ.answers.numbers import numbers_in
from include.writ.answers.reasons import StatementOfReasons, without_nul
from include.writ.answers.records import Attached, Statement
from include.writ.answers.statements import Reading
from include.writ.domain.delivery import Outcome

MOST_BYTES = 64 * 1024
MOST_FILES = 10
MOST_STATEMENTS = 100
_ITS_OWN = frozenset({"puid", "decision_visibility", "decision_ground", "decision_facts", "statements"})


class _BrokenError(Exception):
    """It is meant as a statement, and is none."""


class _AttachedStatement(StatementOfReasons):
    order_number: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(without_nul)] | None = None


@dataclass(frozen=True, slots=True)
class Attachments:
    """What the JSON attachments of a mail state, in their order; None of it where one of them is broken."""

    statements: tuple[Statement, ...]
    is_broken: bool

    @property
    def kind(self) -> Attached | None:
        """What became of them; None where nothing is meant as a statement."""
        if self.is_broken:
            return Attached.BROKEN
        return Attached.READ if self.statements else None


def attachments_of(message: Message) -> Attachments:
    """What is stated in those parts of a mail that are JSON."""
    try:
        found = [statement for data in _files(message) for statement in _stated(data)]
    except _BrokenError:
        return Attachments((), is_broken=True)
    return Attachments(tuple(found[:MOST_STATEMENTS]), is_broken=len(found) > MOST_STATEMENTS)


def joined(text: Reading, attached: Attachments) -> tuple[Statement, ...]:
    """What a mail says of each order: as its attachments state it, unless its text says anything else.

    A broken attachment leaves all of it in doubt. An order that no attachment is about is as the text has it.
    """
    if attached.is_broken:
        return tuple(Statement(one.number, None, one.said) for one in text.statements)
    if not attached.statements:
        return text.statements
    stated, told = _by_number(attached.statements), {one.number: one for one in text.statements}
    of_all = stated.pop(None, None)
    numbers = [*stated, *(number for number in told if number and number not in stated)]
    found = [_agreed(number, stated.get(number, of_all), told, is_silent=text.is_silent) for number in numbers]
    if of_all and not numbers:
        return (_agreed(None, of_all, told, is_silent=text.is_silent),)
    is_of_none = of_all is not None and all(number in stated for number in numbers)
    return (*found, *([Statement(None, None, of_all.said)] if of_all and is_of_none else []))


def _agreed(
    number: str | None, stated: Statement | None, told: dict[str | None, Statement], *, is_silent: bool
) -> Statement:
    heard = told.get(number) or told.get(None)
    if stated is None:
        return heard or Statement(number, None, "")
    agrees = heard is None or is_silent or heard.outcome in (stated.outcome, Outcome.ACKNOWLEDGED)
    if agrees:
        return Statement(number, stated.outcome, stated.said)
    return Statement(number, None, f"{heard.said}\n\n{stated.said}" if heard else stated.said)


def _by_number(statements: Sequence[Statement]) -> dict[str | None, Statement]:
    """Of several on one order those count that state the same."""
    found: dict[str | None, Statement] = {}
    for one in statements:
        first = found.setdefault(one.number, one)
        if first is not one:
            outcome = one.outcome if one.outcome is first.outcome else None
            found[one.number] = Statement(one.number, outcome, f"{first.said}\n\n{one.said}")
    return found


def _files(message: Message) -> list[bytes]:
    files = [part.get_payload(decode=True) for part in parts_of(message) if is_json(part)]
    read = [data for data in files if isinstance(data, bytes)]
    if len(read) > MOST_FILES or any(len(data) > MOST_BYTES for data in read):
        raise _BrokenError
    return read


def _stated(data: bytes) -> Iterator[Statement]:
    try:
        said = json.loads(data.decode("utf-8-sig"))
        if not (isinstance(said, dict) and said.keys() & _ITS_OWN):
            return
        several: Any = said.get("statements", [said])
        if not isinstance(several, list) or not several:
            raise _BrokenError
        read = [_AttachedStatement.model_validate_json(json.dumps(one)) for one in several[: MOST_STATEMENTS + 1]]
    except (ValueError, RecursionError, ValidationError):
        raise _BrokenError from None
    for one in read:
        yield from _of_orders(one)


def _of_orders(one: _AttachedStatement) -> Iterator[Statement]:
    """A statement that names several orders is about one of them, and nobody can tell which."""
    named = list(dict.fromkeys(number for *_, number in numbers_in(one.order_number or one.reason)))
    if len(named) < 2:
        yield Statement(named[0] if named else one.order_number, one.outcome, one.reason)
    else:
        yield from (Statement(number, None, one.reason) for number in named)
