from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.chain import Chain, running_chain


@pytest.fixture
def chain(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chain]:
    with running_chain(database_url, tmp_path, monkeypatch) as running:
        yield running
