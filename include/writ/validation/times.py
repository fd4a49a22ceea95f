"""Reads when something was detected: one moment in UTC, or the code of why it cannot be known.

ISO 8601 with an offset is read in columns; whatever else a layout allows, text by text. A time that its zone has twice
or never, and a text that two declared formats read as different moments, are refused: choosing would be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from include.writ.errors import ConfigError

# Monitoring of this kind did not exist before; a later year is a typing error. A time in the near future is let pass
# here, since there is no clock; the batch is warned about it.
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
# The longest that any format gives, with room; so that no text of a hostile file is parsed at length.
MAX_TIME_LENGTH: Final = 64
MISSING, NOT_ISO, NO_OFFSET, YEAR = "missing", "not_iso", "no_offset", "year_out_of_range"
TWICE, NEVER, TWO_READINGS = "twice_in_zone", "never_in_zone", "two_readings"
TIME_PROBLEMS: Final = (MISSING, NOT_ISO, NO_OFFSET, YEAR, TWICE, NEVER, TWO_READINGS)

_HEAD = 19
# Hours, minutes and seconds within their bounds, as polars reads a 60th second and Python does not.
_PLAIN: Final = "^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_FORMAT = "%Y-%m-%dT%H:%M:%S"
_SINCE, _UNTIL = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR, 12, 31, 23, 59, 59)
# After its first parts such a format wants another sign than "-", so it cannot read what `_PLAIN` fits.
_IS_NO_PLAIN: Final = re.compile(r"(?:%[YmdHMSyjbBaAfIp])+[^%\-0-9]")
_UTC_TIME = pl.Datetime("us", "UTC")
# What Python would cut off without a word.
_FINER_THAN_A_MICROSECOND: Final = re.compile(r"[.,][0-9]{6}0*[1-9]")
_SAMPLE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class TimeReader:
    """Reads times as one layout allows; raises `ConfigError` for a format that Python does not know."""

    def __init__(self, timezone: str | None, formats: tuple[str, ...]) -> None:
        self._zone = None if timezone is None else ZoneInfo(timezone)
        self._formats = formats
        self._is_plain_sure = all(_IS_NO_PLAIN.match(format_) for format_ in formats)
        for format_ in formats:
            try:
                datetime.strptime(_SAMPLE.strftime(format_), format_)
            except (ValueError, re.error):
                raise ConfigError(f"{format_!r} is no format that times can be read by; correct the layout") from None

    def read_many(self, texts: pl.Series) -> pl.DataFrame:
        """Columns `detected_at` (UTC) and `time_problem`, one of them null; as `read_one` says it of each text."""
        frame = pl.DataFrame({"text": texts})
        frame = self._read_plain(frame) if self._is_plain_sure else _read_nothing(frame)
        left = frame.filter(pl.col("detected_at").is_null() & pl.col("time_problem").is_null())["text"].unique()
        if left.is_empty():
            return frame.select("detected_at", "time_problem")
        answers = [self.read_one(text) for text in left]
        times = pl.Series([None if isinstance(answer, str) else answer for answer in answers], dtype=_UTC_TIME)
        problems = pl.Series([answer if isinstance(answer, str) else None for answer in answers], dtype=pl.String)
        known = pl.DataFrame({"text": left, "time": times, "problem": problems})
        return frame.join(known, on="text", how="left", maintain_order="left").select(
            pl.coalesce("detected_at", "time").alias("detected_at"), pl.coalesce("time_problem", "problem")
        )

    def read_one(self, text: str) -> datetime | str:
        """The moment in UTC, or the code of the problem."""
        if not text:
            return MISSING
        if len(text) > MAX_TIME_LENGTH:
            return NOT_ISO
        answers = [self._place(time) for time in self._parse(text)]
        moments = {answer for answer in answers if isinstance(answer, datetime)}
        if len(moments) > 1:
            return TWO_READINGS
        return moments.pop() if moments else answers[0] if answers else NOT_ISO

    def _parse(self, text: str) -> Iterable[datetime]:
        with suppress(ValueError):
            yield _read_iso(text)
        for format_ in self._formats:
            with suppress(ValueError):
                yield datetime.strptime(text, format_)

    def _place(self, moment: datetime) -> datetime | str:
        is_naive = moment.utcoffset() is None
        if is_naive and self._zone is None:
            return NO_OFFSET
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return YEAR
        return self._place_in_zone(moment) if is_naive else moment.astimezone(UTC)

    def _place_in_zone(self, moment: datetime) -> datetime | str:
        first = moment.replace(tzinfo=self._zone, fold=0)
        second = first.replace(fold=1)
        if first.utcoffset() == second.utcoffset():
            return first.astimezone(UTC)
        # of two offsets the earlier one is the greater where an hour comes twice, and the less where one is left out
        return TWICE if (first.utcoffset() or timedelta()) > (second.utcoffset() or timedelta()) else NEVER

    def _read_plain(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Decide the texts that begin with a date and a time in full; the others stay null."""
        text = pl.col("text")
        is_plain = text.str.contains(_PLAIN) & (text.str.len_bytes() <= MAX_TIME_LENGTH)
        local = text.str.slice(0, _HEAD).str.to_datetime(_FORMAT, time_unit="us", strict=False)
        frame = frame.with_columns(is_plain.alias("is_plain"), text.str.slice(_HEAD).alias("tail"))
        frame = frame.with_columns(pl.when("is_plain").then(local).alias("local"))
        if frame.select((pl.col("is_plain") & pl.col("local").is_null()).any()).item():  # a blank for the T
            joined = pl.concat_str(text.str.slice(0, 10), pl.lit("T"), text.str.slice(11, 8))
            local = joined.str.to_datetime(_FORMAT, time_unit="us", strict=False)
            frame = frame.with_columns(pl.when("is_plain").then(local).alias("local"))
        frame = self._add_offsets(frame)
        is_known = pl.col("local").is_not_null() & pl.col("offset").is_not_null()
        is_in_range = pl.col("local").is_between(_SINCE, _UNTIL)
        moment = pl.col("local") + pl.col("fraction") - pl.col("offset")
        return frame.select(
            "text",
            pl.when(is_known & is_in_range).then(moment.cast(_UTC_TIME)).alias("detected_at"),
            pl.when(is_known & ~is_in_range).then(pl.lit(YEAR)).alias("time_problem"),
        )

    def _add_offsets(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Read what stands after the seconds, each form of it once; null where it needs a closer look."""
        tails = frame.filter(pl.col("local").is_not_null())["tail"].unique()
        read = [_read_tail(tail) for tail in tails]
        known = pl.DataFrame(
            {"tail": tails, "fraction": [one[0] for one in read], "offset": [one[1] for one in read]},
            schema_overrides={"fraction": pl.Duration("us"), "offset": pl.Duration("us")},
        )
        frame = frame.join(known, on="tail", how="left", maintain_order="left")
        return frame if self._zone is None else _add_offsets_of_zone(frame, self._zone)


def _add_offsets_of_zone(frame: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """Give times without an offset that of their day in the zone; null on a day on which clocks are set."""
    is_naive = pl.all_horizontal(
        pl.col("local").is_not_null(), pl.col("fraction").is_not_null(), pl.col("offset").is_null()
    )
    frame = frame.with_columns(pl.when(is_naive).then(pl.col("local").dt.date()).alias("day"))
    days = frame["day"].drop_nulls().unique()
    offsets = pl.Series([_offset_of_day(day, zone) for day in days], dtype=pl.Duration("us"))
    of_day = pl.DataFrame({"day": days, "of_day": offsets})
    frame = frame.join(of_day, on="day", how="left", maintain_order="left")
    return frame.with_columns(pl.coalesce("offset", "of_day"))


def _read_nothing(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.lit(None, _UTC_TIME).alias("detected_at"), pl.lit(None, pl.String).alias("time_problem")
    )


def _read_tail(tail: str) -> tuple[timedelta | None, timedelta | None]:
    """The part of a second and the offset; the offset is None where there is none, both where neither can be read."""
    try:
        moment = _read_iso(f"2026-11-22T00:00:00{tail}")
    except ValueError:
        return None, None
    return timedelta(microseconds=moment.microsecond), moment.utcoffset()


def _read_iso(text: str) -> datetime:
    if _FINER_THAN_A_MICROSECOND.search(text):
        raise ValueError("more digits than are kept")
    return datetime.fromisoformat(text)


def _offset_of_day(day: date, zone: ZoneInfo) -> timedelta | None:
    """The offset that holds all day, looked at every quarter of an hour, or None."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return timedelta()  # the year is refused, whatever its offset
    start = datetime.combine(day, time(), tzinfo=zone)
    moments = [start + timedelta(minutes=minutes) for minutes in range(0, 24 * 60, 15)]
    offsets = {moment.replace(fold=fold).utcoffset() for moment in moments for fold in (0, 1)}
    return offsets.pop() if len(offsets) == 1 else None
