"""What a pack proposes for each ground, kept once for all cases under it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.ids import stable_id
from include.writ.errors import PackError
from include.writ.packs.loader import LoadedPack
from include.writ.storage.models import BasisRow


def bases_in_force(session: Session, pack: LoadedPack, on: date) -> dict[str, UUID]:
    """The basis of each ground that the pack has in force on a day."""
    found: dict[str, UUID] = {}
    for ground in sorted(pack.ground_ids):
        try:
            basis, text = pack.basis(ground, on), pack.to_be_written(ground, on)
        except PackError:
            continue
        row = basis.as_json() | {"id": stable_id("basis", pack.sha256, ground), "to_be_written": text}
        session.execute(insert(BasisRow).values(row).on_conflict_do_nothing())
        found[ground] = row["id"]
    return found


def are_registered(session: Session, pack: LoadedPack) -> bool:
    """Whether the bases of exactly this pack are kept; the tasks keep them, for the Docket has no right to."""
    return session.scalar(select(BasisRow.id).where(BasisRow.pack_sha256 == pack.sha256).limit(1)) is not None
