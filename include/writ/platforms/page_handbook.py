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

## How a host is asked

Only public addresses on ports 80 and 443 are reached; name, resolver's answer and socket are each checked, at every
redirect anew. Up to 200 requests run at once, of them 8 at one host, 25 a second there at most; ten seconds, five
redirects, 512 KiB unpacked and 100 header lines of 8 KiB bound each. No cookie, referer or credential is sent.

`robots.txt` is read once a host and round (RFC 9309): one that is not there restricts nothing, one that cannot be read
forbids everything for now. `Crawl-delay` is kept. A host that answers 429, or 503 with `Retry-After`, is left alone for
the rest of the round. What is not asked is `unknown`, with the reason in the record.

## From where

An order holds in its territory, so what is seen there decides. The machine that Writ runs on is taken to be there. One
or two proxies change that. The environment names the Airflow connection of each; one that is named and missing fails
the task, which must not look from the wrong place:

| variable | names the connection of a proxy | without it |
|---|---|---|
| `WRIT_VANTAGE_INSIDE` | in the territory: all looks that count go by it | they are of this machine itself |
| `WRIT_VANTAGE_OUTSIDE` | in another country: a second look, where that tells more | only 451 tells withheld |

```json
{"conn_type": "socks5", "host": "10.20.0.7", "port": 1080}
```

`conn_type` is `http` (the proxy must let `CONNECT` through to ports 80 and 443) or `socks5`; `login` and `password` are
optional. Both protocols send a password in clear, so one is refused unless the host is a private or loopback IP
address, such as the end of a tunnel. `python -m include.writ doctor` says how the proxies did at the last looks.

| in the territory | outside | together |
|---|---|---|
| `removed`, `account_gone` | `available` | withheld |
| `removed`, `account_gone` | gone or withheld | removed |
| `available` | gone or withheld | withheld elsewhere only, which is no obedience |
| `withheld` (451), `restricted`, `unknown` | not asked | as in the territory |
| any other | `restricted`, `unknown` | as before, as long as the same is seen in the territory |

What is seen outside never makes an order obeyed, and takes nothing back. A proxy that is away, refuses or answers for
the platform gives `unknown`. It is asked for addresses that Writ resolved and found public, never for a name, and TLS
is checked against the platform's name through it.

## When an item is looked at

| the item | next look |
|---|---|
| of a new order, in its first day | hourly |
| two hours before until two hours after the deadline | at every run, that is each half-hour |
| of an open order, else | every 3 hours |
| seen gone or withheld for the first time | half an hour later, so that two looks can agree |
| seen so twice, at least half an hour apart | daily for a week, then weekly until the order's review |
| of an order that was reversed | hourly until it is back, then after a day and after a week |
| that nobody could tell of | at the next run; after further doubts 1, 2, 4 and at most 6 hours later |

## What is kept

Verdict, sign, status and SHA-256 of the body; the item whose address answered; of the headers the media type, a pause
asked for, and who demanded a block, without queries. Never a title, a text, a cookie or another address.
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
