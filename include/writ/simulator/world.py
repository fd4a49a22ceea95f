"""What is published in the invented world on a day: content, its addresses, its ground and language.

A pure function of seed and day. The world begins on `FIRST_DAY`; before it there is nothing. It decides nothing about
what a platform does with a notice (`behaviour.py`) or how monitoring writes it down (`exports.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from include.writ.domain.content import Platform
from include.writ.simulator.addresses import SHAPES, Forms, loose_key
from include.writ.simulator.chance import number, pick

FIRST_DAY = date(2026, 11, 1)
LOCAL = ZoneInfo("Asia/Almaty")
DEFAULT_SEED = 2026
SOURCES = ("media_watch", "open_monitor")
GROUNDS = ("drugs", "suicide", "cruelty")
LANGUAGES = ("kk", "ru")
PLATFORMS = tuple(SHAPES)
_OWNERS = 40
_FEWEST, _SPREAD = 108, 20


@dataclass(frozen=True, slots=True)
class Content:
    """One published item; `serial` is its name in this world, `source` the monitor that sees it first."""

    serial: int
    platform: Platform
    source: str
    day: date
    ground: str
    language: str
    forms: Forms


def local_time(day: date, at: time = time.min) -> datetime:
    """Give the moment when the clocks in Almaty show `at` on `day`."""
    return datetime.combine(day, at, LOCAL)


def local_day(moment: datetime) -> date:
    """Give the day in Almaty at `moment`."""
    return moment.astimezone(LOCAL).date()


@lru_cache(maxsize=64)
def contents_of(seed: int, day: date) -> tuple[Content, ...]:
    """Everything first published on `day`; empty before the world begins."""
    if day < FIRST_DAY:
        return ()
    counts = [_FEWEST + number(_SPREAD, seed, day, source, "count") for source in SOURCES]
    sources = [source for source, count in zip(SOURCES, counts, strict=True) for _ in range(count)]
    return tuple(_content(seed, day, index, source) for index, source in enumerate(sources))


def _content(seed: int, day: date, index: int, source: str) -> Content:
    serial = ((day - FIRST_DAY).days + 1) * 1000 + index
    platform = pick(PLATFORMS, seed, serial, "platform")
    shape = pick(SHAPES[platform], seed, serial, "shape")
    return Content(
        serial=serial,
        platform=platform,
        source=source,
        day=day,
        ground=pick(GROUNDS, seed, serial, "ground"),
        language=pick(LANGUAGES, seed, serial, "language"),
        forms=shape(number(_OWNERS, seed, serial, "owner") + 1, serial),
    )


class Catalogue:
    """Which content an address means; it grows with the days that have begun."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._next_day = FIRST_DAY
        self._by_key: dict[str, Content] = {}

    def find(self, url: str, today: date) -> Content | None:
        """Find the content at `url`, whichever of its forms that is; None when nothing was ever published there."""
        while self._next_day <= today:
            self._add(self._next_day)
            self._next_day += timedelta(days=1)
        try:
            key = loose_key(url)
        except ValueError:
            return None
        return self._by_key.get(key) or self._by_key.get(key.partition("?")[0] + "?")

    def _add(self, day: date) -> None:
        for content in contents_of(self._seed, day):
            for url in (*content.forms.reported, *content.forms.known):
                self._by_key[loose_key(url)] = content
