"""A task that dies at any commit and is run again ends as if nothing had happened.

Two deployments go through the same day. In one, each stage's process is killed at each of its commits, just before
and just after the server has it, and then run again. Both must end with the same rows, and no platform may have been
given any notice twice.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from include.writ.domain.content import Platform
from include.writ.domain.states import CaseState
from include.writ.settings import project_root
from include.writ.wiring import stages
from tests.support.chain import DAY, SOURCES, Chain, local, running_chain
from tests.support.databases import disconnect
from tests.support.digest import digest
from tests.support.press import specimen_key

pytestmark = pytest.mark.faults

AFTER = DAY + timedelta(days=1)
DYING = {"vkontakte", "telegram"}
TRACES_OF_THE_DEATH = {"deliveries", "ledger", "outbox"}


class Runner:
    """Runs stages of a chain; with `deaths`, each first dies at each of its first commits."""

    def __init__(self, chain: Chain, deaths: int) -> None:
        self.chain = chain
        self.deaths = deaths
        self.died = 0

    def __call__(self, stage: str, *arguments: str) -> None:
        deaths = 0 if set(arguments) & (set(Platform) - DYING) else self.deaths
        for number in range(1, deaths + 1):
            for moment in ("before", "after"):
                self.died += self._run(number, moment, stage, *arguments) == 137
        assert self._run(0, "never", stage, *arguments) == 0

    def _run(self, number: int, moment: str, *arguments: str) -> int:
        command = [sys.executable, "-W", "ignore", "-m", "tests.faults.killed", str(number), moment, *arguments]
        environment = os.environ | {"PYTHONPATH": str(project_root()), "SIGNING_KEY": json.dumps(specimen_key().extra)}
        done = subprocess.run(command, cwd=project_root(), env=environment, capture_output=True, timeout=120)
        assert done.returncode in (0, 137), done.stderr.decode()[-2000:]
        return done.returncode


def run_day(chain: Chain, run: Runner) -> None:
    address = chain.simulator.api_url
    for name in SOURCES:
        run("pull", name, f"{address}/monitoring/{name}", str(DAY))
    for batch in stages.batches_of(DAY):
        run("validate", batch)
    run("open", str(DAY))
    run("propose", str(DAY))
    for case in chain.cases(CaseState.PROPOSED)[:40]:
        chain.draft(case)
        chain.approve(case)
    chain.at(local(AFTER, 11))
    run("ask", str(DAY), "run-1")
    run("answer", "run-1")
    chain.at(local(AFTER, 12))
    for _ in range(2):
        for platform in Platform:
            run("deliver", platform, f"{address}/platforms/{platform}")
        chain.at(local(AFTER, 14))
    chain.at(local(AFTER, 20))
    for platform in Platform:
        run("collect", platform, f"{address}/platforms/{platform}")
    run("probe")
    chain.at(local(AFTER, 24))
    run("book", str(AFTER))


@pytest.fixture
def twin_url(postgres: object, database_template: str) -> Iterator[str]:
    postgres.copy_database(database_template, "twin")  # type: ignore[attr-defined]
    yield postgres.url("twin")  # type: ignore[attr-defined]
    disconnect(postgres.url("twin"))  # type: ignore[attr-defined]
    postgres.drop_database("twin")  # type: ignore[attr-defined]


@pytest.mark.timeout(1500)
def test_dying_at_every_commit_changes_nothing(
    database_url: str, twin_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = []
    for url, deaths in ((database_url, 3), (twin_url, 0)):
        folder = tmp_path / f"deaths-{deaths}"
        folder.mkdir()
        with running_chain(url, folder, monkeypatch) as chain:
            run = Runner(chain, deaths)
            run_day(chain, run)
            given = requests.get(f"{chain.simulator.api_url}/control/notices", timeout=10).json()
            ends.append((digest(url), given))
            assert (run.died > 30) == (deaths > 0), run.died
    (killed, given_killed), (calm, given_calm) = ends
    same = {table for table in calm if killed[table] == calm[table]}
    assert set(calm) - same <= TRACES_OF_THE_DEATH
    assert Counter(n["key"] for n in given_killed if not n["repeat"]) == Counter(n["key"] for n in given_calm)
    assert max(Counter(n["key"] for n in given_killed).values()) == 1
