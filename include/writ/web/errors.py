"""Every refusal in one form: `{"error", "remedy"?}` for programs, a plain page for a browser.

The database's own guards count as answers (409 with their first line); a fault of ours never shows its insides.
"""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException

from include.writ.errors import ConfigError, NotAllowed, NotPossible, PackError, RowRefused
from include.writ.log import get
from include.writ.web.views import render

RAISED_BY_A_GUARD = "P0001"
DOCTOR = "`python -m include.writ doctor` says what is missing and how to mend it"

log = get(__name__)


def install(app: FastAPI) -> None:
    """Give `app` the answers to all that can go wrong on purpose."""
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(RequestValidationError)(_malformed)
    app.exception_handler(NotAllowed)(_not_allowed)
    app.exception_handler(NotPossible)(_not_possible)
    app.exception_handler(PackError)(_not_set_up)
    app.exception_handler(ConfigError)(_not_set_up)
    app.exception_handler(RowRefused)(_not_possible)
    app.exception_handler(DBAPIError)(_database)


def answer(request: Request, status: int, error: str, remedy: str | None = None) -> Response:
    """The refusal as a page where a browser asked for one, else as JSON."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(render("error.html", status=status, error=error, remedy=remedy), status)
    return JSONResponse({"error": error} | ({"remedy": remedy} if remedy else {}), status)


def _http(request: Request, error: HTTPException) -> Response:
    remedy = "log in to Airflow, then open this page again" if error.status_code == 401 else None
    return answer(request, error.status_code, str(error.detail), remedy)


def _malformed(request: Request, error: RequestValidationError) -> Response:
    faults = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
    return answer(request, 422, "; ".join(faults))


def _not_allowed(request: Request, error: NotAllowed) -> Response:
    return answer(request, 403, str(error))


def _not_possible(request: Request, error: NotPossible | RowRefused) -> Response:
    return answer(request, 409, str(error))


def _not_set_up(request: Request, error: PackError | ConfigError) -> Response:
    log.error("the Docket can not work: %s", error)
    return answer(request, 503, "this deployment is not set up", str(error))


def _database(request: Request, error: DBAPIError) -> Response:
    state = getattr(error.orig, "sqlstate", None)
    if state == RAISED_BY_A_GUARD or isinstance(error, IntegrityError):
        return answer(request, 409, str(error.orig).splitlines()[0])
    log.error("the database answered with %s", state or type(error).__name__)
    return answer(request, 503, "the database can not be used now", DOCTOR)
