"""How many cases' texts a person looked at in a day: reading what may disturb wears people out, and they should see it.

Nobody else is shown the number, and nothing is done with it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from include.writ.domain.people import READERS, Person
from include.writ.errors import NotPossible
from include.writ.storage.models import CaseRow, ExposureRow


def note(session: Session, *, case_id: UUID, reader: Person, day: date, now: datetime) -> int:
    """Record that the reader looks at the texts of a case; of a day, the first time counts. Gives the day's number.

    Raises `NotAllowed` for who is shown no texts, and `NotPossible` where there is no such case.
    """
    reader.require(*READERS)
    if session.get(CaseRow, case_id) is None:
        raise NotPossible(f"there is no case {case_id}")
    shown = {"person": reader.id, "day": day, "case_id": case_id, "shown_at": now}
    session.execute(insert(ExposureRow).values(shown).on_conflict_do_nothing())
    return count(session, reader, day)


def count(session: Session, reader: Person, day: date) -> int:
    """Of how many cases the reader looked at texts on this day."""
    of_day = select(func.count()).select_from(ExposureRow).filter_by(person=reader.id, day=day)
    return session.scalars(of_day).one()
