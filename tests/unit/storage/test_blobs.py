"""Raw files: kept once, whole or not at all, and never read when they are not what their name says."""

from __future__ import annotations

import hashlib
import random
import threading
import tracemalloc
from pathlib import Path

import fsspec
import pytest

from include.writ.errors import ContractBroken
from include.writ.storage import blobs
from include.writ.storage.blobs import BlobStore

DATA = b"finding_id,url\n1,https://vk.com/wall-1_2\n"
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "fetched"
    file.write_bytes(DATA)
    return file


@pytest.fixture(params=["folder", "file address", "remote"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "remote":
        fsspec.filesystem("memory").store.clear()
        return "memory://raw"
    folder = str(tmp_path / "raw")
    return folder if request.param == "folder" else f"file://{folder}"


def test_a_file_is_kept_under_its_hash_and_the_original_stays(root: str, source: Path) -> None:
    store = BlobStore(root)
    assert store.put_file(source, SHA256) == SHA256
    with store.open_local(SHA256) as path:
        assert path.read_bytes() == DATA
    assert store.get(SHA256) == DATA
    assert source.read_bytes() == DATA


def test_a_local_file_is_not_copied_to_be_read(tmp_path: Path, source: Path) -> None:
    store = BlobStore(str(tmp_path / "raw"))
    store.put_file(source, SHA256)
    with store.open_local(SHA256) as path:
        assert path == tmp_path / "raw" / SHA256[:2] / SHA256
    assert path.exists()


def test_the_copy_of_a_remote_file_is_gone_afterwards(source: Path) -> None:
    store = BlobStore("memory://raw")
    store.put_file(source, SHA256)
    with store.open_local(SHA256) as path:
        assert path.exists()
    assert not path.exists()


def test_bytes_that_are_not_what_was_said_are_not_kept(tmp_path: Path, source: Path) -> None:
    store = BlobStore(str(tmp_path / "raw"))
    with pytest.raises(ContractBroken, match="has been changed"):
        store.put_file(source, "0" * 64)
    assert [path for path in (tmp_path / "raw").rglob("*") if path.is_file()] == []


def test_what_is_there_is_never_overwritten(tmp_path: Path, source: Path) -> None:
    store = BlobStore(str(tmp_path / "raw"))
    store.put_file(source, SHA256)
    kept = tmp_path / "raw" / SHA256[:2] / SHA256
    before = kept.stat()
    store.put_file(source, SHA256)
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_two_workers_with_the_same_file_do_not_disturb_each_other(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = BlobStore(str(tmp_path / "raw"))
    both_here, copy = threading.Barrier(2), blobs._copy

    def meet(*arguments: object) -> None:
        both_here.wait(10)
        copy(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(blobs, "_copy", meet)
    workers = [threading.Thread(target=store.put_file, args=(source, SHA256)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    (kept,) = [path for path in (tmp_path / "raw").rglob("*") if path.is_file()]
    assert kept.read_bytes() == DATA


def test_a_file_that_was_changed_is_not_read(root: str, source: Path) -> None:
    store = BlobStore(root)
    store.put_file(source, SHA256)
    kept = store._path(SHA256)
    kept.write_bytes(DATA + b"x")
    with pytest.raises(ContractBroken, match=f"{SHA256} has been changed; restore it"), store.open_local(SHA256):
        pytest.fail("it was opened")
    with pytest.raises(ContractBroken, match="has been changed"):
        store.get(SHA256)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", SHA256.upper(), SHA256[:-1], f"{SHA256}\n"])
def test_only_a_hash_is_a_name(tmp_path: Path, source: Path, name: str) -> None:
    store = BlobStore(str(tmp_path / "raw"))
    with pytest.raises(ContractBroken, match="named by its SHA-256"):
        store.put_file(source, name)
    with pytest.raises(ContractBroken, match="named by its SHA-256"), store.open_local(name):
        pytest.fail("it was opened")


def test_memory_stays_flat(tmp_path: Path) -> None:
    large = tmp_path / "large"
    digest = hashlib.sha256()
    with large.open("wb") as file:
        for seed in range(64):
            piece = random.Random(seed).randbytes(1024 * 1024)
            digest.update(piece)
            file.write(piece)
    store = BlobStore(str(tmp_path / "raw"))
    tracemalloc.start()
    try:
        store.put_file(large, digest.hexdigest())
        with store.open_local(digest.hexdigest()):
            pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 1024 * 1024
