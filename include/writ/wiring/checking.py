"""Puts reader, grammars and suite together into the check of one export; loads Great Expectations only when called."""

from __future__ import annotations

from datetime import date
from typing import Any

from include.writ import settings
from include.writ.platforms.registry import identify
from include.writ.services.validate import Check
from include.writ.validation.outcome import ValidationOutcome
from include.writ.wiring.deployment import Deployment


def check_with(here: Deployment) -> Check:
    """The check of one export: decoded by its layout, validated against the pack, with its Data Docs."""

    def check(data: bytes, layout: dict[str, Any], source: str, day: date, docs: str) -> ValidationOutcome:
        from include.writ.exports.delimited import read_delimited
        from include.writ.exports.layout import ExportLayout
        from include.writ.validation.inputs import DocsTarget
        from include.writ.validation.run import validate as check_rows

        parsed = ExportLayout.model_validate(layout)
        return check_rows(
            read_delimited(data, parsed),
            layout_grounds=parsed.grounds,
            pack_grounds=here.pack.ground_ids,
            identify=identify,
            docs=DocsTarget(settings.var_dir() / docs, source, day),
        )

    return check
