"""Every page in a real browser: readable for everyone, light and dark, wide and narrow; and a day of work on cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute
from playwright.sync_api import Page, expect

from tests.web.docket_world import DAY, REASONS, WORKSHEET, World
from tests.web.pen_world import arrived, held
from tests.web.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def docket(wide_world: World) -> Iterator[Served]:
    """A dozen cases: most as they came, one drafted, one ordered, one declined."""
    first, second, third, *_ = wide_world.cases
    wide_world.draft(first)
    wide_world.approve(second, wide_world.draft(second))
    wide_world.post("drafter_1", f"/cases/{third}/decline", {"reason": "lawful"})
    with served(wide_world) as running:
        yield running


def pages(docket: Served) -> list[str]:
    """The address of every page that the app has, as far as there is something at it."""
    world = docket.world
    [row, *_] = world.client("auditor").get(f"/api/quarantine?day={DAY}").json()["rows"]
    ids = {"row_id": row["id"], "batch_id": row["batch_id"], "platform": "vkontakte"}
    found = []
    for route in world.app.routes:
        if not isinstance(route, APIRoute) or "GET" not in route.methods or route.path.startswith("/api"):
            continue
        names = set(route.param_convertors)
        if "case_id" in names:
            found += [route.path.format(case_id=case) for case in world.cases[:4]]
        elif names <= ids.keys() and not route.path.endswith(".csv"):
            found.append(route.path.format(**ids))
    return [path.removeprefix("/") for path in found]


def violations(page: Page) -> list[Any]:
    """What axe finds wrong with the page, with where."""
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 420)])
def test_every_page_is_accessible_and_fits(docket: Served, scheme: str, width: int) -> None:
    opened = pages(docket)
    assert len(opened) > 15
    for path in opened:
        for person in ("reviewer_1", "approver_1") if path.startswith("cases/") else ("engineer",):
            page = docket.open(person, path, scheme=scheme, width=width)
            page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
            assert violations(page) == [], (path, person)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            page.context.close()


def write(page: Page) -> None:
    """Answer all that the ground asks."""
    page.get_by_label("Reasons, for this item").fill(REASONS)
    page.get_by_label("Language of the reasons").select_option("en")
    page.get_by_label("Material").fill(WORKSHEET["elements"]["material"])
    page.get_by_label("Propaganda").fill(WORKSHEET["elements"]["propaganda"])
    page.get_by_label("Aim of the restriction").select_option("public_health")
    page.get_by_label("Why an order is needed").fill(WORKSHEET["necessity"])
    page.get_by_label("Milder means").fill(WORKSHEET["less_restrictive"])
    page.get_by_label("Exceptions weighed").fill(WORKSHEET["exceptions"])


def test_a_draft_is_written_kept_sent_and_approved_by_another(docket: Served) -> None:
    path = f"cases/{docket.world.cases[5]}"
    drafter = docket.open("drafter_1", path)
    drafter.get_by_label("Reasons, for this item").fill(REASONS)
    drafter.reload()
    expect(drafter.get_by_text("These words were kept on this machine")).to_be_visible()
    expect(drafter.get_by_label("Reasons, for this item")).to_have_value(REASONS)
    drafter.get_by_role("button", name="Keep the draft").click()
    expect(drafter.get_by_text("1 of 1, by Demo Drafter One")).to_be_visible()
    expect(drafter.get_by_text("R8: necessity").first).to_be_visible()

    drafter.get_by_text("Write a new version of the draft").click()
    write(drafter)
    drafter.get_by_role("button", name="Keep the draft").click()
    expect(drafter.get_by_text("2 of 2, by Demo Drafter One")).to_be_visible()
    expect(drafter.get_by_text("R8: necessity")).to_have_count(0)
    expect(drafter.get_by_role("button", name="Approve this draft")).to_have_count(0)

    approver, other = (docket.open(name, path) for name in ("approver_1", "approver_2"))
    approver.get_by_role("button", name="Approve this draft").click()
    expect(approver.get_by_role("heading", name="Order MCI")).to_be_visible()
    other.get_by_role("button", name="Approve this draft").click()
    expect(other.get_by_role("alert").filter(has_text="ordered")).to_be_visible()


def test_a_draft_that_another_changed_meanwhile_is_not_replaced_unseen(docket: Served) -> None:
    case = docket.world.cases[6]
    page = docket.open("drafter_1", f"cases/{case}")
    docket.world.draft(case, "drafter_2")
    page.get_by_label("Reasons, for this item").fill(REASONS + " And more.")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("alert").filter(has_text="the latest version of this draft is 1")).to_be_visible()
    expect(page.get_by_label("Reasons, for this item")).to_have_value(REASONS + " And more.")


def test_a_case_is_declined_and_taken_up_again(docket: Served) -> None:
    page = docket.open("drafter_1", f"cases/{docket.world.cases[7]}")
    page.get_by_text("Decline: no order").click()
    page.locator("form[data-act$='/decline']").get_by_label("Why").fill("it reports, and advertises nothing")
    page.get_by_role("button", name="Decline the case").click()
    expect(page.get_by_text("declined to order")).to_be_visible()
    page.get_by_text("Take the case up again").click()
    page.locator("form[data-act$='/reopen']").get_by_label("Why").fill("a second look at the price")
    page.get_by_role("button", name="Take it up again").click()
    expect(page.get_by_text("Write the draft")).to_be_visible()


@pytest.fixture
def pen(wide_world: World) -> Iterator[tuple[Served, list[str]]]:
    """Two orders that their platform has, and two answers of it that fit none; the numbers of the orders."""
    numbers = arrived(wide_world)
    held(wide_world, 1, f"Which one do you mean with {numbers[0]}?")
    held(wide_world, 2, "Our newsletter")
    with served(wide_world) as running:
        yield running, numbers


def check(page: Page) -> None:
    """With all that can be opened open, it is readable for everyone."""
    page.evaluate("document.querySelectorAll('details').forEach(one => (one.open = true))")
    assert violations(page) == []


def test_an_answer_is_matched_withdrawn_matched_again_and_another_set_aside(pen: tuple[Served, list[str]]) -> None:
    docket, (first, second) = pen
    page = docket.open("drafter_1", "holding-pen")
    check(page)
    form = page.locator("form[data-act$='/match']").first
    form.get_by_label("The platform").select_option("clarification")
    form.get_by_role("button", name="Match it").click()
    expect(form.get_by_role("alert").filter(has_text="orders")).to_be_visible()
    form.get_by_label(first).check()
    form.get_by_label("Other orders").fill(f"\n {second} \n")
    form.get_by_role("button", name="Match it").click()
    expect(page.get_by_role("heading", name="Matched lately")).to_be_visible()

    questions = docket.open("drafter_2", "questions")
    expect(questions.get_by_role("link", name="MCI")).to_have_count(2)
    check(questions)
    check(page)
    form = page.locator("form[data-act$='/withdraw']")
    form.get_by_label(first).check()
    form.get_by_label("Why").fill("it speaks of the other order alone")
    form.get_by_role("button", name="Withdraw the match").click()
    expect(page.locator("form[data-act$='/withdraw']").get_by_label(first)).to_have_count(0)
    questions.reload()
    expect(questions.get_by_role("link", name="MCI")).to_have_count(1)

    check(page)
    form = page.locator("form[data-act$='/withdraw']")
    form.get_by_label(second).check()
    form.get_by_label("Why").fill("of neither")
    form.get_by_role("button", name="Withdraw the match").click()
    expect(page.get_by_role("heading", name="Matched lately")).to_have_count(0)
    form = page.locator("form[data-act$='/set-aside']").last
    form.locator("xpath=..").get_by_text("Set it aside").first.click()
    form.get_by_label("Why").fill("an advertisement")
    form.get_by_role("button", name="Set it aside").click()
    expect(page.locator("form[data-act$='/set-aside']")).to_have_count(1)


def test_a_complaint_is_taken_where_it_waits_and_decided_on_its_case(docket: Served) -> None:
    case = docket.open("drafter_2", f"cases/{docket.world.cases[1]}")
    case.get_by_text("Write down a complaint").click()
    form = case.locator("form[data-act$='/appeals']")
    form.get_by_label("Who complains").select_option("author")
    form.get_by_label("Language of the statement").select_option("ru")
    form.get_by_label("Statement", exact=True).fill("It quotes a court report.")
    form.get_by_role("button", name="Take the complaint").click()
    expect(case.get_by_text("It quotes a court report.").first).to_be_visible()
    page = docket.open("appeals_1", "redress")
    check(page)
    page.get_by_role("button", name="Take this complaint").click()
    page.get_by_role("link", name="Read and decide it").click()
    form = page.locator("form[data-act$='/decide']")
    form.get_by_label("Decision").select_option("upheld")
    form.get_by_label("Reasons, to the appellant").fill("The item sells, and quotes nobody.")
    form.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("The item sells, and quotes nobody.").first).to_be_visible()
    expect(page.locator("form[data-act$='/decide']")).to_have_count(0)
    page.goto("redress")
    expect(page.get_by_text("No complaint waits.")).to_be_visible()


def test_a_case_is_claimed_refused_to_another_and_released(docket: Served) -> None:
    path = f"cases/{docket.world.cases[8]}"
    holder, other = (docket.open(name, path) for name in ("drafter_1", "drafter_2"))
    holder.get_by_role("button", name="Claim").click()
    expect(holder.get_by_text("held by Demo Drafter One until")).to_be_visible()
    write(other)
    other.get_by_role("button", name="Keep the draft").click()
    expect(other.get_by_role("alert").filter(has_text="held by Demo Drafter One (drafter_1) until")).to_be_visible()
    expect(other.get_by_label("Reasons, for this item")).to_have_value(REASONS)
    other.goto("cases")
    expect(other.get_by_text("held by Demo Drafter One until")).to_be_visible()
    holder.get_by_role("button", name="Release").click()
    expect(holder.get_by_role("button", name="Claim")).to_be_visible()
    other.goto(path)
    other.get_by_role("button", name="Keep the draft").click()
    expect(other.get_by_text("1 of 1, by Demo Drafter Two")).to_be_visible()


def test_the_next_case_is_taken_in_hand_from_a_filtered_list(docket: Served) -> None:
    *_, fourth, fifth = docket.world.cases[:5]
    page = docket.open("drafter_1", "cases")
    page.get_by_label("Ground").select_option("drugs")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Next case").click()
    expect(page.get_by_text("held by Demo Drafter One until")).to_be_visible()
    assert page.url.endswith(f"/cases/{fourth}?ground=drugs")
    page.get_by_role("button", name="Next case").click()
    page.wait_for_url(f"**/cases/{fifth}?ground=drugs")
    page.get_by_role("link", name="Back to the list").click()
    expect(page.get_by_text("held by")).to_have_count(1)
    page.get_by_text("Your filters").click()
    page.get_by_label("Name of this filter").fill("drugs")
    page.get_by_role("button", name="Keep this filter").click()
    expect(page.get_by_role("link", name="drugs", exact=True)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Delete the filter drugs").click()
    expect(page.get_by_role("link", name="drugs", exact=True)).to_have_count(0)


def test_keys_lead_through_the_list_but_not_while_somebody_writes(docket: Served) -> None:
    fourth, fifth = docket.world.cases[3:5]
    page = docket.open("drafter_1", f"cases/{fourth}?state=proposed")
    page.keyboard.press("j")
    page.wait_for_url(f"**/cases/{fifth}?state=proposed")
    page.keyboard.press("k")
    page.wait_for_url(f"**/cases/{fourth}?state=proposed")
    page.get_by_label("Reasons, for this item").fill("")
    page.get_by_label("Reasons, for this item").press_sequentially("j?k")
    expect(page.get_by_label("Reasons, for this item")).to_have_value("j?k")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("heading", name="How it stands").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url.endswith(f"/cases/{fourth}?state=proposed")
    page.get_by_role("link", name="Next in the list").click()
    page.wait_for_url(f"**/cases/{fifth}?state=proposed")
