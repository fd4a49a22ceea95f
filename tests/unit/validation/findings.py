"""Fictional rows for the tests of validation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from include.writ.domain.finding import FIELDS
from include.writ.exports.table import BrokenRow
from include.writ.validation.canonical import canonicalise
from include.writ.validation.inputs import Rulebook
from include.writ.validation.outcome import Vetted
from include.writ.validation.vetting import Vetting

GROUNDS = {"наркотики": "drugs", "самоубийство": "suicide"}
BOOK = Rulebook(GROUNDS, frozenset({"drugs", "suicide"}), frozenset({"kk", "ru"}))
GOOD = {
    "finding_ref": "F-1",
    "detected_at": "2026-11-20T09:00:00+05:00",
    "url": "https://vk.example/w1",
    "ground": "наркотики",
    "language": "ru",
    "excerpt": " вымышленный текст ",
    "capture_sha256": "",
}
GOOD_TIME = datetime(2026, 11, 20, 4, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Change = Mapping[str, str]
_SCHEMA = {"row_number": pl.Int64, **dict.fromkeys(FIELDS, pl.String)}
_ANSWER = dict.fromkeys(("platform", "kind", "content_id", "canonical_url", "error"), pl.String)


def identify(url: str) -> tuple[str | None, ...]:
    address, _, number = url.partition("/w")
    if address == "https://vk.example" and number:
        return "vkontakte", "post", number, url, None
    return None, None, None, None, "not_content" if address == "https://vk.example" else "malformed"


def identify_many(urls: pl.Series) -> pl.DataFrame:
    return pl.DataFrame([identify(url) for url in urls], schema=_ANSWER, orient="row")


def frame_of(*changes: Change, start: int = 1) -> pl.DataFrame:
    rows = [{"row_number": number, **GOOD, **change} for number, change in enumerate(changes, start=start)]
    return canonicalise(pl.DataFrame(rows, schema=_SCHEMA))


def new_vetting(book: Rulebook = BOOK) -> Vetting:
    return Vetting(book, identify_many)


def vet(*changes: Change, broken: Sequence[BrokenRow] = (), book: Rulebook = BOOK) -> Vetted:
    return new_vetting(book).vet(frame_of(*changes), broken)


def rules_of(blocks: Vetted | Iterable[Vetted]) -> dict[int, list[str]]:
    found = [blocks] if isinstance(blocks, Vetted) else blocks
    return {row.row_number: [reason.rule for reason in row.reasons] for one in found for row in one.quarantined}


def numbers_of(vetted: Vetted) -> list[int]:
    return vetted.accepted["row_number"].to_list()


def only_row(vetted: Vetted) -> dict[str, Any]:
    (row,) = vetted.accepted.to_dicts()
    return row
