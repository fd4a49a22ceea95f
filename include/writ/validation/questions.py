"""Puts expectations to frames. What the library works out of them is worked out once, not for each frame again.

Its `Validator` makes the expectations and the graph of what they have to measure anew for each frame, which takes twice
as long as the answer; and a batch of its own hashes the whole frame twice to give it a name.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import warnings
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from include.writ.errors import WritError

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.expectations.expectation import Expectation
    from great_expectations.validator.validation_graph import ValidationGraph


def load_library() -> None:
    """Import Great Expectations, which takes seconds, so that it neither reports home nor warns."""
    if "great_expectations" in sys.modules:
        return
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at the first import
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():  # the library still imports sre_parse and sre_constants, which are deprecated
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        import great_expectations  # noqa: F401
    gc.freeze()  # what was imported stays; looking through it again and again costs a fifth of each check


class Questions:
    """Expectations by the names of their rules, to be put to frames that have the same columns of the same types."""

    def __init__(self, expectations: Mapping[str, Expectation], result_format: Mapping[str, Any]) -> None:
        from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine

        self._expectations = expectations
        self._settings = {"result_format": dict(result_format)}
        self._engine = PandasExecutionEngine(caching=False)
        self._graph: ValidationGraph | None = None

    def put_to(self, frame: pd.DataFrame) -> dict[str, ExpectationValidationResult]:
        """The answer to each; raises `WritError` that names the rule where one could not be evaluated."""
        self._engine.load_batch_data("frame", frame)
        self._graph = self._graph or self._find_metrics()  # some depend on the types of the columns
        metrics, _failed = self._graph.resolve(self._settings, show_progress_bars=False)
        return {rule: self._answer(rule, metrics) for rule in self._expectations}

    def _find_metrics(self) -> ValidationGraph:
        from great_expectations.validator.validation_graph import ValidationGraph

        graph = ValidationGraph(self._engine)
        for expectation in self._expectations.values():
            wanted = expectation.get_validation_dependencies(self._engine, self._settings)
            for metric in wanted.get_metric_configurations():
                graph.build_metric_dependency_graph(metric, self._settings)
        return graph

    def _answer(self, rule: str, metrics: dict[Any, Any]) -> ExpectationValidationResult:
        try:
            return self._expectations[rule].metrics_validate(metrics, deepcopy(self._settings), self._engine)
        except Exception as error:
            # by its kind alone, as its text may say what stands in a cell
            what = type(error).__name__
            raise WritError(f"the rule {rule} could not be evaluated ({what}); nothing was accepted by it") from None
