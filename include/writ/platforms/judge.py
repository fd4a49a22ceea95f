"""Judges pages in a process of its own: `python -m include.writ.platforms.judge`, JSON lines in and out.

What strangers wrote is parsed here, where there is no login, no connection and no secret, and where a page that crashes
or exhausts the parser takes nothing with it. A line is an array of pages: the fields of `Page`, with `platform` and
`asked_url`. The answer is an array of as many sights: verdict, sign, status, hash and evidence. The process ends when
its input does.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from dataclasses import astuple
from typing import Any

from include.writ.domain.content import Platform
from include.writ.domain.verdict import Page
from include.writ.platforms.evidence import judge_page

_MOST_MEMORY = 2 * 1024**3
_WARMING = Page(200, {"link": '<https://example.org/>; rel="blocked-by"'}, "<html><body>", "https://vk.com/wall-1_1")


def judge_line(line: bytes) -> str:
    """The sights of the pages of a line, in the same order."""
    return json.dumps([_judge(**one) for one in json.loads(line)])


def _judge(platform: str, asked_url: str, **page: Any) -> tuple[Any, ...]:
    sight = judge_page(Platform(platform), Page(**page), asked_url)
    return *astuple(sight.judgement), sight.status, sight.body_sha256, sight.evidence


def confine() -> None:
    """Take from this process what it does not need: files, sockets, processes, endless memory."""
    judge_page(Platform.VKONTAKTE, _WARMING, _WARMING.final_url)  # whatever is read on first use is read now
    limits = {"AS": _MOST_MEMORY, "FSIZE": 0, "NOFILE": 3, "NPROC": 0, "CORE": 0}
    for name, most in limits.items():
        with suppress(ValueError, OSError):  # not every system can limit each of them
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def main() -> None:
    """Answer line after line."""
    confine()
    for line in sys.stdin.buffer:
        sys.stdout.write(judge_line(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
