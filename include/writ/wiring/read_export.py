"""Reading one export without a database: what became of each row, in counts and, where asked, row by row.

Without a source the file has to speak for itself; where it does not, the layouts of the registry are tried. Nothing is
held but one block of rows, and a file that must be refused leaves no half of an answer behind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

import polars as pl

from include.writ import settings
from include.writ.errors import ConfigError, ContractBroken
from include.writ.exports.layout import ExportLayout
from include.writ.exports.table import Reading
from include.writ.packs.loader import load_pack
from include.writ.services.vet_batch import VettedBlock, nothing_known, vet_blocks
from include.writ.validation.outcome import Vetted
from include.writ.validation.summary import Summary, Tally
from include.writ.wiring.checking import PackCheck


def read_export(path: Path, layouts: Mapping[str, ExportLayout], source: str | None, rows: Path | None) -> Summary:
    """Decode and validate a file; raises `ContractBroken` when no layout fits it.

    `layouts` are those of the sources, of which `source` is meant. `rows`: a file for one JSON line about each row.
    """
    if source is None:
        layouts = {"what the file says of itself": ExportLayout(), **layouts}
    else:
        layouts = {name: layout for name, layout in layouts.items() if name == source}
    if not layouts:
        raise ConfigError("no source of that name is in the registry (include/samples/registry.yml)")
    check = PackCheck(load_pack(settings.pack()))
    reading, layout = _open(check, path, layouts)
    tally = Tally()
    with ExitStack() as stack:
        written = stack.enter_context(_written_whole(rows)) if rows else None
        blocks = vet_blocks(reading, check.vetting(layout.model_dump(mode="json")), nothing_known)
        for block in blocks:
            tally.note(block.read, Vetted(block.accepted, block.quarantined), block.known)
            if written:
                written.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in _lines(block))
    return tally.summarise(reading)


@contextmanager
def _written_whole(path: Path) -> Iterator[IO[str]]:
    """A file beside `path` that takes its place when all went well."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        try:
            yield draft
        except BaseException:
            Path(draft.name).unlink()
            raise
    Path(draft.name).replace(path)


def _open(check: PackCheck, path: Path, layouts: Mapping[str, ExportLayout]) -> tuple[Reading, ExportLayout]:
    refusals = []
    for name, layout in layouts.items():
        try:
            reading = check.open_export(path, layout.model_dump(mode="json"))
        except ContractBroken as broken:
            refusals.append(f"as {name}: {broken}" if len(layouts) > 1 else str(broken))
            continue
        if not refusals or not reading.drift:
            return reading, layout
        refusals.append(f"as {name}: {', '.join(reading.drift)}")  # a guess at the source has to fit exactly
    raise ContractBroken("; ".join(refusals))


def _lines(block: VettedBlock) -> Iterator[dict[str, Any]]:
    keys = block.accepted.select("row_number", key=pl.concat_str("platform", "kind", "content_id", separator=":"))
    lines = [{"row_number": number, "state": "accepted", "key": key} for number, key in keys.iter_rows()]
    lines += [
        {
            "row_number": row.row_number,
            "state": "quarantined",
            "reasons": [{"field": why.field, "rule": why.rule, "detail": why.detail} for why in row.reasons],
        }
        for row in block.quarantined
    ]
    yield from sorted(lines, key=lambda line: int(str(line["row_number"])))
