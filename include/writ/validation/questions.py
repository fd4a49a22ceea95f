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
    from great_expectations.validator.metric_configuration import MetricConfiguration
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
        self._wanted: dict[str, dict[str, MetricConfiguration]] = {}

    def put_to(self, frame: pd.DataFrame) -> dict[str, ExpectationValidationResult]:
        """The answer to each; raises `WritError` that names the rule where one could not be evaluated."""
        self._engine.load_batch_data("frame", frame)
        if self._graph is None:  # what has to be measured can depend on the types of the columns
            self._graph = self._find_metrics()
        metrics, _failed = self._graph.resolve(self._settings, show_progress_bars=False)
        return {rule: self._answer(rule, metrics) for rule in self._expectations}

    def _find_metrics(self) -> ValidationGraph:
        from great_expectations.validator.validation_graph import ValidationGraph

        graph = ValidationGraph(self._engine)
        for rule, expectation in self._expectations.items():
            wanted = expectation.get_validation_dependencies(self._engine, self._settings)
            for metric in wanted.get_metric_configurations():
                graph.build_metric_dependency_graph(metric, self._settings)
            self._wanted[rule] = wanted.metric_configurations
        return graph

    def _answer(self, rule: str, metrics: dict[Any, Any]) -> ExpectationValidationResult:
        expectation = self._expectations[rule]
        try:
            measured = {name: metrics[metric.id] for name, metric in self._wanted[rule].items()}
            # `metrics_validate` would work out once more what is wanted, which takes longer than all the rest
            found = expectation._validate(measured, deepcopy(self._settings), self._engine)
            return expectation._build_evr(found)
        except Exception as error:
            # by its kind alone, as its text may say what stands in a cell
            what = type(error).__name__
            raise WritError(f"the rule {rule} could not be evaluated ({what}); nothing was accepted by it") from None
