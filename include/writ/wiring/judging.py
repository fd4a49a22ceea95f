"""Has pages judged in a process of its own (platforms/judge.py), many at a time, and bears with its end.

A page on which that process ends, or which it does not answer in time, is `unknown`, whatever it shows; the pages that
were with it are judged again, one by one.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from include.writ.domain.content import Platform
from include.writ.domain.verdict import Judgement, Page, Sight, Verdict
from include.writ.log import get

PROCESSES = 2
AT_ONCE = 32
PATIENCE_S = 20.0
_LONGEST_ANSWER = 1024 * 1024
COMMAND = (sys.executable, "-m", "include.writ.platforms.judge")

log = get(__name__)

Asked = dict[str, Any]


class Judge:
    """Takes pages one by one and hands them on together: while some are judged, the next ones gather."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Asked, asyncio.Future[Sight]]] = []
        self._has_come = asyncio.Event()

    async def judge(self, platform: Platform, page: Page, asked_url: str) -> Sight:
        """The verdict on one page, with what is kept of it."""
        answer: asyncio.Future[Sight] = asyncio.get_running_loop().create_future()
        asked: Asked = {
            "platform": platform,
            "asked_url": asked_url,
            "headers": dict(page.headers),
            "error": page.error,
        }
        asked |= {"status": page.status, "body": page.body, "final_url": page.final_url}
        self._waiting.append((asked, answer))
        self._has_come.set()
        return await answer

    async def hand_on_to(self, judged: _Process) -> None:
        """Hand pages on until cancelled."""
        while True:
            await self._has_come.wait()
            now, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            if not self._waiting:
                self._has_come.clear()
            sights = await judged.judge_each([asked for asked, _ in now])
            for (_, answer), sight in zip(now, sights, strict=True):
                if not answer.done():
                    answer.set_result(sight)


class _Process:
    """One process that judges; another takes its place when it ends."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def judge_each(self, asked: Sequence[Asked]) -> list[Sight]:
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._ask(asked)
        except (TimeoutError, OSError, EOFError, ValueError, TypeError) as error:
            await self.end()
            if len(asked) > 1:
                return [sight for one in asked for sight in await self.judge_each([one])]
            log.warning("a page could not be judged: %s", type(error).__name__)
            return [Sight(Judgement(Verdict.UNKNOWN, "the page could not be judged"), asked[0]["status"], None, {})]

    async def _ask(self, asked: Sequence[Asked]) -> list[Sight]:
        pages, answers = await self.begin()
        pages.write(json.dumps(asked, ensure_ascii=False).encode(errors="surrogatepass") + b"\n")
        await pages.drain()
        line = await answers.readline()
        if not line:
            raise EOFError
        return [_sight(*one) for _, one in zip(asked, json.loads(line), strict=True)]

    async def begin(self) -> tuple[asyncio.StreamWriter, asyncio.StreamReader]:
        if self._process is None:
            self._process = await _start()
        pages, answers = self._process.stdin, self._process.stdout
        assert pages is not None
        assert answers is not None
        return pages, answers

    async def end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@asynccontextmanager
async def judging() -> AsyncIterator[Judge]:
    """Have processes that judge, for one round of probes."""
    judge, processes = Judge(), [_Process() for _ in range(PROCESSES)]
    async with asyncio.TaskGroup() as group:
        at_work = [group.create_task(judge.hand_on_to(process)) for process in processes]
        try:
            for process in processes:
                await process.begin()
            yield judge
        finally:
            for task in at_work:
                task.cancel()
            for process in processes:
                await process.end()


async def _start() -> Process:
    bare = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return await asyncio.create_subprocess_exec(
        *COMMAND, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=bare, limit=_LONGEST_ANSWER
    )


def _sight(verdict: str, because: str, *rest: Any) -> Sight:
    return Sight(Judgement(Verdict(verdict), because), *rest)
