"""The monitoring sources: each day's export can be fetched once the day is over in Almaty, not before."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

from aiohttp import web

from include.writ.simulator.exports import export_bytes
from include.writ.simulator.http import STATE, demand_token, refusal
from include.writ.simulator.world import SOURCES, local_time

routes = web.RouteTableDef()


@routes.get("/monitoring/{source}/exports/{day}.csv")
async def fetch_export(request: web.Request) -> web.Response:
    """Give the export of one source for one day, or 304 when the caller has these very bytes."""
    source = request.match_info["source"]
    if source not in SOURCES:
        raise refusal(web.HTTPNotFound, "no such source")
    demand_token(request, source)
    data = _finished_export(request.app, source, request.match_info["day"])
    etag = sha256(data).hexdigest()
    if any(known.value in (etag, "*") for known in request.if_none_match or ()):
        return web.Response(status=web.HTTPNotModified.status_code, headers={"ETag": f'"{etag}"'})
    return web.Response(body=data, content_type="text/csv", charset="utf-8", headers={"ETag": f'"{etag}"'})


def _finished_export(app: web.Application, source: str, text: str) -> bytes:
    state = app[STATE]
    try:
        day = date.fromisoformat(text)
        is_over = local_time(day + timedelta(days=1)) <= state.now()
    except (ValueError, OverflowError) as error:
        raise refusal(web.HTTPNotFound, "no such day") from error
    data = export_bytes(state.seed, source, day) if is_over else None
    if data is None:
        raise refusal(web.HTTPNotFound, "there is no export of this day yet")
    return data
