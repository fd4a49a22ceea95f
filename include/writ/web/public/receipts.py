"""Builds the app to which platforms push signed receipts and answers: one address for each, without login or page.

Its answers have no body and say no more than their status: 202 believed, or known already; 400 signed, but not as
agreed, or a receipt of no notice of ours; 401 not signed by the platform, or not lately; 404 no such platform; 413 too
long; 503 not now. It is mounted beside the Docket, at `/receipts/`; an authority lets the platforms reach this path.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from include.writ.domain.content import Platform
from include.writ.errors import ConfigError, ContractBroken, NotAllowed, NotPossible, PackError, RowRefused
from include.writ.log import get
from include.writ.web.headers import add_headers
from include.writ.web.security import connection
from include.writ.wiring import pushes

ANSWERS: dict[type[Exception], HTTPStatus] = {
    NotAllowed: HTTPStatus.UNAUTHORIZED,
    ContractBroken: HTTPStatus.BAD_REQUEST,
    NotPossible: HTTPStatus.BAD_REQUEST,
    RequestValidationError: HTTPStatus.NOT_FOUND,
    ConfigError: HTTPStatus.SERVICE_UNAVAILABLE,
    PackError: HTTPStatus.SERVICE_UNAVAILABLE,
    DBAPIError: HTTPStatus.SERVICE_UNAVAILABLE,
    RowRefused: HTTPStatus.SERVICE_UNAVAILABLE,
}

log = get(__name__)


def build_receipts_app() -> FastAPI:
    """A new app; `receipts_app` is the one that serves."""
    app = FastAPI(title="Receipts", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.post("/{platform}")(push)
    app.exception_handler(HTTPException)(_refused)
    for kind in ANSWERS:
        app.exception_handler(kind)(_failed)
    app.middleware("http")(add_headers)
    return app


@cache
def receipts_app() -> FastAPI:
    """The app of this process."""
    return build_receipts_app()


async def read_body(request: Request) -> bytes:
    """The body as it came, for the signature is over its bytes; 413 for one that is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > pushes.MAX_BODY_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def push(platform: Platform, request: Request, body: Annotated[bytes, Depends(read_body)]) -> Response:
    """Take what this platform signed; the next collection looks what it proves or says."""
    conn_id = pushes.connection_of(platform)
    if conn_id is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    pushes.take(platform, request.headers, body, connection(conn_id))
    return Response(status_code=HTTPStatus.ACCEPTED)


def _refused(request: Request, error: HTTPException) -> Response:
    return Response(status_code=error.status_code)


def _failed(request: Request, error: Exception) -> Response:
    status = next(status for kind, status in ANSWERS.items() if isinstance(error, kind))
    why = error if isinstance(error, ConfigError | PackError) else type(error).__name__
    log.warning("a pushed message was answered with %s: %s", int(status), why)
    return Response(status_code=status)
