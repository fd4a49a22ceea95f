"""From where the last looks were had, and whether the proxies of vantage points let them through.

The connections themselves are Airflow's; what came of them is on record with each look.
"""

from __future__ import annotations

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from include.writ.domain.looks import slot_of
from include.writ.domain.verdict import Vantage
from include.writ.storage.models import LookRow, ProbeRow
from include.writ.wiring.doctor_finding import Finding

_AT_THE_PROXY = "%the proxy %"  # as probing/proxy.py puts it


def examine_vantage_points(session: Session) -> Finding:
    """Count the views of the last half-hour with looks; a proxy that half of them did not pass is to be mended."""
    newest = session.scalar(select(func.max(LookRow.looked_at)))
    if newest is None:
        return Finding("vantage points", "nothing was looked at yet")
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
    if not inside and not outside:
        return Finding("vantage points", f"none in the last {looks} looks")
    detail = (
        f"of the last {looks} looks {inside} from inside and {outside} from outside too; "
        f"proxies did not let through {inside_failed} and {outside_failed} of them"
    )
    failing = [
        f"writ_vantage_{name}"
        for name, all_views, failed in (("inside", inside, inside_failed), ("outside", outside, outside_failed))
        if all_views and 2 * failed >= all_views
    ]
    return Finding("vantage points", detail, f"mend the proxy of {' and of '.join(failing)}" if failing else "")
