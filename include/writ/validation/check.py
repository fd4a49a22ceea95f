"""Runs the suite over the frame and says which rows break which rules; writes the Data Docs where asked.

Fails closed: an expectation that could not be evaluated, is missing from the result, or does not name as many rows as
it counted stops the batch. Values never reach a result:
results hold row numbers and counts only.
"""

from __future__ import annotations

import logging
import os
import warnings
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from include.writ.errors import WritError
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.pages import finish_pages
from include.writ.validation.rules import RULES_BY_NAME
from include.writ.validation.suite import build_suite

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext

_RESULT_FORMAT: Final[dict[str, Any]] = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": ["row_number"],
    "exclude_unexpected_values": True,
    "include_unexpected_rows": False,
    "return_unexpected_index_query": False,
}


def check_rows(
    frame: pd.DataFrame, grounds: frozenset[str], languages: frozenset[str], docs: DocsTarget | None
) -> dict[int, list[str]]:
    """Return the rules that each refused row breaks, by row number, in the order of the rules."""
    context = _open_context(docs)
    result = _run_suite(context, frame, grounds, languages, docs)
    numbers = {rule: _read_row_numbers(rule, found) for rule, found in _match_rules(result).items()}
    if docs is not None:  # only now: a rule that could not be evaluated would leave its traceback in the pages
        context.build_data_docs()
        finish_pages(docs)
    broken: dict[int, list[str]] = {}
    for rule in RULES_BY_NAME:
        for row_number in numbers[rule]:
            broken.setdefault(row_number, []).append(rule)
    return broken


def _open_context(docs: DocsTarget | None) -> EphemeralDataContext:
    _load_library()
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={} if docs is None else {"findings": _configure_site(docs.path)},
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _load_library() -> None:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read at the first import
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():  # the library still imports sre_parse and sre_constants, which are deprecated
        warnings.filterwarnings("ignore", "module 'sre_", DeprecationWarning)
        import great_expectations  # noqa: F401


def _configure_site(path: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(path)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }


def _run_suite(
    context: EphemeralDataContext,
    frame: pd.DataFrame,
    grounds: frozenset[str],
    languages: frozenset[str],
    docs: DocsTarget | None,
) -> ExpectationSuiteValidationResult:
    from great_expectations import ValidationDefinition
    from great_expectations.core.run_identifier import RunIdentifier

    source, day = ("export", "rows") if docs is None else (docs.source, docs.day.isoformat())
    # The day stands for the time of the run, so that checking an export again replaces its pages.
    run_id = None if docs is None else RunIdentifier(day, datetime.combine(docs.day, time(), tzinfo=UTC))
    asset = context.data_sources.add_pandas(source).add_dataframe_asset(day)
    definition = ValidationDefinition(
        name=day,
        data=asset.add_batch_definition_whole_dataframe("all"),
        suite=context.suites.add(build_suite(source, grounds, languages)),
    )
    return context.validation_definitions.add(definition).run(
        batch_parameters={"dataframe": frame}, result_format=_RESULT_FORMAT, run_id=run_id
    )


def _match_rules(result: ExpectationSuiteValidationResult) -> dict[str, ExpectationValidationResult]:
    found: dict[str, ExpectationValidationResult] = {}
    for each in result.results:
        if each.expectation_config is not None and each.expectation_config.meta is not None:
            found[each.expectation_config.meta["rule"]] = each
    if found.keys() != RULES_BY_NAME.keys() or len(result.results) != len(RULES_BY_NAME):
        raise WritError("Great Expectations did not answer for every rule once; no row of this export was accepted")
    return found


def _read_row_numbers(rule: str, found: ExpectationValidationResult) -> list[int]:
    if "unexpected_count" not in found.result:
        raise WritError(f"the rule {rule} could not be evaluated; no row of this export was accepted")
    groups = found.result.get("unexpected_index_list") or []
    numbers = [int(number) for group in groups for number in group["row_number"]]
    if len(numbers) != found.result["unexpected_count"] or found.success == bool(numbers):
        raise WritError(f"the rule {rule} counts other rows than it names; no row of this export was accepted")
    return numbers
