"""Whether the logins of tasks and Docket can act as their roles, and whether they could do more than these.

With one login for everything the roles are kept to, but whoever has its password can do more. That is no matter while
only specimens are made; once orders are real, each side needs a login that is a member of its role alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from include.writ import settings
from include.writ.storage.roles import DatabaseRole, rights_beyond
from include.writ.storage.session import engine
from include.writ.wiring.doctor_finding import Finding

RIGHTS_SHOWN = 5


def examine_logins(database_url: str, *, is_real: bool) -> Iterator[Finding]:
    """Look at both; `is_real`: orders are in earnest, so a login that could do more has to be replaced."""
    yield _examine("login of tasks", database_url, DatabaseRole.WORKER, "WRIT_DATABASE_URL", is_real=is_real)
    docket_url = settings.docket_database_url()
    if docket_url is None and not _can_act(database_url, DatabaseRole.DOCKET):
        # as it has to be beside tasks: what they log in as is kept from the Docket's role
        yield Finding("login of Docket", "not set here; where the Docket runs, WRIT_DOCKET_DATABASE_URL has to name it")
        return
    where = docket_url or database_url
    yield _examine("login of Docket", where, DatabaseRole.DOCKET, "WRIT_DOCKET_DATABASE_URL", is_real=is_real)


def _can_act(url: str, role: DatabaseRole) -> bool:
    try:
        engine(url, role).connect().close()
    except SQLAlchemyError:
        return False
    return True


def _examine(check: str, url: str, role: DatabaseRole, variable: str, *, is_real: bool) -> Finding:
    try:
        with engine(url).connect() as connection:
            login = connection.scalar(text("SELECT session_user"))
            more = rights_beyond(connection, role)
    except SQLAlchemyError as error:
        return Finding(check, _first_line(error), f"correct {variable}")
    mend = f"put into {variable} a login that is a member of {role} alone; docs/adr/008 says how"
    try:
        engine(url, role).connect().close()
    except SQLAlchemyError as error:
        return Finding(check, _first_line(error), mend)
    if not more:
        return Finding(check, f"{login} may do what {role} may, and no more")
    shown = ", ".join(more[:RIGHTS_SHOWN]) + (f" and {len(more) - RIGHTS_SHOWN} more" * (len(more) > RIGHTS_SHOWN))
    detail = f"{login} acts as {role} but could do more than it: {login} {shown}"
    return Finding(check, detail, mend if is_real else "")


def _first_line(error: SQLAlchemyError) -> str:
    return str(error.__cause__ or error).strip().splitlines()[0]
