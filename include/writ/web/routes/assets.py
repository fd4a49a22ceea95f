"""Style and script, by name from a closed list, behind the login like everything else."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

FOLDER = Path(__file__).parents[1] / "static"
SCRIPTS = ("docket.js", "acts.js", "keys.js", "veil.js")
TYPES = {"docket.css": "text/css"} | dict.fromkeys(SCRIPTS, "text/javascript")

router = APIRouter()


@router.get("/{name}")
def asset(name: str) -> FileResponse:
    """One file."""
    if name not in TYPES:
        raise HTTPException(404, "there is no such file")
    return FileResponse(FOLDER / name, media_type=TYPES[name])
