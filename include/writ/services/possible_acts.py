"""Which acts on a case are open to a reader now, so that a page offers these and no others.

It offers; it permits nothing. Each act asks again, in its own transaction, and so does the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from include.writ.domain.case import Act
from include.writ.domain.delivery import NoticeKind
from include.writ.domain.people import DECIDERS, READERS, Person, Role
from include.writ.domain.redress import StopCause
from include.writ.domain.states import AppealState, CaseState
from include.writ.services import decide, portal_answers
from include.writ.services.answer_records import ResponseRecord
from include.writ.services.docket_records import CaseRecord, DecisionRecord, OrderRecord
from include.writ.services.holding_pen import MAY_MATCH
from include.writ.services.orders import ENDED
from include.writ.services.redress_records import AppealRecord


class AppealAct(StrEnum):
    """What can be done with a complaint that is not decided."""

    TAKE = "take"
    GIVE_BACK = "give_back"
    DECIDE = "decide"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class PossibleActs:
    """What the reader can do with the case; `appeals` by the complaint's id, `withdraw`: matches of answers.

    Another's claim leaves none of the acts that decide; `claim` is also to hold a case for longer.
    """

    claim: bool
    release: bool
    draft: bool
    approve: bool
    not_disclose: bool
    acts: frozenset[Act]
    lodge: bool
    review: bool
    clarify: bool
    possible_again: bool
    withdraw: Sequence[ResponseRecord]
    write_down: bool
    confirm_portal: bool
    appeals: Mapping[UUID, frozenset[AppealAct]]

    @property
    def any(self) -> bool:
        """Whether there is anything at all."""
        order = self.lodge or self.review or self.clarify or self.possible_again or any(self.appeals.values())
        answers = self.withdraw or self.write_down or self.confirm_portal
        claim = self.claim or self.release
        return bool(claim or self.draft or self.approve or self.not_disclose or self.acts or order or answers)


def possible_acts(case: CaseRecord, reader: Person) -> PossibleActs:
    """What is open to `reader` by role, by the state of the case, and by what they did before."""
    state, draft, order = CaseState(case.state), case.decisions[-1] if case.decisions else None, case.order
    is_free = case.claim is None or case.claim.person == reader.id
    decides = is_free and (state != CaseState.LAW_REVIEW or Role.LAW_REVIEWER in reader.roles)
    is_open = decides and state in decide.DRAFTABLE
    is_of_another = bool(draft and draft.drafted_by not in (None, reader.id))
    is_drafted = state == CaseState.DRAFTED
    stands = order is not None and order.state not in ENDED
    stops = _open_stops(order) if order and stands else set()
    drafter, higher_body = (draft.drafted_by, draft.higher_body) if draft else (None, None)
    return PossibleActs(
        claim=is_open and bool(reader.roles & DECIDERS),
        release=case.claim is not None and is_free,
        draft=Role.DRAFTER in reader.roles and is_open and draft is not None,
        approve=Role.APPROVER in reader.roles and is_free and is_drafted and is_of_another,
        not_disclose=_may_keep_silent(case, draft, reader) and is_of_another and is_open,
        acts=frozenset(
            act for act in Act if decides and state in decide.BEFORE[act] and reader.roles & {*decide.WHOSE[act]}
        ),
        lodge=order is not None and bool(reader.roles & READERS),
        review=stands and may_review(reader, drafter, order.approver if order else None),
        clarify=Role.DRAFTER in reader.roles and StopCause.CLARIFICATION in stops,
        possible_again=bool(reader.roles & {Role.DRAFTER, Role.LAW_REVIEWER}) and StopCause.IMPOSSIBILITY in stops,
        withdraw=_matches(case) if reader.roles & {*MAY_MATCH} else [],
        write_down=_may_write_down(case, reader),
        confirm_portal=_may_write_down(case, reader) and _waits_for(case, reader),
        appeals={appeal.id: on_appeal(appeal, higher_body, reader) for appeal in order.appeals} if order else {},
    )


def may_review(reader: Person, drafter: str | None, approver: str | None) -> bool:
    """Whether the reader can look at an order again: a law reviewer who did not make it (R19)."""
    return Role.LAW_REVIEWER in reader.roles and reader.id not in (drafter, approver)


def on_appeal(appeal: AppealRecord, higher_body: str | None, reader: Person) -> frozenset[AppealAct]:
    """What the reader can do with a complaint, which only a reviewer of `higher_body` decides."""
    if appeal.state not in (AppealState.RECEIVED, AppealState.IN_REVIEW):
        return frozenset()
    can = {AppealAct.WITHDRAW} if reader.roles & READERS else set()
    if Role.APPEAL_REVIEWER in reader.roles and higher_body is not None and reader.higher_body == higher_body:
        if appeal.reviewer is None:
            can.add(AppealAct.TAKE)
        elif appeal.reviewer == reader.id:
            can |= {AppealAct.GIVE_BACK, AppealAct.DECIDE}
    return frozenset(can)


def _matches(case: CaseRecord) -> list[ResponseRecord]:
    return [answer for answer in case.responses if answer.matched_from and not answer.withdrawn_at]


def _open_stops(order: OrderRecord) -> set[str]:
    """Why its time stands still, but for a question whose answer waits or is on its way: it is answered once."""
    told = {notice.version for notice in order.notices if notice.notice_kind == NoticeKind.CLARIFICATION}
    stops = [stop for stop in order.stops if not stop.resumed_at]
    return {stop.cause for stop in stops if stop.cause != StopCause.CLARIFICATION or stop.position not in told}


def _may_keep_silent(case: CaseRecord, draft: DecisionRecord | None, reader: Person) -> bool:
    if draft is None or Role.LAW_REVIEWER not in reader.roles or not draft.non_disclosure_days:
        return False
    return all(silence.draft_hash != draft.draft_hash for silence in case.non_disclosures)


def _may_write_down(case: CaseRecord, reader: Person) -> bool:
    return case.is_in_a_portal and bool(reader.roles & {*portal_answers.WHOSE})


def _waits_for(case: CaseRecord, reader: Person) -> bool:
    latest = case.portal_answers[-1] if case.portal_answers else None
    return latest is not None and latest.confirmed_by is None and latest.written_by != reader.id
