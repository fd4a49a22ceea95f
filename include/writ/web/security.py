"""Who is asking, and from where. Airflow says who someone is; Writ's register alone says what they may do.

A platform that pushes has no login: it is known by its signature, whose keys are in its Airflow connection.

A browser's request that changes something must come from the Docket's own origin and carry JSON: another site can make
a browser send its cookies, but neither this header nor this content type. Clients with a token send no such header.
"""

from __future__ import annotations

from typing import Annotated, Any

from airflow.api_fastapi.core_api.security import GetUserDep
from airflow.models.connection import Connection
from airflow.sdk.exceptions import AirflowNotFoundException
from fastapi import Depends, HTTPException, Request

from include.writ.domain.people import Person
from include.writ.wiring import docket


def user_name(user: GetUserDep) -> str:
    """The name under which Airflow knows the user. Nobody logged in: 401."""
    return user.get_name()


def current_person(name: Annotated[str, Depends(user_name)]) -> Person:
    """The person in Writ's register. Not there, or without any role: 403, whatever Airflow's role is."""
    return docket.person(name)


def same_origin_json(request: Request) -> None:
    """Refuse what another origin made a browser send, and any body that a plain form could send."""
    if request.headers.get("sec-fetch-site") not in (None, "same-origin"):
        raise HTTPException(403, "this request came from another site; open the Docket itself")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "the body must be JSON (Content-Type: application/json)")


def connection(conn_id: str) -> dict[str, Any]:
    """What the web server reads of an Airflow connection: `conn_id`, `conn_type`, `extra`. Not there: neither of them.

    Only for the keys of a platform that signs what it sends; a task reads its connections from the supervisor.
    """
    try:
        found = Connection.get_connection_from_secrets(conn_id)
    except AirflowNotFoundException:
        return {"conn_id": conn_id, "conn_type": ""}
    extra: Any = found.extra_dejson  # whatever JSON a person entered
    return {"conn_id": conn_id, "conn_type": found.conn_type or "", "extra": extra if isinstance(extra, dict) else {}}


CurrentPerson = Annotated[Person, Depends(current_person)]
