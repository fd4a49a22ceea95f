"""Refused rows: what people do with them, and what a replay makes of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from include.writ.domain.intake import RowStanding
from include.writ.errors import NotAllowed, NotPossible, WritError
from include.writ.ledger.append import broken_at
from include.writ.local.postgres import EmbeddedPostgres
from include.writ.services import deployment as standing
from include.writ.services import quarantine_reading as reading
from include.writ.services import replay
from include.writ.services.quarantine_reading import Wanted
from include.writ.storage.models import CaseRow, FindingRow, LedgerRow, QuarantineActRow, QuarantinedRow
from include.writ.wiring import batches, gate, quarantine, stages
from include.writ.wiring.checking import means_of_intake
from tests.support.owner import as_owner
from tests.support.refused import BAD_ADDRESS, DAY, HELD_DAY, Refused, cells, copied, filled

NOTE = "the source told us by phone"


@pytest.fixture(scope="module")
def template(
    postgres: EmbeddedPostgres, database_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("refused")
    with filled(postgres, database_template, folder) as name:
        yield name, folder


@pytest.fixture
def refused(
    postgres: EmbeddedPostgres, template: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Refused]:
    """A batch with ten good rows and two refused ones, and one that is held."""
    for world in copied(postgres, *template, monkeypatch):
        assert (world.state(world.batch), len(world.rows)) == ("opened", 2)
        assert (world.state(world.held), world.findings(world.held)) == ("held", [])
        yield world


def standing_of(row: UUID, name: str = "engineer") -> RowStanding:
    return read(row, name).row.standing


def read(row: UUID, name: str = "engineer") -> quarantine.QuarantinedPage:
    here = as_owner()
    with here.begin() as session:
        found = reading.read_row(session, row, standing.person(session, name))
    assert found is not None
    return found


def events(world: Refused, name: str) -> list[dict[str, Any]]:
    with world.here.begin() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.event == name).order_by(LedgerRow.seq))
        return [{"actor": row.actor, "subject": row.subject} | row.data for row in rows]


class TestPeople:
    def test_a_correction_is_an_act_beside_the_row_and_not_yet_a_finding(self, refused: Refused) -> None:
        row = refused.rows[0]
        quarantine.correct(row, "engineer", cells(3), NOTE, 0)
        found = read(row)
        assert (found.row.standing, found.cells) == (RowStanding.CORRECTED, cells(3))
        assert found.row.raw is not None
        assert found.row.raw["url"] == BAD_ADDRESS
        assert len(refused.findings(refused.batch)) == 10
        [event] = events(refused, "quarantine.corrected")
        assert event | {"actor": "engineer", "row": 3, "act": 1, "batch": str(refused.batch)} == event
        assert "vk.com" not in str(event)

    @pytest.mark.parametrize("name", ["engineer", "drafter_1", "approver_1", "reviewer_1"])
    def test_those_who_mend_or_decide_may(self, refused: Refused, name: str) -> None:
        quarantine.set_aside(refused.rows[0], name, NOTE, 0)
        assert standing_of(refused.rows[0]) == RowStanding.SET_ASIDE

    @pytest.mark.parametrize("name", ["auditor", "releaser_1"])
    def test_nobody_else_may(self, refused: Refused, name: str) -> None:
        row = refused.rows[0]
        for act in (quarantine.set_aside, quarantine.take_up):
            with pytest.raises(NotAllowed, match="may not mend rows"):
                act(row, name, NOTE, 0)
        with pytest.raises(NotAllowed, match="may not mend rows"):
            quarantine.correct(row, name, cells(3), NOTE, 0)
        assert refused.acts(row) == []

    def test_the_database_refuses_it_as_well(self, refused: Refused) -> None:
        values = {"row": refused.rows[0], "now": refused.here.clock()}
        insert = "INSERT INTO writ.quarantine_acts VALUES (:row, {}, 'set_aside', '{}', 'n', null, null, :now)"
        for position, name, why in ((1, "auditor", "may not mend rows"), (2, "engineer", "is not the next one")):
            with (
                refused.here.begin() as session,
                pytest.raises(DBAPIError, match=why),
                session.begin_nested(),
            ):
                session.execute(text(insert.format(position, name)), values)

    def test_a_doubled_click_is_one_act(self, refused: Refused) -> None:
        row = refused.rows[0]
        for _ in range(2):
            quarantine.correct(row, "engineer", cells(3), NOTE, 0)
        assert refused.acts(row) == ["corrected"]
        assert len(events(refused, "quarantine.corrected")) == 1

    def test_what_somebody_else_did_meanwhile_is_not_written_over_unseen(self, refused: Refused) -> None:
        row = refused.rows[0]
        quarantine.correct(row, "drafter_1", cells(3), NOTE, 0)
        with pytest.raises(NotPossible, match="since you looked"):
            quarantine.correct(row, "engineer", cells(3, language="kk"), NOTE, 0)
        quarantine.correct(row, "engineer", cells(3, language="kk"), NOTE, 1)
        assert refused.acts(row) == ["corrected", "corrected"]

    def test_taking_up_undoes_either_and_the_row_is_as_it_came(self, refused: Refused) -> None:
        row = refused.rows[0]
        quarantine.correct(row, "engineer", cells(3), NOTE, 0)
        quarantine.set_aside(row, "engineer", NOTE, 1)
        quarantine.take_up(row, "engineer", NOTE, 2)
        found = read(row)
        assert (found.row.standing, found.cells) == (RowStanding.WAITING, found.row.raw)
        with pytest.raises(NotPossible, match="waiting can not be taken up"):
            quarantine.take_up(row, "engineer", NOTE, 3)

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"url": "https://vk.com/\u202ewall-1_3"}, "url has the hidden character U[+]202E"),
            ({"excerpt": "a\0b"}, "excerpt has the hidden character U[+]0000"),
            ({"excerpt": "ы" * 50_001}, "excerpt has 100002 bytes"),
            ({"finding_ref": "two\nlines"}, "finding_ref has the hidden character"),
            ({"colour": "red"}, "a row has finding_ref, detected_at, .* and no other"),
        ],
    )
    def test_cells_that_no_reader_would_let_pass_are_refused(
        self, refused: Refused, changed: dict[str, str], says: str
    ) -> None:
        with pytest.raises(NotPossible, match=says):
            quarantine.correct(refused.rows[0], "engineer", cells(3) | changed, NOTE, 0)
        assert refused.acts(refused.rows[0]) == []

    def test_an_act_says_why(self, refused: Refused) -> None:
        for note in ("", "  ", "x" * 2_001):
            with pytest.raises(NotPossible, match="note: say why"):
                quarantine.set_aside(refused.rows[0], "engineer", note, 0)

    def test_a_row_that_is_not_there(self, refused: Refused) -> None:
        with pytest.raises(NotPossible, match="there is no quarantined row"):
            quarantine.set_aside(uuid4(), "engineer", NOTE, 0)

    def test_rows_of_a_file_that_was_replaced_are_left_alone(self, refused: Refused) -> None:
        refused.deliver([cells(41)], day=HELD_DAY, validate=False)
        assert refused.state(refused.held) == "superseded"
        row = refused.rows_of(refused.held)[0]
        with pytest.raises(NotPossible, match="a later version"):
            quarantine.set_aside(row, "engineer", NOTE, 0)
        assert read(row).newer == 2


class TestReplay:
    def test_a_corrected_row_becomes_a_finding_with_its_batch_and_row_number(self, refused: Refused) -> None:
        quarantine.correct(refused.rows[0], "drafter_1", cells(3), NOTE, 0)
        outcome = gate.replay_rows(None, None)
        assert outcome == {"rows": 1, "accepted": 1, "refused": 0, "days": [str(DAY)], "failed": []}
        assert (3, "MW-3") in refused.findings(refused.batch)
        found = read(refused.rows[0])
        assert [act.act for act in found.acts] == ["corrected", "accepted"]
        assert found.acts[1].person is None
        with refused.here.begin() as session:
            case = session.get_one(CaseRow, found.case_id)
            assert (case.state, case.opened_day, case.ground) == ("proposed", DAY, "drugs")
            assert broken_at(session) is None
        [event] = events(refused, "quarantine.replayed")
        assert event["actor"] == "replay_quarantine"
        assert (event["rows"], event["accepted"], event["refused"]) == (1, 1, 0)

    def test_the_day_still_adds_up(self, refused: Refused) -> None:
        quarantine.correct(refused.rows[0], "engineer", cells(3), NOTE, 0)
        gate.replay_rows(None, None)
        assert stages.open_cases_of(DAY)["opened"] == 11

    def test_a_second_replay_changes_nothing(self, refused: Refused) -> None:
        quarantine.correct(refused.rows[0], "engineer", cells(3), NOTE, 0)
        quarantine.correct(refused.rows[1], "engineer", cells(7, ground="nonsense"), NOTE, 0)
        assert gate.replay_rows(None, None)["rows"] == 2
        before = count_all(refused)
        assert gate.replay_rows(None, None) == {"rows": 0, "accepted": 0, "refused": 0, "days": [], "failed": []}
        assert count_all(refused) == before

    def test_a_row_that_is_still_bad_is_refused_again_with_its_new_reasons(self, refused: Refused) -> None:
        row = refused.rows[0]
        quarantine.correct(row, "engineer", cells(3, language="xx"), NOTE, 0)
        gate.replay_rows(None, None)
        found = read(row)
        assert found.row.standing == RowStanding.REFUSED_AGAIN
        assert [reason["rule"] for reason in found.row.reasons] == ["language_known"]
        assert found.cells == cells(3, language="xx")
        with refused.here.begin() as session:
            assert session.get_one(QuarantinedRow, row).reasons[0]["rule"] != "language_known"
        quarantine.correct(row, "engineer", cells(3), NOTE, 2)
        assert gate.replay_rows(None, None)["accepted"] == 1

    def test_an_accepted_row_is_a_finding_and_takes_no_more_acts(self, refused: Refused) -> None:
        row = refused.rows[0]
        quarantine.correct(row, "engineer", cells(3), NOTE, 0)
        gate.replay_rows(None, None)
        for act in (quarantine.set_aside, quarantine.take_up):
            with pytest.raises(NotPossible, match="it is a finding"):
                act(row, "engineer", NOTE, 2)
        with pytest.raises(NotPossible, match="it is a finding"):
            quarantine.correct(row, "engineer", cells(3), NOTE, 2)

    def test_a_mended_layout_lets_waiting_rows_in_without_anybody_touching_them(self, refused: Refused) -> None:
        assert gate.replay_rows(None, None)["rows"] == 0
        refused.set_ground("weapons", "drugs")
        outcome = gate.replay_rows(None, None)
        assert (outcome["rows"], outcome["accepted"], outcome["refused"]) == (2, 1, 1)
        assert (refused.acts(refused.rows[0]), refused.acts(refused.rows[1])) == (["refused_again"], ["accepted"])
        assert gate.replay_rows(None, None)["rows"] == 0
        refused.set_ground("arms", "drugs")
        assert gate.replay_rows(None, None)["rows"] == 1

    def test_a_correction_that_was_undone_does_not_count(self, refused: Refused) -> None:
        row = refused.rows[1]
        quarantine.correct(row, "engineer", cells(7, language="xx"), NOTE, 0)
        quarantine.take_up(row, "engineer", NOTE, 1)
        assert gate.replay_rows(None, None)["rows"] == 0
        refused.set_ground("weapons", "drugs")
        gate.replay_rows(None, None)
        assert refused.acts(row)[-1] == "accepted"

    def test_a_row_that_could_not_be_taken_apart_needs_a_person_whatever_the_layout(self, refused: Refused) -> None:
        rows = [cells(n) for n in range(60, 70)] + [cells(70, url="https://vk.com/\u202ewall")]
        [row] = refused.rows_of(refused.deliver(rows, day=DAY - timedelta(days=1)))
        refused.set_ground("weapons", "drugs")
        gate.replay_rows(None, None)
        assert refused.acts(row) == []
        quarantine.correct(row, "engineer", cells(70), NOTE, 0)
        assert gate.replay_rows(None, None)["accepted"] == 1

    def test_a_row_set_aside_is_left_aside(self, refused: Refused) -> None:
        quarantine.set_aside(refused.rows[1], "engineer", NOTE, 0)
        refused.set_ground("weapons", "drugs")
        gate.replay_rows(None, None)
        assert refused.acts(refused.rows[1]) == ["set_aside"]

    def test_another_content_under_a_known_reference_is_a_conflict(self, refused: Refused) -> None:
        quarantine.correct(refused.rows[0], "engineer", cells(3, finding_ref="MW-1"), NOTE, 0)
        assert gate.replay_rows(None, None)["accepted"] == 0
        [reason] = read(refused.rows[0]).row.reasons
        assert reason["rule"] == "finding_ref_conflict"

    def test_what_a_finding_says_already_is_not_taken_in_twice(self, refused: Refused) -> None:
        quarantine.correct(refused.rows[0], "engineer", cells(1), NOTE, 0)
        assert gate.replay_rows(None, None)["accepted"] == 0
        [reason] = read(refused.rows[0]).row.reasons
        assert (reason["rule"], "nothing needs doing" in reason["detail"]) == ("finding_repeated", True)
        stages.open_cases_of(DAY)

    def test_only_the_asked_source_and_day_are_replayed(self, refused: Refused) -> None:
        quarantine.correct(refused.rows[0], "engineer", cells(3), NOTE, 0)
        assert gate.replay_rows("open_monitor", None)["rows"] == 0
        assert gate.replay_rows(None, DAY - timedelta(days=1))["rows"] == 0
        with pytest.raises(NotPossible, match="there is no source nobody"):
            gate.replay_rows("nobody", None)
        assert gate.replay_rows("media_watch", DAY)["rows"] == 1

    def test_a_batch_that_fails_does_not_hold_up_the_others_and_is_named(
        self, refused: Refused, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = refused.deliver(
            [cells(n) for n in range(30, 39)] + [cells(39, url=BAD_ADDRESS)], day=DAY - timedelta(1)
        )
        quarantine.correct(refused.rows[0], "engineer", cells(3), NOTE, 0)
        quarantine.correct(refused.rows_of(other)[0], "engineer", cells(39), NOTE, 0)
        fail_for(monkeypatch, refused.batch)
        outcome = gate.replay_rows(None, None)
        assert (outcome["accepted"], outcome["failed"]) == (1, [str(refused.batch)])
        assert refused.acts(refused.rows[0]) == ["corrected"]

    def test_many_rows_go_some_at_a_time(self, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("include.writ.services.replay.ROWS_AT_ONCE", 1)
        for row, number in zip(refused.rows, (3, 7), strict=True):
            quarantine.correct(row, "engineer", cells(number), NOTE, 0)
        assert gate.replay_rows(None, None)["accepted"] == 2


class TestHeld:
    def test_the_question_has_counts_and_no_words_of_a_row(self, refused: Refused) -> None:
        question = gate.hold_question(str(refused.held))
        assert (question["rows"], question["accepted"], question["quarantined"]) == (4, 2, 2)
        assert (question["state"], question["limit"], question["source"]) == ("held", 0.3, "media_watch")
        assert question["rules"] == {"url_identified": 2}
        assert gate.held_among([str(refused.held), str(refused.batch)]) == [str(refused.held)]

    def test_an_engineer_lets_in_the_good_rows_and_the_others_stay(self, refused: Refused) -> None:
        gate.answer_hold(str(refused.held), "engineer", let_in=True)
        gate.require_let_in(str(refused.held))
        assert gate.days_let_in() == [str(HELD_DAY)]
        stages.open_cases_of(HELD_DAY)
        assert refused.findings(refused.held) == [(1, "MW-41"), (2, "MW-42")]
        assert len(refused.rows_of(refused.held)) == 2
        assert gate.days_let_in() == []
        [event] = events(refused, "batch.let_in")
        assert (event["actor"], event["accepted"], event["quarantined"]) == ("engineer", 2, 2)

    def test_twice_yes_is_once(self, refused: Refused) -> None:
        for _ in range(2):
            batches.let_in(refused.held, "engineer")
        assert len(events(refused, "batch.let_in")) == 1

    @pytest.mark.parametrize("name", ["drafter_1", "approver_1", "releaser_1", "auditor", "stranger"])
    @pytest.mark.parametrize("answer", [True, False])
    def test_nobody_else_can_answer(self, refused: Refused, name: str, answer: bool) -> None:
        with pytest.raises(NotAllowed):
            gate.answer_hold(str(refused.held), name, let_in=answer)
        with pytest.raises(NotAllowed, match="no engineer has let"):
            gate.require_let_in(str(refused.held))
        assert refused.state(refused.held) == "held"

    def test_hold_is_on_record_once_and_can_be_followed_by_yes(self, refused: Refused) -> None:
        for _ in range(2):
            gate.answer_hold(str(refused.held), "engineer", let_in=False)
        assert len(events(refused, "batch.kept_held")) == 1
        assert (refused.state(refused.held), gate.days_let_in()) == ("held", [])
        gate.answer_hold(str(refused.held), "engineer", let_in=True)
        assert refused.state(refused.held) == "validated"

    def test_a_hold_that_comes_too_late_says_so(self, refused: Refused) -> None:
        batches.let_in(refused.held, "engineer")
        with pytest.raises(NotPossible, match="engineer has let it in"):
            gate.answer_hold(str(refused.held), "engineer", let_in=False)

    def test_what_is_not_held_can_not_be_let_in(self, refused: Refused) -> None:
        with pytest.raises(NotPossible, match="its cases are open already"):
            batches.let_in(refused.batch, "engineer")
        refused.deliver([cells(50)], day=HELD_DAY, validate=False)
        with pytest.raises(NotPossible, match="a later version"):
            batches.let_in(refused.held, "engineer")
        with pytest.raises(NotPossible, match="there is no batch"):
            batches.let_in(uuid4(), "engineer")

    def test_corrected_rows_of_a_held_batch_wait_for_the_others(self, refused: Refused) -> None:
        row = refused.rows_of(refused.held)[0]
        quarantine.correct(row, "engineer", cells(43), NOTE, 0)
        assert gate.replay_rows(None, None)["rows"] == 0
        here = as_owner()
        with here.begin() as session, means_of_intake(here) as means:
            assert replay.replay(session, refused.held, means).rows == 0
        batches.let_in(refused.held, "engineer")
        stages.open_cases_of(HELD_DAY)
        assert gate.replay_rows(None, None)["accepted"] == 1
        assert refused.findings(refused.held)[-1] == (3, "MW-43")


class TestReading:
    def test_lists_are_filtered_and_come_a_page_at_a_time(self, refused: Refused) -> None:
        rows = [cells(n) for n in range(60, 70)] + [cells(70, url=BAD_ADDRESS)]
        earlier = refused.rows_of(refused.deliver(rows, day=DAY - timedelta(days=1)))
        everything = [*refused.rows, *earlier, *refused.rows_of(refused.held)]
        assert listed(Wanted()) == everything
        assert listed(Wanted(day=DAY)) == refused.rows
        assert listed(Wanted(rule="ground_known")) == [refused.rows[1]]
        assert listed(Wanted(source="open_monitor")) == []
        assert listed(Wanted(), limit=1) == everything
        quarantine.set_aside(refused.rows[1], "engineer", NOTE, 0)
        assert listed(Wanted(standing=RowStanding.SET_ASIDE)) == [refused.rows[1]]
        assert listed(Wanted(standing=RowStanding.WAITING)) == [everything[0], *everything[2:]]

    def test_what_a_row_says_is_for_those_who_mend_or_decide(self, refused: Refused) -> None:
        quarantine.correct(refused.rows[0], "engineer", cells(3), NOTE, 0)
        for name in ("auditor", "releaser_1"):
            found = read(refused.rows[0], name)
            assert (found.row.raw, found.acts[0].cells, found.cells) == (None, None, None)


def listed(wanted: Wanted, limit: int = 50) -> list[UUID]:
    here = as_owner()
    found: list[UUID] = []
    after: UUID | None = None
    while True:
        with here.begin() as session:
            reader = standing.person(session, "engineer")
            page = reading.quarantine(session, wanted, reader=reader, after=after, limit=limit)
        found += [row.id for row in page.rows]
        if page.next is None:
            return found
        after = page.next


def count_all(world: Refused) -> tuple[int, ...]:
    with world.here.begin() as session:
        counts = (session.scalars(select(table)).all() for table in (FindingRow, CaseRow, QuarantineActRow, LedgerRow))
        return tuple(len(rows) for rows in counts)


def fail_for(monkeypatch: pytest.MonkeyPatch, batch: UUID) -> None:
    whole: Callable[..., Any] = replay.replay

    def fail(session: Any, batch_id: UUID, means: Any) -> Any:
        if batch_id == batch:
            raise WritError("broken")
        return whole(session, batch_id, means)

    monkeypatch.setattr(replay, "replay", fail)
