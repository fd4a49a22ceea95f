"""A small specimen deployment for the Docket's tests: demo people, one day with a few findings, and one refused row."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import polars as pl
from fastapi import FastAPI

from include.writ.local.seed import seed_demo
from include.writ.services.bases import bases_in_force
from include.writ.services.placing import Origin, prepare
from include.writ.services.take_in import TakingIn
from include.writ.storage.models import BatchRow, PersonRow, QuarantinedRow
from include.writ.wiring.deployment import Deployment
from tests.support.owner import as_owner

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Starlette would rather have httpx2; Airflow itself installs httpx
    from airflow.api_fastapi.core_api.security import get_user
    from fastapi.testclient import TestClient

    from include.writ.web.app import docket_app

DAY = date(2026, 11, 17)
NOW = datetime(2026, 11, 18, 1, tzinfo=UTC)
EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>"
REASONS = "The second sentence of the item names a price and a place to buy; nothing in it reports or warns."
WORKSHEET = {
    "language": "en",
    "elements": {"material": "the second sentence names a price", "propaganda": "it says where to buy"},
    "aim": "public_health",
    "necessity": "as long as it can be read, it sells",
    "less_restrictive": "a note to the author would leave it as it is",
    "exceptions": "no journalism, art or research",
}
DRAFT: dict[str, Any] = {"seen": 0, "reasons": REASONS, "worksheet": WORKSHEET}


@dataclass
class AirflowUser:
    """As much of Airflow's user as the Docket asks for."""

    name: str

    def get_name(self) -> str:
        return self.name


@dataclass
class World:
    """The app on a database, and clients for its people."""

    app: FastAPI
    clock: Path
    cases: list[UUID] = field(default_factory=list)

    @property
    def here(self) -> Deployment:
        return as_owner()

    def anonymous(self) -> TestClient:
        """A client that has not logged in."""
        return TestClient(self.app)

    def later(self) -> None:
        """An hour goes by."""
        self.clock.write_text((datetime.fromisoformat(self.clock.read_text()) + timedelta(hours=1)).isoformat())

    def client(self, name: str) -> TestClient:
        """A client in which Airflow's login names this user; everything behind the login is real."""
        return SignedIn(self.app, name)

    def post(self, name: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One act by one person."""
        response = self.client(name).post(f"/api{path}", json=body)
        return response.status_code, response.json()

    def approve(self, case_id: UUID, draft_hash: str, name: str = "approver_1") -> tuple[int, dict[str, Any]]:
        """Open the case and approve the draft with this hash."""
        assert self.client(name).get(f"/api/cases/{case_id}").status_code == 200
        return self.post(name, f"/cases/{case_id}/approve", {"draft_hash": draft_hash})

    def draft(self, case_id: UUID, name: str = "drafter_1") -> str:
        """A draft as a person writes it who has read the latest version; its hash."""
        latest = self.client(name).get(f"/api/cases/{case_id}").json()["decisions"][-1]
        status, done = self.post(name, f"/cases/{case_id}/draft", DRAFT | {"seen": latest["version"]})
        assert status == 200, done
        return str(done["draft_hash"])


def docket(clock: Path) -> World:
    """The app on whatever the environment points to."""
    app = docket_app()
    app.dependency_overrides.clear()
    return World(app, clock)


class SignedIn(TestClient):
    """Says before each request who is logged in, for clients of several people share one app."""

    def __init__(self, app: FastAPI, name: str) -> None:
        super().__init__(app)
        self._app, self._name = app, name

    def request(self, *args: Any, **kwargs: Any) -> Any:
        before = dict(self._app.dependency_overrides)
        self._app.dependency_overrides[get_user] = lambda: AirflowUser(self._name)
        try:
            return super().request(*args, **kwargs)
        finally:
            self._app.dependency_overrides = before


def fill(world: World, findings: int = 3) -> None:
    """People, a validated batch, its findings as cases with proposed drafts, and one quarantined row."""
    here = world.here
    seed_demo(here.database_url)
    with here.begin() as session:
        session.add(PersonRow(id="idle", name="Demo Idle", post="nobody (specimen)", roles=[], is_active=True))
        batch = BatchRow(
            id=uuid4(), source="media_watch", day=DAY, version=1, state="stored", sha256=_hash("file"), fetched_at=NOW
        )
        session.add(batch)
        session.flush()
        session.add(
            QuarantinedRow(
                id=uuid4(),
                batch_id=batch.id,
                row_number=99,
                raw={"url": EVIL},
                reasons=[{"field": "url", "rule": "malformed", "detail": "not an address"}],
                quarantined_at=NOW,
            )
        )
        origin = Origin(batch.id, batch.source, DAY, "KZ", bases_in_force(session, here.pack, here.today))
        taking = TakingIn(session, origin, rows=findings, now=NOW)
        taking.add(prepare(pl.DataFrame([_accepted(number) for number in range(1, findings + 1)])))
        taking.close()
        batch.state, batch.validated_at, batch.row_count = "opened", NOW, findings + 1
        batch.accepted, batch.quarantined, batch.duplicates, batch.opened_at = findings, 1, 0, NOW
    page = world.client("drafter_1").get("/api/cases").json()
    world.cases = [UUID(case["id"]) for case in page["cases"]]


def _accepted(number: int) -> dict[str, Any]:
    return {
        "row_number": number,
        "finding_ref": f"MW-{number}",
        "detected_at": NOW - timedelta(hours=6),
        "url": f"https://vk.com/wall-1_{number}",
        "platform": "vkontakte",
        "kind": "post",
        "content_id": f"-1_{number}",
        "canonical_url": f"https://vk.com/wall-1_{number}",
        "ground": "drugs",
        "language": "ru",
        "excerpt": f"{EVIL} {number}",
        "capture_sha256": sha256(f"capture {number}".encode()).digest(),
        "row_sha256": sha256(f"row {number}".encode()).digest(),
    }


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
