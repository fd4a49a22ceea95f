"""Who decided how much and how fast, for anyone in Writ's register."""

from __future__ import annotations

from include.writ.services.workload import Workload, read_workload
from include.writ.wiring.deployment import for_docket

__all__ = ["Workload"]


def workload() -> Workload:
    """The work of the last 28 local days."""
    here = for_docket()
    with here.begin() as session:
        return read_workload(session, today=here.today, zone=here.zone, now=here.clock())
