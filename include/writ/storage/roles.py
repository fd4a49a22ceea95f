"""The roles of the database: what tasks and the Docket may do there, whoever logs in.

What each may do is granted in the migration 0004, table by table. Nobody logs in as a role: a login is its member.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, text

_STANDING = text("""
    SELECT r.rolsuper, pg_has_role(r.oid, n.nspowner, 'MEMBER'), pg_has_role(r.oid, :other, 'MEMBER'), r.rolcreaterole
    FROM pg_roles r, pg_namespace n WHERE r.rolname = session_user AND n.nspname = 'writ'
""")
_RIGHTS = text("""
    SELECT p || ' on ' || c.relname
    FROM pg_class c, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) WITH ORDINALITY AS t (p, n)
    WHERE c.relnamespace = 'writ'::regnamespace AND c.relkind = 'r' AND CASE
        WHEN n <= 2 THEN has_any_column_privilege(session_user, c.oid, p)
            AND NOT has_any_column_privilege(:role, c.oid, p)
            OR has_table_privilege(session_user, c.oid, p) AND NOT has_table_privilege(:role, c.oid, p)
        ELSE has_table_privilege(session_user, c.oid, p) AND NOT has_table_privilege(:role, c.oid, p) END
    ORDER BY c.relname, n
""")
_CALLS = text("""
    SELECT 'EXECUTE on ' || p.proname FROM pg_proc p
    WHERE p.pronamespace = 'writ'::regnamespace AND p.prosecdef
        AND has_function_privilege(session_user, p.oid, 'EXECUTE')
        AND NOT has_function_privilege(:role, p.oid, 'EXECUTE')
    ORDER BY p.proname
""")


class DatabaseRole(StrEnum):
    """As whom a session acts."""

    WORKER = "writ_worker"
    DOCKET = "writ_docket"


def rights_beyond(connection: Connection, role: DatabaseRole) -> list[str]:
    """What the login of this connection could do in Writ that its role can not; empty for a login as it should be."""
    other = next(one for one in DatabaseRole if one != role)
    is_superuser, is_owner, is_other, makes_roles = connection.execute(_STANDING, {"other": other}).one()
    if is_superuser:
        return ["is a superuser"]
    if is_owner:
        return ["owns the schema"]
    more = [f"is a member of {other}"] if is_other else []
    more += ["may create roles"] if makes_roles else []
    rights = [right for asked in (_RIGHTS, _CALLS) for right in connection.scalars(asked, {"role": role})]
    return more + [f"has {right}" for right in rights]
