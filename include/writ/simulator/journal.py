"""The log of the notices that the platforms accepted: one JSON line each, on disk before anybody is told.

A line that a crash cut short was never acknowledged; it is dropped at the next start. Nothing is ever rewritten.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from include.writ.domain.content import Platform
from include.writ.domain.delivery import NoticeKind


@dataclass(frozen=True, slots=True)
class AcceptedItem:
    """The order, and the address that it names."""

    order_number: str
    url: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """One accepted notice; a repeat has the receipt of the first. `mailed_from`: who sent it, if it came by mail."""

    platform: Platform
    kind: NoticeKind
    key: str
    body_sha256: str
    specimen: bool
    items: tuple[AcceptedItem, ...]
    receipt_id: str
    received_at: datetime
    repeat: bool
    mailed_from: str = ""


class Journal:
    """The file behind the platforms' memory."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Accepted]:
        """All accepted notices in order; cuts a torn last line off the file."""
        if not self._path.exists():
            return []
        data = self._path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            os.truncate(self._path, len(whole))
        return [_accepted(json.loads(line)) for line in whole.splitlines()]

    def append(self, accepted: Accepted) -> None:
        """Write one line and wait until the disk has it."""
        line = json.dumps(asdict(accepted) | {"received_at": accepted.received_at.isoformat()}, ensure_ascii=False)
        with self._path.open("ab") as file:
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())


def _accepted(line: dict[str, Any]) -> Accepted:
    fields = line | {
        "platform": Platform(line["platform"]),
        "kind": NoticeKind(line["kind"]),
        "items": tuple(AcceptedItem(**item) for item in line["items"]),
        "received_at": datetime.fromisoformat(line["received_at"]),
    }
    return Accepted(**fields)
