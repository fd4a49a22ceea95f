"""Puts readers, grammars and rules together into the check of exports; loads what that needs only when called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from include.writ import settings
from include.writ.exports.layout import ExportLayout
from include.writ.exports.table import Reading
from include.writ.packs.loader import LoadedPack
from include.writ.services.validate import Means
from include.writ.services.vet_batch import Vetting
from include.writ.wiring.deployment import Deployment

# the languages of the texts that the authority's people can judge; "": the source does not say
LANGUAGES = frozenset({"kk", "ru", "en", ""})


class PackCheck:
    """Exports are opened by the layout of their source, and judged by it and the pack."""

    def __init__(self, pack: LoadedPack) -> None:
        self._pack = pack

    def open_export(self, path: Path, layout: Mapping[str, Any]) -> Reading:
        """Open an export; raises `ContractBroken` when the whole file must be refused."""
        from include.writ.exports.blocks import open_export

        return open_export(path, ExportLayout.model_validate(layout))

    def vetting(self, layout: Mapping[str, Any]) -> Vetting:
        """The rules for one export of this layout."""
        from include.writ.platforms.bulk import identify_many
        from include.writ.validation.inputs import Rulebook
        from include.writ.validation.vetting import Vetting as RowVetting

        agreed = ExportLayout.model_validate(layout)
        rulebook = Rulebook(
            grounds=agreed.known_grounds(),
            pack_grounds=self._pack.ground_ids,
            languages=LANGUAGES | {*self._pack.pack.languages},
            timezone=agreed.timezone,
            time_formats=agreed.time_formats,
        )
        return RowVetting(rulebook, identify_many)


@contextmanager
def means_of_intake(here: Deployment) -> Iterator[Means]:
    """With what batches are judged in this deployment."""
    with here.begin() as asking:
        yield Means(
            asking=asking,
            raw_store=here.raw_store,
            docs_root=settings.var_dir(),
            check=PackCheck(here.pack),
            pack=here.pack,
            today=here.today,
            now=here.clock(),
        )
