"""A page as a browser gets it, taken apart for the tests."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.web.docket_world import World

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


class Page(HTMLParser):
    """Tags, links and text of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += " ".join(data.split()) + " " if data.strip() else ""

    def addresses(self) -> list[str]:
        return [value for _, attrs in self.tags for name in ("href", "src") if (value := attrs.get(name))]


def page(world: World, name: str, path: str = "/") -> Page:
    response = world.client(name).get(path, headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)
