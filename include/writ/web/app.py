"""Builds the Docket's app. Airflow's user is a dependency of the app itself: no route can be added without a login.

There is no mounted folder and no generated documentation, for Airflow's login would not cover them.
"""

from __future__ import annotations

from functools import cache

from fastapi import Depends, FastAPI

from include.writ.web import errors
from include.writ.web.headers import add_headers
from include.writ.web.routes import (
    acts,
    assets,
    batches,
    cases,
    claims,
    figures,
    holding_pen,
    ledger,
    mending,
    mismatches,
    notices,
    oversight,
    packs,
    pages,
    people,
    platforms,
    quarantine,
    questions,
    redress,
    releases,
    saved_filters,
    workload,
)
from include.writ.web.security import current_person, same_origin_json, user_name


def build_app() -> FastAPI:
    """A new app; `docket_app` is the one that serves."""
    app = FastAPI(
        title="Docket",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(user_name)],
    )
    person, same_origin = Depends(current_person), Depends(same_origin_json)
    app.include_router(assets.router, prefix="/assets")
    for pages_of in (
        pages,
        batches,
        quarantine,
        releases,
        notices,
        workload,
        figures,
        mismatches,
        questions,
        people,
        ledger,
    ):
        app.include_router(pages_of.router, dependencies=[person])
    app.include_router(platforms.pages, dependencies=[person])
    app.include_router(packs.pages, dependencies=[person])
    app.include_router(holding_pen.pages, dependencies=[person])
    for records in (
        cases.router,
        oversight.router,
        quarantine.api,
        redress.reading,
        releases.api,
        notices.reading,
        packs.api,
        people.api,
        platforms.api,
        workload.api,
        figures.api,
        ledger.api,
        mismatches.api,
        questions.api,
        saved_filters.router,
    ):
        app.include_router(records, prefix="/api", dependencies=[person])
    for acts_of in (acts, claims, holding_pen, mending, packs, platforms, redress):
        app.include_router(acts_of.router, prefix="/api", dependencies=[person, same_origin])
    app.include_router(saved_filters.acts, prefix="/api", dependencies=[person, same_origin])
    app.include_router(notices.acts, prefix="/api", dependencies=[person, same_origin])
    errors.install(app)
    app.middleware("http")(add_headers)
    return app


@cache
def docket_app() -> FastAPI:
    """The app of this process."""
    return build_app()
