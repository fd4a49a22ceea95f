"""Reading cases for the Docket: lists by state, and one case whole. It changes nothing.

Texts of users (excerpts) are read only for the people who decide; anyone else gets the record without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, true
from sqlalchemy import case as either
from sqlalchemy.orm import Session, aliased

from include.writ.domain.people import DECIDERS, READERS, Person, signature
from include.writ.domain.states import CaseState
from include.writ.packs.loader import LoadedPack
from include.writ.services import answer_records
from include.writ.services.addressing import addressee_of
from include.writ.services.assessing import assess_case
from include.writ.services.case_holding import holder_of
from include.writ.services.case_lines import CaseLine, CasePage, ClaimRecord
from include.writ.services.case_queue import ALL, PLACE, Wanted, first_of_each, later_than, not_own_draft
from include.writ.services.deadlines import deadlines_of
from include.writ.services.docket_orders import people_of, read_order
from include.writ.services.docket_records import (
    ActRecord,
    CaseRecord,
    DecisionRecord,
    FindingRecord,
    NonDisclosureRecord,
    ProbeRecord,
)
from include.writ.services.drafts import evidence_of, findings_of, proposal_of
from include.writ.services.portal_answers import is_in_a_portal
from include.writ.services.records import record_of
from include.writ.services.refused_drafts import refused_drafts_of
from include.writ.services.same_evidence import orders_with
from include.writ.storage.models import (
    CaseActRow,
    CaseClaimRow,
    CaseRow,
    ContentItemRow,
    DecisionRow,
    FindingRow,
    NonDisclosureRow,
    OrderRow,
    PersonRow,
    PlatformRow,
    ProbeRow,
)

PROBES_SHOWN = 200
MOST_COUNTED = 10_000  # whoever waits for more than that needs no exact number


def list_cases(
    session: Session,
    *,
    states: Collection[CaseState] = (),
    day: date | None = None,
    wanted: Wanted = ALL,
    approver: str | None = None,
    after: UUID | None = None,
    limit: int,
    now: datetime,
) -> CasePage:
    """Cases in order of day and id. `approver` leaves out drafts of this person, who can not approve them."""
    drafts = aliased(DecisionRow)
    latest = (
        select(drafts.version, drafts.draft_hash, drafts.drafted_by)
        .where(drafts.case_id == CaseRow.id)
        .order_by(drafts.version.desc())
        .limit(1)
        .lateral()
    )
    joined = select(func.count()).where(FindingRow.case_id == CaseRow.id, ~FindingRow.opens_case).scalar_subquery()
    reports = joined + either((CaseRow.opened_by_ref.is_(None), 0), else_=1)
    conditions = [CaseRow.opened_day == day] if day else []
    conditions += [later_than(session, after)] if after else []
    first = first_of_each(states or list(CaseState), wanted, [*conditions, *not_own_draft(approver)], limit + 1, now)
    held = (CaseClaimRow.case_id == CaseRow.id) & (CaseClaimRow.until > now)
    shown = select(CaseRow, latest, reports.label("findings"), PersonRow.name.label("holder"), CaseClaimRow)
    statement = shown.join(first, first.c.id == CaseRow.id).outerjoin(latest, true()).outerjoin(CaseClaimRow, held)
    statement = statement.outerjoin(PersonRow, PersonRow.id == CaseClaimRow.person)
    return _page(session, statement.order_by(*PLACE).limit(limit + 1), limit)


def count_cases(
    session: Session,
    *,
    states: Collection[CaseState],
    wanted: Wanted = ALL,
    approver: str | None = None,
    now: datetime,
) -> int:
    """How many cases `list_cases` gives, page after page; `MOST_COUNTED` where there are as many or more."""
    some = first_of_each(states, wanted, not_own_draft(approver), MOST_COUNTED, now).select().limit(MOST_COUNTED)
    return session.scalars(select(func.count()).select_from(some.subquery())).one()


def count_by_state(session: Session, states: Collection[CaseState], now: datetime) -> dict[CaseState, int]:
    """How many cases are in each of `states`; `MOST_COUNTED` where there are as many or more."""
    return {state: count_cases(session, states=[state], now=now) for state in states}


def read_case(
    session: Session, case_id: UUID, reader: Person, pack: LoadedPack, zone: ZoneInfo, now: datetime
) -> CaseRecord | None:
    """One case with all that belongs to it; None when there is no such case."""
    case = session.get(CaseRow, case_id)
    if case is None:
        return None
    content = session.get_one(ContentItemRow, case.content_item_id)
    findings = findings_of(session, case_id)
    evidence = evidence_of(session, case_id, findings)
    versions = [*_of_case(session, DecisionRow, case_id, DecisionRow.version)]
    latest = versions[-1] if versions else None
    drafts = [record_of(DecisionRecord, row) for row in versions]
    decisions = [*proposal_of(session, case, content, evidence), *drafts]
    acts = [record_of(ActRecord, row) for row in _of_case(session, CaseActRow, case_id, CaseActRow.position)]
    refused_drafts = refused_drafts_of(session, case_id)
    silences = _non_disclosures(session, case_id)
    ordered = session.scalar(select(OrderRow).where(OrderRow.case_id == case_id))
    order = read_order(session, ordered, reader) if ordered else None
    responses = answer_records.answers_about(session, order.id) if order else []
    shown = answer_records.portal_answers_about(session, order.id) if order else []
    acting = [*(act.person for act in acts), *(silence.person for silence in silences)]
    involved = [*(d.drafted_by for d in decisions), *acting, *(people_of(order) if order else ())]
    involved += [*(draft.person for draft in refused_drafts), *answer_records.people_of(responses, shown)]
    return record_of(
        CaseRecord,
        case,
        claim=holder_of(session, case_id, now),
        content_key=f"{content.platform}:{content.kind}:{content.content_id}",
        url=content.canonical_url,
        findings=_findings(findings, reader),
        evidence=evidence,
        same_evidence=orders_with(session, (one.sha256 for one in evidence), case_id),
        decisions=decisions,
        refused_drafts=refused_drafts,
        acts=acts,
        addressee=addressee_of(session, case.platform, decisions[-1] if decisions else None),
        non_disclosures=silences,
        assessment=assess_case(session, case, latest, pack, now.astimezone(zone).date(), now),
        deadlines=deadlines_of(session, latest, ordered, pack, zone),
        order=order,
        probes=_probes(session, order.id) if order else [],
        responses=responses,
        is_in_a_portal=order is not None and is_in_a_portal(session, order.id),
        portal_answers=shown,
        people=_names(session, involved),
    )


def officers(session: Session) -> dict[str, str]:
    """Who decides on cases today: names by id, in order of name."""
    deciders = PersonRow.is_active & PersonRow.roles.overlap(sorted(DECIDERS))
    named = select(PersonRow.id, PersonRow.name).where(deciders).order_by(PersonRow.name, PersonRow.id)
    return {person_id: name for person_id, name in session.execute(named)}


def platform_titles(session: Session) -> dict[str, str]:
    """What the platforms call themselves, by name."""
    return {name: title for name, title in session.execute(select(PlatformRow.name, PlatformRow.title))}


def _page(session: Session, statement: Select[Any], limit: int) -> CasePage:
    rows = session.execute(statement).all()
    lines = [
        record_of(
            CaseLine,
            row.CaseRow,
            findings=row.findings,
            version=row.version,
            draft_hash=row.draft_hash,
            drafted_by=row.drafted_by,
            claim=ClaimRecord(held.person, row.holder, held.until) if (held := row.CaseClaimRow) else None,
        )
        for row in rows[:limit]
    ]
    return CasePage(lines, lines[-1].id if len(rows) > limit else None)


def _of_case(session: Session, table: Any, case_id: UUID, order_by: Any) -> Iterable[Any]:
    return session.scalars(select(table).where(table.case_id == case_id).order_by(order_by, table.id))


def _findings(rows: Iterable[FindingRow], reader: Person) -> list[FindingRecord]:
    may_read = bool(reader.roles & READERS)
    return [
        record_of(
            FindingRecord,
            row,
            excerpt=row.excerpt if may_read else None,
            capture_sha256=row.capture_sha256.hex() if row.capture_sha256 else None,
            row_sha256=row.row_sha256.hex(),
        )
        for row in rows
    ]


def _non_disclosures(session: Session, case_id: UUID) -> list[NonDisclosureRecord]:
    of_drafts = select(NonDisclosureRow).join(DecisionRow, DecisionRow.id == NonDisclosureRow.decision_id)
    rows = session.scalars(of_drafts.where(DecisionRow.case_id == case_id).order_by(DecisionRow.version))
    return [record_of(NonDisclosureRecord, row) for row in rows]


def _probes(session: Session, order_id: UUID) -> list[ProbeRecord]:
    rows = session.scalars(
        select(ProbeRow).where(ProbeRow.order_id == order_id).order_by(ProbeRow.slot.desc()).limit(PROBES_SHOWN)
    ).all()
    return [record_of(ProbeRecord, row) for row in reversed(rows)]


def _names(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    known = sorted({person_id for person_id in ids if person_id})
    rows = session.scalars(select(PersonRow).where(PersonRow.id.in_(known)).order_by(PersonRow.id))
    return {row.id: signature(row) for row in rows}
