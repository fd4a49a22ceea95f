"""The page and the record of figures."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import text

from include.writ.domain.figures import Figure
from include.writ.services.answer_times import AnswerTimes, Hours
from include.writ.web import charts, words
from include.writ.web.bars import bars
from include.writ.web.months import days_of, neighbours
from tests.web.docket_world import DAY, World
from tests.web.pages import Page, page

OF_THE_DAY = {"from": str(DAY), "to": str(DAY)}


@pytest.mark.requirement("R30")
def test_program_and_page_show_every_ground(world: World) -> None:
    world.post("drafter_2", f"/cases/{world.cases[2]}/decline", {"reason": "a report of the news"})
    found = world.client("auditor").get("/api/figures").json()
    assert set(found["figures"]) == {ground.id for ground in world.here.pack.pack.grounds}
    assert all(set(kinds) == set(Figure) for kinds in found["figures"].values())
    assert sum(kinds["declined"] for kinds in found["figures"].values()) == 1
    shown = page(world, "drafter_1", "/figures").words
    assert all(ground.replace("_", " ") in shown for ground in found["figures"])
    assert f"All {len(world.cases)} {len(world.cases)} 0 1 0" in shown


def test_the_days_that_are_asked_for_are_counted(world: World) -> None:
    found = world.client("auditor").get("/api/figures", params=OF_THE_DAY).json()
    assert (found["first_day"], found["last_day"], found["is_specimen"]) == (str(DAY), str(DAY), True)
    assert sum(kinds["opened"] for kinds in found["figures"].values()) == 0
    month = world.client("auditor").get("/api/figures", params={"to": str(DAY)}).json()
    assert month["first_day"] == str(DAY.replace(day=1))


@pytest.mark.parametrize(
    ("days", "status"),
    [({"from": "2026-12-01", "to": str(DAY)}, 409), ({"from": "soon"}, 422), ({"to": "9999-12-31"}, 422)],
)
def test_days_that_are_none_are_refused(world: World, days: dict[str, str], status: int) -> None:
    assert world.client("auditor").get("/api/figures", params=days).status_code == status


def test_there_is_a_way_to_the_page_and_a_word_for_each_figure(world: World) -> None:
    assert "figures" in page(world, "auditor").addresses()
    assert set(words.FIGURE) == set(Figure)


def csv_rows(world: World, path: str) -> list[dict[str, str]]:
    answer = world.client("auditor").get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    return list(csv.DictReader(StringIO(answer.text)))


def pictures(shown: Page) -> list[str]:
    return [str(attrs["aria-label"]) for tag, attrs in shown.tags if tag == "svg"]


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2199-12", date(2199, 12, 1), date(2199, 12, 31)),
    ],
)
def test_a_month_is_from_its_first_to_its_last_day(month: str, first: date, last: date) -> None:
    assert days_of(month) == (first, last)


def test_months_follow_each_other_over_the_year() -> None:
    assert neighbours(date(2026, 1, 17)) == ("2025-12", "2026-02")
    assert neighbours(date(2026, 12, 31)) == ("2026-11", "2027-01")


def test_a_month_can_be_chosen_and_left_for_its_neighbours(world: World) -> None:
    found = world.client("auditor").get("/api/figures", params={"month": "2026-11"}).json()
    assert (found["first_day"], found["last_day"]) == ("2026-11-01", "2026-11-30")
    assert sum(kinds["opened"] for kinds in found["figures"].values()) == len(world.cases)
    now, before = page(world, "auditor", "/figures"), page(world, "auditor", "/figures?month=2026-10")
    assert "figures?month=2026-10" in now.addresses()
    assert "figures?month=2026-12" not in now.addresses()
    assert {"figures?month=2026-09", "figures?month=2026-11"} <= set(before.addresses())
    assert "From 2026-10-01 to 2026-10-31" in before.words
    assert "Nothing happened on these days, on no ground" in before.words
    assert "No order that left on these days has been received yet" in before.words
    assert pictures(before) == []


@pytest.mark.parametrize(
    "asked",
    [{"month": "2026-13"}, {"month": "2026"}, {"month": "2026-11", "from": str(DAY)}, {"month": "2026-11-01"}],
)
def test_what_is_no_month_is_refused(world: World, asked: dict[str, str]) -> None:
    for path in ("/figures", "/figures.csv", "/answer-times.csv", "/api/figures", "/api/answer-times"):
        assert world.client("auditor").get(path, params=asked).status_code == 422, path


def test_days_in_the_wrong_order_are_refused_for_answers_as_well(world: World) -> None:
    asked = {"from": "2026-12-01", "to": str(DAY)}
    for path in ("/figures", "/figures.csv", "/answer-times.csv", "/api/answer-times"):
        assert world.client("auditor").get(path, params=asked).status_code == 409, path


@pytest.mark.requirement("R30")
def test_csv_and_json_say_the_same_of_every_ground(world: World) -> None:
    world.post("drafter_2", f"/cases/{world.cases[2]}/decline", {"reason": "a report of the news"})
    rows = csv_rows(world, "/figures.csv?month=2026-11")
    found = world.client("auditor").get("/api/figures", params={"month": "2026-11"}).json()
    assert {row["ground"]: {kind: int(row[kind]) for kind in Figure} for row in rows} == found["figures"]
    assert {(row["first_day"], row["last_day"], row["is_specimen"]) for row in rows} == {
        ("2026-11-01", "2026-11-30", "True")
    }
    shown = page(world, "auditor", "/figures?month=2026-11")
    kept = {one for one in shown.addresses() if "from=2026-11-01&to=2026-11-30" in one}
    assert {one.partition("?")[0] for one in kept} == {
        "figures.csv",
        "api/figures",
        "answer-times.csv",
        "api/answer-times",
    }
    for one in kept:
        assert world.client("auditor").get(f"/{one}").status_code == 200


def test_every_figure_that_is_not_nothing_has_a_picture_that_says_its_numbers(world: World) -> None:
    world.post("drafter_2", f"/cases/{world.cases[2]}/decline", {"reason": "a report of the news"})
    said = {label.partition(":")[0]: label for label in pictures(page(world, "auditor", "/figures"))}
    assert set(said) == {"Findings", "Opened", "Declined"}
    assert "drugs 3" in said["Opened"]
    assert "drugs 1" in said["Declined"]
    assert "terrorism 0" in said["Declined"]


def test_every_platform_is_in_the_answer_times(world: World) -> None:
    rows = csv_rows(world, "/answer-times.csv")
    with world.here.begin() as session:
        known = set(session.scalars(text("SELECT name FROM writ.platforms")))
    assert {row["platform"] for row in rows} == known
    assert {(row["released"], row["to_receipt_median_hours"]) for row in rows} == {("0", "")}
    records: list[dict[str, Any]] = world.client("auditor").get("/api/answer-times").json()
    assert {one["platform"] for one in records} == known


def test_medians_are_drawn_for_the_platforms_that_have_one() -> None:
    quick = AnswerTimes("vkontakte", "VKontakte", 4, 4, 2, 1, 1, Hours(0.5, 2), Hours(3, 3.8))
    silent = AnswerTimes("x", "X", 4, 4, 0, 0, 0, Hours(1.25, 2), None)
    drawn = charts.of_times([quick, silent])
    assert 'aria-label="Half were received within: VKontakte 0.5 h, X 1.25 h"' in drawn["Half were received within"]
    assert 'aria-label="Half were answered within: VKontakte 3 h"' in drawn["Half were answered within"]
    assert charts.of_times([]) == {}


def test_bars_are_as_long_as_their_numbers_and_what_they_are_called_is_escaped() -> None:
    drawn = bars("Ordered", {"<b>": 4, "half": 2, "none": 0})
    widths = [attrs["width"] for tag, attrs in Page(drawn).tags if tag == "rect"]
    assert widths == ["110.0", "55.0", "0.0"]
    assert "<b>" not in drawn
    assert "style" not in drawn
    assert "0.0" in bars("Nothing", {"none": 0})
