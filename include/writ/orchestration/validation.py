"""The task that validates one batch. It is an operator, and no function, so that it can carry its links."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseOperator, Context

from include.writ.log import get
from include.writ.orchestration.links import BATCH_LINKS

log = get(__name__)


class ValidateBatch(BaseOperator):
    """Judge a batch row by row. A file that is refused as a whole, or held, is no failure: the log warns."""

    operator_extra_links = BATCH_LINKS

    def __init__(self, *, batch_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.batch_id = batch_id

    def execute(self, context: Context) -> dict[str, Any]:
        """The counts of the batch."""
        from include.writ.wiring import stages

        counts = stages.validate_batch(self.batch_id)
        if counts.pop("refusal"):
            log.warning("batch %s was refused as a whole; the batch says why", self.batch_id)
        if counts["state"] == "held":
            log.warning("batch %s is held: too many of its rows were refused; a person is asked", self.batch_id)
        return counts
