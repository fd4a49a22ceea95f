"""Fictional rows for the tests of validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from include.writ.domain.content import ContentKind, ContentRef, Platform
from include.writ.exports.table import BrokenRow, RawRow, RawTable
from include.writ.validation.inputs import DocsTarget
from include.writ.validation.outcome import ValidationOutcome
from include.writ.validation.run import validate

GROUNDS = {"наркотики": "drugs", "самоубийство": "suicide"}
PACK_GROUNDS = frozenset({"drugs", "suicide"})
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


@dataclass(frozen=True, slots=True)
class NoItem:
    error: str


def identify(url: str) -> ContentRef | NoItem:
    address, _, number = url.partition("/w")
    if address == "https://vk.example" and number:
        return ContentRef(Platform.VKONTAKTE, ContentKind.POST, number, url)
    return NoItem("not_content" if address == "https://vk.example" else "malformed")


def table_of(*changes: Mapping[str, str], broken: tuple[BrokenRow, ...] = ()) -> RawTable:
    return RawTable([RawRow(n, GOOD | dict(change)) for n, change in enumerate(changes, start=1)], list(broken))


def check(table: RawTable, docs: DocsTarget | None = None) -> ValidationOutcome:
    return validate(table, layout_grounds=GROUNDS, pack_grounds=PACK_GROUNDS, identify=identify, docs=docs)
