"""Finds out, column by column, all that the rules ask about; it judges nothing.

What Great Expectations gets of it are lengths, codes and problems: no text, address or reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from include.writ.errors import WritError
from include.writ.validation.canonical import BLANKS
from include.writ.validation.inputs import IdentifyMany, Rulebook, UnreadableRow
from include.writ.validation.reasons import URL_REMEDIES
from include.writ.validation.references import Earlier
from include.writ.validation.rules import MAX_URL_LENGTH, READER_RULES
from include.writ.validation.times import TIME_PROBLEMS, TimeReader
from include.writ.validation.words import compare_word, read_words

if TYPE_CHECKING:
    import pandas as pd

NOTHING: Final = ""
OTHER: Final = "?"
_ITEM: Final = ("platform", "kind", "content_id", "canonical_url")
_LENGTHS: Final = ("finding_ref_length", "url_length", "excerpt_length")


class FactFinder:
    """Reads the cells of a block as one layout and pack mean them."""

    def __init__(self, rulebook: Rulebook, identify_many: IdentifyMany) -> None:
        self._meanings = {compare_word(word): ground for word, ground in rulebook.grounds.items()}
        self._times = TimeReader(rulebook.timezone, rulebook.time_formats)
        self._identify_many = identify_many
        self._languages = sorted({*rulebook.languages, "", OTHER})
        self._grounds = sorted({*rulebook.pack_grounds, *self._meanings.values(), NOTHING})

    def read_times(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The moment of each row, as `detected_at`, or the code of its problem, as `time_problem`."""
        return self._times.read_many(frame["detected_at"])

    def read_grounds(self, frame: pl.DataFrame) -> pl.Series:
        """The ground that each row means, null where the layout does not name it."""
        return read_words(frame["ground"], self._meanings)

    def identify(self, urls: pl.Series) -> pl.DataFrame:
        """What each address names; one that is missing or too long is left without an answer."""
        is_usable = urls.str.len_chars().is_between(1, MAX_URL_LENGTH)
        asked = urls if is_usable.all() else urls.filter(is_usable)
        answers = self._identify_many(asked)
        if answers.height != len(asked):
            raise WritError("the addresses were not identified one by one; no row of this export was accepted")
        if len(asked) < len(urls):
            places = pl.DataFrame({"place": is_usable.arg_true()})
            every = pl.DataFrame({"place": pl.int_range(len(urls), eager=True)}, schema=places.schema)
            answers = every.join(places.hstack(answers), on="place", how="left", maintain_order="left")
        return answers.select(*_ITEM, pl.col("error").alias("url_problem"))

    def find(self, frame: pl.DataFrame, earlier: Earlier) -> pl.DataFrame:
        """The rows with what was found out: one column for each fact that a rule or a finding needs."""
        capture = pl.col("capture_sha256").str.to_lowercase()
        times = self.read_times(frame)
        return frame.with_columns(
            times["detected_at"].alias("time"),
            times["time_problem"],
            *self.identify(frame["url"]),
            self.read_grounds(frame).alias("ground_id"),
            earlier.same,
            earlier.conflicting,
            pl.col("finding_ref").str.len_chars().alias("finding_ref_length"),
            pl.col("url").str.len_chars().alias("url_length"),
            pl.when(pl.col("excerpt").str.strip_chars(BLANKS) != "")
            .then(pl.col("excerpt").str.len_chars())
            .otherwise(0)
            .alias("excerpt_length"),
            capture.str.decode("hex", strict=False).alias("capture"),
        )

    def show_rows(self, facts: pl.DataFrame, broken: Sequence[UnreadableRow]) -> pd.DataFrame:
        """Every row by its number: whether it could be taken apart, and which row says the same."""
        import pandas as pd

        unread = pl.DataFrame(
            {"row_number": [row.row_number for row in broken], "row_problem": [row.rule for row in broken]},
            schema={"row_number": pl.Int64, "row_problem": pl.String},
        ).with_columns(pl.lit(0.0).alias("same_as_row"))
        read = facts.select(
            "row_number", pl.lit(NOTHING).alias("row_problem"), pl.col("same_as_row").fill_null(0).cast(pl.Float64)
        )
        rows = pl.concat([read, unread])
        problems = _codes(rows["row_problem"], [NOTHING, *(rule.name for rule in READER_RULES)])
        numbers = {name: rows[name].to_numpy() for name in ("row_number", "same_as_row")}
        return pd.DataFrame({**numbers, "row_problem": problems}, index=pd.Index(numbers["row_number"]), copy=False)

    def show_cells(self, facts: pl.DataFrame) -> pd.DataFrame:
        """The rows that say something new, by number: what was found out about their cells, as lengths and codes."""
        import pandas as pd

        if facts["same_as_row"].null_count() < facts.height:
            facts = facts.filter(pl.col("same_as_row").is_null())
        codes = _select_codes(facts, self._languages)
        categories = {
            "time_problem": [NOTHING, *TIME_PROBLEMS],
            "url_problem": [NOTHING, *URL_REMEDIES],
            "ground": self._grounds,
            "language": self._languages,
            "capture_form": codes["capture_form"].unique().sort().to_list(),
        }
        columns: dict[str, Any] = {
            name: facts[name].cast(pl.Float64).fill_null(0).to_numpy() for name in (*_LENGTHS, "taken_by_row")
        }
        columns["detected_at"] = facts["time"].cast(pl.Datetime("us")).to_numpy()
        columns |= {name: _codes(codes[name], known) for name, known in categories.items()}
        return pd.DataFrame(columns, index=pd.Index(facts["row_number"].to_numpy()), copy=False)


def _select_codes(facts: pl.DataFrame, languages: Sequence[str]) -> pl.DataFrame:
    form = (
        pl.when(pl.col("capture_sha256") == "")
        .then(pl.lit(""))
        .when(pl.col("capture").is_null())
        .then(pl.lit(OTHER))
        .otherwise(pl.concat_str(pl.lit("hex:"), pl.col("capture_sha256").str.len_chars()))
    )
    return facts.select(
        pl.col("time_problem", "url_problem").fill_null(NOTHING),
        pl.col("ground_id").fill_null(NOTHING).alias("ground"),
        pl.when(pl.col("language").is_in(languages)).then("language").otherwise(pl.lit(OTHER)).alias("language"),
        form.alias("capture_form"),
    )


def _codes(values: pl.Series, known: Sequence[str]) -> pd.Categorical[str]:
    import pandas as pd

    codes = values.cast(pl.Enum(known), strict=False).to_physical()
    if codes.null_count():
        raise WritError(f"{values.name} has a code that no rule knows; no row of this export was accepted")
    return pd.Categorical.from_codes(codes.cast(pl.Int64).to_numpy(), pd.Index(known))
