"""What a monitoring source found on a day, before anything is spoiled: one clean finding for each report.

A day holds what is new, some of what the other source sees too (at another address), some of yesterday's content once
more, and what came back this morning after it had been removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from include.writ.simulator.behaviour import Behaviour, behaviour_of
from include.writ.simulator.chance import delay, number, pick
from include.writ.simulator.phrases import excerpt
from include.writ.simulator.world import Content, contents_of, local_time

PREFIXES = {"media_watch": "MW", "open_monitor": "OM"}


class Why(StrEnum):
    """Why a content item is in the export of the day."""

    NEW = "new"
    SEEN_BY_BOTH = "seen_by_both"
    AGAIN = "again"
    CAME_BACK = "came_back"


@dataclass(frozen=True, slots=True)
class Finding:
    """One report on one address."""

    finding_ref: str
    detected_at: datetime
    content: Content
    url: str
    excerpt: str
    capture_sha256: str
    why: Why


def findings_of(seed: int, source: str, day: date) -> list[Finding]:
    """List all reports of `source` on `day` in the order of their times."""
    reports = [_report(seed, source, day, content, why) for content, why in _seen(seed, source, day)]
    reports.sort(key=lambda report: (report[0], report[1].serial))
    return [
        Finding(
            finding_ref=f"{PREFIXES[source]}-{day:%Y%m%d}-{place:04d}",
            detected_at=detected_at,
            content=content,
            url=_address(seed, source, day, content),
            excerpt=excerpt(seed, content, source),
            capture_sha256=_capture(seed, source, content),
            why=why,
        )
        for place, (detected_at, content, why) in enumerate(reports, start=1)
    ]


def _seen(seed: int, source: str, day: date) -> Iterator[tuple[Content, Why]]:
    for content in contents_of(seed, day):
        if content.source == source:
            yield content, Why.NEW
        elif number(10, seed, content.serial, "both") == 0:
            yield content, Why.SEEN_BY_BOTH
    for content in _own(seed, source, day - timedelta(days=1)):
        if number(14, seed, content.serial, "again") == 0:
            yield content, Why.AGAIN
    for content in _own(seed, source, day - timedelta(days=2)):
        if behaviour_of(seed, content) is Behaviour.COMES_BACK:
            yield content, Why.CAME_BACK


def _own(seed: int, source: str, day: date) -> Iterator[Content]:
    return (content for content in contents_of(seed, day) if content.source == source)


def _report(seed: int, source: str, day: date, content: Content, why: Why) -> tuple[datetime, Content, Why]:
    from_hour, to_hour = (time(9, 30), time(21)) if why is Why.CAME_BACK else (time.min, time(23, 59, 59))
    earliest, latest = local_time(day, from_hour), local_time(day, to_hour)
    return earliest + delay(timedelta(0), latest - earliest, seed, content.serial, source, day, "at"), content, why


def _address(seed: int, source: str, day: date, content: Content) -> str:
    """Choose a form of the address; the second source and the later day take the next form, so that they differ."""
    forms = content.forms.reported
    first = number(len(forms), seed, content.serial, "form")
    later = (source != content.source) + (day - content.day).days
    return _decorate(forms[(first + later) % len(forms)], seed, content.serial, source, day)


def _decorate(url: str, *parts: object) -> str:
    """Write the address as people copy it: sometimes with tracking, another scheme, capitals or a final slash."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    join = "&" if "?" in path else "?"
    plain_path = not path.endswith(("/", ".html")) and "?" not in path
    tracked = pick(("utm_source=share", "fbclid=INVENTED1", "igsh=INVENTED2", "utm_medium=copy"), *parts, "tracking")
    choices = {
        0: f"{url}{join}{tracked}",
        1: f"http://{rest}",
        2: f"{scheme}://{host.upper()}/{path}",
        3: f"{url}/" if plain_path else url,
    }
    return choices.get(number(12, *parts, "decoration"), url)


def _capture(seed: int, source: str, content: Content) -> str:
    if number(5, seed, content.serial, source, "capture") == 0:
        return ""
    return sha256(f"capture {seed} {source} {content.serial}".encode()).hexdigest()
