"""The pack of law that this deployment applies, for anyone in Writ's register."""

from __future__ import annotations

from include.writ import settings
from include.writ.services import docket_packs
from include.writ.services.docket_packs import PackRecord
from include.writ.wiring.deployment import for_docket

__all__ = ["PackRecord"]


def pack() -> PackRecord:
    """The pack with its rules and all adoptions."""
    here = for_docket()
    is_clock_set = settings.clock_file() is not None
    with here.begin() as session:
        return docket_packs.read_pack(session, here.pack, today=here.today, is_clock_set=is_clock_set)
