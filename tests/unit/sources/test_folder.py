"""A watched folder: what is in it may be anything, and may still be being written."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from include.writ.errors import ConfigError, ContractBroken, SourceError
from include.writ.sources import folder as module
from include.writ.sources.base import SourceConnection
from tests.unit.sources.depots import WRITTEN_AT, FolderDepot
from tests.unit.sources.opening import DAY, PATH, bytes_of, opened

DATA = b"finding_id,url\n1,https://vk.com/wall-1_2\n"
LATER = WRITTEN_AT + timedelta(days=1)


@pytest.fixture
def depot(tmp_path: Path) -> FolderDepot:
    (tmp_path / "depot" / "exports").mkdir(parents=True)
    return FolderDepot(tmp_path / "depot")


def test_a_file_that_was_written_to_lately_is_not_there_yet(depot: FolderDepot, into: Path) -> None:
    depot.put(PATH, DATA)
    for seconds, is_there in ((29, False), (30, True)):
        source = opened(depot.connection(), now=WRITTEN_AT + timedelta(seconds=seconds), settle_seconds=30)
        assert (source.fetch(DAY, None, into) is not None) is is_there


def test_a_file_that_grows_while_it_is_read_is_not_there_yet(
    depot: FolderDepot, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    depot.put(PATH, DATA)
    write = module.Sink.write

    def and_meanwhile(sink: module.Sink, chunk: bytes) -> None:
        write(sink, chunk)
        if sink.size < 100:
            depot.put(PATH, DATA * 3)

    monkeypatch.setattr(module.Sink, "write", and_meanwhile)
    assert opened(depot.connection()).fetch(DAY, None, into) is None
    assert list(into.iterdir()) == []


@pytest.mark.parametrize("name", [f"{PATH}.part", f".{PATH}", f"{PATH}~", "exports/.2026-11-20.csv.swp"])
def test_an_unfinished_name_is_not_the_export(depot: FolderDepot, into: Path, name: str) -> None:
    depot.put(name, DATA)
    assert opened(depot.connection()).fetch(DAY, None, into) is None


@pytest.mark.parametrize("name", ["exports/upload.PART", "exports/.hidden", "exports/upload.csv~"])
def test_a_link_to_an_unfinished_file_is_not_the_export_yet(depot: FolderDepot, into: Path, name: str) -> None:
    depot.put(name, DATA)
    (depot.root / PATH).symlink_to(depot.root / name)
    assert opened(depot.connection()).fetch(DAY, None, into) is None


def test_a_link_within_the_folder_is_followed(depot: FolderDepot, into: Path) -> None:
    depot.put("archive/november.csv", DATA)
    (depot.root / PATH).symlink_to(depot.root / "archive/november.csv")
    assert bytes_of(opened(depot.connection()).fetch(DAY, None, into)) == DATA


def test_a_folder_that_is_itself_a_link_is_the_folder(depot: FolderDepot, into: Path, tmp_path: Path) -> None:
    depot.put(PATH, DATA)
    (tmp_path / "link").symlink_to(depot.root)
    assert bytes_of(opened(FolderDepot(tmp_path / "link").connection()).fetch(DAY, None, into)) == DATA


@pytest.mark.parametrize("via", ["file", "folder"])
def test_a_link_that_leads_out_is_refused(depot: FolderDepot, into: Path, tmp_path: Path, via: str) -> None:
    FolderDepot(tmp_path / "elsewhere").put("2026-11-20.csv", DATA)
    if via == "file":
        (depot.root / PATH).symlink_to(tmp_path / "elsewhere" / "2026-11-20.csv")
    else:
        (depot.root / "exports").rmdir()
        (depot.root / "exports").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ContractBroken, match="out of the folder"):
        opened(depot.connection()).fetch(DAY, None, into)


def test_a_link_in_a_circle_is_refused(depot: FolderDepot, into: Path) -> None:
    (depot.root / PATH).symlink_to(depot.root / PATH)
    with pytest.raises((ContractBroken, SourceError)):
        opened(depot.connection()).fetch(DAY, None, into)


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_not_a_file_is_refused_and_not_waited_for(depot: FolderDepot, into: Path, make: object) -> None:
    make(depot.root / PATH)  # type: ignore[operator]
    with pytest.raises(ContractBroken, match="not a file"):
        opened(depot.connection()).fetch(DAY, None, into)


def test_a_folder_that_is_away_is_not_a_folder_without_the_export(tmp_path: Path, into: Path) -> None:
    with pytest.raises(SourceError, match="not there"):
        opened(FolderDepot(tmp_path / "unmounted").connection()).fetch(DAY, None, into)


def test_a_file_that_may_not_be_read_is_not_taken_for_absent(
    depot: FolderDepot, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    depot.put(PATH, DATA)

    def refuse(*_arguments: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module.os, "open", refuse)
    with pytest.raises(SourceError, match="may not be read"):
        opened(depot.connection()).fetch(DAY, None, into)


def test_an_error_of_the_disk_is_tried_again_and_then_a_source_error(
    depot: FolderDepot, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    depot.put(PATH, DATA)

    def fail(*_arguments: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module.os, "open", fail)
    waits: list[float] = []
    with pytest.raises(SourceError, match="Input/output error"):
        opened(depot.connection(), waits=waits).fetch(DAY, None, into)
    assert len(waits) == 2


@pytest.mark.parametrize("path", ["", "relative/folder", "./here", "/tmp/\0"])
def test_a_folder_is_named_by_an_absolute_path(path: str) -> None:
    with pytest.raises(ConfigError, match="absolute path"):
        opened(SourceConnection("c", "fs", extra={"path": path}))


def test_a_folder_is_on_this_machine(depot: FolderDepot) -> None:
    assert opened(depot.connection()).host is None
