"""What a notice says, as text: the JSON of each kind, and the pages in each language of each pack.

`python -m tests.unit.notices.goldens` writes them anew; look at the difference before it is committed.
"""

from __future__ import annotations

import json
from pathlib import Path

import pymupdf

from include.writ.domain.delivery import NoticeKind
from include.writ.notices.render import render
from tests.support.notices import REASONS, announcement, notice, order, what_follows

FOLDER = Path(__file__).parent / "golden"
PAGES = {"kz": ("kk", "ru", "en"), "eu_tco": ("en", "de"), "eu_dsa": ("en", "de")}


def pages(document: bytes) -> str:
    """The text of all pages, as a reader copies it out."""
    return "\n".join(page.get_text().strip() for page in pymupdf.open(stream=render(document)))


def goldens() -> dict[str, str]:
    """File name and content of each."""
    kinds = {kind: what_follows(kind) for kind in NoticeKind if kind is not NoticeKind.ORDER} | {"order": order()}
    said = {f"{kind}.json": _indented(notice(item)) for kind, item in kinds.items()}
    for pack, languages in PAGES.items():
        for language in languages:
            item = order(1, pack, language=language, reasons=REASONS[language], translation=None)
            said[f"{pack}-{language}.txt"] = pages(notice(item, languages=(language,))) + "\n"
    for kind, item in kinds.items():
        said[f"{kind}-pages.txt"] = pages(notice(item)) + "\n"
    said["announcement-de-pages.txt"] = pages(notice(announcement(), languages=("de",))) + "\n"
    annex = [order(number, reasons=f"{REASONS['ru']} № {number}.") for number in (1, 2, 3)]
    return said | {"annex-pages.txt": pages(notice(*annex, languages=("ru",))) + "\n"}


def _indented(document: bytes) -> str:
    return json.dumps(json.loads(document), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in goldens().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
