"""The export files of the two monitoring sources, byte for byte the same whenever a day is asked for.

`python -m include.writ.simulator.exports OUTDIR DAY...` writes OUTDIR/SOURCE/DAY.csv; the samples in the repository
come from it. The two sources write the same facts differently: separators, headers, words for grounds, time zones.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from include.writ.simulator.dirt import Row, soil
from include.writ.simulator.findings import Finding, Why, findings_of
from include.writ.simulator.world import DEFAULT_SEED, FIRST_DAY, LOCAL, SOURCES

COLUMNS = ("finding_id", "detected_at", "url", "ground", "language", "excerpt", "capture_sha256")


@dataclass(frozen=True, slots=True)
class Style:
    """How one source writes its file."""

    encoding: str
    delimiter: str
    line_end: str
    headers: Sequence[str]
    grounds: Mapping[str, str]
    zone: tzinfo


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "media_watch": Style("utf-8", ",", "\n", COLUMNS, {}, LOCAL),
        "open_monitor": Style(
            "utf-8-sig",
            ";",
            "\r\n",
            ("Номер", "Время обнаружения", "Ссылка", "Основание", "Язык", "Фрагмент", "Хеш снимка"),
            {"drugs": "наркотики", "suicide": "самоубийство", "cruelty": "культ жестокости"},
            UTC,
        ),
    }
)


@lru_cache(maxsize=64)
def export_bytes(seed: int, source: str, day: date) -> bytes | None:
    """Make the file of `source` for `day`; None before the world begins."""
    if day < FIRST_DAY:
        return None
    style, findings = STYLES[source], findings_of(seed, source, day)
    spare = frozenset(i for i, finding in enumerate(findings) if finding.why is Why.CAME_BACK)
    rows = soil([_cells(finding, style) for finding in findings], spare, seed, source, day)
    return _written(rows, style)


def write_samples(folder: Path, days: Sequence[date], seed: int = DEFAULT_SEED) -> list[Path]:
    """Write the files of both sources for `days`, and say which."""
    written = []
    for source in SOURCES:
        (folder / source).mkdir(parents=True, exist_ok=True)
        for day in days:
            path = folder / source / f"{day}.csv"
            path.write_bytes(export_bytes(seed, source, day) or b"")
            written.append(path)
    return written


def _cells(finding: Finding, style: Style) -> Row:
    ground = finding.content.ground
    return [
        finding.finding_ref,
        finding.detected_at.astimezone(style.zone).isoformat(),
        finding.url,
        style.grounds.get(ground, ground),
        finding.content.language,
        finding.excerpt,
        finding.capture_sha256,
    ]


def _written(rows: Sequence[Row], style: Style) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter, lineterminator=style.line_end)
    writer.writerow(style.headers)
    writer.writerows(rows)
    return text.getvalue().encode(style.encoding)


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day < FIRST_DAY:
        raise argparse.ArgumentTypeError(f"the invented world begins on {FIRST_DAY}")
    return day


def main() -> None:
    """Write sample files from the command line."""
    parser = argparse.ArgumentParser(prog="python -m include.writ.simulator.exports", description=__doc__)
    parser.add_argument("outdir", type=Path)
    parser.add_argument("days", type=_day, nargs="+", metavar="DAY")
    arguments = parser.parse_args()
    for path in write_samples(arguments.outdir, arguments.days):
        print(path)


if __name__ == "__main__":
    main()
