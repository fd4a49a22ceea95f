"""A data engineer follows a task of Airflow to its Data Docs and its refused rows, and mends one, in a real browser."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from include.writ.local.demo_course import Course
from tests.browser.conftest import LogIn, picture_on_failure

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

API = "/api/v2/dags/validate_findings/dagRuns"


def links_of_a_task(page: Page) -> dict[str, str]:
    """What Airflow offers beside the first `validate` of the newest run."""
    [run, *_] = page.request.get(f"{API}?order_by=-run_after&limit=1").json()["dag_runs"]
    links = f"{API}/{quote(run['dag_run_id'])}/taskInstances/validate/links?map_index=0"
    found: dict[str, str] = page.request.get(links).json()["extra_links"]
    return found


def test_a_task_leads_to_its_data_docs_and_its_refused_rows(course: Course, log_in: LogIn) -> None:
    page = log_in("engineer")
    with picture_on_failure(page, "links"):
        links = links_of_a_task(page)
        page.goto(links["Batch and quarantine"])
        batch = page.frame_locator("iframe")
        expect(batch.get_by_role("heading", name="Refused rows")).to_be_visible()
        page.goto(links["Data Docs"])
        expect(
            page.frame_locator("iframe").get_by_role("link", name="Which rules the rows kept and broke")
        ).to_be_visible()


def test_a_row_is_set_aside_and_taken_up_again(course: Course, log_in: LogIn) -> None:
    page = log_in("engineer")
    with picture_on_failure(page, "quarantine"):
        page.goto("/docket/quarantine")
        page.locator('main a[href*="quarantine/"], a[href^="quarantine/"]').first.click()
        expect(page.get_by_text("Қазақша")).to_be_visible()
        page.get_by_label("Why nothing has to be done").fill("the source has withdrawn it")
        page.get_by_role("button", name="Set the row aside").click()
        page.get_by_label("Why", exact=True).fill("it has not, after all")
        page.get_by_role("button", name="Take the row up again").click()
        expect(page.get_by_role("button", name="Correct the row")).to_be_visible()
        expect(page.get_by_text("the source has withdrawn it")).to_be_visible()
