"""The Required Action about a batch that is held, and what follows a yes: for each held batch by itself.

The answer goes from Airflow's own record of the Required Action straight to Writ's; no XCom lies between. What goes on
is decided by Writ's record alone, which names the engineer who let the batch in.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Context, task, task_group
from airflow.sdk.exceptions import AirflowSkipException

from include.writ.errors import NotAllowed, NotPossible
from include.writ.orchestration.answers import read_answer
from include.writ.orchestration.assets import FINDINGS
from include.writ.orchestration.hold_text import ACCEPT, HOLD, write_question
from include.writ.orchestration.links import BATCH_LINKS, batch_path, data_docs_path

ASK_AGAIN = "Nothing was let in. To ask again, clear this task (with downstream)"


class HoldQuestion(HITLOperator):
    """Ask about one held batch, wait without a process for a person, record the answer.

    Skipped when the batch is no longer held, or the answer is `Hold`. Fails with `NotAllowed` when the person is no
    engineer. It has no default and no time limit: an `execution_timeout` would become one.
    """

    template_fields = (*HITLOperator.template_fields, "batch_id")
    operator_extra_links = BATCH_LINKS

    def __init__(self, *, batch_id: str, **kwargs: Any) -> None:
        super().__init__(subject="", body="", options=[ACCEPT, HOLD], execution_timeout=None, **kwargs)
        self.batch_id = batch_id

    def execute(self, context: Context) -> Any:
        """Ask and wait; a batch that was let in meanwhile is not asked about."""
        from include.writ.wiring import gate

        question = gate.hold_question(self.batch_id)
        if question["state"] == "held":
            links = {"batch": batch_path(self.batch_id), "data_docs": data_docs_path(self.batch_id)}
            self.subject, self.body = write_question(question, **links)
            return super().execute(context)
        if question["is_let_in"]:
            return self.batch_id
        raise AirflowSkipException(f"the batch is {question['state']}, not held; there is nothing to ask")

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Record who answered what. `NotAllowed`: no engineer. `NotPossible`: no clear answer, or it came too late."""
        from include.writ.wiring import gate

        answer = super().execute_complete(context, event)
        user_name, let_in = read_answer(answer, yes=ACCEPT, no=HOLD, ask_again=ASK_AGAIN)
        try:
            gate.answer_hold(self.batch_id, user_name, let_in=let_in)
        except (NotAllowed, NotPossible) as refused:
            raise type(refused)(f"{refused}. {ASK_AGAIN}") from refused
        if not let_in:
            raise AirflowSkipException("held: nothing goes on; an engineer can let it in on the page of the batch")
        return self.batch_id


@task(outlets=[FINDINGS])
def announce_let_in(batch_id: str) -> None:
    """Announce the day once more, if Writ's own record says that a person let the batch in."""
    from include.writ.wiring import gate

    gate.require_let_in(batch_id)


@task_group(group_id="held", prefix_group_id=False)
def ask_to_let_in(batch_id: str) -> None:
    """One held batch: ask, then announce. It waits for no other batch."""
    HoldQuestion(task_id="ask_to_let_in", batch_id=batch_id) >> announce_let_in(batch_id)
