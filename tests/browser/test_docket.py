"""What people see: the Docket inside Airflow, and the release as a Required Action, in a real browser."""

from __future__ import annotations

import pytest
import requests
from playwright.sync_api import Page, expect

from include.writ.local.demo_course import Course
from include.writ.local.processes import Stack
from tests.browser.conftest import LogIn, picture_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def notices(stack: Stack) -> int:
    """How many notices the platforms have got."""
    return len(requests.get(f"{stack.simulator_url}/control/notices", timeout=30).json())


def test_an_officer_finds_the_docket_in_airflow(log_in: LogIn) -> None:
    page = log_in("drafter_1")
    with picture_on_failure(page, "docket"):
        page.goto("/plugin/docket")
        docket = page.frame_locator("iframe")
        expect(docket.get_by_text("Demo Drafter One")).to_be_visible()
        expect(docket.get_by_text("SPECIMEN", exact=False).first).to_be_visible()


def test_an_officer_walks_from_today_to_a_case_and_back_in_a_narrow_window(log_in: LogIn) -> None:
    page = log_in("drafter_1")
    page.set_viewport_size({"width": 420, "height": 800})
    with picture_on_failure(page, "narrow"):
        page.goto("/docket/")
        page.get_by_role("link", name="All that wait for you").click()
        page.get_by_role("region", name="Cases").get_by_role("link").first.click()
        expect(page.get_by_text("Waits for", exact=True)).to_be_visible()
        for address in (page.url, "/docket/", "/docket/cases?state=proposed", "/docket/cases/no-such-case"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 420, address
        page.get_by_role("link", name="Back to Today").click()
        expect(page.get_by_role("heading", name="What waits")).to_be_visible()


def test_a_stranger_sees_nothing_of_it(stack: Stack, log_in: LogIn) -> None:
    page = log_in("drafter_1")
    anonymous = page.context.browser.new_context().new_page()  # type: ignore[union-attr]
    answer = anonymous.goto(f"{stack.api_url}/docket/")
    assert answer is not None
    assert answer.status == 401
    assert "Demo Drafter" not in anonymous.content()


def tables_that_do_not_fit(page: Page) -> list[str]:
    """The tables that have to be scrolled sideways."""
    wide = "[...document.querySelectorAll('.wide')].filter(one => one.scrollWidth > one.clientWidth)"
    names: list[str] = page.evaluate(f"{wide}.map(one => one.ariaLabel)")
    return names


def test_releases_and_platforms_are_read_without_scrolling_sideways(log_in: LogIn) -> None:
    page = log_in("releaser_1")
    with picture_on_failure(page, "tables"):
        for address in ("/docket/notices", "/docket/platforms", "/docket/platforms/vkontakte", "/docket/releases"):
            page.goto(address)
            assert tables_that_do_not_fit(page) == [], address
        page.get_by_role("region", name="Open questions").get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="Where it goes")).to_be_visible()
        assert tables_that_do_not_fit(page) == []


def test_nothing_leaves_until_a_releaser_answers_in_airflow(stack: Stack, course: Course, log_in: LogIn) -> None:
    [question] = course.airflow.questions()
    page = log_in("releaser_1")
    with picture_on_failure(page, "release"):
        page.goto(f"/dags/{question.dag_id}/runs/{question.run_id}/tasks/{question.task_id}/required_actions")
        expect(page.get_by_text("Nobody answers")).to_be_visible()
        expect(page.get_by_text("SPECIMEN – NOT AN ORDER")).to_be_visible()
        expect(page.get_by_role("heading", name="What each answer does")).to_be_visible()
        assert notices(stack) == 0
        page.get_by_role("button", name="Release").click()
        course.airflow.finish(question.dag_id, question.run_id)
        assert notices(stack) > 0
        page.goto("/docket/notices")
        page.get_by_role("region", name="Notices").get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="Attempts")).to_be_visible()
        assert tables_that_do_not_fit(page) == []


def test_anybody_finds_the_form_and_loses_nothing_of_what_they_wrote(stack: Stack, log_in: LogIn) -> None:
    anonymous = log_in("drafter_1").context.browser.new_context(  # type: ignore[union-attr]
        base_url=stack.api_url, viewport={"width": 420, "height": 800}
    )
    page = anonymous.new_page()
    with picture_on_failure(page, "complaint"):
        page.goto("/complaints/")
        page.get_by_role("link", name="Русский").click()
        page.get_by_label("Обозначение предписания").fill("ABCD-EFGH-IJKL-MNOP")
        page.get_by_label("Адрес удалённого").fill("https://vk.com/wall-1_1")
        page.get_by_label("Почему предписание неверно").fill("Это цитата из решения суда.")
        page.get_by_role("button", name="Подать жалобу").click()
        expect(page.get_by_role("alert")).to_contain_text("Предписания с таким обозначением")
        expect(page.get_by_label("Почему предписание неверно")).to_have_value("Это цитата из решения суда.")
        assert page.evaluate("document.documentElement.scrollWidth") <= 420
        assert anonymous.cookies() == []
