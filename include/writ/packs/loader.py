"""Reading packs. A pack's fingerprint covers its content, so an adopted version cannot change unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from include.writ.domain.case import LegalBasis
from include.writ.domain.ids import fingerprint
from include.writ.errors import PackError
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
        """The ground as it is in force on a day; raises `PackError` when there is none."""
        for ground in self.pack.grounds:
            if ground.id == ground_id and ground.valid_from <= on <= (ground.valid_to or date.max):
                return ground
        raise PackError(f"pack {self.pack.id} {self.pack.version} has no ground {ground_id!r} in force on {on}")

    def require_issuable(self, ground_id: str, on: date, *, is_specimen: bool) -> None:
        """Raise `PackError` unless the ground is in force and, for an order in earnest, verified with its redress."""
        ground = self.ground(ground_id, on)
        if not (is_specimen or (ground.citation.verified and self.pack.redress.citation.verified)):
            raise PackError(f"ground {ground_id} or its redress is not verified: it can be issued as a specimen only")

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
            territory=self.pack.jurisdiction,
            deadline_hours=ground.deadline_hours,
            review_after_days=self.pack.review_after_days,
            redress_platform=self.pack.redress.platform,
            redress_author=self.pack.redress.author,
        )


@cache
def load_pack(pack_id: str, folder: Path = FOLDER) -> LoadedPack:
    """The pack in `folder`; raises `PackError` that names the file and each field that is wrong."""
    path = folder / f"{pack_id}.yml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        pack = Pack.model_validate(content)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise PackError(f"{path.name}: {error}") from error
    return LoadedPack(pack, fingerprint(pack.model_dump(mode="json")))
