"""The Required Action that asks a releaser, and puts the answer on Writ's record in the same breath.

The answer goes from Airflow's own record of the Required Action straight to Writ's; no XCom lies between, which
somebody who may write XComs could fill with another person's name. What leaves is decided by Writ's record alone.
"""

from __future__ import annotations

from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Context, Param
from airflow.sdk.exceptions import AirflowSkipException

from include.writ.domain.content import Platform
from include.writ.errors import NotAllowed, NotPossible
from include.writ.orchestration.answers import read_answer, read_names, read_note
from include.writ.orchestration.links import release_path
from include.writ.orchestration.partition import day_of_run
from include.writ.orchestration.release_text import HOLD, RELEASE, write_question

ASK_AGAIN = "Nothing was sent. To ask again, clear this task (with downstream)"
HELD, WHY = "hold_back", "why"


def _form() -> dict[str, Param]:
    """What a releaser may fill in beside the answer. `examples` makes Airflow offer a choice of them."""
    return {
        HELD: Param(
            [],
            type=["array", "null"],
            items={"type": "string"},
            examples=[str(platform) for platform in Platform],
            title="Hold back",
            description=f"With {RELEASE}: platforms that are sent nothing now; they are asked about again after a day",
        ),
        WHY: Param("", type=["string", "null"], title="Why", description="Kept on record with the answer; optional"),
    }


class ReleaseQuestion(HITLOperator):
    """Ask about the run's day, wait without a process for a person, record the answer.

    Skipped when there is nothing to ask about or the answer is `Hold`. Fails with `NotAllowed` when the person may not
    release, with `NotPossible` when they hold back what is not there or all. It has no default and no time limit: an
    `execution_timeout` would become one.
    """

    def __init__(self, **kwargs: Any) -> None:
        options = [RELEASE, HOLD]
        super().__init__(subject="", body="", options=options, params=_form(), execution_timeout=None, **kwargs)

    def execute(self, context: Context) -> Any:
        """Freeze the question and wait; a question that this run was answered before is not asked again."""
        from include.writ.wiring import stages

        question = stages.ask_release(day_of_run(), context["run_id"])
        if question is None:
            raise AirflowSkipException("no approved notice of this day waits for a question")
        match question["state"]:
            case "asked":
                page = release_path(question["release_id"])
                self.subject, self.body = write_question(str(day_of_run()), question, page=page)
                return super().execute(context)
            case "released":
                return question["release_id"]
        raise AirflowSkipException(f"the question was answered before: {question['state']}; another run asks again")

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Record who answered what. `NotAllowed`: not a releaser. `NotPossible`: no clear answer, or none to this."""
        from include.writ.wiring import stages

        answer = super().execute_complete(context, event)
        user_name, let_go = read_answer(answer, yes=RELEASE, no=HOLD, ask_again=ASK_AGAIN)
        held, note = read_names(answer, HELD, ask_again=ASK_AGAIN), read_note(answer, WHY, ask_again=ASK_AGAIN)
        try:
            release_id = stages.answer_release(context["run_id"], user_name, let_go=let_go, held=held, note=note)
        except (NotAllowed, NotPossible) as refused:
            raise type(refused)(f"{refused}. {ASK_AGAIN}") from refused
        if not let_go:
            raise AirflowSkipException("held: nothing is sent; the notices are asked about again after a day")
        return release_id
