"""Exports that are wrong: the file is refused or its rows are kept aside, and the rest goes on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select

from include.writ.domain.ids import sha256_hex
from include.writ.domain.states import BatchState
from include.writ.errors import ContractBroken, RowRefused
from include.writ.services import pull
from include.writ.simulator.exports import export_bytes
from include.writ.simulator.world import DEFAULT_SEED
from include.writ.sources.base import FetchedExport
from include.writ.storage.models import BatchRow, FindingRow, QuarantinedRow, SourceRow
from include.writ.wiring import stages
from tests.support.chain import DAY, Chain


def store(chain: Chain, data: bytes, source: str = "media_watch", day: date = DAY) -> str:
    here = chain.here
    path = chain.clock_file.with_name("fetched")
    path.write_bytes(data)
    with here.begin() as session:
        pulled = pull.run(
            session,
            source_name=source,
            export=FetchedExport(path, sha256_hex(data), len(data), "export.csv"),
            raw_store=here.raw_store,
            day=day,
            now=here.clock(),
            zone=here.zone,
        )
    return str(pulled.batch_id)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "utf-8"),
        (b"finding_id,url\n1,https://vk.com/wall-1_2\n", "detected_at"),
        (b"PK\x03\x04 not a csv \x00\x00", "archive"),
    ],
)
def test_a_file_that_is_no_export_is_refused_with_a_reason_and_kept(chain: Chain, data: bytes, words: str) -> None:
    batch_id = store(chain, data)
    result = stages.validate_batch(batch_id)
    assert result["state"] == BatchState.REFUSED
    assert words.lower() in result["refusal"].lower()
    assert chain.here.raw_store.get(sha256_hex(data)) == data
    chain.bring_in(DAY)
    with chain.begin() as session:
        states = set(session.scalars(select(BatchRow.state)))
        assert states == {BatchState.SUPERSEDED, BatchState.OPENED}
        assert session.scalars(select(FindingRow)).first() is not None


def test_every_refused_row_is_kept_whole_with_number_and_reason(chain: Chain) -> None:
    chain.bring_in(DAY)
    with chain.begin() as session:
        rows = session.scalars(select(QuarantinedRow)).all()
        rules = {reason["rule"] for row in rows for reason in row.reasons}
    assert len(rows) > 10
    assert all(row.row_number > 0 and row.raw and row.reasons for row in rows)
    assert all(reason["detail"] for row in rows for reason in row.reasons)
    assert {"ground_known", "url_identified", "detected_at_readable", "language_known"} <= rules


def test_the_same_file_again_is_one_batch_and_a_corrected_one_a_further_version(chain: Chain) -> None:
    data = export_bytes(DEFAULT_SEED, "media_watch", DAY)
    first, again = store(chain, data), store(chain, data)
    assert first == again
    stages.validate_batch(first)
    corrected = store(chain, data + b"\n")
    assert corrected != first
    result = stages.validate_batch(corrected)
    assert result["accepted"] == result["duplicates"] > 100
    with chain.begin() as session:
        assert sorted(session.scalars(select(BatchRow.version))) == [1, 2]


def test_a_changed_row_under_a_known_reference_is_kept_aside(chain: Chain) -> None:
    data = export_bytes(DEFAULT_SEED, "media_watch", DAY)
    stages.validate_batch(store(chain, data))
    with chain.begin() as session:
        known = session.scalars(select(FindingRow).order_by(FindingRow.row_number)).first()
        assert known is not None
        excerpt = known.excerpt
    changed = data.replace(excerpt.encode(), "Другой вымышленный текст".encode(), 1)
    assert changed != data
    batch_id = store(chain, changed)
    stages.validate_batch(batch_id)
    with chain.begin() as session:
        rows = session.scalars(select(QuarantinedRow).where(QuarantinedRow.batch_id == batch_id)).all()
    assert ["finding_ref_conflict"] in [[reason["rule"] for reason in row.reasons] for row in rows]


def test_raw_bytes_that_were_changed_on_disk_are_not_read(chain: Chain, tmp_path: object) -> None:
    batch_id = store(chain, export_bytes(DEFAULT_SEED, "media_watch", DAY))
    with chain.begin() as session:
        batch = session.get_one(BatchRow, batch_id)
        path = chain.clock_file.parent / "raw" / str(batch.blob)[:2] / str(batch.blob)
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ContractBroken, match="has been changed"):
        stages.validate_batch(batch_id)
    with chain.begin() as session:
        assert session.get_one(BatchRow, batch_id).state == BatchState.STORED


def test_a_refused_file_is_taken_up_again_once_the_layout_is_mended(chain: Chain) -> None:
    data = export_bytes(DEFAULT_SEED, "media_watch", DAY).replace(b"finding_id,", b"agreed_later,", 1)
    batch_id = store(chain, data)
    assert stages.validate_batch(batch_id)["state"] == BatchState.REFUSED
    assert store(chain, data) == batch_id
    assert stages.batches_of(DAY) == []
    with chain.begin() as session:
        source = session.get_one(SourceRow, "media_watch")
        columns = dict(source.layout["columns"])
        columns["agreed_later"] = columns.pop("finding_id")
        source.layout = source.layout | {"columns": columns}
    assert store(chain, data) == batch_id
    assert stages.batches_of(DAY) == [batch_id]
    assert stages.validate_batch(batch_id)["accepted"] > 50


def test_what_a_stranger_wrote_is_in_no_error(chain: Chain) -> None:
    chain.bring_in(DAY)
    with chain.begin() as session:
        known = session.scalars(select(FindingRow)).first()
        assert known is not None
        secret = known.excerpt
        twin = {c.name: getattr(known, c.name) for c in FindingRow.__table__.columns}
    with pytest.raises(RowRefused) as caught, chain.begin() as session:
        session.execute(insert(FindingRow), [twin])
    assert "pk_findings" in str(caught.value)
    assert secret not in f"{caught.value!r} {caught.value.__cause__!r}"
