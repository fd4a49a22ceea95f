"""What the Docket's pages show beside a case: what waits, for whom, the reader's queue, and the names behind ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from include.writ.domain.people import DECIDERS, Person, Role
from include.writ.domain.states import CaseState, ReleaseState
from include.writ.packs.loader import LoadedPack
from include.writ.services import (
    docket,
    docket_mismatches,
    docket_notices,
    docket_oversight,
    docket_pen,
    docket_questions,
    docket_redress,
    exposures,
    hold,
)
from include.writ.services.docket_oversight import BookRecord, ReleaseRecord
from include.writ.services.docket_records import CasePage, DecisionRecord
from include.writ.wiring.case_claims import WAITS_FOR_DECIDERS
from include.writ.wiring.deployment import for_docket

WAITS_FOR = {CaseState.OPEN: Role.ENGINEER, **WAITS_FOR_DECIDERS}
NEXT_SHOWN = 25
QUEUE_SHOWN = 50
RELEASES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Names:
    """What ids stand for: platforms as they are registered, the rest as the pack in force says it."""

    platforms: Mapping[str, str]
    pack: LoadedPack

    def platform(self, name: str) -> str:
        """The platform's title."""
        return self.platforms.get(name, name)

    def ground(self, ground_id: str) -> str:
        """The ground's title in English; its id if the pack in force does not have it."""
        titles = {ground.id: ground.title.get("en", ground.id) for ground in self.pack.pack.grounds}
        return titles.get(ground_id, ground_id)

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
    """A page of the `total` cases in `state`, or of those that wait for the reader; `counts` are of every state.

    `goes_on`: the reader decides, and can take the next case.
    """

    state: CaseState | None
    page: CasePage
    total: int
    counts: Mapping[CaseState, int]
    goes_on: bool


def names() -> Names:
    """The names that hold now."""
    here = for_docket()
    with here.begin() as session:
        return Names(docket.platform_titles(session), here.pack)


def today(reader: Person) -> Today:
    """All that the first page shows."""
    here, mine = for_docket(), _states_for(reader)
    with here.begin() as session:
        counts = docket.count_by_state(session, list(WAITS_FOR))
        books = docket_oversight.list_books(session, 1)
        return Today(
            waiting=[Waiting(state, number, WAITS_FOR[state]) for state, number in counts.items()],
            page=docket.list_cases(session, states=mine, approver=reader.id, limit=NEXT_SHOWN, now=here.clock())
            if mine
            else _NOTHING,
            total=docket.count_cases(session, states=mine, approver=reader.id) if mine else 0,
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


def queue(reader: Person, state: CaseState | None, after: UUID | None) -> Queue:
    """Cases in one state, or without `state` those that wait for the reader."""
    states = [state] if state else _states_for(reader)
    approver, goes_on = None if state else reader.id, bool(reader.roles & DECIDERS)
    here = for_docket()
    now = here.clock()
    with here.begin() as session:
        counts = docket.count_by_state(session, list(CaseState))
        if not states:
            return Queue(None, _NOTHING, 0, counts, goes_on)
        page = docket.list_cases(session, states=states, approver=approver, after=after, limit=QUEUE_SHOWN, now=now)
        return Queue(state, page, docket.count_cases(session, states=states, approver=approver), counts, goes_on)


_NOTHING = CasePage([], None)


def _states_for(reader: Person) -> list[CaseState]:
    return [state for state, role in WAITS_FOR.items() if role in reader.roles]
