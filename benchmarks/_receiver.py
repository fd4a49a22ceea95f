"""A platform on a loopback socket that does nothing but take notices: what both sides of a measurement send to."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from aiohttp import web

MOST_BYTES = 32 * 1024 * 1024


async def take(request: web.Request) -> web.Response:
    """Read the whole body and answer with a receipt."""
    await request.read()
    key = request.headers["Idempotency-Key"]
    return web.json_response({"receipt_id": f"R-{key}", "received_at": datetime.now(UTC).isoformat()}, status=202)


def main() -> None:
    """Say the port on stdout and serve until the end."""
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_post("/notices", take)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
