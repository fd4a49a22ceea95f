"""What validation must say of each row, written as plainly as can be: one row after another, no columns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import rfc8785

from include.writ.exports.labels import compare_label
from include.writ.validation.inputs import Rulebook
from tests.unit.validation.findings import identify

FIELDS = ("finding_ref", "detected_at", "url", "ground", "language", "excerpt", "capture_sha256")


def canonical(row: dict[str, str]) -> dict[str, str]:
    return {name: text if name == "excerpt" else text.strip() for name, text in row.items()}


def row_sha256(row: dict[str, str]) -> bytes:
    return hashlib.sha256(rfc8785.dumps(row)).digest()


def read_time(text: str, timezone: str | None = None, formats: Sequence[str] = ()) -> datetime | str:
    if not text:
        return "missing"
    if len(text) > 64:
        return "not_iso"
    answers = [place(time, timezone) for time in parse(text, formats)]
    moments = {answer for answer in answers if isinstance(answer, datetime)}
    if len(moments) > 1:
        return "two_readings"
    if moments:
        return moments.pop()
    return answers[0] if answers else "not_iso"


def parse(text: str, formats: Sequence[str]) -> list[datetime]:
    found = []
    for read in (read_iso, *(lambda text, f=f: datetime.strptime(text, f) for f in formats)):
        try:
            found.append(read(text))
        except ValueError:
            continue
    return found


def read_iso(text: str) -> datetime:
    _, _, fraction = text.replace(",", ".").partition(".")
    digits = re.match("[0-9]*", fraction)[0]
    if digits[6:].strip("0"):
        raise ValueError
    return datetime.fromisoformat(text)


def place(time: datetime, timezone: str | None) -> datetime | str:
    if time.tzinfo is None and timezone is None:
        return "no_offset"
    if not 2000 <= time.year <= 2100:
        return "year_out_of_range"
    if time.tzinfo is not None:
        return time.astimezone(UTC)
    found = moments_in_zone(time, ZoneInfo(str(timezone)))
    return found[0] if len(found) == 1 else "twice_in_zone" if found else "never_in_zone"


def moments_in_zone(time: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every moment at which clocks of the zone show that time."""
    offsets = {(time.replace(tzinfo=UTC) + timedelta(hours=h)).astimezone(zone).utcoffset() for h in range(-30, 31)}
    candidates = {time.replace(tzinfo=UTC) - (offset or timedelta()) for offset in offsets}
    return [moment for moment in candidates if moment.astimezone(zone).replace(tzinfo=None) == time]


def judge(rows: Sequence[dict[str, str]], book: Rulebook) -> list[list[str]]:
    """The rules that each row breaks, in the order of the rules."""
    contents: dict[bytes, int] = {}
    references: dict[str, int] = {}
    answers = []
    for number, raw in enumerate(rows, start=1):
        row = canonical(raw)
        first = contents.setdefault(row_sha256(row), number) if row["finding_ref"] else number
        if first != number:
            answers.append(["finding_repeated"])
            continue
        is_taken = bool(row["finding_ref"]) and references.setdefault(row["finding_ref"], number) != number
        answers.append(judge_cells(row, book, is_taken))
    return answers


def judge_cells(row: dict[str, str], book: Rulebook, is_taken: bool) -> list[str]:
    grounds = {compare_label(word): ground for word, ground in book.grounds.items()}
    url, capture = row["url"], row["capture_sha256"].lower()
    is_hash = len(capture) == 64 and set(capture) <= set("0123456789abcdef")
    kept = {
        "finding_ref_present": bool(row["finding_ref"]),
        "finding_ref_not_too_long": len(row["finding_ref"]) <= 200,
        "finding_ref_conflict": not is_taken,
        "detected_at_readable": isinstance(read_time(row["detected_at"], book.timezone, book.time_formats), datetime),
        "url_present": bool(url),
        "url_not_too_long": len(url) <= 4096,
        "url_identified": not 0 < len(url) <= 4096 or identify(url)[-1] is None,
        "ground_known": grounds.get(compare_label(row["ground"])) in book.pack_grounds,
        "language_known": row["language"] in book.languages,
        "excerpt_present": bool(row["excerpt"].strip()),
        "excerpt_not_too_long": len(row["excerpt"]) <= 5000,
        "capture_sha256_readable": not capture or is_hash,
    }
    return [rule for rule, is_kept in kept.items() if not is_kept]
