"""The ledger of every transition, for anyone in Writ's register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from include.writ.ledger.chain import Fault
from include.writ.services import docket_ledger
from include.writ.services.docket_ledger import EventPage, Span, Verified
from include.writ.services.docket_records import CaseRecord
from include.writ.wiring.deployment import for_docket

__all__ = ["EventPage", "Fault", "Span", "Verified"]

OF_CASE = 20


@dataclass(frozen=True, slots=True)
class CaseEvents:
    """The newest events of a case and of all that belongs to it; `subjects` finds the rest."""

    page: EventPage
    subjects: list[str]


def events(subjects: Sequence[str], before: int | None, limit: int) -> EventPage:
    """The newest first."""
    with for_docket().begin() as session:
        return docket_ledger.list_events(session, subjects=subjects, before=before, limit=limit)


def of_case(case: CaseRecord, most_subjects: int) -> CaseEvents:
    """Those of a case, of at most so many subjects."""
    subjects = docket_ledger.subjects_of(case)[:most_subjects]
    return CaseEvents(events(subjects, None, OF_CASE), subjects)


def verify(span: Span) -> Verified:
    """The positions that are asked for."""
    with for_docket().begin() as session:
        return docket_ledger.verify(session, span)


def verify_last(number: int) -> Verified:
    """The newest events."""
    with for_docket().begin() as session:
        return docket_ledger.verify(session, docket_ledger.last_events(session, number))


def verify_day(day: date) -> Verified:
    """The events of one local day."""
    here = for_docket()
    with here.begin() as session:
        span = docket_ledger.events_between(session, here.end_of(day - timedelta(days=1)), here.end_of(day))
        return docket_ledger.verify(session, span)
