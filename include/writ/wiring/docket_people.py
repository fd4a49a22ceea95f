"""The register of people, for anyone who is in it."""

from __future__ import annotations

from include.writ.services import docket_people
from include.writ.services.docket_people import Register
from include.writ.wiring.deployment import for_docket

__all__ = ["Register"]


def register() -> Register:
    """Everybody, with what they did in the last 28 local days."""
    here = for_docket()
    with here.begin() as session:
        return docket_people.read_register(session, today=here.today, zone=here.zone, now=here.clock())
