from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from include.writ.local.postgres import EmbeddedPostgres
from include.writ.services import issue
from tests.faults.stock import Stock, stocked


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """What was tried; said at the end."""
    counts: Counter[str] = Counter()
    yield counts
    if not counts:
        return
    reporter = request.config.pluginmanager.getplugin("terminalreporter")
    if reporter is None:  # a process of several has no screen
        return
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        reporter.ensure_newline()
        reporter.write_line("schedules: " + ", ".join(f"{n} {what}" for what, n in counts.items()))


@pytest.fixture(scope="module")
def stock(
    postgres: EmbeddedPostgres, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stock]:
    """Thousands of released orders; how many one notice carries is put back afterwards."""
    with (
        stocked(postgres, database_template, tmp_path_factory.mktemp("stock")) as made,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(issue, "MOST_ITEMS", issue.MOST_ITEMS)
        yield made
