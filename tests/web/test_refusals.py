"""What a browser gets when the Docket refuses."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI

from tests.web.docket_world import EVIL, AirflowUser, TestClient, World, get_user
from tests.web.pages import BROWSER, Page

NOBODY = "00000000-0000-0000-0000-000000000000"


def test_a_browser_gets_refusals_as_a_page(world: World) -> None:
    response = world.anonymous().get("/", headers=BROWSER)
    assert response.status_code == 401
    assert "Log in to Airflow" in Page(response.text).words
    response = world.client(EVIL).get("/", headers=BROWSER)
    assert response.status_code == 403
    assert [attrs["src"] for tag, attrs in Page(response.text).tags if tag == "script"] == ["assets/docket.js"]
    assert not [tag for tag, _ in Page(response.text).tags if tag == "img"]


@pytest.mark.parametrize(
    ("name", "path", "status", "says"),
    [
        ("stranger", "/", 403, "This is not open to you Stranger is not in Writ's register of people."),
        ("idle", "/cases", 403, "This is not open to you Idle holds no role in Writ."),
        ("drafter_1", f"/cases/{NOBODY}", 404, f"There is nothing here There is no case {NOBODY}."),
        ("drafter_1", "/cases/abc", 404, "There is nothing here This address names nothing that is on record."),
        ("drafter_1", "/cases/1/2/3", 404, "There is nothing here The Docket has no such page."),
        ("drafter_1", f"/cases?after={NOBODY}", 409, f"This can not be done now After: there is no case {NOBODY}."),
        ("drafter_1", "/cases?state=done", 422, "The request can not be understood The Docket does not know"),
    ],
)
def test_a_refusal_says_what_happened_in_plain_words_and_leads_back(
    world: World, name: str, path: str, status: int, says: str
) -> None:
    """Mounted as Airflow mounts it under a base path, where only relative addresses hold."""
    outer = FastAPI()
    outer.mount("/base/docket", world.app)
    world.app.dependency_overrides[get_user] = lambda: AirflowUser(name)
    response = TestClient(outer).get(f"/base/docket{path}", headers=BROWSER)
    assert response.status_code == status
    refusal = Page(response.text)
    assert says in refusal.words
    assert not re.search("UUID|Input should|detail|[{}]", refusal.words)
    addresses = [urljoin(f"http://host/base/docket{path}", link) for link in refusal.addresses()]
    assert addresses == [
        "http://host/base/docket/assets/docket.css",
        "http://host/base/docket/assets/docket.js",
        "http://host/base/docket/",
        "http://host/base/",
    ]
