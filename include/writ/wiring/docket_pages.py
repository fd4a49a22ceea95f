"""What the Docket's pages show beside a case: what waits, for whom, the reader's queue, and the names behind ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from include.writ.domain.people import DECIDERS, Person, Role
from include.writ.domain.states import CaseState, ReleaseState
from include.writ.packs.loader import LoadedPack
from include.writ.services import (
    case_queue,
    docket,
    docket_mismatches,
    docket_notices,
    docket_oversight,
    docket_pen,
    docket_questions,
    docket_redress,
    exposures,
    hold,
    saved_filters,
)
from include.writ.services.case_lines import CasePage
from include.writ.services.docket_oversight import BookRecord, ReleaseRecord
from include.writ.services.docket_records import DecisionRecord
from include.writ.services.saved_filters import SavedFilter
from include.writ.wiring.case_queue import WAITS_FOR, Asked, waiting_for
from include.writ.wiring.deployment import for_docket

__all__ = ["WAITS_FOR"]

NEXT_SHOWN = 25
QUEUE_SHOWN = 50
RELEASES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Names:
    """What ids stand for: platforms as they are registered, the rest as the pack in force says it."""

    platforms: Mapping[str, str]
    pack: LoadedPack

    @property
    def grounds(self) -> Mapping[str, str]:
        """The titles of the pack's grounds in English, by id."""
        return {ground.id: ground.title.get("en", ground.id) for ground in self.pack.pack.grounds}

    def platform(self, name: str) -> str:
        """The platform's title."""
        return self.platforms.get(name, name)

    def ground(self, ground_id: str) -> str:
        """The ground's title in English; its id if the pack in force does not have it."""
        return self.grounds.get(ground_id, ground_id)

    def authority(self, draft: DecisionRecord) -> Mapping[str, str]:
        """The authority's name by language; none for a draft under another pack, which may name it otherwise."""
        if draft.pack_sha256 != self.pack.sha256:
            return {}
        return self.pack.pack.authority(draft.authority).name


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many cases in one state wait for people of one role."""

    state: CaseState
    number: int
    role: Role


@dataclass(frozen=True, slots=True)
class Today:
    """The first page: what waits, the first of the reader's cases, the newest open releases, and the last book.

    `held`: batches that an engineer may let in. `exposed`: of how many cases the reader has looked at texts today.
    """

    waiting: Sequence[Waiting]
    page: CasePage
    total: int
    releases: Sequence[ReleaseRecord]
    releases_total: int
    notices_unsettled: int
    held: int
    appeals_open: int
    reviews_due: int
    mismatches_waiting: int
    answers_held: int
    exposed: int
    questions_open: int
    book: BookRecord | None


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the `total` cases that are asked for; `counts` are of every state.

    `officers`: who decides on cases, by id and name. `saved`: the reader's own filters. `goes_on`: the reader decides,
    and can take the next case.
    """

    asked: Asked
    page: CasePage
    total: int
    counts: Mapping[CaseState, int]
    officers: Mapping[str, str]
    saved: Sequence[SavedFilter]
    goes_on: bool


def names() -> Names:
    """The names that hold now."""
    here = for_docket()
    with here.begin() as session:
        return Names(docket.platform_titles(session), here.pack)


def today(reader: Person) -> Today:
    """All that the first page shows."""
    here, mine = for_docket(), waiting_for(reader)
    with here.begin() as session:
        counts = docket.count_by_state(session, list(WAITS_FOR), here.clock())
        books = docket_oversight.list_books(session, 1)
        return Today(
            waiting=[Waiting(state, number, WAITS_FOR[state]) for state, number in counts.items()],
            page=docket.list_cases(session, states=mine, approver=reader.id, limit=NEXT_SHOWN, now=here.clock())
            if mine
            else _NOTHING,
            total=docket.count_cases(session, states=mine, approver=reader.id, now=here.clock()) if mine else 0,
            releases=docket_oversight.list_releases(session, [ReleaseState.ASKED], RELEASES_SHOWN),
            releases_total=docket_oversight.count_open_releases(session),
            notices_unsettled=docket_notices.count_unsettled(session, here.clock()),
            held=hold.count_held(session),
            appeals_open=docket_redress.count_open_appeals(session),
            reviews_due=docket_redress.count_due_reviews(session),
            answers_held=docket_pen.count_held_answers(session),
            questions_open=docket_questions.count_questions(session),
            mismatches_waiting=docket_mismatches.count_before_approvers(session),
            exposed=exposures.count(session, reader, here.today),
            book=docket_oversight.read_book(session, books[0].day) if books else None,
        )


def queue(reader: Person, asked: Asked, after: UUID | None) -> Queue:
    """A page of the cases that are asked for."""
    here = for_docket()
    now, states = here.clock(), asked.states(reader)
    mine = _listed(asked, reader, now)
    with here.begin() as session:
        return Queue(
            asked=asked,
            page=docket.list_cases(session, after=after, limit=QUEUE_SHOWN, **mine) if states else _NOTHING,
            total=docket.count_cases(session, **mine) if states else 0,
            counts=docket.count_by_state(session, list(CaseState), now),
            officers=docket.officers(session),
            saved=saved_filters.of_person(session, reader),
            goes_on=bool(reader.roles & DECIDERS),
        )


def beside(case_id: UUID, reader: Person, asked: Asked) -> case_queue.Beside:
    """The cases before and after this one in the list that was asked for."""
    here = for_docket()
    with here.begin() as session:
        return case_queue.beside(session, case_id, **_listed(asked, reader, here.clock()))


def _listed(asked: Asked, reader: Person, now: datetime) -> dict[str, Any]:
    approver = reader.id if asked.is_for_reader else None
    return {"states": asked.states(reader), "wanted": asked.wanted, "approver": approver, "now": now}


_NOTHING = CasePage([], None)
