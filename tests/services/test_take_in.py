"""Accepted rows become items, cases and findings: the same whether references are checked by the row or as a set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import polars as pl
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from include.writ.domain.ids import case_id, content_item_id
from include.writ.domain.states import CaseState
from include.writ.errors import WritError
from include.writ.packs.loader import load_pack
from include.writ.services import take_in
from include.writ.services.bases import bases_in_force
from include.writ.services.known_rows import compare_findings
from include.writ.services.placing import Origin, prepare
from include.writ.services.take_in import MANY_ROWS, Opened, TakingIn
from include.writ.storage.copying import Encoded, copy_encoded
from include.writ.storage.models import BatchRow, CaseRow, ContentItemRow, FindingRow, SourceRow
from include.writ.storage.session import unit_of_work

DAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 18, 1, tzinfo=UTC)
FEW = 1


def row(number: int, item: int | None = None, **changed: Any) -> dict[str, Any]:
    content = f"-1_{number if item is None else item}"
    return {
        "row_number": number,
        "finding_ref": f"R-{number:05d}",
        "detected_at": NOW - timedelta(hours=6),
        "url": f"https://vk.com/wall{content}?from=feed",
        "platform": "vkontakte",
        "kind": "post",
        "content_id": content,
        "canonical_url": f"https://vk.com/wall{content}",
        "ground": "drugs",
        "language": "ru",
        "excerpt": "вымышленный текст",
        "capture_sha256": bytes(31) + b"c",
        "row_sha256": number.to_bytes(32, "big"),
    } | changed


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    with unit_of_work(database_url) as opened:
        opened.add(SourceRow(name="watch", connection_id="c", layout={}))
        yield opened


def bring(session: Session, *blocks: list[dict[str, Any]], rows: int = FEW, now: datetime = NOW) -> Opened:
    batch = BatchRow(
        id=uuid4(),
        source="watch",
        day=DAY,
        version=1,
        state="stored",
        sha256=f"{uuid4().int:064x}"[:64],
        fetched_at=now,
    )
    batch.version = 1 + session.scalars(select(func.count()).select_from(BatchRow)).one()
    session.add(batch)
    session.flush()
    pack = load_pack("kz")
    taking = TakingIn(
        session, Origin(batch.id, "watch", DAY, "KZ", bases_in_force(session, pack, DAY)), rows=rows, now=now
    )
    for block in blocks:
        taking.add(prepare(pl.DataFrame(block)))
    return taking.close()


def cases(session: Session) -> list[CaseRow]:
    return list(session.scalars(select(CaseRow).order_by(CaseRow.content_item_id, CaseRow.ground, CaseRow.occurrence)))


@pytest.mark.parametrize("rows", [FEW, MANY_ROWS])
def test_one_case_for_each_item_and_ground_however_often_reported(session: Session, rows: int) -> None:
    first = [row(1), row(2), row(3, item=1), row(4, item=1, ground="suicide")]
    opened = bring(session, first, [row(5, item=2), row(6)], rows=rows)
    assert (opened.opened, opened.joined, opened.reappeared) == (4, 2, 0)
    assert session.scalars(select(func.count()).select_from(ContentItemRow)).one() == 3
    found = {case.id: case for case in cases(session)}
    item = content_item_id("vkontakte", "post", "-1_1")
    assert found[case_id(item, "drugs", "KZ", 1)].opened_by_ref in {"R-00001", "R-00003"}
    for finding in session.scalars(select(FindingRow)):
        case = found[finding.case_id]
        assert finding.opens_case == (case.opened_by_ref == finding.finding_ref)
    assert {case.state for case in found.values()} == {CaseState.PROPOSED}
    assert all(case.basis_id for case in found.values())


def test_a_ground_that_is_not_in_force_gets_a_case_without_a_proposal(session: Session) -> None:
    bring(session, [row(1, ground="later")])
    (case,) = cases(session)
    assert (case.state, case.basis_id, case.proposed_at) == (CaseState.OPEN, None, None)


def close(session: Session, case: CaseRow, at: datetime) -> None:
    session.execute(text("SET LOCAL session_replication_role = replica"))
    session.execute(text("ALTER TABLE writ.cases DISABLE TRIGGER USER"))
    session.execute(
        text("UPDATE writ.cases SET state = 'closed', closed_at = :at WHERE id = :id"), {"at": at, "id": case.id}
    )
    session.execute(text("ALTER TABLE writ.cases ENABLE ALWAYS TRIGGER transition"))
    session.execute(text("ALTER TABLE writ.cases ENABLE ALWAYS TRIGGER beginning"))
    session.execute(text("ALTER TABLE writ.cases ENABLE ALWAYS TRIGGER one_live"))
    session.execute(text("SET LOCAL session_replication_role = origin"))
    session.expire_all()


@pytest.mark.parametrize("rows", [FEW, MANY_ROWS])
def test_what_is_detected_after_the_closing_is_a_reappearance(session: Session, rows: int) -> None:
    bring(session, [row(1)])
    (earlier,) = cases(session)
    close(session, earlier, NOW)
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    back = [row(2, item=1, detected_at=before), row(3, item=1, detected_at=after), row(4, item=1, detected_at=after)]
    opened = bring(session, back, rows=rows)
    assert (opened.opened, opened.joined, opened.reappeared) == (1, 2, 1)
    first, second = cases(session)
    assert (second.occurrence, second.reappearance_of, second.opened_by_ref) == (2, first.id, "R-00003")
    placed = {finding.finding_ref: finding.case_id for finding in session.scalars(select(FindingRow))}
    assert placed["R-00002"] == first.id
    assert placed["R-00004"] == second.id


def test_the_root_commits_to_every_row_and_its_case(database_url: str) -> None:
    roots = []
    for changed in ({}, {"row_sha256": bytes(32)}, {"ground": "suicide"}):
        with unit_of_work(database_url) as session, session.begin_nested() as attempt:
            session.merge(SourceRow(name="watch", connection_id="c", layout={}))
            roots.append(bring(session, [row(1), row(2, **changed)]).root)
            attempt.rollback()
    assert len(set(roots)) == 3


def all_but_items(session: Session, table: str, rows: Encoded) -> None:
    if table != "content_items":
        copy_encoded(session, table, rows)


@pytest.mark.parametrize("cuts", [(), (1,), (7, 8), (3, 6, 9, 12, 15), tuple(range(1, 24))])
def test_it_does_not_matter_where_blocks_are_cut(session: Session, cuts: tuple[int, ...]) -> None:
    """The same item in neighbouring blocks, in distant ones, and one that comes back: one case each, one opener."""
    bring(session, [row(900, item=0), row(901, item=3)])
    for case in cases(session):
        close(session, case, NOW)
    later = {"detected_at": NOW + timedelta(hours=1)}
    rows = [row(number, item=number % 5, **later, ground="drugs" if number % 3 else "suicide") for number in range(24)]
    ends = (*cuts, len(rows))
    opened = bring(session, *(rows[start:end] for start, end in zip((0, *cuts), ends, strict=True)), rows=MANY_ROWS)
    assert (opened.opened, opened.joined, opened.reappeared) == (10, 14, 2)
    found = {(case.content_item_id, case.ground, case.occurrence) for case in cases(session)}
    assert len(found) == 12
    openers = session.scalars(select(FindingRow).where(FindingRow.opens_case)).all()
    assert len({finding.case_id for finding in openers}) == len(openers) == 12


def test_a_case_without_content_stops_the_whole_intake(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where references are checked as a set, what is copied wrongly is found before anything is kept."""
    monkeypatch.setattr(take_in, "copy_encoded", all_but_items)
    with pytest.raises(WritError, match="content"):
        bring(session, [row(1)], rows=MANY_ROWS)
    session.rollback()


