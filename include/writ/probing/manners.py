"""What a host has asked of visitors, for one round of probes: its robots.txt, its pace, and a pause.

RFC 9309: a robots.txt that is not there (4xx) restricts nothing; one that cannot be read forbids everything for now.
A host that answers 429, or 503 with `Retry-After`, is left alone for the rest of the round. What is not asked for one
of these reasons is a page without status: it says nothing about the item.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from protego import Protego
from yarl import URL

ROBOT = "Writ-probe"
PER_SECOND = 25.0
BURST_S = 1.0
LONGEST_WAIT_S = 60.0
MAX_ROBOTS_BYTES = 500 * 1024  # what RFC 9309 section 2.5 demands to be read at least

FORBIDDEN = "robots.txt forbids"
UNREADABLE = "robots.txt could not be read"
PAUSED = "host asks for a pause"

Origin = tuple[str, str, int]


class Unasked(OSError):
    """This address is not asked now, out of respect for the host; the first argument says why, in fixed words."""


class Host:
    """What is known of one host, and when it may be asked next."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.is_known = False
        self._clock = clock
        self._rules: Any = None
        self._refusal: str | None = None
        self._is_paused = False
        self._spacing_s, self._burst_s = 1 / PER_SECOND, BURST_S
        self._free_at = 0.0

    def learn(self, status: int | None, text: str) -> None:
        """Take in the answer for robots.txt; no status means that there was no answer, for the reason in `text`."""
        self.is_known = True
        if status is None:
            self._refusal = f"{UNREADABLE}: {text}"
        elif status >= 500:
            self._refusal = UNREADABLE
        elif 200 <= status < 300:
            self._rules = Protego.parse(text)
            delay_s = self._rules.crawl_delay(ROBOT) or 0.0
            if delay_s > self._spacing_s:
                self._spacing_s, self._burst_s = delay_s, 0.0

    def pause_if_asked(self, status: int, headers: Mapping[str, str]) -> None:
        """Leave the host alone from now on where its answer asks for that (RFC 6585 section 4, RFC 9110 10.2.3)."""
        if status == 429 or (status == 503 and "Retry-After" in headers):
            self._is_paused = True

    def check(self, url: URL) -> None:
        """Raise `Unasked` where this address is not to be asked."""
        if self._is_paused:
            raise Unasked(PAUSED)
        if self._refusal is not None:
            raise Unasked(self._refusal)
        if self._rules is not None and not self._rules.can_fetch(str(url), ROBOT):
            raise Unasked(FORBIDDEN)

    def reserve(self) -> float:
        """Take the next place in the host's pace; return the seconds until then. `Unasked` where it is too far off."""
        now = self._clock()
        wait_s = max(0.0, self._free_at - self._burst_s - now)
        if wait_s > LONGEST_WAIT_S:
            raise Unasked(PAUSED)
        self._free_at = max(self._free_at, now) + self._spacing_s
        return wait_s


class Manners:
    """The hosts of one round. Give the same one to every batch of the round, and a new one to the next."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._hosts: dict[Origin, Host] = {}

    def of(self, url: URL) -> Host:
        """What is known of the host of an address."""
        origin = (url.scheme, url.raw_host or "", url.port or 0)
        host = self._hosts.get(origin)
        if host is None:
            host = self._hosts[origin] = Host(self._clock)
        return host
