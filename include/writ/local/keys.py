"""Secrets of the local stack: made by chance once per folder, kept in files that only their owner can read.

They are never printed (but for the demo persons' passwords, whose only use is to be typed) and never leave the machine.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, repr=False)
class LocalKeys:
    """What the Airflow processes must have in common."""

    jwt: str
    api: str
    fernet: str


def load_keys(folder: Path) -> LocalKeys:
    """The keys of this folder, made on first use."""
    fresh = {
        "jwt": secrets.token_urlsafe(64),
        "api": secrets.token_urlsafe(64),
        "fernet": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    return LocalKeys(**_load(folder / "keys.json", fresh))


def passwords_file(folder: Path) -> Path:
    """Where Airflow's SimpleAuthManager reads the demo persons' passwords: one JSON object, user name to password."""
    return folder / "demo-passwords.json"


def load_passwords(folder: Path, users: Iterable[str]) -> dict[str, str]:
    """The passwords of `users`, made on first use; a user who came later gets one too."""
    return _load(passwords_file(folder), {user: secrets.token_urlsafe(12) for user in users})


def _load(path: Path, fresh: Mapping[str, str]) -> dict[str, str]:
    """What the file holds, completed from `fresh`; the file is rewritten whole and only when something was missing."""
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    values = {name: kept.get(name, value) for name, value in fresh.items()}
    if values != kept:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(values, file)
        draft.replace(path)
    return values
