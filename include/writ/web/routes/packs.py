"""The act by which a legal officer answers for a pack."""

from __future__ import annotations

from fastapi import APIRouter

from include.writ.web.bodies import AdoptBody
from include.writ.web.security import CurrentPerson
from include.writ.wiring import adoption

router = APIRouter()


@router.post("/packs/{pack}/adopt")
def adopt(pack: str, body: AdoptBody, person: CurrentPerson) -> adoption.Adopted:
    """Adopt the pack with this SHA-256 and no other; `doctor` says which one the deployment has."""
    return adoption.adopt(pack, person.id, body.sha256)
