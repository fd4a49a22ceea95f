"""Runs one stage in a process of its own that dies at its n-th commit: `killed.py N before|after STAGE…`."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from typing import Any

from sqlalchemy import Engine, event

from include.writ.channels.settings import ChannelConnection
from include.writ.notices.key_connection import KeyConnection
from include.writ.sources.base import SourceConnection
from include.writ.wiring import looking, sending, stages


def die_at_commit(number: int, *, before: bool) -> None:
    """The process ends at the commit of that number: `before` loses it, otherwise the server has it."""
    seen = 0

    def at_commit(connection: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == number:
            if not before:
                connection.connection.dbapi_connection.commit()
            os._exit(137)

    event.listen(Engine, "commit", at_commit)


def channel(name: str, address: str) -> ChannelConnection:
    return ChannelConnection("c", "http", host=address, password=f"simulated-{name}")


def main() -> None:
    number, moment, stage, *arguments = sys.argv[1:]
    die_at_commit(int(number), before=moment == "before")
    call = {
        "pull": lambda name, address, day: stages.pull_export(
            name, SourceConnection("c", "http", host=address, password=f"simulated-{name}"), date.fromisoformat(day)
        ),
        "validate": stages.validate_batch,
        "open": lambda day: stages.open_cases_of(date.fromisoformat(day)),
        "propose": lambda day: stages.propose_drafts_of(date.fromisoformat(day)),
        "ask": lambda day, run: stages.ask_release(date.fromisoformat(day), run),
        "answer": lambda run: stages.answer_release(run, "releaser_1", let_go=True),
        "deliver": lambda name, address: sending.deliver_to(
            name, channel(name, address), KeyConnection(json.loads(os.environ["SIGNING_KEY"]), "")
        ),
        "collect": lambda name, address: sending.collect_from(name, channel(name, address)),
        "probe": looking.probe_due,
        "book": lambda day: stages.draw_up_book(date.fromisoformat(day)),
    }[stage]
    print(json.dumps(call(*arguments), default=str))


if __name__ == "__main__":
    main()
