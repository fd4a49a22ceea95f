"""`make demo`: three days of the whole chain through Airflow, with the people's parts played by fictional persons.

It starts from nothing each time, in specimen mode and against the simulator only, and ends with the books. Exit code 0:
they balance and every notice arrived once. `make up` then shows what is left behind.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from datetime import time as hour

from rich.console import Console

from include.writ import settings
from include.writ.errors import WritError
from include.writ.local.demo_books import (
    WIDE,
    count_order_notices,
    delivery_faults,
    order_gaps,
    read_book,
    show_book,
    show_discrepancies,
    show_open_orders,
    show_releases,
)
from include.writ.local.demo_client import Account, AirflowClient, log_in
from include.writ.local.demo_course import DAYS, Course, StoryClock, local
from include.writ.local.demo_people import Office
from include.writ.local.demo_reset import start_over
from include.writ.local.demo_screen import Screen, read_counts
from include.writ.local.keys import passwords_file
from include.writ.local.processes import Stack, clock_path, running_stack
from include.writ.local.state import StackRunning

ENGINEER = "engineer"
_PLAIN_WIDTH = WIDE + 10


def main() -> int:
    """Play the demo; 0 when the books balance, 1 when anything is wrong, 130 after Ctrl-C."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PLAIN_WIDTH)
    try:
        return play(Screen(console))
    except KeyboardInterrupt:
        console.print("stopped; `make demo` starts over")
        return 130
    except StackRunning as running:
        print(
            f"{running}. Stop it first (Ctrl-C where it runs); the demo starts over with empty data.", file=sys.stderr
        )
        return 1
    except WritError as error:
        print(error, file=sys.stderr)
        return 1


def play(screen: Screen, port: int = 8080) -> int:
    """Start over, start everything, play the course, show the books, stop everything."""
    var = settings.var_dir()
    screen.say("Writ demo, in specimen mode: simulated platforms, invented content, fictional persons")
    start_over(var, screen.say)
    clock = StoryClock(clock_path(var))
    clock.set(local(DAYS[0], hour(6)))
    screen.clock = clock.read
    with running_stack(port=port, say=screen.say) as stack:
        screen.counts = lambda: read_counts(stack.database_url)
        screen.say(f"Airflow is at {stack.api_url} while this runs; users and passwords: {_passwords()}")
        with prepared_course(stack, clock, screen) as course, screen.live():
            last_book = course.play()
        is_ok = _show_end(screen.console, stack, last_book)
    minutes, seconds = divmod(int(time.monotonic() - screen.began), 60)
    screen.console.print(f"\nThree days in {minutes} min {seconds} s.")
    _say_where_next(screen.console)
    return 0 if is_ok else 1


@contextmanager
def prepared_course(stack: Stack, clock: StoryClock, screen: Screen, limit: int | None = None) -> Iterator[Course]:
    """The course on a running stack; `limit` bounds how many cases people take at a time."""

    def enter(user: str) -> Account:
        return log_in(stack.api_url, user, stack.passwords[user])

    with enter(ENGINEER) as engineer:
        airflow = AirflowClient(engineer, stack.ensure_alive)
        yield Course(airflow, Office(enter, limit), clock, stack.database_url, screen)


def _show_end(console: Console, stack: Stack, last_book: date) -> bool:
    book = read_book(stack.database_url, last_book)
    faults = [
        *book.gaps(),
        *order_gaps(stack.database_url),
        *delivery_faults(stack.database_url, stack.simulator_url),
    ]
    console.print()
    show_book(console, book)
    console.print()
    show_releases(console, stack.database_url)
    console.print()
    show_open_orders(console, stack.database_url)
    show_discrepancies(console, stack.database_url, last_book)
    if faults:
        console.print("SOMETHING IS WRONG: " + "; ".join(faults), style="bold red")
        return False
    by_api, by_mail = count_order_notices(stack.database_url)
    console.print(
        f"The books balance. {book.total.sent} orders left in signed notices: {by_api} by API, proven by the receipt "
        f"given, and {by_mail} by mail, proven by a report of delivery. Each reached its platform exactly once.",
        style="bold green",
        soft_wrap=True,
    )
    return True


def _say_where_next(console: Console) -> None:
    console.print(
        "Look around: `make up` opens Airflow and the Docket on what this demo left, at http://127.0.0.1:8080;\n"
        f"it lists the demo users with their passwords, which are kept in {_passwords()}.\n"
        "Then: Required Actions and runs of each DAG; Docket in the navigation; task logs; var/data_docs for what was\n"
        "quarantined and why; `.venv/bin/python -m include.writ doctor` and `... ledger verify`.",
        soft_wrap=True,
    )


def _passwords() -> str:
    return str(passwords_file(settings.var_dir() / "airflow"))


if __name__ == "__main__":
    sys.exit(main())
