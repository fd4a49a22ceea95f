"""Writes the Data Docs of one batch: what became of every rule in all its blocks, rendered by Great Expectations.

Written once, after the last block, so that a rule which could not be evaluated never leaves its traceback in a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.writ.validation.batch import recent
from include.writ.validation.check import Checker, Total
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import Profile
from include.writ.validation.pages import finish_pages

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration


def write_docs(
    docs: DocsTarget,
    checker: Checker,
    batch_answers: Sequence[ExpectationValidationResult],
    profile: Profile,
    history: Sequence[Profile],
) -> Path:
    """Render the pages and return the index; raises `WritError` where they could not be written."""
    from great_expectations import ExpectationSuite
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    answers = [
        _add_up(expectation.configuration, checker.totals[rule]) for rule, expectation in checker.expectations.items()
    ]
    answers += batch_answers
    context = _open_context(docs)
    suite = ExpectationSuite(name=docs.source)
    suite.add_expectation_configurations([answer.expectation_config for answer in answers if answer.expectation_config])
    context.suites.add(suite)
    # The day stands for the time of the run, so that checking an export again replaces its pages.
    run_id = RunIdentifier(docs.day.isoformat(), datetime.combine(docs.day, time(), tzinfo=UTC))
    key = ValidationResultIdentifier(ExpectationSuiteIdentifier(docs.source), run_id, f"version-{docs.version}")
    context.validation_results_store.set(key, _join(docs, answers, run_id))
    context.build_data_docs()
    return finish_pages(docs, profile, recent(history, docs.day))


def _open_context(docs: DocsTarget) -> EphemeralDataContext:
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(docs.path)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={"findings": site},
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _add_up(configuration: ExpectationConfiguration, total: Total) -> ExpectationValidationResult:
    from great_expectations.core import ExpectationValidationResult

    percent = _percent(total.broken, total.checked)
    return ExpectationValidationResult(
        success=total.broken == 0,
        expectation_config=configuration,
        result={
            "element_count": total.checked,
            "missing_count": 0,
            "missing_percent": 0.0,
            "unexpected_count": total.broken,
            "unexpected_percent": percent,
            "unexpected_percent_total": percent,
            "unexpected_percent_nonmissing": percent,
            "partial_unexpected_list": [],
        },
        exception_info={"raised_exception": False, "exception_traceback": None, "exception_message": None},
    )


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _join(
    docs: DocsTarget, answers: list[ExpectationValidationResult], run_id: Any
) -> ExpectationSuiteValidationResult:
    from great_expectations import __version__
    from great_expectations.core import ExpectationSuiteValidationResult

    kept = sum(bool(answer.success) for answer in answers)
    return ExpectationSuiteValidationResult(
        success=kept == len(answers),
        results=answers,
        suite_name=docs.source,
        statistics={
            "evaluated_expectations": len(answers),
            "successful_expectations": kept,
            "unsuccessful_expectations": len(answers) - kept,
            "success_percent": _percent(kept, len(answers)),
        },
        meta={
            "great_expectations_version": __version__,
            "expectation_suite_name": docs.source,
            "run_id": run_id,
            "batch_spec": {"data_asset_name": f"{docs.source} {docs.day.isoformat()}, version {docs.version}"},
        },
    )
