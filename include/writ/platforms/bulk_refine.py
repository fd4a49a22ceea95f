"""Refines the parts of a whole column of addresses, with the very functions that refine those of one.

A function is run with columns in the place of texts, and so writes down what is to be done with every row, as long as
it does no more than change letters. When it asks something of a part, it is run for each of the different texts of that
part. Where those are many, the rows are refined one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Never, cast

import polars as pl

from include.writ.platforms.rules import Parts

PART = "part_"  # begins the name of a column that holds a part
_WORTH_IT = 4  # rows for each run of the function
Refine = Callable[[Parts], Parts | None]


class _AsksError(TypeError):
    """What is asked of a part has not one answer for all rows."""


class _UnlikeError(Exception):
    """The rows cannot be refined together."""


class _Texts:
    """The column of a part in the place of a text in ASCII; all that it can do is done alike to every row."""

    def __init__(self, part: str, case: str = "") -> None:
        self.part = part
        self.case = case

    def lower(self) -> _Texts:
        return _Texts(self.part, "lower")

    def upper(self) -> _Texts:
        return _Texts(self.part, "upper")

    def column(self) -> pl.Expr:
        column = pl.col(PART + self.part)
        if not self.case:
            return column
        return column.str.to_lowercase() if self.case == "lower" else column.str.to_uppercase()

    def __eq__(self, other: object) -> bool:
        return self is other or self._ask()

    def __getattr__(self, name: str) -> Never:
        self._ask()

    def _ask(self, *_: object) -> Never:
        raise _AsksError(self.part)

    __hash__ = __bool__ = __len__ = __iter__ = __str__ = __repr__ = __format__ = __getitem__ = __contains__ = _ask
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __mod__ = _ask


def refine_all(rows: pl.DataFrame, refine: Refine, needed: list[str]) -> pl.DataFrame:
    """Put the `needed` parts as refined into the rows; all are null where the parts are refused."""
    names = [name.removeprefix(PART) for name in rows.columns if name.startswith(PART)]
    present = [name for name in names if rows[PART + name].null_count() < rows.height]
    if not any(rows[PART + name].has_nulls() for name in present):
        asked: list[str] = []
        while not asked or rows.n_unique([PART + name for name in asked]) * _WORTH_IT <= rows.height:
            try:
                return _together(rows, refine, present, asked, needed)
            except _AsksError as error:
                asked.append(str(error))
            except _UnlikeError:
                break
    return rows.with_columns(_one_by_one(rows, refine, present, needed))


def _together(
    rows: pl.DataFrame, refine: Refine, present: list[str], asked: list[str], needed: list[str]
) -> pl.DataFrame:
    """Raises _AsksError when a part must be known that is not yet `asked`, _UnlikeError when that would not help."""
    texts: dict[str, object] = {name: _Texts(name) for name in present}
    if not asked:
        alone = _run(refine, texts)
        columns = {name: _common([alone and alone[name]]) for name in needed}
        single = (pl.lit(column).first() if isinstance(column, pl.Series) else column for column in columns.values())
        return rows.with_columns(column.alias(PART + name) for name, column in zip(columns, single, strict=True))
    keys = [PART + name for name in asked]
    known = rows.select(keys).unique()
    found = [_run(refine, texts | dict(zip(asked, values, strict=True))) for values in known.iter_rows()]
    columns = {name: _common([parts and parts[name] for parts in found]) for name in needed}
    told = {f"to_{name}": column for name, column in columns.items() if isinstance(column, pl.Series)}
    told["is_item"] = pl.Series([parts is not None for parts in found], dtype=pl.Boolean)
    every = {
        name: pl.col(f"to_{name}") if isinstance(column, pl.Series) else column for name, column in columns.items()
    }
    joined = rows.join(known.with_columns(**told), on=keys, how="left")
    return joined.with_columns(pl.when("is_item").then(column).alias(PART + name) for name, column in every.items())


def _run(refine: Refine, parts: dict[str, object]) -> dict[str, object] | None:
    try:
        return cast(dict[str, object] | None, refine(cast(Parts, parts)))
    except _AsksError:
        raise
    except TypeError as error:
        raise _UnlikeError from error


def _common(values: list[object]) -> pl.Expr | pl.Series:
    """The one column that all values are, or the texts."""
    columns = {(value.part, value.case): value for value in values if isinstance(value, _Texts)}
    if not columns:
        return pl.Series(values, dtype=pl.String)
    if len(columns) > 1 or any(isinstance(value, str) for value in values):
        raise _UnlikeError
    return next(iter(columns.values())).column()


def _one_by_one(rows: pl.DataFrame, refine: Refine, present: list[str], needed: list[str]) -> Iterator[pl.Series]:
    written: list[str | None] = []
    refused, pick = [None] * len(needed), itemgetter(*needed, needed[0])  # of two at least, it gives a tuple
    for found in _every(rows, present):
        parts = refine(found)
        written += refused if parts is None else pick(parts)[:-1]
    for place, name in enumerate(needed):
        yield pl.Series(PART + name, written[place :: len(needed)], dtype=pl.String)


def _every(rows: pl.DataFrame, present: list[str]) -> Iterator[Parts]:
    """The parts of each row, without those that it does not have."""
    every = (dict(zip(present, one, strict=True)) for one in rows.select(PART + name for name in present).iter_rows())
    if any(rows[PART + name].has_nulls() for name in present):
        return ({name: value for name, value in found.items() if value is not None} for found in every)
    return every
