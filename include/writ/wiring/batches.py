"""What the Docket calls about batches: reading them, their Data Docs, and letting in one that was held."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from include.writ import settings
from include.writ.log import get
from include.writ.services import batch_reading, hold
from include.writ.services import deployment as standing
from include.writ.services.batch_reading import BatchPage, BatchRecord
from include.writ.wiring.deployment import for_docket

__all__ = ["BatchPage", "BatchRecord"]

DOCS_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}

log = get(__name__)


def list_batches(source: str | None, before: date | None, days: int) -> BatchPage:
    """The newest days first."""
    with for_docket().begin() as session:
        return batch_reading.list_batches(session, source=source, before=before, days=days)


def sources() -> list[str]:
    """Names of all sources."""
    with for_docket().begin() as session:
        return batch_reading.sources(session)


def batch(batch_id: UUID) -> BatchRecord | None:
    """One batch with its checks."""
    with for_docket().begin() as session:
        return batch_reading.read_batch(session, batch_id)


def docs_page(batch_id: UUID, page: str) -> tuple[Path, str] | None:
    """A file of the batch's Data Docs and its type; None for whatever is not one, or lies elsewhere."""
    with for_docket().begin() as session:
        docs = batch_reading.docs_of(session, batch_id)
    if docs is None or "\0" in page:
        return None
    root = (settings.var_dir() / "data_docs").resolve()
    folder = (settings.var_dir() / docs).parent.resolve()
    file = (folder / page).resolve()
    kind = DOCS_TYPES.get(file.suffix)
    is_inside = root in folder.parents and folder in file.parents
    return (file, kind) if kind and is_inside and file.is_file() else None


def let_in(batch_id: UUID, user_name: str) -> str:
    """Let the good rows of a held batch go on; the state that it has then."""
    here = for_docket()
    with here.begin() as session:
        person = standing.person(session, user_name)
        row = hold.let_in(session, batch_id=batch_id, person=person, now=here.clock())
    log.info("batch %s: let in", batch_id)
    return row.state
