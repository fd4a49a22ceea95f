"""The platforms' side of the delivery: takes notices exactly once for each key, tells what it has, gives answers.

It answers a notice only after the notice is on disk. The faults: `down` refuses everything; `cut` takes a notice and
then closes the line, so that the sender cannot know.
"""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from aiohttp import web
from pydantic import ValidationError

from include.writ.domain.content import Platform
from include.writ.domain.delivery import Answer
from include.writ.simulator.http import STATE, demand_token, refusal
from include.writ.simulator.journal import Accepted
from include.writ.simulator.notice import NoticeDocument, SignedNotice
from include.writ.simulator.state import Fault, KeyReusedError

MOST_ANSWERS = 500
RETRY_AFTER_SECONDS = 30
JWS = "application/jose+json"
routes = web.RouteTableDef()


@routes.post("/platforms/{platform}/notices")
async def take_notice(request: web.Request) -> web.Response:
    """Take a notice: 202 with a receipt, 200 with the same receipt for a repeat, 409 for a key used otherwise."""
    platform = _open_platform(request)
    key, body = _key(request), await request.read()
    document = _document(_payload(request, body), platform)
    state = request.app[STATE]
    try:
        accepted = state.receive(key, body, document)
    except KeyReusedError as error:
        raise refusal(web.HTTPConflict, "this key was used for another notice") from error
    if state.faults.get(platform) is Fault.CUT and request.transport is not None:
        request.transport.close()
    return web.json_response(_receipt(accepted), status=200 if accepted.repeat else 202)


@routes.get("/platforms/{platform}/notices/{key}")
async def find_notice(request: web.Request) -> web.Response:
    """Give the receipt of the notice with this key, or a 404 that names it: the platform does not have it."""
    key = request.match_info["key"]
    accepted = request.app[STATE].receipt(_open_platform(request), key)
    if accepted is None:
        return web.json_response({"notice_key": key}, status=404)
    return web.json_response(_receipt(accepted))


@routes.get("/platforms/{platform}/answers")
async def list_answers(request: web.Request) -> web.Response:
    """List the answers given by now, behind the number `after`."""
    platform = _open_platform(request)
    after, limit = _whole(request, "after", 0, 0), _whole(request, "limit", 1, MOST_ANSWERS)
    page = request.app[STATE].answers(platform, after, min(limit, MOST_ANSWERS))
    return web.json_response({"answers": [_answer(answer) for answer in page.answers], "has_more": page.has_more})


def _open_platform(request: web.Request) -> Platform:
    try:
        platform = Platform(request.match_info["platform"])
    except ValueError as error:
        raise refusal(web.HTTPNotFound, "no such platform") from error
    demand_token(request, platform)
    if request.app[STATE].faults.get(platform) is Fault.DOWN:
        raise refusal(web.HTTPServiceUnavailable, "down", {"Retry-After": str(RETRY_AFTER_SECONDS)})
    return platform


def _key(request: web.Request) -> str:
    try:
        return str(UUID(request.headers.get("Idempotency-Key", "")))
    except ValueError as error:
        raise refusal(web.HTTPUnprocessableEntity, "Idempotency-Key must be a UUID") from error


def _payload(request: web.Request, body: bytes) -> bytes:
    """What is signed, out of the flattened JWS (RFC 7515, section 7.2.2)."""
    if request.content_type != JWS:
        raise refusal(web.HTTPUnsupportedMediaType, f"a notice comes as {JWS}")
    try:
        return SignedNotice.model_validate_json(body).payload
    except ValidationError as error:
        raise refusal(web.HTTPUnprocessableEntity, "not a flattened JWS with the PDF beside it") from error


def _document(payload: bytes, platform: Platform) -> NoticeDocument:
    try:
        document = NoticeDocument.model_validate_json(payload)
    except ValidationError as error:
        fields = sorted({".".join(map(str, problem["loc"])) or "body" for problem in error.errors()})
        raise refusal(web.HTTPUnprocessableEntity, f"not a notice: {', '.join(fields)}") from error
    if document.addressee.platform is not platform:
        raise refusal(web.HTTPUnprocessableEntity, "the notice is for another platform")
    return document


def _whole(request: web.Request, name: str, least: int, default: int) -> int:
    text = request.query.get(name, str(default))
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise refusal(web.HTTPUnprocessableEntity, f"{name} must be a whole number from {least}")
    return int(text)


def _receipt(accepted: Accepted) -> dict[str, str]:
    return {"receipt_id": accepted.receipt_id, "received_at": accepted.received_at.isoformat()}


def _answer(answer: Answer) -> dict[str, object]:
    return asdict(answer) | {"answered_at": answer.answered_at.isoformat()}
