from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.conftest import ScriptedServer, scripted_server


@pytest.fixture
def source_server() -> Iterator[ScriptedServer]:
    with scripted_server() as script:
        yield script
