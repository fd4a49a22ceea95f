"""Where the authority's signing key is, as an Airflow connection says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class KeyConnection:
    """The extra fields, which docs/signing.md lists, and the passphrase or PIN, which is never shown."""

    extra: dict[str, Any]
    secret: str = field(repr=False)