def test_without_the_right_to_check_as_a_set_each_row_is_checked(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_in, "references_by_set", lambda _session: False)
    assert bring(session, [row(1)], rows=MANY_ROWS).opened == 1
    monkeypatch.setattr(take_in, "copy_encoded", all_but_items)
    with pytest.raises(Exception, match="fk_cases_content_item_id"):
        bring(session, [row(2)], rows=MANY_ROWS)
    session.rollback()


@pytest.mark.parametrize("state", ["ordered", "drafted", "closed", "declined"])
def test_the_guards_hold_while_references_are_checked_as_a_set(database_url: str, state: str) -> None:
    """No case begins but open or proposed, whatever the setting of the transaction."""
    other = case_id(content_item_id("vkontakte", "post", "-1_1"), "other", "KZ", 1)
    swapped = {"id": f"'{other}'", "ground": "'other'", "state": f"'{state}'"}
    names = [column.name for column in CaseRow.__table__.columns]
    chosen = ", ".join(swapped.get(name, name) for name in names)
    with unit_of_work(database_url) as session:
        session.add(SourceRow(name="watch", connection_id="c", layout={}))
        bring(session, [row(1)])
        session.execute(text("SET LOCAL session_replication_role = replica"))
        with pytest.raises(ProgrammingError, match="no step"), session.begin_nested():
            session.execute(text(f"INSERT INTO writ.cases ({', '.join(names)}) SELECT {chosen} FROM writ.cases"))


