"""What one source gave for one day: one batch for each version, and which of them holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from include.writ.domain.ids import sha256_hex
from include.writ.domain.states import BatchState
from include.writ.errors import ConfigError, NotPossible
from include.writ.services import pull
from include.writ.sources.base import FetchedExport, Known, SourceConnection, Unchanged
from include.writ.storage.models import BatchRow, LedgerRow, SourceRow
from include.writ.wiring import stages
from tests.support.chain import DAY, Chain, local

Store = Callable[..., pull.Pulled]

READ = {"row_count": 10, "accepted": 1, "quarantined": 9, "duplicates": 0}
FIRST, SECOND = b"finding_id,url\n1,a\n", b"finding_id,url\n1,b\n"


def record(chain: Chain, export: FetchedExport | Unchanged | None) -> pull.Pulled:
    here = chain.here
    with here.begin() as session:
        return pull.run(
            session,
            source_name="media_watch",
            export=export,
            raw_store=here.raw_store,
            day=DAY,
            now=here.clock(),
            zone=here.zone,
        )


@pytest.fixture
def store(chain: Chain, tmp_path: Path) -> Store:
    def keep(data: bytes, etag: str | None = None) -> pull.Pulled:
        file = tmp_path / "fetched"
        file.write_bytes(data)
        return record(chain, FetchedExport(file, sha256_hex(data), len(data), "2026-11-17.csv", etag, None))

    return keep


def states(chain: Chain) -> list[tuple[int, str]]:
    with chain.begin() as session:
        rows = session.execute(select(BatchRow.version, BatchRow.state).order_by(BatchRow.version))
        return [(version, state) for version, state in rows]


def known(chain: Chain) -> Known | None:
    with chain.begin() as session:
        return pull.known(session, "media_watch", DAY)


def set_state(chain: Chain, pulled: pull.Pulled, **values: object) -> None:
    with chain.begin() as session:
        batch = session.get_one(BatchRow, pulled.batch_id)
        for name, value in values.items():
            setattr(batch, name, value)


def test_the_same_file_twice_is_one_batch_with_the_marks_it_came_with(chain: Chain, store: Store) -> None:
    assert known(chain) is None
    first = store(FIRST, '"a"')
    assert known(chain) == Known(sha256_hex(FIRST), len(FIRST), '"a"', None)
    assert store(FIRST, '"b"') == first
    assert states(chain) == [(1, BatchState.STORED)]
    assert known(chain) == Known(sha256_hex(FIRST), len(FIRST), '"a"', None)
    with chain.begin() as session:
        assert session.get_one(BatchRow, first.batch_id).file_name == "2026-11-17.csv"


def test_a_file_that_is_said_to_be_unchanged_is_the_batch_of_that_file(chain: Chain, store: Store) -> None:
    first = store(FIRST)
    assert record(chain, Unchanged(sha256_hex(FIRST))) == first
    with pytest.raises(NotPossible, match="not on record"):
        record(chain, Unchanged("0" * 64))


def test_a_corrected_file_supersedes_what_is_not_in_cases_yet(chain: Chain, store: Store) -> None:
    first = store(FIRST)
    second = store(SECOND)
    assert states(chain) == [(1, BatchState.SUPERSEDED), (2, BatchState.STORED)]
    assert stages.batches_of(DAY) == [str(second.batch_id)]
    with chain.begin() as session:
        (event,) = session.scalars(select(LedgerRow).where(LedgerRow.event == "batch.superseded"))
        assert event.subject == f"batch:{first.batch_id}"
        assert event.data == {"by": str(second.batch_id), "was": "stored", "refusal": None}


def test_a_refused_file_is_superseded_and_its_reason_is_in_the_ledger(chain: Chain, store: Store) -> None:
    set_state(chain, store(FIRST), state=BatchState.REFUSED, refusal="no header", validated_at=local(DAY, 6))
    store(SECOND)
    assert states(chain) == [(1, BatchState.SUPERSEDED), (2, BatchState.STORED)]
    with chain.begin() as session:
        (event,) = session.scalars(select(LedgerRow).where(LedgerRow.event == "batch.superseded"))
        assert event.data["refusal"] == "no header"


def test_what_is_in_cases_stays(chain: Chain, store: Store) -> None:
    first = store(FIRST)
    set_state(chain, first, state=BatchState.OPENED, opened_at=local(DAY, 7), **READ)
    store(SECOND)
    assert states(chain) == [(1, BatchState.OPENED), (2, BatchState.STORED)]


def test_a_sender_that_goes_back_to_an_earlier_file_means_that_one(chain: Chain, store: Store) -> None:
    first = store(FIRST)
    store(SECOND)
    assert store(FIRST) == first
    assert states(chain) == [(1, BatchState.STORED), (2, BatchState.SUPERSEDED)]
    found = known(chain)
    assert found is not None
    assert found.sha256 == sha256_hex(FIRST)


@pytest.mark.parametrize("is_let_in", [False, True])
def test_an_earlier_file_that_was_held_is_asked_about_again(chain: Chain, store: Store, is_let_in: bool) -> None:
    first = store(FIRST)
    set_state(chain, first, state=BatchState.HELD, **READ)
    if is_let_in:
        set_state(chain, first, state=BatchState.VALIDATED, let_in_by="engineer", let_in_at=local(DAY, 7))
    store(SECOND)
    assert store(FIRST).state == BatchState.STORED
    assert states(chain) == [(1, BatchState.STORED), (2, BatchState.SUPERSEDED)]
    with chain.begin() as session:
        assert session.get_one(BatchRow, first.batch_id).let_in_by is None


def test_silence_past_the_patience_is_a_batch_of_its_own_and_nothing_that_is_known(chain: Chain, store: Store) -> None:
    assert record(chain, None) == pull.Pulled(None, "awaited")
    chain.at(local(DAY + timedelta(days=2), 6))
    assert record(chain, None).state == BatchState.MISSING
    assert known(chain) is None
    assert store(FIRST).state == BatchState.STORED
    assert states(chain) == [(1, BatchState.MISSING), (2, BatchState.STORED)]


def test_the_chain_pulls_from_a_folder_by_the_settings_in_the_register(chain: Chain, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{DAY}.csv").write_bytes(FIRST)
    with chain.begin() as session:
        session.get_one(SourceRow, "media_watch").pull = {"path": "{day}.csv", "settle_seconds": 0}
    connection = SourceConnection("c", "fs", extra={"path": str(tmp_path / "out")})
    first = stages.pull_export("media_watch", connection, DAY)
    assert first is not None
    assert first["state"] == BatchState.STORED
    assert stages.pull_export("media_watch", connection, DAY) == first
    assert stages.pull_export("media_watch", connection, DAY + timedelta(days=1)) is None
    with chain.here.raw_store.open_local(sha256_hex(FIRST)) as path:
        assert path.read_bytes() == FIRST


@pytest.mark.parametrize(
    "connection",
    [
        SourceConnection("c", "http", host="https://monitor.example", password="t"),
        SourceConnection(
            "c",
            "sftp",
            host="sftp.example",
            login="l",
            password="p",
            extra={"host_key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"},
        ),
        SourceConnection("c", "aws", login="l", password="p", extra={"bucket": "b"}),
        SourceConnection(
            "c", "s3", login="l", password="p", extra={"bucket": "b", "endpoint_url": "https://s.example"}
        ),
    ],
)
def test_specimen_mode_reaches_sources_on_this_machine_only(chain: Chain, connection: SourceConnection) -> None:
    with pytest.raises(ConfigError, match="specimen mode"):
        stages.pull_export("media_watch", connection, DAY)
