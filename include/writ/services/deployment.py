"""Whether orders of this deployment are real. They are specimens until a legal officer adopts the exact pack."""

from __future__ import annotations

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from include.writ.domain.people import Person, Role
from include.writ.errors import NotAllowed
from include.writ.packs.loader import LoadedPack
from include.writ.storage.models import OrderRow, PackAdoptionRow, PersonRow


def is_specimen(session: Session, pack: LoadedPack) -> bool:
    """True unless this very content of the pack was adopted."""
    adopted = select(PackAdoptionRow.id).where(
        PackAdoptionRow.pack == pack.pack.id, PackAdoptionRow.pack_sha256 == pack.sha256
    )
    return session.scalar(adopted) is None


def only_rehearsed(session: Session) -> bool:
    """True as long as no order in earnest exists, under whatever version of a pack."""
    adopted = select(PackAdoptionRow.id).exists()  # none without; so no order is looked at before the first adoption
    in_earnest = select(OrderRow.id).where(adopted, OrderRow.is_specimen == false())
    return session.scalar(in_earnest.limit(1)) is None


def person(session: Session, user_name: str) -> Person:
    """The active person whom Airflow knows by `user_name`; a service account is not in the register."""
    row = session.get(PersonRow, user_name)
    if row is None or not row.is_active:
        raise NotAllowed(f"{user_name} is not in Writ's register of people")
    return Person(row.id, row.name, row.post, frozenset(Role(role) for role in row.roles), row.higher_body)
