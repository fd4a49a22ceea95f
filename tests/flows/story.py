"""Three days through Airflow's real scheduler, told so that they can be told again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

import requests

from include.writ.local.demo_course import Course, local
from include.writ.local.processes import Stack

FIRST, LAST = date(2026, 11, 17), date(2026, 11, 19)
BOOK_DAY = date(2026, 11, 20)
DAYS = [FIRST + timedelta(days=n) for n in range(3)]


@dataclass(frozen=True)
class Story:
    stack: Stack
    course: Course

    def tell(self) -> None:
        """From one backfill to the book. The clock ends where `tell_again` leaves it."""
        course = self.course
        course.switch_on()
        course.backfill(FIRST, LAST)
        course.work(BOOK_DAY)
        course.clock.set(local(BOOK_DAY, time(11, 30)))
        course.release()
        for hour in (21, 22):  # only two looks that agree make an order obeyed
            course.clock.set(local(BOOK_DAY, time(hour)))
            course.look()
        course.clock.set(local(BOOK_DAY + timedelta(days=1), time(0, 10)))
        course.look()
        course.draw_up_book(BOOK_DAY)

    def tell_again(self) -> None:
        """Every DAG once more for the same days; nobody has approved anything since."""
        course, airflow = self.course, self.course.airflow
        course.backfill(FIRST, LAST, reprocess="completed")
        for day in DAYS:
            airflow.finish("issue_notices", airflow.trigger("issue_notices", day))
        course.release()
        course.look()
        course.draw_up_book(BOOK_DAY)

    def notices(self) -> list[dict[str, object]]:
        """What the platforms got, in order."""
        listed: list[dict[str, object]] = requests.get(f"{self.stack.simulator_url}/control/notices", timeout=30).json()
        return listed
