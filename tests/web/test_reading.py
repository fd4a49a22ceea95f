"""What the API gives to read: pages of cases, books, quarantine; texts of users only to those who decide."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from include.writ.services import reconcile
from include.writ.storage.models import ResponseRow
from tests.web.docket_world import DAY, EVIL, NOW, World

BOOK_DAY = DAY + timedelta(days=1)


def draw_up_book(world: World) -> None:
    cutoff = world.here.end_of(BOOK_DAY)
    with world.here.begin() as session:
        ladder = world.here.pack.pack.escalation
        reconcile.run(session, book_day=BOOK_DAY, cutoff=cutoff, ladder=ladder, now=cutoff)


def test_me_says_who_and_where(world: World) -> None:
    assert world.client("drafter_1").get("/api/me").json() == {
        "id": "drafter_1",
        "name": "Demo Drafter One",
        "post": "case officer (specimen)",
        "roles": ["drafter"],
        "is_specimen": True,
        "pack": "kz 2026.12",
    }


def test_cases_come_a_page_at_a_time_each_once(world: World) -> None:
    client = world.client("drafter_1")
    seen, after = [], None
    for _ in range(3):
        page = client.get("/api/cases", params={"limit": 1} | ({"after": after} if after else {})).json()
        seen += [case["id"] for case in page["cases"]]
        after = page["next"]
    assert after is None
    assert seen == [str(case_id) for case_id in world.cases]
    assert len(set(seen)) == 3


def test_cases_are_filtered(world: World) -> None:
    drafted = world.draft(world.cases[1])
    client = world.client("approver_1")
    [case] = client.get("/api/cases", params={"state": "drafted", "day": DAY, "platform": "vkontakte"}).json()["cases"]
    assert (case["id"], case["version"], case["draft_hash"]) == (str(world.cases[1]), 1, drafted)
    assert (case["findings"], case["occurrence"], case["opened_day"]) == (1, 1, str(DAY))
    for other in ({"platform": "telegram"}, {"day": "2026-11-01"}, {"state": "closed"}):
        assert client.get("/api/cases", params=other).json() == {"cases": [], "next": None}


def test_a_wrong_question_is_refused(world: World) -> None:
    client = world.client("auditor")
    for wrong in ({"limit": 201}, {"limit": 0}, {"state": "done"}, {"platform": "fax"}, {"after": "x"}):
        assert client.get("/api/cases", params=wrong).status_code == 422, wrong
    assert client.get("/api/cases", params={"after": str(uuid4())}).status_code == 409


def test_a_case_that_is_not_there(world: World) -> None:
    assert world.client("auditor").get(f"/api/cases/{uuid4()}").status_code == 404


def test_only_those_who_decide_read_the_excerpt(world: World) -> None:
    case = f"/cases/{world.cases[0]}"
    for name in ("drafter_1", "approver_1", "reviewer_1"):
        [finding] = world.client(name).get(f"/api{case}").json()["findings"]
        assert EVIL in finding["excerpt"], name
    for name in ("auditor", "engineer", "releaser_1"):
        [finding] = world.client(name).get(f"/api{case}").json()["findings"]
        assert finding["excerpt"] is None, name
        assert finding["row_sha256"], name
        assert "alert" not in world.client(name).get(case).text, name


def test_quarantined_rows_have_reasons_and_raw_text_only_for_those_who_mend(world: World) -> None:
    for name, raw in [("engineer", {"url": EVIL}), ("drafter_1", {"url": EVIL}), ("auditor", None)]:
        answer = world.client(name).get("/api/quarantine", params={"day": DAY}).json()
        [row] = answer["rows"]
        assert (row["row_number"], row["source"], row["raw"]) == (99, "media_watch", raw)
        assert row["reasons"][0]["rule"] == "malformed"
        assert world.client(name).get("/api/quarantine", params={"day": DAY, "after": row["id"]}).json()["rows"] == []
    assert world.client("engineer").get("/api/quarantine").status_code == 422


def test_books(world: World) -> None:
    client = world.client("auditor")
    assert client.get("/api/books").json() == []
    assert client.get(f"/api/books/{BOOK_DAY}").status_code == 404
    draw_up_book(world)
    [line] = client.get("/api/books").json()
    assert (line["day"], line["balances"]) == (str(BOOK_DAY), True)
    book = client.get(f"/api/books/{BOOK_DAY}").json()
    assert book["totals"] | {"findings": 4, "accepted": 3, "quarantined": 1, "cases": 3} == book["totals"]
    assert {cohort["platform"] for cohort in book["cohorts"]} == {"-", "vkontakte"}
    assert all(cohort["gaps"] == {} for cohort in book["cohorts"])
    assert book["discrepancies"] == {}


def test_the_holding_pen_keeps_what_fits_no_order(world: World) -> None:
    with world.here.begin() as session:
        session.add(
            ResponseRow(
                id=uuid4(),
                platform="telegram",
                seq=1,
                answer_id="a-1",
                order_number="MCI-0",
                outcome="removed",
                reason="done",
                answered_at=NOW,
                collected_at=NOW,
            )
        )
    pen = world.client("auditor").get("/api/holding-pen").json()
    assert pen["total"] == 1
    assert [response["answer_id"] for response in pen["responses"]] == ["a-1"]


def test_a_deployment_that_is_not_set_up_says_how_to_mend_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRIT_DATABASE_URL", "sqlite://")
    response = world.client("drafter_1").get("/api/me")
    assert response.status_code == 503
    assert "postgresql+psycopg://" in response.json()["remedy"]
