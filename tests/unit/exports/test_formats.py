"""Every way of writing the same rows is read as the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from include.writ.domain.finding import FIELDS
from include.writ.errors import ContractBroken
from include.writ.exports.layout import ExportLayout
from tests.unit.exports.files import (
    ROWS,
    RUSSIAN,
    bytes_of,
    delimited,
    gzipped,
    json_rows,
    open_bytes,
    read_bytes,
    workbook,
    zipped,
)

PLAIN_CODE = ("windows-1251", "kz1048", "koi8-r", "cp866")
EXPECTED = [(number, *row) for number, row in enumerate(ROWS, start=1)]


def encodable(encoding: str) -> list[tuple[str, ...]]:
    """The rows without what the code does not have."""
    return [tuple(cell.encode(encoding, "ignore").decode(encoding) for cell in row) for row in ROWS]


def delimited_variants() -> Iterator[object]:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *PLAIN_CODE):
        for delimiter in ",;\t|":
            for end in ("\n", "\r\n", "\r"):
                yield pytest.param(encoding, delimiter, end, id=f"{encoding}-{delimiter!r}-{end!r}")


@pytest.mark.parametrize(("encoding", "delimiter", "line_end"), list(delimited_variants()))
def test_delimited_text_is_read_undeclared(tmp_path: Path, encoding: str, delimiter: str, line_end: str) -> None:
    rows = encodable(encoding)
    content = delimited([RUSSIAN, *rows], delimiter, line_end).encode(encoding)
    reading = open_bytes(tmp_path, content)
    assert reading.dialect == {"delimiter": delimiter, "quote": '"'}
    assert reading.encoding == {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "kz1048": "windows-1251"}.get(
        encoding, encoding
    )
    (block,) = reading.blocks()
    assert block.frame.rows() == [(number, *row) for number, row in enumerate(rows, start=1)]
    assert block.broken == []


def variants_of_the_rows() -> Iterator[object]:
    text = delimited([RUSSIAN, *ROWS]).encode()
    lines = json_rows(RUSSIAN, ROWS)
    book = bytes_of(workbook({"Лист1": [RUSSIAN, *ROWS]}))
    yield pytest.param(text, "csv", id="csv")
    yield pytest.param(gzipped(text), "csv", id="gzip")
    yield pytest.param(gzipped(text[:99]) + gzipped(text[99:]), "csv", id="gzip-of-two-members")
    yield pytest.param(zipped({"folder/отчёт.csv": text}), "csv", id="zip")
    yield pytest.param(zipped({"a/": b"", "a/a.csv": text, "__MACOSX/._a.csv": b"x"}), "csv", id="zip-from-a-mac")
    yield pytest.param(book, "xlsx", id="xlsx")
    yield pytest.param("\n".join(lines).encode(), "json_lines", id="json-lines")
    yield pytest.param(("\n\n".join(lines) + "\r\n").encode("utf-8-sig"), "json_lines", id="json-lines-marked")
    yield pytest.param(f"[{','.join(lines)}]".encode(), "json_array", id="json-array")
    yield pytest.param((" [\n" + " ,\n ".join(lines) + "\n]\n").encode("utf-16"), "json_array", id="json-array-utf-16")
    yield pytest.param(gzipped("\n".join(lines).encode()), "json_lines", id="json-lines-gzip")


@pytest.mark.parametrize(("content", "kind"), list(variants_of_the_rows()))
def test_every_format_gives_the_same_rows(tmp_path: Path, content: bytes, kind: str) -> None:
    reading = open_bytes(tmp_path, content)
    assert (reading.format, reading.drift) == (kind, ())
    (block,) = reading.blocks()
    assert block.frame.rows() == EXPECTED
    assert block.frame.columns == ["row_number", *FIELDS]
    assert block.broken == []


def test_a_reading_can_be_read_twice_and_leaves_nothing_behind(tmp_path: Path) -> None:
    reading = open_bytes(tmp_path, gzipped(delimited([RUSSIAN, *ROWS]).encode()))
    assert [block.frame.rows() for block in reading.blocks()] == [block.frame.rows() for block in reading.blocks()]
    assert len(list(tmp_path.iterdir())) == 2
    del reading
    assert [path.name for path in tmp_path.iterdir()] == ["export.bin"]


@pytest.mark.parametrize("lines", [[], ["", ""]])
def test_a_header_without_rows_gives_no_blocks(tmp_path: Path, lines: list[str]) -> None:
    assert list(open_bytes(tmp_path, "\n".join([",".join(RUSSIAN), *lines]).encode()).blocks()) == []


def test_kazakh_letters_tell_kz1048_from_windows_1251(tmp_path: Path) -> None:
    rows = [("1", "2026-11-20", "https://vk.com/wall-1_1", "Есірткі", "Өзін-өзі өлтіруді насихаттау")]
    header = ("Нөмір", "Күні", "Сілтеме", "Санат", "Мәтін")
    reading = open_bytes(tmp_path, delimited([header, *rows], ";").encode("kz1048"))
    assert reading.encoding == "kz1048"
    assert next(iter(reading.blocks())).frame["excerpt"].to_list() == [rows[0][-1]]


def test_letters_of_kz1048_far_below_a_russian_header_are_found(tmp_path: Path) -> None:
    rows = [*[ROWS[1]] * 5_000, (*ROWS[1][:5], "Қазақша мәтін", "")]
    reading = open_bytes(tmp_path, delimited([RUSSIAN, *rows]).encode("kz1048"))
    assert reading.encoding == "kz1048"


ENGLISH = ("id", "date", "url", "category", "text")


@pytest.mark.parametrize("encoding", PLAIN_CODE)
def test_under_an_english_header_plain_language_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Пропаганда наркотиков в открытой группе, автор публикует адреса и цены"
    content = delimited([ENGLISH, ("1", "2026-11-20", "https://vk.com/wall-1_1", "drugs", text)]).encode(encoding)
    frame, _ = read_bytes(tmp_path, content)
    assert frame["excerpt"].to_list() == [text]


@pytest.mark.parametrize(
    ("text", "encoding", "candidates"),
    [
        pytest.param("да", "koi8-r", ["windows-1251", "koi8-r"], id="too-short"),
        pytest.param(
            "Пропаганда наркотиків, її автор публікує адреси та ціни у відкритій групі є",
            "windows-1251",
            ["windows-1251", "kz1048"],
            id="ukrainian-or-kazakh",
        ),
    ],
)
def test_an_encoding_in_doubt_is_refused_with_its_candidates(
    tmp_path: Path, text: str, encoding: str, candidates: list[str]
) -> None:
    content = delimited([ENGLISH, ("1", "2026-11-20", "https://vk.com/wall-1_1", "drugs", text)]).encode(encoding)
    with pytest.raises(ContractBroken, match="in doubt") as refusal:
        open_bytes(tmp_path, content)
    assert all(name in str(refusal.value) for name in candidates)
    declared = ExportLayout.model_validate({"encoding": encoding})
    frame, _ = read_bytes(tmp_path, content, declared)
    assert frame["excerpt"].to_list() == [text]


def test_what_is_declared_wins_and_what_contradicts_it_is_refused(tmp_path: Path) -> None:
    content = delimited([RUSSIAN, *ROWS], ";").encode("utf-8-sig")
    for wrong, said in (
        ({"encoding": "windows-1251"}, "mark of utf-8-sig"),
        ({"delimiter": ","}, "first line is no header"),
        ({"format": "xlsx"}, "is csv, not xlsx"),
    ):
        with pytest.raises(ContractBroken, match=said):
            open_bytes(tmp_path, content, ExportLayout.model_validate(wrong))


def test_a_byte_that_the_encoding_lacks_refuses_the_file_at_its_offset(tmp_path: Path) -> None:
    good = delimited([RUSSIAN, *ROWS]).encode()
    for offset in (10, 300_000, 9_000_000):
        with pytest.raises(ContractBroken, match=f"byte {len(good) + offset + 1} cannot be read"):
            read_bytes(tmp_path, good + b"x" * offset + b"\xff\n")
