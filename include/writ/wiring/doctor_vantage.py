"""From where looks are to be had, and whether the proxies there let the last ones through.

The connections themselves are Airflow's; what came of them is on record with each look.
"""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from include.writ import settings
from include.writ.domain.looks import slot_of
from include.writ.domain.verdict import Vantage
from include.writ.storage.models import LookRow, ProbeRow
from include.writ.wiring.doctor_finding import Finding

_AT_THE_PROXY = "%the proxy %"  # as probing/proxy.py puts it


def examine_vantage_points(session: Session) -> Finding:
    """Count the views of the last half-hour with looks; a proxy that half of them did not pass is to be mended."""
    named = f"inside: {settings.vantage_inside() or 'this machine'}, outside: {settings.vantage_outside() or 'none'}"
    newest = session.scalar(select(func.max(LookRow.looked_at)))
    if newest is None:
        return Finding("vantage points", f"{named}; nothing was looked at yet")
    is_inside = ProbeRow.vantage == Vantage.INSIDE
    of_slot = and_(ProbeRow.order_id == LookRow.order_id, ProbeRow.slot == slot_of(newest))
    counted = select(
        func.count(),
        func.count().filter(is_inside),
        func.count().filter(is_inside, ProbeRow.evidence["error"].astext.like(_AT_THE_PROXY)),
        func.count(ProbeRow.outside),
        func.count().filter(ProbeRow.outside_evidence["error"].astext.like(_AT_THE_PROXY)),
    ).join_from(LookRow, ProbeRow, of_slot)
    looks, *views = session.execute(counted.where(LookRow.looked_at >= slot_of(newest))).one()
    inside, inside_failed, outside, outside_failed = views
    detail = (
        f"{named}; of the last {looks} looks {inside} by the proxy inside, which failed at {inside_failed}, "
        f"and {outside} by the one outside too, which failed at {outside_failed}"
    )
    failing = [
        variable
        for variable, all_views, failed in (
            ("WRIT_VANTAGE_INSIDE", inside, inside_failed),
            ("WRIT_VANTAGE_OUTSIDE", outside, outside_failed),
        )
        if all_views and 2 * failed >= all_views
    ]
    mend = f"mend the proxy, or the connection that {' and that '.join(failing)} names" if failing else ""
    return Finding("vantage points", detail, mend)
