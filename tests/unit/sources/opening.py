"""A source as the tests open it: a clock that stands still, and waits that are only written down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from include.writ.sources.base import FetchedExport, Known, Source, SourceConnection, Unchanged
from include.writ.sources.effort import Effort
from include.writ.sources.transports import open_source

DAY = date(2026, 11, 20)
PATH = "exports/2026-11-20.csv"
NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)


def opened(
    connection: SourceConnection,
    *,
    waits: list[float] | None = None,
    effort: Effort | None = None,
    now: datetime = NOW,
    **pull: Any,
) -> Source:
    noted: list[float] = [] if waits is None else waits
    return open_source("media_watch", connection, pull, clock=lambda: now, effort=effort or Effort(sleep=noted.append))


def known_of(export: FetchedExport | Unchanged | None) -> Known:
    assert isinstance(export, FetchedExport)
    return Known(export.sha256, export.size, export.etag, export.modified)


def bytes_of(export: FetchedExport | Unchanged | None) -> bytes:
    assert isinstance(export, FetchedExport)
    return export.path.read_bytes()
