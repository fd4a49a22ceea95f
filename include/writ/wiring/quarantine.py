"""What the Docket calls about refused rows: reading them, acts on them, and their file for the source's owner.

Every act looks the person up again in its own transaction, so a role that was just taken away counts at once.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from uuid import UUID

from include.writ.domain.finding import FIELDS
from include.writ.domain.intake import RowStanding
from include.writ.domain.people import Person
from include.writ.exports.cells import find_cell_problem
from include.writ.exports.spreadsheet_safe import safe_cell
from include.writ.log import get
from include.writ.services import deployment as standing
from include.writ.services import quarantine as acts
from include.writ.services import quarantine_reading as reading
from include.writ.services.quarantine import MENDERS, Doing
from include.writ.services.quarantine_reading import Quarantine, QuarantinedPage, QuarantinedRecord, Wanted
from include.writ.storage.models import QuarantineActRow
from include.writ.validation.rules import RULES_BY_NAME
from include.writ.validation.texts import LANGUAGES, Said, say
from include.writ.wiring.deployment import for_docket

__all__ = ["FIELDS", "MENDERS", "Quarantine", "QuarantinedPage", "RowStanding", "Wanted"]

CSV_PAGE = 1_000
CSV_HEAD = ("source", "day", "version", "row_number", "standing", "field", "rule", "detail")

log = get(__name__)


def quarantine(wanted: Wanted, reader: Person, after: UUID | None, limit: int) -> Quarantine:
    """Refused rows, a page at a time."""
    with for_docket().begin() as session:
        return reading.quarantine(session, wanted, reader=reader, after=after, limit=limit)


def of_day(day: date, reader: Person, after: UUID | None, limit: int) -> Quarantine:
    """Refused rows of a day."""
    return quarantine(Wanted(day=day), reader, after, limit)


def rules_of(wanted: Wanted) -> list[str]:
    """The rules that the wanted batches break."""
    with for_docket().begin() as session:
        return reading.rules_of(session, wanted)


def row(row_id: UUID, reader: Person) -> QuarantinedPage | None:
    """One refused row with its history."""
    with for_docket().begin() as session:
        return reading.read_row(session, row_id, reader)


def may_mend(reader: Person) -> bool:
    """Whether this person may read and mend refused rows."""
    return bool(reader.roles & MENDERS)


def correct(row_id: UUID, user_name: str, cells: Mapping[str, str], note: str, seen: int) -> QuarantineActRow:
    """Say what the row should have said."""
    here = for_docket()
    with here.begin() as session:
        doing = Doing(row_id, standing.person(session, user_name), note, seen)
        return _said(acts.correct(session, doing, cells=cells, find_problem=find_cell_problem, now=here.clock()))


def set_aside(row_id: UUID, user_name: str, note: str, seen: int) -> QuarantineActRow:
    """Say that nothing has to be done about the row."""
    here = for_docket()
    with here.begin() as session:
        doing = Doing(row_id, standing.person(session, user_name), note, seen)
        return _said(acts.set_aside(session, doing, now=here.clock()))


def take_up(row_id: UUID, user_name: str, note: str, seen: int) -> QuarantineActRow:
    """Undo a setting aside, or a correction that was not validated yet."""
    here = for_docket()
    with here.begin() as session:
        doing = Doing(row_id, standing.person(session, user_name), note, seen)
        return _said(acts.take_up(session, doing, now=here.clock()))


def explain(rule: str) -> dict[str, Said]:
    """What a rule means and what mends a row that breaks it, by language; nothing for a rule that is no more."""
    return {language: say(rule, language) for language in LANGUAGES} if rule in RULES_BY_NAME else {}


def csv_lines(wanted: Wanted, reader: Person) -> Iterator[str]:
    """All wanted rows as CSV, a line for each reason, safe to open in a spreadsheet; cells only for who may read."""
    cells = FIELDS if may_mend(reader) else ()
    remedies = tuple(f"remedy_{language}" for language in LANGUAGES)
    yield "\ufeff" + _line([*CSV_HEAD, *remedies, *cells, *(["text"] if cells else [])])
    after: UUID | None = None
    while True:
        page = quarantine(wanted, reader, after, CSV_PAGE)
        for record in page.rows:
            yield from _record_lines(record)
        after = page.next
        if after is None:
            return


def _record_lines(record: QuarantinedRecord) -> Iterator[str]:
    place = (record.source, str(record.day), str(record.version), str(record.row_number), record.standing)
    raw = record.raw
    said = [] if raw is None else [raw.get(field, "") for field in (*FIELDS, "text")]
    for reason in record.reasons:
        words = explain(reason["rule"])
        remedies = [words[language].remedy if words else "" for language in LANGUAGES]
        yield _line([*place, reason["field"], reason["rule"], reason["detail"], *remedies, *said])


def _line(cells: list[str]) -> str:
    written = StringIO()
    csv.writer(written).writerow([safe_cell(cell) for cell in cells])
    return written.getvalue()


def _said(act: QuarantineActRow) -> QuarantineActRow:
    log.info("quarantined row %s: %s", act.row_id, act.act)
    return act
