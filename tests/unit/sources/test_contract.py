"""What every transport must do, against a real server of each kind."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from include.writ.errors import ConfigError, ContractBroken, SourceError, WritError
from include.writ.sources import base
from include.writ.sources.base import FetchedExport, Unchanged
from include.writ.sources.effort import Effort
from tests.unit.sources.depots import LOGIN, SECRET, Depot
from tests.unit.sources.opening import DAY, PATH, bytes_of, known_of, opened

pytestmark = pytest.mark.slow

DATA = b"finding_id,url\n1,https://vk.com/wall-1_2\n"
LARGE = random.Random(4).randbytes(3_000_000)
EVERY = ["http", "sftp", "s3", "folder"]
REMOTE = EVERY[:-1]

each = pytest.mark.parametrize("depot", EVERY, indirect=True)
each_remote = pytest.mark.parametrize("depot", REMOTE, indirect=True)


def checksum(data: bytes) -> bytes:
    return f"{hashlib.sha256(data).hexdigest()}  2026-11-20.csv\n".encode()


@each
def test_an_export_comes_as_its_bytes_with_hash_size_and_name(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    export = opened(depot.connection()).fetch(DAY, None, into)
    assert isinstance(export, FetchedExport)
    assert bytes_of(export) == DATA
    assert (export.sha256, export.size) == (hashlib.sha256(DATA).hexdigest(), len(DATA))
    assert export.name == "2026-11-20.csv"
    assert export.path.parent == into


@each
def test_an_empty_export_is_an_export(depot: Depot, into: Path) -> None:
    depot.put(PATH, b"")
    assert bytes_of(opened(depot.connection()).fetch(DAY, None, into)) == b""


@each
def test_an_export_that_is_not_there_yet_is_none_and_leaves_nothing(depot: Depot, into: Path) -> None:
    depot.put("exports/2026-11-19.csv", DATA)
    assert opened(depot.connection()).fetch(DAY, None, into) is None
    assert list(into.iterdir()) == []


@each
def test_an_unchanged_export_is_said_to_be(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    source = opened(depot.connection())
    known = known_of(source.fetch(DAY, None, into))
    assert source.fetch(DAY, known, into) == Unchanged(known.sha256)


@pytest.mark.parametrize("depot", ["http", "s3"], indirect=True)
def test_an_unchanged_export_is_not_sent_again(depot: Depot, into: Path) -> None:
    depot.put(PATH, LARGE)
    source = opened(depot.connection())
    known = known_of(source.fetch(DAY, None, into))
    assert depot.wire is not None
    before = depot.wire.bytes_carried
    assert source.fetch(DAY, known, into) == Unchanged(known.sha256)
    assert depot.wire.bytes_carried - before < 2_000


@each
@pytest.mark.parametrize("corrected", [DATA.replace(b"1_2", b"1_3"), DATA + b"2,x\n"], ids=["same size", "longer"])
def test_a_corrected_export_is_another(depot: Depot, into: Path, corrected: bytes) -> None:
    depot.put(PATH, DATA)
    source = opened(depot.connection())
    known = known_of(source.fetch(DAY, None, into))
    depot.put(PATH, corrected, seconds_later=30)
    assert bytes_of(source.fetch(DAY, known, into)) == corrected


@pytest.mark.parametrize("depot", ["sftp", "folder"], indirect=True)
def test_a_corrected_export_with_size_and_time_of_the_old_one_is_seen(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    source = opened(depot.connection())
    known = known_of(source.fetch(DAY, None, into))
    corrected = DATA.replace(b"1_2", b"1_3")
    depot.put(PATH, corrected)
    assert bytes_of(source.fetch(DAY, known, into)) == corrected


@each
def test_an_export_that_vanished_is_not_taken_for_unchanged(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    source = opened(depot.connection())
    known = known_of(source.fetch(DAY, None, into))
    depot.remove(PATH)
    assert source.fetch(DAY, known, into) is None


@each_remote
def test_a_cut_export_goes_on_where_it_ended(depot: Depot, into: Path) -> None:
    depot.put(PATH, LARGE)
    assert depot.wire is not None
    depot.wire.cuts = [1_000_000, 1_000_000]
    assert bytes_of(opened(depot.connection()).fetch(DAY, None, into)) == LARGE
    assert depot.wire.connections == 3
    # without going on, the third connection would have brought it whole: five million bytes in all
    assert depot.wire.bytes_carried < 3_600_000


@each_remote
def test_a_long_export_over_a_bad_line_arrives(depot: Depot, into: Path) -> None:
    depot.put(PATH, LARGE)
    assert depot.wire is not None
    depot.wire.cuts = [400_000] * 6
    assert bytes_of(opened(depot.connection()).fetch(DAY, None, into)) == LARGE


@each_remote
def test_a_line_that_brings_nothing_is_given_up(depot: Depot, into: Path) -> None:
    depot.put(PATH, LARGE)
    assert depot.wire is not None
    depot.wire.cuts = [10] * 100
    waits: list[float] = []
    with pytest.raises(SourceError):
        opened(depot.connection(), waits=waits).fetch(DAY, None, into)
    assert depot.wire.connections == 3
    assert len(waits) == 2
    assert list(into.iterdir()) == []


@each_remote
def test_an_export_replaced_between_two_attempts_is_not_mixed(depot: Depot, into: Path) -> None:
    replaced = bytes(reversed(LARGE))
    depot.put(PATH, LARGE)
    assert depot.wire is not None
    depot.wire.cuts = [1_000_000]
    replace = Effort(sleep=lambda _: depot.put(PATH, replaced, seconds_later=30))
    assert bytes_of(opened(depot.connection(), effort=replace).fetch(DAY, None, into)) == replaced


@each
def test_an_export_above_the_cap_breaks_the_contract(depot: Depot, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    depot.put(PATH, DATA)
    monkeypatch.setattr(base, "MAX_EXPORT_BYTES", len(DATA) - 1)
    waits: list[float] = []
    with pytest.raises(ContractBroken, match=f"larger than {len(DATA) - 1} bytes"):
        opened(depot.connection(), waits=waits).fetch(DAY, None, into)
    assert waits == []
    assert list(into.iterdir()) == []


@each
def test_an_export_of_exactly_the_cap_is_taken(depot: Depot, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    depot.put(PATH, DATA)
    monkeypatch.setattr(base, "MAX_EXPORT_BYTES", len(DATA))
    assert bytes_of(opened(depot.connection()).fetch(DAY, None, into)) == DATA


@each
def test_with_a_sidecar_the_export_is_there_once_its_checksum_is(depot: Depot, into: Path) -> None:
    source = opened(depot.connection(), sidecar=True)
    depot.put(PATH, DATA)
    assert source.fetch(DAY, None, into) is None
    depot.put(f"{PATH}.sha256", checksum(DATA))
    export = source.fetch(DAY, None, into)
    assert bytes_of(export) == DATA
    depot.remove(PATH)
    assert source.fetch(DAY, known_of(export), into) == Unchanged(hashlib.sha256(DATA).hexdigest())


@each
def test_a_wrong_checksum_is_tried_again_and_then_breaks_the_contract(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    depot.put(f"{PATH}.sha256", checksum(DATA + b"!"))
    waits: list[float] = []
    with pytest.raises(ContractBroken, match="checksum"):
        opened(depot.connection(), waits=waits, sidecar=True).fetch(DAY, None, into)
    assert len(waits) == 2
    assert list(into.iterdir()) == []


@each
def test_a_checksum_that_is_mended_in_time_is_good(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    depot.put(f"{PATH}.sha256", checksum(DATA + b"!"))
    mend = Effort(sleep=lambda _: depot.put(f"{PATH}.sha256", checksum(DATA)))
    assert bytes_of(opened(depot.connection(), effort=mend, sidecar=True).fetch(DAY, None, into)) == DATA


@each
@pytest.mark.parametrize(
    "text", [b"", b"0" * 63, b"not a hash", b"\xff\xfe", b"0" * 64 + b"  other.csv", b"0" * 64 + b"\n" + b"1" * 64]
)
def test_a_checksum_that_cannot_be_read_is_no_reason_to_go_without(depot: Depot, into: Path, text: bytes) -> None:
    depot.put(PATH, DATA)
    depot.put(f"{PATH}.sha256", text)
    with pytest.raises(ContractBroken):
        opened(depot.connection(), sidecar=True).fetch(DAY, None, into)


@each
def test_a_checksum_of_another_file_is_not_that_of_the_export(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    depot.put(f"{PATH}.sha256", checksum(DATA).replace(b"2026-11-20", b"2026-11-19"))
    with pytest.raises(ContractBroken, match="of another file"):
        opened(depot.connection(), sidecar=True).fetch(DAY, None, into)


@each
def test_a_path_pattern_finds_the_day(depot: Depot, into: Path) -> None:
    depot.put("2026/11/выгрузка 20.jsonl", DATA)
    export = opened(depot.connection(), path="{year}/{month}/выгрузка {day_of_month}.jsonl").fetch(DAY, None, into)
    assert isinstance(export, FetchedExport)
    assert export.name == "выгрузка 20.jsonl"
    assert bytes_of(export) == DATA


@pytest.mark.parametrize("depot", ["http", "sftp"], indirect=True)
def test_a_wrong_secret_is_refused_clearly_and_never_shown(depot: Depot, into: Path) -> None:
    depot.put(PATH, DATA)
    waits: list[float] = []
    wrong = depot.connection("wrong-but-still-secret")
    with pytest.raises((ConfigError, SourceError), match=r"media_watch: .*(login|401)") as caught:
        opened(wrong, waits=waits).fetch(DAY, None, into)
    assert waits == []
    assert_shows_nothing(caught.value, wrong.password)


@each_remote
def test_a_lasting_fault_shows_neither_address_nor_secret(depot: Depot, into: Path) -> None:
    assert depot.wire is not None
    connection = depot.connection()
    depot.wire.close()
    with pytest.raises(SourceError, match="connection failed") as caught:
        opened(connection).fetch(DAY, None, into)
    assert_shows_nothing(caught.value, SECRET, "127.0.0.1", str(depot.wire.port), LOGIN)


@each
def test_neither_the_connection_nor_the_source_shows_a_secret(depot: Depot) -> None:
    connection = depot.connection()
    source = opened(connection)
    shown = f"{connection!r} {connection} {source!r} {vars(source)!r} {vars(source)['_remote'].__dict__!r}"
    assert SECRET not in shown


@each_remote
def test_a_body_that_drips_for_ever_is_given_up(depot: Depot, into: Path) -> None:
    depot.put(PATH, LARGE)
    moments = iter(range(0, 10**6, 20 * 60))
    effort = Effort(sleep=lambda _: None, monotonic=lambda: float(next(moments)))
    with pytest.raises(SourceError, match="did not arrive within 2700 s"):
        opened(depot.connection(), effort=effort).fetch(DAY, None, into)
    assert list(into.iterdir()) == []


@each
def test_memory_stays_flat(depot: Depot, tmp_path: Path) -> None:
    """In a process of its own: the depots of some kinds hold the file themselves."""
    data = random.Random(1).randbytes(64 * 1024 * 1024)
    depot.put(PATH, data)
    connection = depot.connection()
    asked = {name: getattr(connection, name) for name in connection.__slots__}
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.sources.measured", str(tmp_path)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["sha256"] == hashlib.sha256(data).hexdigest()
    assert seen["peak"] < 8 * 1024 * 1024


def assert_shows_nothing(error: WritError, *secrets: str) -> None:
    assert error.__suppress_context__ or error.__context__ is None
    assert all(secret not in f"{error} {error!r} {error.__cause__!r}" for secret in secrets)
