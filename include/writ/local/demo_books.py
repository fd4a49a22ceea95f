"""The end of the demo: the last book as a table, what the releases asked, and whether everything adds up.

It fails on any equation of the book that does not hold, and on any notice that a platform got twice or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import requests
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from include.writ.domain.balance import COLUMNS, Cohort
from include.writ.domain.delivery import NoticeKind, ReportKind
from include.writ.domain.release import counted
from include.writ.domain.states import OutboxState
from include.writ.local.people import DEMO_PEOPLE
from include.writ.services.cohorts import NO_PLATFORM
from include.writ.storage.models import (
    DeliveryReportRow,
    DiscrepancyRow,
    OrderBalanceRow,
    OutboxRow,
    ReconciliationRow,
    ReleaseRow,
)
from include.writ.storage.session import unit_of_work

WIDE = 180
_SHORT = 3


@dataclass(frozen=True, slots=True)
class LastBook:
    """The cohorts of one book."""

    day: date
    cohorts: dict[tuple[date, str], Cohort]

    @property
    def total(self) -> Cohort:
        """All cohorts together."""
        return sum(self.cohorts.values(), Cohort())

    def gaps(self) -> list[str]:
        """Each equation that does not hold, with its cohort and the difference; counted anew, not read."""
        return [
            f"{day} {platform}: {name} is off by {difference}"
            for (day, platform), cohort in self.cohorts.items()
            for name, difference in cohort.gaps().items()
        ]


def read_book(database_url: str, day: date) -> LastBook:
    """The book of `day` as it is stored."""
    with unit_of_work(database_url) as session:
        rows = session.scalars(
            select(ReconciliationRow)
            .where(ReconciliationRow.book_day == day)
            .order_by(ReconciliationRow.cohort_day, ReconciliationRow.platform)
        )
        return LastBook(day, {(row.cohort_day, row.platform): Cohort(**row.counts) for row in rows})


def show_book(console: Console, book: LastBook) -> None:
    """The reconciliation table per platform and day, with a row for each day and one for all.

    What is nowhere in the book has no column.
    """
    is_wide = console.width >= WIDE
    title = f"Book of {book.day}: what became of each day's findings"
    table = Table("day", "platform", title=title, title_justify="left", box=None, padding=(0, 1, 0, 0))
    columns = [name for name in COLUMNS if getattr(book.total, name)]
    for name in columns:
        table.add_column(name if is_wide else name[:_SHORT], justify="right")
    for day in sorted({day for day, _ in book.cohorts}):
        shown = str(day) if is_wide else f"{day:%m-%d}"
        of_day = {platform: cohort for (at, platform), cohort in book.cohorts.items() if at == day}
        for platform, cohort in of_day.items():
            if cohort == Cohort():
                continue
            table.add_row(shown, "(no platform)" if platform == NO_PLATFORM else platform, *_figures(cohort, columns))
        table.add_row(shown, "all", *_figures(sum(of_day.values(), Cohort()), columns), style="bold", end_section=True)
    table.add_row("all", "", *_figures(book.total, columns), style="bold")
    console.print(table)
    if not is_wide:
        console.print(f"columns: {', '.join(columns)}")
    console.print("(no platform): rows that were quarantined before a platform could be read from them", style="dim")


def show_releases(console: Console, database_url: str) -> None:
    """What each Required Action asked, and who answered."""
    names = {demo.person.id: demo.person.name for demo in DEMO_PEOPLE}
    table = Table("release of", "what", "orders", "fingerprint", "answer", "by", box=None, padding=(0, 1, 0, 0))
    table.title, table.title_justify = "What the releases asked, and who answered", "left"
    with unit_of_work(database_url) as session:
        for row in session.scalars(select(ReleaseRow).order_by(ReleaseRow.asked_at, ReleaseRow.day)):
            orders = f"{row.summary['first_order'][-6:]} to {row.summary['last_order'][-6:]}"
            answered = f"{names.get(row.answered_by or '', 'nobody')} ({row.answered_by})"
            table.add_row(str(row.day), counted(row.summary["kinds"]), orders, row.digest[:12], row.state, answered)
    console.print(table)


def show_discrepancies(console: Console, database_url: str, day: date) -> None:
    """How often order, answer and probe disagree in the last book."""
    counted = select(DiscrepancyRow.kind, func.count()).where(DiscrepancyRow.book_day == day)
    with unit_of_work(database_url) as session:
        rows = session.execute(counted.group_by(DiscrepancyRow.kind).order_by(DiscrepancyRow.kind)).all()
    console.print("Discrepancies for people to look at: " + ", ".join(f"{kind} {number}" for kind, number in rows))


def show_open_orders(console: Console, database_url: str) -> None:
    """The balance of open orders in each book, over all platforms and grounds, and orders by class at the end."""
    columns = ("opening", "new", "reopened", "closed", "closing")
    table = Table("book of", *columns, box=None, padding=(0, 1, 0, 0))
    table.title, table.title_justify = "Open orders: opening + new + reopened - closed = closing", "left"
    sums = [func.sum(getattr(OrderBalanceRow, name)) for name in columns]
    day = OrderBalanceRow.book_day
    classes: Counter[str] = Counter()
    with unit_of_work(database_url) as session:
        for row in session.execute(select(day, *sums).group_by(day).order_by(day)):
            table.add_row(str(row[0]), *(str(number) for number in row[1:]))
        of_last = day == select(func.max(day)).scalar_subquery()
        for shares in session.scalars(select(OrderBalanceRow.classes).where(of_last)):
            classes.update(shares)
    console.print(table)
    console.print("Orders by class: " + ", ".join(f"{name} {number}" for name, number in sorted(classes.items())))


def order_gaps(database_url: str) -> list[str]:
    """Each equation of open orders that does not hold in any book."""
    uneven = select(OrderBalanceRow).where(OrderBalanceRow.gaps != {}).order_by(OrderBalanceRow.book_day)
    with unit_of_work(database_url) as session:
        return [
            f"{row.book_day} {row.platform} {row.ground}: {name} is off by {difference}"
            for row in session.scalars(uneven)
            for name, difference in row.gaps.items()
        ]


def delivery_faults(database_url: str, simulator_url: str) -> list[str]:
    """What the platforms got, against what Writ says it sent; each notice must be there exactly once."""
    got = requests.get(f"{simulator_url}/control/notices", timeout=30).json()
    times = Counter(notice["key"] for notice in got)
    with unit_of_work(database_url) as session:
        of_sent = select(OutboxRow.notice_id).where(OutboxRow.state == OutboxState.SENT)
        sent = {str(key) for key in session.scalars(of_sent.distinct())}
    faults = {
        "notices that a platform got more than once": sum(n > 1 for n in times.values()),
        "notices that Writ sent and no platform got": len(sent - times.keys()),
        "notices that a platform got and Writ did not send": len(times.keys() - sent),
        "notices without the word SPECIMEN": sum(not notice["specimen"] for notice in got),
    }
    return [f"{number} {what}" for what, number in faults.items() if number]


def count_order_notices(database_url: str) -> tuple[int, int]:
    """Notices of orders whose receipt is proven: by the platform's own receipt, and by a report of their delivery."""
    of_mail = select(DeliveryReportRow.notice_id).where(DeliveryReportRow.kind == ReportKind.DELIVERED)
    is_order = OutboxRow.state == OutboxState.SENT, OutboxRow.notice_kind == NoticeKind.ORDER
    notices = select(func.count(OutboxRow.notice_id.distinct())).where(*is_order)
    by_mail = notices.where(OutboxRow.notice_id.in_(of_mail)).scalar_subquery()
    with unit_of_work(database_url) as session:
        all_of_them, reported = session.execute(select(notices.scalar_subquery(), by_mail)).one()
    return all_of_them - reported, reported


def _figures(cohort: Cohort, columns: Sequence[str]) -> list[str]:
    return [str(getattr(cohort, name) or "·") for name in columns]
