"""The questions to releasers, for anyone in Writ's register to read. The answer to one is given in Airflow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from include.writ.domain.release import late
from include.writ.domain.states import ReleaseState
from include.writ.services import contacts, docket_oversight
from include.writ.services import release as releasing
from include.writ.services.docket_oversight import ReleaseRecord
from include.writ.wiring.deployment import for_docket

SHOWN = 100
ANSWERED = [ReleaseState.RELEASED, ReleaseState.HELD, ReleaseState.WITHDRAWN]


@dataclass(frozen=True, slots=True)
class Releases:
    """The newest open questions, and the newest that were answered."""

    open: Sequence[ReleaseRecord]
    answered: Sequence[ReleaseRecord]


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One question. `late`: that its cases are old, in words. `may_answer`: ids of today's releasers.

    `contact_changed`: platforms that an open question has to hold back, as their contact is another one by now.
    """

    release: ReleaseRecord
    late: str
    may_answer: Sequence[str]
    contact_changed: Sequence[str]


def releases() -> Releases:
    """What the list shows."""
    with for_docket().begin() as session:
        return Releases(
            docket_oversight.list_releases(session, [ReleaseState.ASKED], SHOWN),
            docket_oversight.list_releases(session, ANSWERED, SHOWN),
        )


def release(release_id: UUID) -> ReleasePage | None:
    """What the page of one question shows; None when there is no such question."""
    with for_docket().begin() as session:
        found = docket_oversight.read_release(session, release_id)
        if found is None:
            return None
        is_late = late(str(found.day), found.summary["days_ago"])
        changed = contacts.changed_since(session, found) if found.state == ReleaseState.ASKED else []
        return ReleasePage(found, is_late, releasing.releasers(session), changed)
