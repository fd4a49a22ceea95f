"""Draws up the book of a day: what was ordered, what was answered, what is seen.

It gives every order one class (docs/reconciliation.md), counts every cohort and the open orders, records what does not
agree and what has changed, closes what two looks found obeyed, and proposes drafts for what came back. What waits
longer than the pack allows is escalated: one reminder of an order whose content was seen after its time, which waits
for a releaser, and later an approver who is to look. Before all that it opens a review, with a lift notice drafted, for
each order whose day of review is over, and ends an order on the day that a higher body has set. No other notice
follows, and none leaves, by itself.

**Runs** at each midnight in Asia/Almaty, for the day that has just ended; the partition key is that day. Backfill and
trigger by hand as with `pull_exports`. It is paused when it is new: unpause it together with `pull_exports`.

**Reads** what was known before the midnight that ends the day. **Writes** the book, mismatches, changes, closed cases,
orders whose content is back, drafts, reviews.

**Retry or clear** draws up the same book from the same facts.

**If it fails.** "does not balance": the book **is stored**, and its numbers do not add up, so something was lost or
counted twice. The message says how many lines; their gaps are on the page Today of the Docket, and in the tables
`reconciliations` and `order_balances`. Do not publish the figures; find the cause, mend, clear `draw_up_book`. Where
only the opening of open orders differs, a book before was drawn up anew: clear the books after it, in order. Any other
failure wrote nothing: mend and clear.

**Owner**: data engineering
"""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task

from include.writ.errors import NotPossible
from include.writ.orchestration.assets import RECONCILIATION
from include.writ.orchestration.defaults import START, TASK_DEFAULTS
from include.writ.orchestration.finish import announce
from include.writ.orchestration.partition import EACH_DAY, day_of_run
from include.writ.orchestration.tags import Tag


@dag(
    schedule=EACH_DAY,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    tags=[Tag.OVERSIGHT, Tag.BY_DAY],
    doc_md=__doc__,
)
def reconcile() -> None:
    """Draw up the book of a day."""

    @task
    def draw_up_book() -> dict[str, Any]:
        from include.writ.wiring import stages

        book = stages.draw_up_book(day_of_run())
        if gaps := book.pop("gaps"):
            raise NotPossible(f"the book does not balance: {len(gaps)} lines have gaps; it is stored")
        return book

    announce(RECONCILIATION, draw_up_book())


reconcile()
