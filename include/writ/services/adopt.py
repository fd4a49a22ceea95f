"""A legal officer answers for one exact pack. From then on orders under it are real, and nothing takes that back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from include.writ.domain.ids import stable_id
from include.writ.domain.people import Person, Role
from include.writ.errors import NotPossible
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.packs.loader import LoadedPack
from include.writ.storage.models import PackAdoptionRow


def run(
    session: Session, *, pack_id: str, sha256: str, person: Person, pack: LoadedPack, now: datetime
) -> PackAdoptionRow:
    """Adopt `pack`, which the deployment has loaded, if it is what the officer read. A second time changes nothing."""
    person.require(Role.LAW_REVIEWER)
    if (pack_id, sha256) != (pack.pack.id, pack.sha256):
        raise NotPossible(
            f"this deployment has pack {pack.pack.id} {pack.pack.version} with the SHA-256 {pack.sha256}; "
            f"pack {pack_id} with {sha256} is not what it would apply"
        )
    adopted_before = select(PackAdoptionRow).filter_by(pack=pack_id, pack_sha256=sha256)
    if earlier := session.scalar(adopted_before):
        return earlier
    adoption_id = stable_id("adoption", pack_id, sha256)
    adopted = func.writ.adopt_pack(adoption_id, pack_id, pack.pack.version, sha256, person.id, now)
    session.execute(select(adopted))
    facts = {"pack": pack_id, "version": pack.pack.version, "sha256": sha256}
    append(session, now, [Event("pack.adopted", f"pack:{pack_id}", person.id, facts)])
    return session.get_one(PackAdoptionRow, adoption_id)
