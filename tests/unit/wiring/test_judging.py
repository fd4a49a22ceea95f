"""Pages are judged in a process of their own: the same verdicts, and a page that ends the process is only unknown."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from include.writ.domain.content import Platform
from include.writ.domain.verdict import Page, Sight, Verdict
from include.writ.platforms.evidence import judge_page
from include.writ.wiring import judging
from tests.unit.platforms.page_corpus import samples

VK = Platform.VKONTAKTE
ITEM = "https://vk.com/wall-1_1"
GONE = "<html><body><h1>Запись удалена \udcff</h1></body></html>"
# what a hostile page may do to a parser, done here at a word
FRAIL = """
import os, sys, time
from include.writ.platforms.judge import judge_line
for line in sys.stdin.buffer:
    if b"end yourself" in line:
        os._exit(1)
    if b"think for ever" in line:
        time.sleep(3600)
    if b"speak nonsense" in line:
        print("[[]]", flush=True)
        continue
    print(judge_line(line), flush=True)
"""


def page(body: str, status: int = 200) -> Page:
    return Page(status, {"content-type": "text/html"}, body, ITEM)


def judge(pages: Sequence[tuple[Platform, Page, str]]) -> list[Sight]:
    async def all_at_once() -> list[Sight]:
        async with judging.judging() as judge:
            return await asyncio.gather(*(judge.judge(*one) for one in pages))

    return asyncio.run(all_at_once())


def test_verdicts_are_the_same_as_in_this_process() -> None:
    corpus = [(sample.platform, sample.page, sample.asked_url) for sample in samples()]
    corpus += [(VK, Page(None, {}, "", ITEM, "no answer in time"), ITEM), (VK, page(GONE, 404), ITEM)]

    assert judge(corpus) == [judge_page(*one) for one in corpus]


@pytest.mark.parametrize("deed", ["end yourself", "think for ever", "speak nonsense"])
def test_a_page_that_cannot_be_judged_is_unknown_and_takes_no_other_with_it(
    deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "COMMAND", (sys.executable, "-c", FRAIL))
    monkeypatch.setattr(judging, "PATIENCE_S", 2.0)
    pages = [page(GONE, 404), page(f"{GONE} {deed}", 404), page(GONE, 410)]
    first, bad, last = judge([(VK, one, ITEM) for one in pages])
    assert [first, last] == [judge_page(VK, pages[0], ITEM), judge_page(VK, pages[2], ITEM)]
    assert (bad.judgement.verdict, bad.status, bad.body_sha256) == (Verdict.UNKNOWN, 404, None)


def test_the_processes_end_with_the_round(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[asyncio.subprocess.Process] = []
    start = judging._start

    async def remembered() -> asyncio.subprocess.Process:
        begun.append(await start())
        return begun[-1]

    monkeypatch.setattr(judging, "_start", remembered)
    judge([(VK, page(GONE, 404), ITEM)])
    assert begun
    assert all(process.returncode is not None for process in begun)


def test_the_process_has_no_secret_of_ours_and_can_open_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WRIT_DATABASE_URL", "postgresql://secret")
    script = f"""
import os, socket, sys
from include.writ.platforms import judge
judge.confine()
assert not [name for name in os.environ if name.startswith(("WRIT", "AIRFLOW"))], "secrets"
for deed in (socket.socket, lambda: open({str(tmp_path / "file")!r}, "w")):
    try:
        deed()
    except OSError:
        continue
    sys.exit(f"{{deed}} is possible")
"""
    monkeypatch.setattr(judging, "COMMAND", (sys.executable, "-c", script))

    async def run() -> int:
        process = await judging._start()
        return await process.wait()

    assert asyncio.run(run()) == 0
