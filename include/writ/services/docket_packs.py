"""Reading the pack that this deployment applies: each fact of law with its source, and who answered for which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from include.writ.domain.people import signature
from include.writ.domain.standing import PackStanding
from include.writ.packs.loader import LoadedPack
from include.writ.packs.model import Ground
from include.writ.services.records import record_of
from include.writ.storage.models import PackAdoptionRow, PersonRow


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """One fact of law, as the pack says it. `holds`: it is law today. `grounds`: whose orders rest on it today."""

    id: str
    says: str
    source: str
    read_on: date | None
    reader: str | None
    verified: bool
    valid_from: date
    valid_to: date | None
    superseded_by: str | None
    holds: bool
    grounds: list[str]


@dataclass(frozen=True, slots=True)
class GroundRecord:
    """What keeps orders on one ground from being issued in earnest; `issuable` when nothing does.

    `unverified`: the rules under it that nobody has verified. `is_addressed`: its authority's address is a real one.
    """

    id: str
    title: str
    provision: str
    authority: str
    in_force: bool
    unverified: list[str]
    is_addressed: bool
    issuable: bool


@dataclass(frozen=True, slots=True)
class AdoptionRecord:
    """A legal officer answered for one exact content; `officer` is their name and post. Nothing takes it back."""

    pack: str
    pack_version: str
    pack_sha256: str
    adopted_by: str
    adopted_at: datetime
    officer: str


@dataclass(frozen=True, slots=True)
class PackRecord:
    """The pack that is applied on `day`, whole; `adoptions` are of this and all other packs, the newest first.

    `is_clock_set`: the clock is set by hand, so that nothing can be adopted here.
    """

    id: str
    version: str
    title: str
    jurisdiction: str
    territory: str
    sha256: str
    day: date
    standing: PackStanding
    is_clock_set: bool
    grounds: list[GroundRecord]
    rules: list[RuleRecord]
    adoptions: list[AdoptionRecord]


def read_pack(session: Session, loaded: LoadedPack, *, today: date, is_clock_set: bool) -> PackRecord:
    """The pack as it is applied today. Adoptions are some dozens at most: each is one version of the law."""
    adoptions = _adoptions(session)
    pack = loaded.pack
    return PackRecord(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        jurisdiction=pack.jurisdiction,
        territory=pack.territory,
        sha256=loaded.sha256,
        day=today,
        standing=_standing(loaded, adoptions),
        is_clock_set=is_clock_set,
        grounds=[_ground(loaded, ground, today) for ground in pack.grounds],
        rules=_rules(loaded, today),
        adoptions=adoptions,
    )


def _standing(loaded: LoadedPack, adoptions: list[AdoptionRecord]) -> PackStanding:
    of_pack = {adoption.pack_sha256 for adoption in adoptions if adoption.pack == loaded.pack.id}
    if loaded.sha256 in of_pack:
        return PackStanding.ADOPTED
    return PackStanding.CHANGED if of_pack else PackStanding.NEVER_ADOPTED


def _ground(loaded: LoadedPack, ground: Ground, today: date) -> GroundRecord:
    pack = loaded.pack
    in_force = pack.in_force(ground, today)
    unverified = [rule.id for rule in pack.rules_of(ground, today) if not rule.verified]
    is_addressed = pack.authority(ground.authority).contact.is_real
    return GroundRecord(
        id=ground.id,
        title=ground.title.get("en", ground.id),
        provision=ground.provision,
        authority=ground.authority,
        in_force=in_force,
        unverified=unverified,
        is_addressed=is_addressed,
        issuable=in_force and is_addressed and not unverified,
    )


def _rules(loaded: LoadedPack, today: date) -> list[RuleRecord]:
    pack = loaded.pack
    resting = {ground.id: {rule.id for rule in pack.rules_of(ground, today)} for ground in pack.grounds}
    return [
        record_of(
            RuleRecord,
            rule,
            holds=rule.holds(today),
            grounds=[ground for ground, rules in resting.items() if rule.id in rules],
        )
        for rule in pack.rules
    ]


def _adoptions(session: Session) -> list[AdoptionRecord]:
    statement = select(PackAdoptionRow, PersonRow).join(PersonRow, PersonRow.id == PackAdoptionRow.adopted_by)
    rows = session.execute(statement.order_by(PackAdoptionRow.adopted_at.desc(), PackAdoptionRow.id))
    return [record_of(AdoptionRecord, adoption, officer=signature(person)) for adoption, person in rows]
