"""Presses for tests: one that signs in earnest with a specimen's key, and one for where only the course matters."""

from __future__ import annotations

import tempfile
from datetime import datetime
from functools import cache
from pathlib import Path

from include.writ.notices.key_connection import KeyConnection
from include.writ.notices.press import Sealed
from include.writ.notices.specimen_key import specimen_files
from include.writ.services.issue import Means
from include.writ.wiring.deployment import Deployment


@cache
def specimen_key() -> KeyConnection:
    """The key of a specimen deployment, one for the whole run."""
    key_file, certificate_file = specimen_files(Path(tempfile.mkdtemp(prefix="writ-key-")))
    return KeyConnection({"key_file": str(key_file), "certificate_file": str(certificate_file)}, "")


class PlainPress:
    """Says that it signed."""

    def seal(self, document: bytes, issued_at: datetime) -> Sealed:
        """Nothing of it holds."""
        return Sealed(b"%PDF " + document, "head..tail")


def means_of(here: Deployment) -> Means:
    """What notices of this deployment are made with, where only their course matters."""
    return Means(PlainPress(), here.raw_store, here.zone, here.is_specimen())
