"""The usual dirt of exports: what people and programs spoil on the way, in the same places whenever it is asked.

Rows here are lists of cells in the order of `exports.COLUMNS`. A spoiled row must be put aside by whoever reads it; a
repeated row must be counted once; two rows with one number and different words contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from include.writ.simulator.chance import number, token

Row = list[str]
FINDING_ID, DETECTED_AT, URL, GROUND, LANGUAGE, EXCERPT, CAPTURE = range(7)
CONFLICTS = 2
_LONG_TEXT_CHARACTERS = 24_000


def _put(column: int, value: str) -> Callable[[Row], Row]:
    return lambda row: [*row[:column], value, *row[column + 1 :]]


def _without_offset(row: Row) -> Row:
    return _put(DETECTED_AT, row[DETECTED_AT][:19])(row)


def _too_few_cells(row: Row) -> Row:
    return row[:LANGUAGE]


def _too_many_cells(row: Row) -> Row:
    return [*row, "лишнее поле"]


def _long_text(row: Row) -> Row:
    text = row[EXCERPT].replace("\n", " ")
    return _put(EXCERPT, text * (_LONG_TEXT_CHARACTERS // len(text) + 1))(row)


SPOILERS: Sequence[tuple[str, Callable[[Row], Row]]] = (
    ("unknown_ground", _put(GROUND, "critics")),
    ("unknown_ground", _put(GROUND, "недостоверная информация")),
    ("unknown_ground", _put(GROUND, "critics")),
    ("unsupported_url", _put(URL, "https://news.invented.example/2026/11/article-17")),
    ("unsupported_url", _put(URL, "https://t.me/invented_channel_3")),
    ("unsupported_url", _put(URL, "https://www.instagram.com/invented.profile.5/")),
    ("malformed_url", _put(URL, "htps:/vk com/wall-900000001")),
    ("impossible_date", _put(DETECTED_AT, "31.02.2026")),
    ("date_without_offset", _without_offset),
    ("missing_excerpt", _put(EXCERPT, "")),
    ("missing_url", _put(URL, "")),
    ("too_few_cells", _too_few_cells),
    ("too_many_cells", _too_many_cells),
    ("unknown_language", _put(LANGUAGE, "xx")),
    ("long_text", _long_text),
    ("bad_capture", _put(CAPTURE, "0123456789abcdef")),
)


def soil(rows: Sequence[Row], spare: frozenset[int], *parts: object) -> list[Row]:
    """`rows` with dirt in it; the rows with an index in `spare` stay as they are and are not repeated."""
    ranked = sorted((i for i in range(len(rows)) if i not in spare), key=lambda i: token(*parts, i))
    soiled = [list(row) for row in rows]
    for index, (_, spoil) in zip(ranked, SPOILERS, strict=False):
        soiled[index] = spoil(soiled[index])
    ranked = ranked[len(SPOILERS) :]
    conflicts, repeats = ranked[:CONFLICTS], ranked[CONFLICTS:][: 4 + number(3, *parts, "repeats")]
    return _with_copies(soiled, conflicts, repeats, parts)


def _with_copies(rows: list[Row], conflicts: list[int], repeats: list[int], parts: tuple[object, ...]) -> list[Row]:
    placed = [((index, 0), row) for index, row in enumerate(rows)]
    for index in (*conflicts, *repeats):
        row = rows[index]
        copy = _put(EXCERPT, f"{row[EXCERPT]} (исправлено)")(row) if index in conflicts else row
        placed.append(((index + number(len(rows) - index, *parts, index, "copy"), index + 1), copy))
    return [row for _, row in sorted(placed, key=lambda pair: pair[0])]
