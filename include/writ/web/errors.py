"""Every refusal in one form: `{"error", "remedy"?}` for programs, a plain page for a browser.

The database's own guards count as answers (409 with their first line); a fault of ours never shows its insides.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError
from starlette.exceptions import HTTPException

from include.writ.errors import ConfigError, NotAllowed, NotPossible, PackError, RowRefused
from include.writ.log import get
from include.writ.web.views import render
from include.writ.web.words import ADVICE, WRONG

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
    if _is_from_browser(request):
        heading, advice = WRONG.get(status, "The Docket can not do this"), remedy or ADVICE.get(status)
        values = {"heading": heading, "error": error, "remedy": advice, "status": status}
        return HTMLResponse(render("error.html", me=None, root=way_up(request), **values), status)
    return JSONResponse({"error": error} | ({"remedy": remedy} if remedy else {}), status)


def _is_from_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def way_up(request: Request) -> str:
    """The relative address of an app's first page; an absolute one would not hold under a base path."""
    path: str = request.scope["path"]
    below = path.removeprefix(request.scope.get("root_path", ""))
    return "../" * (below.count("/") - 1)


def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code == 401:
        return answer(request, 401, str(error.detail), "log in to Airflow, then open this page again")
    is_no_route = error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase
    return answer(request, error.status_code, "the Docket has no such page" if is_no_route else str(error.detail))


def _malformed(request: Request, error: RequestValidationError) -> Response:
    """A path that can not be an id names nothing. A browser is told which part is wrong, a program also why."""
    places = [fault["loc"] for fault in error.errors()]
    if any(place[0] == "path" for place in places):
        return answer(request, 404, "this address names nothing that is on record")
    if _is_from_browser(request):
        parts = ", ".join(str(place[-1]) for place in places)
        return answer(request, 422, f"the Docket does not know what is meant by this part of the address: {parts}")
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
