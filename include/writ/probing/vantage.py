"""Vantage points: proxies by which ordered items are looked at from inside the territory, and from outside it.

Each is optional; the environment names the Airflow connection that says where it is. Without one inside, this machine
itself is inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from include.writ.domain.verdict import Vantage
from include.writ.sources.base import SourceConnection


@dataclass(frozen=True, slots=True)
class VantageConnection(SourceConnection):
    """What an Airflow connection says about a proxy. The password and the extra fields are never shown."""

    page: ClassVar[str] = "docs/probes.md"


@dataclass(frozen=True, slots=True)
class VantagePoints:
    """The proxies that there are."""

    inside: VantageConnection | None = None
    outside: VantageConnection | None = None

    @property
    def counting(self) -> Vantage:
        """From where the view is that counts for the orders."""
        return Vantage.INSIDE if self.inside else Vantage.DIRECT
