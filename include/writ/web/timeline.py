"""The course of one case as a reader follows it: who did what, when. It shows only what the record holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from include.writ.domain.case import Act
from include.writ.domain.delivery import NoticeKind, Outcome
from include.writ.domain.redress import Appellant, ReviewCause, StopCause
from include.writ.domain.states import AppealState, ReviewState
from include.writ.domain.verdict import Vantage, Verdict
from include.writ.web.words import (
    ACT,
    APPEAL_STATE,
    NOTICE,
    NOTICE_EVENT,
    OUTCOME,
    OUTSIDE,
    PROBE,
    REVIEW_CAUSE,
    REVIEW_STATE,
    STOP,
    VERDICT,
)
from include.writ.wiring.docket import CaseRecord
from include.writ.wiring.notices import NoticeEvent

_SAYS = {NoticeEvent.HANDED: "Writ", NoticeEvent.RECALLED: "Writ", NoticeEvent.AUTO_REPLY: "The platform’s desk"}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `who` is a person, a platform, or the step of the chain that did it.

    `notice`: id and number of the notice that it happened to, if it was one.
    """

    at: datetime
    who: str
    what: str
    detail: str = ""
    notice: tuple[UUID, str] | None = None


def timeline(case: CaseRecord, platform: str) -> list[Moment]:
    """All moments of a case on `platform` in order of time. Of probes, each change of what they saw."""
    course = [*_opening(case), *_acts(case), *_order(case, platform), *_probes(case), *_responses(case, platform)]
    course += [*_on_the_way(case), *_stops(case), *_redress(case, platform)]
    moments = [*course, *_end(case)]  # last, because what Writ concludes has the time of the probe that showed it
    return sorted(moments, key=lambda moment: moment.at)


def _opening(case: CaseRecord) -> Iterator[Moment]:
    for finding in case.findings:
        yield Moment(finding.detected_at, finding.source.replace("_", " "), "reported the content", finding.finding_ref)
    again = f", occurrence {case.occurrence}" if case.occurrence > 1 else ""
    yield Moment(case.opened_at, "Writ", f"opened the case{again}")


def _acts(case: CaseRecord) -> Iterator[Moment]:
    for draft in case.decisions:
        who = _name(case, draft.drafted_by) if draft.drafted_by else f"Pack {draft.pack} {draft.pack_version}"
        did = f"drafted version {draft.version}" if draft.drafted_by else "proposed a draft"
        yield Moment(draft.drafted_at, who, did, f"hash {draft.draft_hash[:12]}…" if draft.drafted_by else "")
    for act in case.acts:
        yield Moment(act.acted_at, _name(case, act.person), ACT[Act(act.act)], act.reason)
    for silence in case.non_disclosures:
        what = f"decided that the author is not told until {silence.until}"
        yield Moment(silence.decided_at, _name(case, silence.person), what, f"draft {silence.draft_hash[:12]}…")


def _order(case: CaseRecord, platform: str) -> Iterator[Moment]:
    order = case.order
    if order is None:
        return
    yield Moment(order.approved_at, _name(case, order.approver), f"approved order {order.number}")
    if order.released_at:
        yield Moment(order.released_at, "A releaser", "let the notice go")
    if order.sent_at:
        yield Moment(order.sent_at, "Writ", "sent the notice")
    if order.received_at:
        yield Moment(order.received_at, platform, "received the notice", f"{order.deadline_hours} hours run from here")
    if order.due_at:
        yield Moment(order.due_at, "Deadline", "the time to obey ends")


def _on_the_way(case: CaseRecord) -> Iterator[Moment]:
    for moment in case.order.on_the_way if case.order else ():
        what = NoticeEvent(moment.what)
        who = _name(case, moment.who) if moment.who else _SAYS.get(what, "A mail server")
        kind = NOTICE[NoticeKind(moment.notice_kind)]
        yield Moment(moment.happened_at, who, NOTICE_EVENT[what], kind, (moment.notice_id, moment.number))


def _stops(case: CaseRecord) -> Iterator[Moment]:
    for stop in case.order.stops if case.order else ():
        yield Moment(stop.stopped_at, "Writ", "stopped the platform’s time", STOP[StopCause(stop.cause)])
        if stop.resumed_at:
            who = _name(case, stop.ended_by) if stop.ended_by else "Writ"
            yield Moment(stop.resumed_at, who, "let the platform’s time run anew")


def _redress(case: CaseRecord, platform: str) -> Iterator[Moment]:
    order = case.order
    if order is None:
        return
    for appeal in order.appeals:
        who = platform if appeal.appellant == Appellant.PLATFORM else "The author"
        yield Moment(appeal.received_at, who, "complained about the order", appeal.number)
        if appeal.decided_at and appeal.reviewer:
            said = APPEAL_STATE[AppealState(appeal.state)]
            yield Moment(appeal.decided_at, _name(case, appeal.reviewer), said, appeal.reasons or "")
    for review in order.reviews:
        yield Moment(
            review.opened_at, "Writ", "put the order before a law reviewer", REVIEW_CAUSE[ReviewCause(review.cause)]
        )
        if review.reviewed_at and review.reviewer:
            did = f"{REVIEW_STATE[ReviewState(review.state)]} the order"
            yield Moment(review.reviewed_at, _name(case, review.reviewer), did, review.reasons or "")
    if order.reversal and order.reversal.received_at:
        yield Moment(order.reversal.received_at, platform, "received the notice to restore")
    if order.reversal and order.reversal.restored_at:
        yield Moment(order.reversal.restored_at, "Writ", "found the content back")


def _probes(case: CaseRecord) -> Iterator[Moment]:
    for _, run in groupby(case.probes, key=lambda probe: (probe.vantage, probe.verdict, probe.outside)):
        first, *more = run
        repeated = f", seen {1 + len(more)} times" if more else ""
        beyond = f"; outside the territory {OUTSIDE[Verdict(first.outside)]}" if first.outside else ""
        who, did = PROBE[Vantage(first.vantage)], VERDICT[Verdict(first.verdict)]
        yield Moment(first.probed_at, who, did, f"{first.because}{repeated}{beyond}")


def _responses(case: CaseRecord, platform: str) -> Iterator[Moment]:
    for response in case.responses:
        said = OUTCOME[Outcome(response.outcome)]
        if response.withdrawn_at and response.withdrawn_by:
            read = f"{said}, as it was read in error"
            yield Moment(response.answered_at, platform, read, response.reason)
            who, what = _name(case, response.withdrawn_by), f"withdrew that the platform {said}"
            yield Moment(response.withdrawn_at, who, what, response.withdrawn_because or "")
        else:
            yield Moment(response.answered_at, platform, said, response.reason)
    for shown in case.portal_answers:
        read = f"the portal says that the platform {OUTCOME[Outcome(shown.outcome)]}"
        kept = f"picture of the page: {shown.evidence_at}, SHA-256 {shown.evidence_sha256}"
        yield Moment(shown.written_at, _name(case, shown.written_by), f"wrote down: {read}", kept)
        if shown.confirmed_by and shown.confirmed_at:
            yield Moment(shown.confirmed_at, _name(case, shown.confirmed_by), "saw the same in the portal")


def _end(case: CaseRecord) -> Iterator[Moment]:
    if case.order and case.order.effected_at:
        yield Moment(case.order.effected_at, "Writ", "found the order obeyed")
    if case.closed_at:
        yield Moment(case.closed_at, "Writ", "closed the case")


def _name(case: CaseRecord, person_id: str) -> str:
    return case.people.get(person_id, person_id)
