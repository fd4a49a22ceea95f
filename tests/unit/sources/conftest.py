from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.conftest import ScriptedServer, scripted_server
from tests.unit.sources.depots import Depot, S3Depot, SftpDepot, depot_of, s3_depot, sftp_depot


@pytest.fixture
def source_server() -> Iterator[ScriptedServer]:
    with scripted_server() as script:
        yield script


@pytest.fixture
def depot(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Depot]:
    """The depot of the kind that the test is parametrised with."""
    root = tmp_path / "depot"
    root.mkdir()
    with depot_of(request.param, root) as opened:
        yield opened


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[SftpDepot]:
    root = tmp_path / "depot"
    root.mkdir()
    with sftp_depot(root) as opened:
        yield opened


@pytest.fixture
def s3() -> Iterator[S3Depot]:
    with s3_depot() as opened:
        yield opened


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder
