"""Every pair of states of every machine: the database takes exactly the steps of the table."""

from __future__ import annotations

import itertools
from enum import StrEnum

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from include.writ.domain.states import (
    TRANSITIONS,
    AppealState,
    BatchState,
    CaseState,
    OrderState,
    OutboxState,
    ReleaseState,
    ReviewState,
)
from include.writ.storage.session import engine

MACHINES: dict[str, type[StrEnum]] = {
    "case": CaseState,
    "order": OrderState,
    "outbox": OutboxState,
    "release": ReleaseState,
    "batch": BatchState,
    "appeal": AppealState,
    "review": ReviewState,
}


def pairs(machine: str) -> set[tuple[str, str]]:
    states = [str(state) for state in MACHINES[machine]]
    return {(a, b) for a, b in itertools.product(["", *states], states) if a != b}


def is_taken(connection: Connection, before: str, after: str) -> bool:
    """Whether the guard lets a row of `walk` go from one state to the other; any other error is raised."""
    try:
        if not before:
            connection.execute(text("INSERT INTO walk VALUES (:s)"), {"s": after})
            return True
        connection.execute(text("ALTER TABLE walk DISABLE TRIGGER t"))
        connection.execute(text("INSERT INTO walk VALUES (:s)"), {"s": before})
        connection.execute(text("ALTER TABLE walk ENABLE TRIGGER t"))
        connection.execute(text("UPDATE walk SET state = :s"), {"s": after})
    except DBAPIError as error:
        if "no step" not in str(error):
            raise
        return False
    return True


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.requirement("R24")
def test_only_the_steps_of_the_table_are_taken(database_url: str, machine: str) -> None:
    """The trigger that guards the real tables, tried on a bare table, so that no other rule can stand in for it."""
    taken = set()
    with engine(database_url).connect() as connection:
        connection.execute(text("CREATE TEMP TABLE walk (state text)"))
        connection.execute(
            text(
                "CREATE TRIGGER t BEFORE INSERT OR UPDATE ON walk FOR EACH ROW"
                f" EXECUTE FUNCTION writ.check_transition('{machine}')"
            )
        )
        for before, after in pairs(machine):
            with connection.begin_nested() as attempt:
                if is_taken(connection, before, after):
                    taken.add((before, after))
                attempt.rollback()
    assert taken == {(str(a), str(b)) for a, b in TRANSITIONS[machine]}


@pytest.mark.parametrize(
    ("table", "machine"),
    [("cases", "case"), ("orders", "order"), ("outbox", "outbox"), ("appeals", "appeal"), ("reviews", "review")],
)
def test_the_guard_is_on_the_table(database_url: str, table: str, machine: str) -> None:
    with engine(database_url).connect() as connection:
        definition = connection.scalar(
            text(
                "SELECT pg_get_triggerdef(oid) FROM pg_trigger"
                " WHERE tgname = 'transition' AND tgrelid = CAST(:t AS regclass)"
            ),
            {"t": f"writ.{table}"},
        )
    assert f"check_transition('{machine}')" in str(definition)


@pytest.mark.requirement("R24")
def test_there_is_no_way_to_an_order_without_two_human_acts() -> None:
    """Backwards from `ordered`: each way leads through `drafted`, which only a person's draft reaches."""
    into = {a for a, b in TRANSITIONS["case"] if b == CaseState.ORDERED}
    assert into == {CaseState.DRAFTED}
