"""Reading packs. A pack's fingerprint covers its content, so an adopted version cannot change unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from include.writ.domain.case import LegalBasis
from include.writ.domain.clocks import Calendar
from include.writ.domain.ids import fingerprint
from include.writ.errors import PackError
from include.writ.packs.calendar import calendar_of
from include.writ.packs.model import Ground, Pack

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LoadedPack:
    """A valid pack with the SHA-256 of its content."""

    pack: Pack
    sha256: str

    @property
    def ground_ids(self) -> frozenset[str]:
        """The closed list of grounds."""
        return frozenset(ground.id for ground in self.pack.grounds)

    def ground(self, ground_id: str, on: date) -> Ground:
        """The ground, where all that it rests on is law on a day; raises `PackError` when there is none."""
        for ground in self.pack.grounds:
            if ground.id == ground_id and self.pack.in_force(ground, on):
                return ground
        raise PackError(f"pack {self.pack.id} {self.pack.version} has no ground {ground_id!r} in force on {on}")

    @property
    def calendar(self) -> Calendar:
        """The working days of the jurisdiction."""
        return calendar_of(self.pack.holidays)

    def unverified(self, ground_id: str, on: date) -> list[str]:
        """The rules that an order on this ground would rest on and that nobody has verified."""
        return [rule.id for rule in self.pack.rules_of(self.ground(ground_id, on), on) if not rule.verified]

    def require_issuable(self, ground_id: str, on: date, *, is_specimen: bool) -> None:
        """Raise `PackError` unless the ground is in force and, for an order in earnest, all its rules are verified.

        The authority's address has to be one where somebody is, too.
        """
        unverified = self.unverified(ground_id, on)
        if is_specimen:
            return
        if unverified:
            raise PackError(
                f"ground {ground_id} can be issued as a specimen only: nobody has verified {', '.join(unverified)};"
                " a legal officer has to read the source and write down the date and their name in the pack"
            )
        authority = self.pack.authority(self.ground(ground_id, on).authority)
        if not authority.contact.is_real:
            raise PackError(
                f"authority {authority.id}: {authority.contact.email} is an example, where no platform reaches anybody;"
                " write the authority's own address, e-mail and telephone in the pack"
            )

    def basis(self, ground_id: str, on: date) -> LegalBasis:
        """All that the pack fixes for a decision on this ground made on that day."""
        ground = self.ground(ground_id, on)
        return LegalBasis(
            pack=self.pack.id,
            pack_version=self.pack.version,
            pack_sha256=self.sha256,
            ground=ground.id,
            provision=ground.provision,
            authority=ground.authority,
            jurisdiction=self.pack.jurisdiction,
            territory=self.pack.territory,
            deadline_hours=ground.platform_term.amount,
            review_after_days=self.pack.review.amount,
            higher_body=self.pack.authority(ground.authority).higher_body.id,
            restore_hours=self.pack.redress.restored.amount,
            appeal_suspends=self.pack.redress.suspends is not None,
            redress_platform=self.pack.redress.platform.how["en"],
            redress_author=self.pack.redress.author.how["en"],
            elements=tuple(element.id for element in ground.elements),
            material_types=tuple(one.id for one in ground.material_types),
            requires=self.pack.needs(ground),
            incites=ground.incites,
            told_before_hours=self.pack.told_before.amount if self.pack.told_before else 0,
            non_disclosure_days=self._non_disclosure_days(on),
        )

    def _non_disclosure_days(self, on: date) -> int:
        term = self.pack.non_disclosure
        return term.amount if term and self.pack.rule(term.rule, on).holds(on) else 0

    def to_be_written(self, ground_id: str, on: date) -> str:
        """What a drafter has to show for this ground, for an item that no person has written about yet."""
        ground = self.ground(ground_id, on)
        asked = "\n".join(f"- {element.asks}" for element in ground.elements)
        return (
            f"The item named above was reported as: {ground.title['en']}. Before this can be an order, a drafter has to"
            f" say of this item:\n{asked}"
        )


@cache
def load_pack(pack_id: str, folder: Path = FOLDER) -> LoadedPack:
    """The pack in `folder`; raises `PackError` that names the file and each field that is wrong."""
    path = folder / f"{pack_id}.yml"
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        pack = Pack.model_validate(content)
    except (OSError, yaml.YAMLError) as error:
        raise PackError(f"{path.name}: {error}") from error
    except ValidationError as error:
        wrong = (f"{'.'.join(map(str, one['loc'])) or 'pack'}: {one['msg']}" for one in error.errors())
        raise PackError(f"{path.name}: {'; '.join(wrong)}") from None
    return LoadedPack(pack, fingerprint(pack.model_dump(mode="json")))