@pytest.mark.parametrize(
    "changed", ["ground = 'other'", "jurisdiction = 'DE'", "occurrence = 2", "content_item_id = gen_random_uuid()", ""]
)
def test_a_case_can_not_be_there_twice_under_another_id(session: Session, changed: str) -> None:
    """The id is made of what makes the case, which the database checks; so its one key keeps cases apart."""
    bring(session, [row(1)])
    name, _, value = changed.partition(" = ")
    swapped = {name: value} if changed else {"id": "gen_random_uuid()"}
    names = [column.name for column in CaseRow.__table__.columns]
    chosen = ", ".join(swapped.get(name, name) for name in names)
    session.execute(text("SET LOCAL session_replication_role = replica"))
    with pytest.raises(Exception, match="ck_cases_id_names_case"), session.begin_nested():
        session.execute(text(f"INSERT INTO writ.cases ({', '.join(names)}) SELECT {chosen} FROM writ.cases"))


def test_items_of_an_earlier_batch_are_known_to_a_large_one(session: Session) -> None:
    """A large batch does not ask for each item; the few that it asks for must be the right ones."""
    bring(session, [row(number) for number in range(1, 40)], rows=MANY_ROWS)
    blocks = [[row(number, item=number % 60) for number in range(start, start + 50)] for start in (100, 150, 200)]
    opened = bring(session, *blocks, rows=MANY_ROWS)
    assert (opened.opened, opened.joined) == (21, 129)
    assert session.scalars(select(func.count()).select_from(ContentItemRow)).one() == 60


def test_a_finding_is_known_by_its_reference_and_told_by_its_hash(session: Session) -> None:
    bring(session, [row(1), row(2)])
    asked = pl.DataFrame(
        [
            row(7, finding_ref="R-00001", row_sha256=(1).to_bytes(32, "big")),
            row(8, finding_ref="R-00002"),
            row(9),
            row(10, finding_ref=""),
        ]
    )

    def told(source: str, rows: pl.DataFrame) -> list[list[int]]:
        found = compare_findings(session, source, rows)
        return [part["row_number"].to_list() for part in (found.same, found.changed, found.new)]

    assert told("watch", asked) == [[7], [8], [9, 10]]
    assert told("another", asked) == [[], [], [7, 8, 9, 10]]
    assert told("watch", asked.clear()) == [[], [], []]


def test_the_same_finding_twice_is_refused_by_its_key(database_url: str) -> None:
    with unit_of_work(database_url) as session:
        session.add(SourceRow(name="watch", connection_id="c", layout={}))
        bring(session, [row(1)])
    with pytest.raises(Exception, match="pk_findings"), unit_of_work(database_url) as session:
        bring(session, [row(1)])
