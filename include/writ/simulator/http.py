"""What the HTTP parts share: where the state hangs, how a refusal looks, whose token opens which door."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hmac import compare_digest

from aiohttp import web

from include.writ.simulator.state import State

STATE = web.AppKey("state", State)


def refusal(kind: type[web.HTTPError], message: str, headers: Mapping[str, str] | None = None) -> web.HTTPError:
    """Make an error to raise, with its reason as JSON."""
    return kind(text=json.dumps({"error": message}), content_type="application/json", headers=headers)


def demand_token(request: web.Request, name: str) -> None:
    """Refuse a caller who lacks the token of the source or platform `name`."""
    given = request.headers.get("Authorization", "")
    if not compare_digest(given.encode(), f"Bearer simulated-{name}".encode()):
        raise refusal(web.HTTPUnauthorized, "a valid token is needed", {"WWW-Authenticate": "Bearer"})
