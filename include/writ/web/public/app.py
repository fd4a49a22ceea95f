"""Builds the public app: two forms, without login, cookie or script, in three languages.

It is mounted beside the Docket, at `/complaints/`; an authority lets the outside reach this path alone. Reference and
address, and number and code, travel in the body of a request and stand in no address and no log.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from include.writ.errors import ConfigError, NotPossible, PackError, RowRefused
from include.writ.log import get
from include.writ.web.errors import way_up
from include.writ.web.headers import add_headers
from include.writ.web.public.forms import MOST_CHARS, new_code, read_complaint, read_form
from include.writ.web.public.words import NAMES, Language, words
from include.writ.web.routes.assets import FOLDER
from include.writ.web.views import render
from include.writ.wiring import author_complaints

Form = Annotated[dict[str, str], Depends(read_form)]

log = get(__name__)


def build_public_app() -> FastAPI:
    """A new app; `public_app` is the one that serves."""
    app = FastAPI(title="Complaints", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.get("/style.css")(style)
    app.get("/")(first)
    app.get("/{language}")(form)
    app.post("/{language}")(complain)
    app.post("/{language}/answer")(answer)
    app.exception_handler(HTTPException)(_refused)
    app.exception_handler(RequestValidationError)(_no_such_page)
    app.exception_handler(NotPossible)(_too_many)
    for kind in (DBAPIError, ConfigError, PackError, RowRefused):
        app.exception_handler(kind)(_failed)
    app.middleware("http")(add_headers)
    return app


@cache
def public_app() -> FastAPI:
    """The app of this process."""
    return build_public_app()


def style() -> FileResponse:
    """The style of the pages."""
    return FileResponse(FOLDER / "docket.css", media_type="text/css")


def first() -> HTMLResponse:
    """The forms in the language of the state, with links to the others."""
    return _page("form", Language.KAZAKH)


def form(language: Language) -> HTMLResponse:
    """The forms in one language."""
    return _page("form", language)


def complain(language: Language, form: Form) -> HTMLResponse:
    """Take a complaint and show its number and code, or the form with what is wrong and all that was typed."""
    said, faults = read_complaint(form, language, author_complaints.today())
    taken = author_complaints.take(said) if said else None
    if said is None or taken is None:
        faults = faults or [words()[language].unknown_order]
        return _page("form", language, 422 if said is None else 404, faults=faults, typed=form)
    return _page("taken", language, taken=taken, code=said.code)


def answer(language: Language, form: Form) -> HTMLResponse:
    """Show how a complaint stands."""
    found = author_complaints.answer(form.get("complaint", ""), form.get("code", ""))
    if found is None:
        return _page("form", language, 404, root="../", not_found=True, typed=form)
    return _page("answer", language, root="../", answer=found)


def _page(name: str, language: Language, status: int = 200, root: str = "", **values: Any) -> HTMLResponse:
    values = {"faults": [], "typed": {}, "not_found": False, "code": new_code()} | values
    values |= {"language": language, "words": words()[language], "names": NAMES, "most": MOST_CHARS, "root": root}
    values["is_specimen"] = author_complaints.is_specimen()
    return HTMLResponse(render(f"public/{name}.html", **values), status)


def _refused(request: Request, error: HTTPException) -> HTMLResponse:
    """In all three languages, for nobody knows which one the reader wants."""
    says = {
        language: one.not_now if _may_pass(error.status_code) else one.not_this for language, one in words().items()
    }
    page = render("public/refused.html", words=words(), says=says, root=way_up(request))
    return HTMLResponse(page, error.status_code, error.headers)


def _may_pass(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


def _no_such_page(request: Request, error: RequestValidationError) -> HTMLResponse:
    return _refused(request, HTTPException(HTTPStatus.NOT_FOUND))


def _too_many(request: Request, error: NotPossible) -> HTMLResponse:
    log.warning("%s", error)
    return _refused(request, HTTPException(HTTPStatus.TOO_MANY_REQUESTS))


def _failed(request: Request, error: Exception) -> HTMLResponse:
    log.error("a public page failed: %s", type(error).__name__)
    return _refused(request, HTTPException(HTTPStatus.SERVICE_UNAVAILABLE))
