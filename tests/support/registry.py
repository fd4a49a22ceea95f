"""Changing a platform's entry in the register the way people do: one proposes, another confirms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from include.writ.services import contacts
from include.writ.services import deployment as standing
from include.writ.wiring.deployment import Deployment


def register(here: Deployment, platform: str, **changes: Any) -> None:
    """The platform's contact becomes another one in these respects."""
    with here.begin() as session:
        register_in(session, here, platform, **changes)


def register_in(session: Session, here: Deployment, platform: str, **changes: Any) -> None:
    """The same in a transaction that goes on."""
    known = contacts.current(session, platform)
    assert known is not None
    said, now = replace(known, **changes), here.clock()
    if said == known:
        return
    proposer, confirmer = (standing.person(session, name) for name in ("drafter_1", "reviewer_1"))
    proposed = contacts.propose(session, platform=platform, person=proposer, contact=said, now=now)
    contacts.confirm(session, contact_id=proposed.id, person=confirmer, today=here.today, now=now)
