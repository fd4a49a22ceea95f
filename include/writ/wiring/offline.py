"""What can be asked without a database: what a URL names, a page shows or a mail says, and what a pack of law lacks.

A line that is not what was asked for gets an answer that says so; the lines after it are answered all the same.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from include.writ.answers.read import MOST_BYTES, read_mail
from include.writ.domain.content import ContentRef, Platform
from include.writ.domain.verdict import Page
from include.writ.packs.loader import FOLDER, load_pack
from include.writ.platforms.pages import classify_page
from include.writ.platforms.registry import identify

Answer = dict[str, Any]


class SeenPage(BaseModel):
    """One line of `classify-page`: what came back from a request, or (status null) that nothing did."""

    platform: Platform
    status: int | None
    headers: dict[str, str] = {}
    body: str = ""
    final_url: str = ""
    asked_url: str = ""
    error: str | None = None


def identify_line(url: str) -> Answer:
    """The content item that a URL names, or why it names none; the keys are those of the command's contract."""
    found = identify(url)
    if isinstance(found, ContentRef):
        return {
            "input": url,
            "platform": found.platform,
            "kind": found.kind,
            "content_id": found.content_id,
            "key": found.key,
            "canonical_url": found.canonical_url,
        }
    known = {"platform": found.platform, "kind": found.kind, "key": found.key}
    answer = {"input": url, "error": found.error, "detail": found.detail}
    return answer | {name: value for name, value in known.items() if value is not None}


def classify_line(line: str) -> Answer:
    """The verdict on one page given as JSON."""
    try:
        seen = SeenPage.model_validate_json(line)
    except ValidationError as error:
        wrong = sorted({".".join(str(part) for part in problem["loc"]) or "line" for problem in error.errors()})
        return {"error": "malformed", "detail": f"not a page, see: {', '.join(wrong)}"}
    page = Page(seen.status, seen.headers, seen.body, seen.final_url, seen.error)
    judgement = classify_page(seen.platform, page, seen.asked_url)
    return {"verdict": judgement.verdict, "because": judgement.because}


def classify_mail(path: Path) -> Answer:
    """What one mail in a file is, of what it speaks, and what it says was done; the keys are those of the contract.

    An id of ours counts under any domain. A file that cannot be read gets an answer with `error`.
    """
    try:
        with path.open("rb") as file:
            read = read_mail(file.read(MOST_BYTES + 1))
    except OSError as error:
        return {"file": str(path), "error": "unreadable", "detail": error.strerror or type(error).__name__}
    return {
        "file": str(path),
        "kind": read.kind,
        "notice_id": read.notice_key,
        "outcome": read.outcome,
        "bounce": asdict(read.bounce) if read.bounce else None,
        "attached": read.attached,
        "orders": [{"number": one.number, "outcome": one.outcome} for one in read.orders],
    }


def check_pack(name: str) -> Answer:
    """What a sound pack is, and which of its rules nobody has verified; `PackError` when it is not sound."""
    path = Path(name)
    loaded = load_pack(path.stem, path.parent) if path.suffix == ".yml" else load_pack(name, FOLDER)
    return {
        "pack": loaded.pack.id,
        "version": loaded.pack.version,
        "sha256": loaded.sha256,
        "grounds": sorted(loaded.ground_ids),
        "unverified": sorted(rule.id for rule in loaded.pack.rules if not rule.verified),
    }
