"""Batches and refused rows as a browser gets them, and what people do with them there."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid4

import pytest

from include.writ.local.postgres import EmbeddedPostgres
from include.writ.storage.models import BatchRow
from include.writ.wiring import gate, stages
from tests.support.refused import BAD_ADDRESS, DAY, EVIL, HELD_DAY, Refused, cells, copied, filled
from tests.web.docket_world import World, docket
from tests.web.pages import BROWSER, Page, page

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
    yield from copied(postgres, *template, monkeypatch)


@pytest.fixture
def world(refused: Refused) -> World:
    return docket(refused.folder / "clock")


def correct(world: World, row: UUID, name: str = "engineer", seen: int = 0, **changed: str) -> tuple[int, Any]:
    return world.post(name, f"/quarantine/{row}/correct", {"cells": cells(3, **changed), "note": NOTE, "seen": seen})


def download(world: World, name: str, query: str = "") -> list[dict[str, str]]:
    response = world.client(name).get(f"/quarantine.csv{query}")
    assert response.status_code == 200
    assert response.headers["content-disposition"] == 'attachment; filename="quarantine.csv"'
    return list(csv.DictReader(StringIO(response.text.removeprefix("\ufeff"))))


class TestTheQuarantine:
    def test_lists_what_was_refused_the_newest_day_first(self, world: World, refused: Refused) -> None:
        seen = page(world, "auditor", "/quarantine")
        assert f"{DAY} media_watch 1 3 waits to be mended Address: url identified" in seen.words
        links = [link for link in seen.addresses() if link.startswith("quarantine/")]
        assert links == [f"quarantine/{row}" for row in [*refused.rows, *refused.rows_of(refused.held)]]

    def test_is_filtered_and_leads_on(self, world: World, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("include.writ.web.routes.quarantine.PAGE_ROWS", 1)
        seen = page(world, "auditor", f"/quarantine?source=media_watch&day={DAY}&rule=&standing=waiting")
        [onward] = [link for link in seen.addresses() if "after=" in link]
        assert f"day={DAY}&standing=waiting&after=" in onward
        assert f"quarantine/{refused.rows[1]}" in page(world, "auditor", f"/{onward}").addresses()
        assert "No refused row fits" in page(world, "auditor", "/quarantine?rule=excerpt_present").words

    def test_without_any_row_says_so(self, empty_world: World) -> None:
        from include.writ.local.seed import seed_demo

        seed_demo(empty_world.here.database_url)
        assert "No row was refused." in page(empty_world, "auditor", "/quarantine").words
        assert "No batch has come yet" in page(empty_world, "auditor", "/batches").words

    @pytest.mark.parametrize("query", ["day=yesterday", "standing=lost", "batch=1", "after=x"])
    def test_a_wrong_question_is_refused(self, world: World, query: str) -> None:
        assert world.client("auditor").get(f"/quarantine?{query}", headers=BROWSER).status_code == 422

    def test_the_api_gives_the_rows_of_a_day_a_page_at_a_time(self, world: World, refused: Refused) -> None:
        client, query = world.client("engineer"), {"day": DAY, "limit": 1}
        first = client.get("/api/quarantine", params=query).json()
        [row] = first["rows"]
        assert (row["row_number"], row["raw"]["url"], row["standing"]) == (3, BAD_ADDRESS, "waiting")
        second = client.get("/api/quarantine", params=query | {"after": first["next"]}).json()
        assert ([row["row_number"] for row in second["rows"]], second["next"]) == ([7], None)
        auditor = world.client("auditor").get("/api/quarantine", params=query).json()
        assert auditor["rows"][0]["raw"] is None


class TestOneRow:
    def test_says_why_and_what_would_mend_it_in_three_languages(self, world: World, refused: Refused) -> None:
        words = page(world, "auditor", f"/quarantine/{refused.rows[1]}").words
        for language in ("Қазақша", "По-русски", "English"):
            assert language in words
        assert "Ground: ground known" in words
        assert "Nobody has acted on it yet" in words

    def test_its_text_and_the_form_are_for_those_who_mend_or_decide(self, world: World, refused: Refused) -> None:
        path = f"/quarantine/{refused.rows[0]}"
        for name in ("engineer", "drafter_1", "approver_1", "reviewer_1"):
            seen = page(world, name, path)
            assert EVIL in seen.words, name
            assert "data-act" in str(seen.tags), name
            assert [dict(attrs).get("src") for tag, attrs in seen.tags if tag == "img"] == [], name
        for name in ("auditor", "releaser_1"):
            seen = page(world, name, path)
            assert "alert" not in seen.words, name
            assert BAD_ADDRESS not in seen.words, name
            assert "data-act" not in str(seen.tags), name

    def test_the_form_holds_each_cell_as_it_stands(self, world: World, refused: Refused) -> None:
        correct(world, refused.rows[0], excerpt="two\nlines")
        seen = page(world, "engineer", f"/quarantine/{refused.rows[0]}")
        values = {attrs["name"]: attrs.get("value") for tag, attrs in seen.tags if tag == "input"}
        assert values["cells.url"] == cells(3)["url"]
        forms = [attrs for tag, attrs in seen.tags if tag == "form"]
        assert [form["data-seen"] for form in forms] == ["1", "1", "1"]
        assert "Demo Engineer, data engineer (specimen) corrected the row – the source told us by phone" in seen.words

    def test_what_is_hidden_is_shown_as_an_escape(self, world: World, refused: Refused) -> None:
        rows = [cells(n) for n in range(60, 70)] + [cells(70, url="https://vk.com/\u202ewall")]
        [row] = refused.rows_of(refused.deliver(rows, day=HELD_DAY.replace(day=10)))
        source = world.client("engineer").get(f"/quarantine/{row}", headers=BROWSER).text
        assert "\u202e" not in source
        assert "\\u202e" in source

    def test_a_row_that_is_not_there(self, world: World) -> None:
        assert world.client("engineer").get(f"/quarantine/{uuid4()}", headers=BROWSER).status_code == 404
        assert world.client("engineer").get("/quarantine/x", headers=BROWSER).status_code == 404


class TestMending:
    def test_from_a_correction_to_a_case(self, world: World, refused: Refused) -> None:
        row = refused.rows[0]
        assert correct(world, row, "drafter_1") == (200, {"row": str(row), "act": "corrected", "position": 1})
        assert "corrected, to be validated again" in page(world, "auditor", "/quarantine").words
        assert gate.replay_rows(None, None)["accepted"] == 1
        seen = page(world, "auditor", f"/quarantine/{row}")
        assert "Standing Accepted" in seen.words
        [case] = [link for link in seen.addresses() if "/cases/" in link]
        assert world.client("auditor").get(urljoin(f"/quarantine/{row}", case), headers=BROWSER).status_code == 200
        status, answer = correct(world, row, seen=2)
        assert (status, "it is a finding" in answer["error"]) == (409, True)

    def test_set_aside_and_take_up(self, world: World, refused: Refused) -> None:
        path = f"/quarantine/{refused.rows[0]}"
        assert world.post("engineer", f"{path}/set-aside", {"note": NOTE, "seen": 0})[0] == 200
        assert world.post("engineer", f"{path}/take-up", {"note": NOTE, "seen": 1})[0] == 200
        assert refused.acts(refused.rows[0]) == ["set_aside", "taken_up"]

    def test_nobody_without_a_role_for_it(self, world: World, refused: Refused) -> None:
        for name in ("auditor", "releaser_1"):
            assert correct(world, refused.rows[0], name)[0] == 403
            assert world.post(name, f"/batches/{refused.held}/let-in", {})[0] == 403
        for name in ("drafter_1", "approver_1", "reviewer_1"):
            assert world.post(name, f"/batches/{refused.held}/let-in", {})[0] == 403
        assert (refused.acts(refused.rows[0]), refused.state(refused.held)) == ([], "held")

    @pytest.mark.parametrize(
        ("changed", "status", "says"),
        [
            ({"url": "https://vk.com/\u202ewall"}, 409, "url has the hidden character U+202E"),
            ({"excerpt": "x" * 100_001}, 422, "cells"),
            ({"colour": "red"}, 409, "no other"),
        ],
    )
    def test_a_cell_that_no_reader_would_let_pass(
        self, world: World, refused: Refused, changed: dict[str, str], status: int, says: str
    ) -> None:
        answered, answer = correct(world, refused.rows[0], **changed)
        assert (answered, says in answer["error"]) == (status, True)

    def test_what_somebody_else_did_meanwhile_is_not_written_over(self, world: World, refused: Refused) -> None:
        correct(world, refused.rows[0], "drafter_1")
        assert correct(world, refused.rows[0], "drafter_1")[0] == 200
        assert correct(world, refused.rows[0], "engineer", language="kk")[0] == 409


class TestBatches:
    def test_the_recent_ones_are_listed(self, world: World, refused: Refused) -> None:
        seen = page(world, "engineer", "/batches")
        assert f"{DAY} media_watch 1 its cases are open 12 10 2" in seen.words
        assert f"{HELD_DAY} media_watch 1 held: too many rows were refused 4 2 2" in seen.words
        assert f"batches/{refused.batch}" in seen.addresses()
        assert "Batches held 1 engineer – you" in page(world, "engineer").words

    def test_earlier_days_are_a_page_further(
        self, world: World, refused: Refused, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("include.writ.web.routes.batches.DAYS_SHOWN", 1)
        [onward] = [link for link in page(world, "auditor", "/batches").addresses() if "before=" in link]
        assert f"batches/{refused.held}" in page(world, "auditor", f"/{onward}").addresses()

    def test_one_shows_its_checks_its_reading_and_its_refused_rows(self, world: World, refused: Refused) -> None:
        seen = page(world, "auditor", f"/batches/{refused.batch}")
        assert "12 rows: 10 accepted, 2 quarantined" in seen.words
        assert "16.67 %; more than 30.00 % holds a batch of this source" in seen.words
        assert "url identified" in seen.words
        assert "Read as csv, utf-8, delimiter ," in seen.words
        assert [tag for tag, _ in seen.tags if tag == "polyline"]
        assert f"../quarantine/{refused.rows[0]}" in seen.addresses()

    def test_the_trend_has_a_point_for_each_day_up_to_this_one(self, world: World, refused: Refused) -> None:
        seen = page(world, "auditor", f"/batches/{refused.batch}")
        labels = {attrs["aria-label"] for tag, attrs in seen.tags if tag == "svg"}
        assert "2 days, highest share 50.00 %" in labels
        earlier = page(world, "auditor", f"/batches/{refused.held}")
        assert {str(attrs["aria-label"])[:6] for tag, attrs in earlier.tags if tag == "svg"} == {"1 days"}
        assert "1 days, highest share 50.00 %" in {attrs.get("aria-label") for _, attrs in earlier.tags}

    def test_a_held_one_is_let_in_by_an_engineer(self, world: World, refused: Refused) -> None:
        path = f"/batches/{refused.held}"
        assert "Let the 2 good rows in" not in page(world, "drafter_1", path).words
        assert "Let the 2 good rows in" in page(world, "engineer", path).words
        for _ in range(2):
            status, answer = world.post("engineer", f"{path}/let-in", {})
            assert (status, answer["state"]) == (200, "validated")
        stages.open_cases_of(HELD_DAY)
        words = page(world, "auditor", path).words
        assert "by Demo Engineer, data engineer (specimen)" in words
        assert "Its cases are open" in words

    def test_one_that_is_not_there(self, world: World) -> None:
        assert world.client("engineer").get(f"/batches/{uuid4()}", headers=BROWSER).status_code == 404


class TestDataDocs:
    def test_are_served_behind_the_login_without_any_script(self, world: World, refused: Refused) -> None:
        response = world.client("auditor").get(f"/batches/{refused.batch}/docs/index.html", headers=BROWSER)
        assert response.status_code == 200
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "style-src 'self' 'unsafe-inline'" in policy
        assert "script" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert world.anonymous().get(f"/batches/{refused.batch}/docs/index.html").status_code == 401

    def test_every_page_of_them_is_reached_from_the_first(self, world: World, refused: Refused) -> None:
        client, root = world.client("auditor"), f"/batches/{refused.batch}/docs/"
        first = Page(client.get(f"{root}index.html").text).addresses()
        assert first
        assert {client.get(root + link).status_code for link in first} == {200}

    @pytest.mark.parametrize(
        "page",
        [
            "../../../raw/secret.html",
            "..%2f..%2f..%2fclock",
            "%2fetc%2fpasswd",
            "/etc/passwd",
            "../2026-11-15-v1/index.html",
            "a%00.html",
            "",
            "expectations",
            "link.html",
            "notes.txt",
        ],
    )
    def test_nothing_else_is(self, world: World, refused: Refused, page: str) -> None:
        with world.here.begin() as session:
            docs = session.get_one(BatchRow, refused.batch).docs
        assert docs is not None
        folder = (refused.folder / docs).parent
        (folder / "notes.txt").write_text("none of theirs")
        if not (folder / "link.html").is_symlink():
            (refused.folder / "secret.html").write_text("secret")
            (folder / "link.html").symlink_to(refused.folder / "secret.html")
        assert world.client("auditor").get(f"/batches/{refused.batch}/docs/{page}").status_code == 404

    def test_a_batch_without_them_has_none(self, world: World) -> None:
        assert world.client("auditor").get(f"/batches/{uuid4()}/docs/index.html").status_code == 404


class TestTheFileForTheSource:
    def test_has_a_line_for_each_reason_with_its_remedies(self, world: World, refused: Refused) -> None:
        lines = download(world, "engineer", f"?day={DAY}")
        assert [(line["row_number"], line["rule"]) for line in lines] == [
            ("3", "url_identified"),
            ("7", "ground_known"),
        ]
        assert lines[0]["url"] == BAD_ADDRESS
        assert all(lines[0][f"remedy_{language}"] for language in ("kk", "ru", "en"))

    def test_has_cells_only_for_those_who_may_read_them(self, world: World) -> None:
        lines = download(world, "auditor")
        assert len(lines) == 4
        assert not {"url", "excerpt", "text"} & set(lines[0])
        assert "vk.com" not in str(lines)

    def test_runs_nothing_in_a_spreadsheet(self, world: World, refused: Refused) -> None:
        rows = [cells(n) for n in range(60, 70)] + [cells(70, excerpt='=HYPERLINK("x")', url=BAD_ADDRESS)]
        day = HELD_DAY.replace(day=9)
        refused.deliver(rows, day=day)
        [line] = download(world, "engineer", f"?day={day}")
        assert line["excerpt"] == '\'=HYPERLINK("x")'

    def test_has_all_rows_however_many_pages_they_take(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("include.writ.wiring.quarantine.CSV_PAGE", 1)
        assert len(download(world, "engineer")) == 4


def test_the_pages_carry_no_script_or_style_of_their_own(world: World, refused: Refused) -> None:
    for path in ("/batches", f"/batches/{refused.held}", "/quarantine", f"/quarantine/{refused.rows[0]}"):
        response = world.client("engineer").get(path, headers=BROWSER)
        assert "unsafe" not in response.headers["content-security-policy"]
        assert "<style" not in response.text
        assert "style=" not in response.text


def test_every_link_leads_somewhere(world: World, refused: Refused) -> None:
    client = world.client("engineer")
    for path in ("/batches", f"/batches/{refused.held}", "/quarantine", f"/quarantine/{refused.rows[0]}"):
        for link in Page(client.get(path, headers=BROWSER).text).addresses():
            target = urljoin(f"http://host/docket{path}", link).removeprefix("http://host/docket")
            assert client.get(target, headers=BROWSER).status_code == 200, (path, link)
