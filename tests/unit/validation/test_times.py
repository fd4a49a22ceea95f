from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from include.writ.errors import ConfigError
from include.writ.validation.times import TimeReader
from tests.unit.validation import reference
from tests.unit.validation.findings import GOOD_TIME

ZONES = st.sampled_from([None, "Asia/Almaty", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"])
FORMATS = st.lists(
    st.sampled_from(
        ["%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%m.%d.%Y %H:%M", "%Y-%d-%m %H:%M:%S", "%Y%m%d", "%d %B %Y"]
    ),
    max_size=2,
    unique=True,
).map(tuple)
OFFSETS = st.sampled_from(["", "Z", "+05:00", "-00:30", "+0500", "+05", "+24:00", "+05:00:30", "z", " +05:00"])
SEPARATORS = st.sampled_from(["T", " ", "t", "x", ""])
FRACTIONS = st.sampled_from(["", ".5", ".123456", ".1234567", ",250", "."])


def put(time: datetime, separator: str, fraction: str, offset: str) -> str:
    return f"{time:%Y-%m-%d}{separator}{time:%H:%M:%S}{fraction}{offset}".rjust(4, "0")


NEAR_CHANGES = st.one_of(
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)),
    st.datetimes(datetime(1999, 12, 31), datetime(2101, 1, 2)),
    st.datetimes(datetime(2026, 3, 29), datetime(2026, 3, 30)),
    st.datetimes(datetime(2026, 10, 24, 23), datetime(2026, 10, 25, 6)),
    st.datetimes(datetime(2024, 2, 29, 22), datetime(2024, 3, 1, 2)),
    st.datetimes(datetime(2026, 4, 4, 22), datetime(2026, 4, 5, 4)),
).map(lambda time: time.replace(microsecond=0))
WRITTEN = st.builds(put, NEAR_CHANGES, SEPARATORS, FRACTIONS, OFFSETS)
DIGITS = st.text("0123456789-:.TZ +", max_size=26)
ODD = st.sampled_from(
    """1e400|NaN|0000-01-01T00:00:00Z|2026-02-30T00:00:00Z|2026- 1-20T09:00:00Z|2026-01-20T24:00:00Z|2026-W47-5
    |2026-01-20T23:59:60Z|٢٠٢٦-01-20T09:00:00Z|20261120T090000+0500|20.11.2026 09:00|11.10.2026 09:00
    |2026-10-11 09:00:00|+026-11-20T09:00:00Z|2026-11-20T09:00:00.0000000000000000000000000000000000000000000000+00:00
    """.replace("\n    ", "").split("|")
)


@settings(max_examples=150)
@given(st.lists(WRITTEN | DIGITS | ODD | st.text(max_size=30), max_size=8), ZONES, FORMATS)
@example(["2026-10-25T02:30:00", "2026-03-29T02:30:00"], "Europe/Berlin", ())
@example(["2024-02-29T23:30:00", "2024-03-01T00:30:00"], "Asia/Almaty", ())
@example(["0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00"], "Asia/Almaty", ())
def test_columns_are_read_as_one_text_after_another(
    texts: list[str], zone: str | None, formats: tuple[str, ...]
) -> None:
    read = TimeReader(zone, formats).read_many(pl.Series(texts, dtype=pl.String))
    answers = [time or problem for time, problem in read.iter_rows()]
    assert answers == [reference.read_time(text, zone, formats) for text in texts]


@pytest.mark.parametrize(
    "text", ["2026-11-20T04:00:00Z", "2026-11-20 09:00:00+05:00", "2026-11-20T09:00+05:00", "20261120T090000+0500"]
)
def test_one_moment_can_be_written_in_many_ways(text: str) -> None:
    assert TimeReader(None, ()).read_one(text) == GOOD_TIME


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-20T04:00:00.123456000Z", datetime(2026, 11, 20, 4, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-20T04:00:00.1234561Z", "not_iso"),
        ("2026-11-20T09:00:00,00000001+05:00", "not_iso"),
        ("20261120T090000.1234561+0500", "not_iso"),
    ],
)
def test_no_digit_of_a_second_is_cut_off(text: str, said: datetime | str) -> None:
    reader = TimeReader(None, ())
    assert reader.read_one(text) == said
    time, problem = reader.read_many(pl.Series([text])).row(0)
    assert (time or problem) == said


def test_a_time_without_offset_is_one_of_the_zone_of_the_source() -> None:
    before, after = TimeReader("Asia/Almaty", ()).read_many(pl.Series(["2024-02-29T12:00:00", "2024-03-02T12:00:00"]))[
        "detected_at"
    ]
    assert (before, after) == (datetime(2024, 2, 29, 6, tzinfo=UTC), datetime(2024, 3, 2, 7, tzinfo=UTC))


def test_an_hour_that_comes_twice_or_never_is_no_moment() -> None:
    reader = TimeReader("Europe/Berlin", ())
    assert reader.read_one("2026-10-25T02:30:00") == "twice_in_zone"
    assert reader.read_one("2026-03-29T02:30:00") == "never_in_zone"
    assert isinstance(reader.read_one("2026-10-25T02:30:00+01:00"), datetime)


def test_a_text_that_two_formats_read_differently_is_no_moment() -> None:
    reader = TimeReader("UTC", ("%d.%m.%Y", "%m.%d.%Y"))
    assert reader.read_one("11.10.2026") == "two_readings"
    assert reader.read_one("11.11.2026") == datetime(2026, 11, 11, tzinfo=UTC)
    assert reader.read_one("25.10.2026") == datetime(2026, 10, 25, tzinfo=UTC)


def test_a_format_that_reads_iso_times_otherwise_is_asked_too() -> None:
    read = TimeReader("UTC", ("%Y-%d-%m %H:%M:%S",)).read_many(pl.Series(["2026-10-11 09:00:00"]))
    assert read["time_problem"].to_list() == ["two_readings"]


@pytest.mark.parametrize("format_", ["%Y-%m-%d %Q", "%Y-%m-%d %", "%Y %m %d %d"])
def test_a_format_that_reads_nothing_is_refused_at_once(format_: str) -> None:
    with pytest.raises(ConfigError, match="no format"):
        TimeReader(None, (format_,))


def test_a_column_in_which_all_is_plain_is_not_read_text_by_text(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = TimeReader("Asia/Almaty", ("%d.%m.%Y",))
    monkeypatch.setattr(reader, "read_one", None)
    offset = timezone(timedelta(hours=5))
    times = [datetime(2026, 11, day, 9, tzinfo=offset) for day in range(1, 29)]
    texts = [time.isoformat(" ") for time in times] + [f"{time:%Y-%m-%dT%H:%M:%S}" for time in times]
    assert reader.read_many(pl.Series(texts))["detected_at"].to_list() == times * 2
