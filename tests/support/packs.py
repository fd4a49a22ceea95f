"""The pack of the deployment as another law might have it."""

from __future__ import annotations

from typing import Any

import pytest

from include.writ.domain.ids import fingerprint
from include.writ.packs.loader import LoadedPack, load_pack
from include.writ.packs.rules import Term
from include.writ.wiring import deployment, stages

HOURS, DAYS = 12, 42
# what eu_tco asks for, resting on a rule that kz has
TOLD_BEFORE = {
    "told_before": Term.model_validate({"amount": HOURS, "unit": "hours", "rule": "review_policy"}),
    "announcement": load_pack("eu_tco").pack.announcement,
}
MATERIAL = load_pack("eu_tco").pack.grounds[0].material
NON_DISCLOSURE = {"non_disclosure": Term.model_validate({"amount": DAYS, "unit": "days", "rule": "review_policy"})}


def put_in_force(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> LoadedPack:
    """Kazakhstan's pack with these changes becomes the deployment's, and the tasks register it."""
    pack = load_pack("kz").pack.model_copy(update=changes)
    loaded = LoadedPack(pack, fingerprint(pack.model_dump(mode="json")))
    monkeypatch.setattr(deployment, "load_pack", lambda _pack: loaded)
    stages.days_to_ask_about()
    return loaded


def with_kinds_of_material() -> dict[str, Any]:
    """Kazakhstan's grounds, as if its law listed the kinds of material that eu_tco does."""
    assert MATERIAL
    material = MATERIAL.model_copy(update={"rule": "review_policy"})
    return {"grounds": [one.model_copy(update={"material": material}) for one in load_pack("kz").pack.grounds]}


def put_pack_in_force(monkeypatch: pytest.MonkeyPatch, pack_id: str) -> LoadedPack:
    """Another of the packs that come with Writ becomes the deployment's."""
    loaded = load_pack(pack_id)
    monkeypatch.setattr(deployment, "load_pack", lambda _pack: loaded)
    stages.days_to_ask_about()
    return loaded
