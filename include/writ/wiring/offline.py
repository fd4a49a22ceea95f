"""What can be asked without a database: what a URL names, what an export holds, what a page shows.

A line that is not what was asked for gets an answer that says so; the lines after it are answered all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from include.writ.domain.content import ContentRef, Platform
from include.writ.domain.verdict import Page
from include.writ.errors import ConfigError, ContractBroken
from include.writ.exports.delimited import read_delimited
from include.writ.exports.layout import ExportLayout
from include.writ.exports.table import RawTable
from include.writ.packs.loader import load_pack
from include.writ.platforms.pages import classify_page
from include.writ.platforms.registry import identify
from include.writ.validation.outcome import ValidationOutcome
from include.writ.wiring.deployment import PACK

Answer = dict[str, Any]


class SeenPage(BaseModel):
    """One line of `classify-page`: what came back from a request, or (status null) that nothing did."""

    platform: Platform
    status: int | None
    headers: dict[str, str] = {}
    body: str = ""
    final_url: str = ""
    error: str | None = None


def identify_line(url: str) -> Answer:
    """The content item that a URL names, or why it names none; the keys are those of the command's contract."""
    found = identify(url)
    if isinstance(found, ContentRef):
        return {
            "input": url,
            "platform": found.platform,
            "kind": found.kind,
            "content_id": found.content_id,
            "key": found.key,
            "canonical_url": found.canonical_url,
        }
    known = {"platform": found.platform, "kind": found.kind, "key": found.key}
    answer = {"input": url, "error": found.error, "detail": found.detail}
    return answer | {name: value for name, value in known.items() if value is not None}


def classify_line(line: str) -> Answer:
    """The verdict on one page given as JSON."""
    try:
        seen = SeenPage.model_validate_json(line)
    except ValidationError as error:
        wrong = sorted({".".join(str(part) for part in problem["loc"]) or "line" for problem in error.errors()})
        return {"error": "malformed", "detail": f"not a page, see: {', '.join(wrong)}"}
    page = Page(seen.status, seen.headers, seen.body, seen.final_url, seen.error)
    judgement = classify_page(seen.platform, page)
    return {"verdict": judgement.verdict, "because": judgement.because}


def read_export(path: Path, layouts: Mapping[str, ExportLayout]) -> tuple[ValidationOutcome, ExportLayout]:
    """Decode and validate one file against the one layout that fits it; raises `ContractBroken` when none does."""
    from include.writ.validation.run import validate

    table, layout = _read(path.read_bytes(), layouts)
    outcome = validate(
        table,
        layout_grounds=layout.grounds,
        pack_grounds=load_pack(PACK).ground_ids,
        identify=identify,
        docs=None,
    )
    return outcome, layout


def row_lines(outcome: ValidationOutcome) -> Iterator[Answer]:
    """Every row of an export in the order of the file: its number and what became of it."""
    accepted = [{"row_number": row.row_number, "state": "accepted", "key": row.ref.key} for row in outcome.accepted]
    quarantined = [
        {
            "row_number": row.row_number,
            "state": "quarantined",
            "reasons": [{"field": why.field, "rule": why.rule, "detail": why.detail} for why in row.reasons],
        }
        for row in outcome.quarantined
    ]
    duplicates = [
        {"row_number": row.row_number, "state": "duplicate", "first_row_number": row.first_row_number}
        for row in outcome.duplicates
    ]
    yield from sorted([*accepted, *quarantined, *duplicates], key=lambda row: int(str(row["row_number"])))


def _read(data: bytes, layouts: Mapping[str, ExportLayout]) -> tuple[RawTable, ExportLayout]:
    if not layouts:
        raise ConfigError("no source of that name is in the registry (include/samples/registry.yml)")
    refusals = []
    for name, layout in layouts.items():
        try:
            return read_delimited(data, layout), layout
        except ContractBroken as broken:
            refusals.append(f"as {name}: {broken}")
    raise ContractBroken("; ".join(refusals))
