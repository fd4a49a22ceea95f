"""What is known of the platform that an order would go to, as far as the order's legal basis asks for it."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from include.writ.domain.completeness import Addressee
from include.writ.storage.models import AnnouncementRow, DecisionRow, OrderRow, PackAdoptionRow, PlatformRow


class OfPack(Protocol):
    """A legal basis, or a row that holds one."""

    @property
    def pack(self) -> str:
        """The pack's id."""

    @property
    def pack_sha256(self) -> str:
        """The fingerprint of its exact content."""

    @property
    def told_before_hours(self) -> int:
        """How long before its first order a platform has to be told; 0 where it need not be."""


def addressee_of(session: Session, platform: str, basis: OfPack | None) -> Addressee:
    """The platform as its registry entry and the record have it; what happened in specimen mode does not count after.

    A platform that nobody registered has no languages.
    """
    row = session.get(PlatformRow, platform)
    languages = list(row.languages) if row else []
    if basis is None or not basis.told_before_hours:
        return Addressee(languages)
    adopted = select(PackAdoptionRow.id).filter_by(pack=basis.pack, pack_sha256=basis.pack_sha256)
    told = select(func.min(AnnouncementRow.received_at)).filter_by(platform=platform, pack=basis.pack)
    sent = select(OrderRow.id).join(DecisionRow, DecisionRow.id == OrderRow.decision_id)
    sent = sent.where(OrderRow.platform == platform, DecisionRow.pack == basis.pack, OrderRow.sent_at.is_not(None))
    if session.scalar(adopted) is not None:
        told = told.where(AnnouncementRow.is_specimen == false())
        sent = sent.where(OrderRow.is_specimen == false())
    return Addressee(languages, session.scalar(told), session.scalar(sent.limit(1)) is not None)
