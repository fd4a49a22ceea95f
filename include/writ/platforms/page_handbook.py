"""Writes docs/probes.md: by which signs a page is judged, and what ten pages that are easily misread gave.

`python -m include.writ.platforms.page_handbook docs/probes.md tests/unit/platforms/nasty`. Every row is the answer of
the code to the sign or the page, so the page cannot say what the code does not do.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from pydantic import BaseModel, TypeAdapter

from include.writ.domain.content import Platform
from include.writ.domain.verdict import Page, Verdict
from include.writ.platforms import signs
from include.writ.platforms.pages import classify_page
from include.writ.platforms.registry import SIGNS

HEAD = """\
# Probes: what is to be seen at an ordered address

Written by `python -m include.writ.platforms.page_handbook docs/probes.md tests/unit/platforms/nasty` from
`include/writ/platforms/signs.py`, the platforms' modules and the pages in that folder. All texts and ids are invented.

A probe asks for the address of an ordered item as a visitor without an account, and records one verdict. It decides
nothing. Doubt is `unknown`, and `unknown` is never `removed`.

- `available`: the page names the item as itself, or has the markup of an article at the item's address;
- `removed`: status 404 or 410 with a page of the platform's own, or its word that the item is gone;
- `account_gone`: the platform's word that the author's account or group is deleted or blocked;
- `withheld`: status 451. `because` says whether a `Link` header names who demanded it (RFC 7725 section 4);
- `restricted`: behind a login, or for some readers only;
- `unknown`: everything else.

`removed` and `account_gone` count only at the item's own address: after a redirect to another path, another item or
another host they are `unknown`. They are `unknown` too where a wall, a captcha, a failure or a reload stands beside
them, where the page breaks off, and where a 404 or 410 comes with nothing or with a web server's own error page.
"""
_SHARED = {
    "captcha": signs.CAPTCHA_PHRASES,
    "consent wall": signs.CONSENT_PHRASES,
    "login wall": signs.LOGIN_PHRASES,
    "title of a login page": signs.LOGIN_TITLES,
    "failure": signs.FAILURE_PHRASES,
    "domain not in use": signs.FOREIGN_PHRASES,
    "for scripts only": signs.SHELL_PHRASES,
}


class NastyPage(BaseModel):
    """One page of the folder: what came back, what is nasty about it, and what must be said of it."""

    file: str
    nasty: str
    platform: Platform
    status: int = 200
    headers: dict[str, str] = {}
    final_url: str
    asked_url: str = ""
    verdict: Verdict
    because: str


def read_nasty(folder: Path) -> list[tuple[NastyPage, str]]:
    """The pages of a folder, each with its body."""
    listed = TypeAdapter(list[NastyPage]).validate_python(yaml.safe_load((folder / "pages.yml").read_text("utf-8")))
    return [(page, (folder / page.file).read_text("utf-8")) for page in listed]


def handbook(folder: Path) -> str:
    """The whole page."""
    return "\n".join([HEAD, *_phrases(), *_platforms(), *_pages(read_nasty(folder)), ""])


def _phrases() -> Iterator[str]:
    yield "## Signs that stop a removal, on every platform\n\n| sign | phrases |\n|---|---|"
    yield from (f"| {name} | {_list(phrases)} |" for name, phrases in _SHARED.items())


def _platforms() -> Iterator[str]:
    yield "\n## What the platforms say\n\n| platform | verdict | phrases |\n|---|---|---|"
    for platform, said in SIGNS.items():
        yield f"| {platform} | `removed` | {_list(said.gone)} |"
        yield f"| | `account_gone` | {_list(said.account_gone)} |"
        yield f"| | `restricted` | {_list(said.restricted)} |"
        yield f"| | `unknown` | {_list(said.unclear)} |"


def _pages(pages: Iterable[tuple[NastyPage, str]]) -> Iterator[str]:
    yield "\n## Ten pages that are easily misread\n\n| page | status, address | verdict | because |\n|---|---|---|---|"
    for page, body in pages:
        seen = Page(page.status, page.headers, body, page.final_url)
        judged = classify_page(page.platform, seen, page.asked_url)
        yield f"| {page.nasty} | {page.status} `{page.final_url}` | `{judged.verdict}` | {judged.because} |"


def _list(phrases: Iterable[str]) -> str:
    return "; ".join(f"«{phrase}»" for phrase in phrases)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(handbook(Path(sys.argv[2])), encoding="utf-8")
