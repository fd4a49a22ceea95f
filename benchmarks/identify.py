"""How fast addresses are identified, beside only parsing them, and beside ural where it knows the platform.

`python -m benchmarks.identify`. One process, one core; the best of several rounds of each is reported. A whole column
may use more cores, so its figure counts the time of all of them. The addresses are those of the sample exports, as
monitoring writes them down, each many times with other numbers. Beside them stand those of docs/platforms.md: every
form of every platform alike, rare, wrapped and refused ones included.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import can_ada
import polars as pl
from ural.facebook import parse_facebook_url
from ural.instagram import parse_instagram_url
from ural.telegram import parse_telegram_url
from ural.twitter import parse_twitter_url
from ural.youtube import parse_youtube_url

from include.writ.domain.content import Platform
from include.writ.platforms.bulk import identify_many
from include.writ.platforms.registry import GRAMMARS, identify

EXPORTS = Path(__file__).resolve().parents[1] / "include" / "samples" / "exports"
ROUNDS = 5
URLS = 100_000
BULK_URLS = 300_000
SEED = 2026
URAL: dict[Platform, Callable[[str], object]] = {
    Platform.FACEBOOK: parse_facebook_url,
    Platform.INSTAGRAM: parse_instagram_url,
    Platform.TELEGRAM: parse_telegram_url,
    Platform.X: parse_twitter_url,
    Platform.YOUTUBE: parse_youtube_url,
}


def addresses(platforms: Iterable[Platform], count: int) -> list[str]:
    """Examples of the grammars."""
    return _many([rule.example for platform in platforms for rule in GRAMMARS[platform].rules], count)


def exported(count: int) -> list[str]:
    """Addresses of the sample exports."""
    files = sorted(EXPORTS.glob("*/*.csv"))
    written = [
        url for file in files for url in re.findall(r"https?://[^\s\",;]+", file.read_text(encoding="utf-8-sig"))
    ]
    return _many(written, count)


def _many(written: list[str], count: int) -> list[str]:
    """As many in random order, with random numbers in place of theirs."""
    chance = random.Random(SEED)
    return [_renumbered(chance.choice(written), chance) for _ in range(count)]


def _renumbered(url: str, chance: random.Random) -> str:
    def other(found: re.Match[str]) -> str:
        return str(chance.randrange(10 ** (len(found[0]) - 1), 10 ** len(found[0])))

    return re.sub(r"(?<![%A-Za-z0-9.])[1-9][0-9]*(?![A-Za-z%])", other, url)


def tolerant(act: Callable[[str], object]) -> Callable[[str], object]:
    """An act that may fail on an address, as those of ural do on some."""

    def attempt(url: str) -> object:
        try:
            return act(url)
        except (IndexError, KeyError, ValueError, TypeError):
            return None

    return attempt


def per_second(act: Callable[[str], object], urls: list[str]) -> float:
    """URLs a second in the best round."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for url in urls:
            act(url)
        best = min(best, time.perf_counter() - started)
    return len(urls) / best


def bulk_per_second(urls: list[str]) -> float:
    """URLs a second of processor time in the best round, as one column of different addresses."""
    column = pl.Series("url", list(dict.fromkeys(urls)))
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        identify_many(column)
        best = min(best, time.process_time() - started)
    return len(column) / best


def measure() -> dict[str, object]:
    """The figures, and `ratio`: how many times longer identifying takes than parsing alone."""
    urls = exported(URLS)
    identified, parsed = per_second(identify, urls), per_second(can_ada.parse, urls)
    known = {platform: addresses([platform], URLS // 10) for platform in URAL}
    return {
        "benchmark": "identify",
        "urls": len(urls),
        "urls_per_second": round(identified),
        "bulk_urls_per_second": round(bulk_per_second(exported(BULK_URLS))),
        "parser_urls_per_second": round(parsed),
        "ratio": round(parsed / identified, 1),
        "every_form_per_second": round(per_second(identify, addresses(Platform, URLS))),
        "times_faster_than_ural": {
            platform: round(per_second(identify, known[platform]) / per_second(tolerant(act), known[platform]), 1)
            for platform, act in URAL.items()
        },
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
