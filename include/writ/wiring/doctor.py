"""Looks over a deployment and says what is wrong and how to mend it. It changes nothing.

Airflow's own side (pools, connections) is not looked at: that takes Airflow. The connections which it must have are
named instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from include.writ import settings
from include.writ.domain.content import Platform
from include.writ.domain.people import Role
from include.writ.errors import PackError
from include.writ.exports.layout import ExportLayout
from include.writ.ledger.append import broken_at
from include.writ.packs.loader import LoadedPack, load_pack
from include.writ.services import contacts
from include.writ.services.deployment import is_specimen
from include.writ.services.docket_notices import count_troubles
from include.writ.storage.models import LedgerRow, PersonRow, PlatformRow, SourceRow
from include.writ.storage.session import engine, newest_version, schema_version, unit_of_work
from include.writ.wiring.doctor_finding import Finding
from include.writ.wiring.doctor_logins import examine_logins
from include.writ.wiring.doctor_vantage import examine_vantage_points


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """Whether the chain of events is whole; `broken_at` is the first event that is not what was written."""

    entries: int
    broken_at: int | None


def examine(database_url: str) -> Iterator[Finding]:
    """Look at the database, then at what it holds; stops early where the rest could only fail."""
    pack = _pack()
    yield pack if isinstance(pack, Finding) else Finding("pack", f"{pack.pack.id} {pack.pack.version}, {pack.sha256}")
    database = _database(database_url)
    yield database
    if not database.is_ok:
        return
    migrations = _migrations(database_url)
    yield migrations
    if not migrations.is_ok:
        return
    with unit_of_work(database_url) as session:
        yield from (check(session) for check in _CHECKS)
        if isinstance(pack, LoadedPack):
            yield _mode(session, pack)
        is_real = isinstance(pack, LoadedPack) and not is_specimen(session, pack)
    yield from examine_logins(database_url, is_real=is_real)
    yield _ledger(database_url)


def verify_ledger(database_url: str) -> LedgerReport:
    """Recompute every hash of the chain."""
    with unit_of_work(database_url) as session:
        return LedgerReport(session.scalars(select(func.count()).select_from(LedgerRow)).one(), broken_at(session))


def _pack() -> LoadedPack | Finding:
    try:
        return load_pack(settings.pack())
    except PackError as error:
        return Finding("pack", str(error), "correct the pack file; each field that is wrong is named")


def _database(url: str) -> Finding:
    try:
        with engine(url).connect() as connection:
            version = connection.scalar(text("SELECT current_setting('server_version_num')::int"))
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        return Finding("database", reason, "start the server, or correct WRIT_DATABASE_URL")
    mend = "" if version >= 150000 else "Writ needs PostgreSQL 15 or newer"
    return Finding("database", f"PostgreSQL {version // 10000}", mend)


def _migrations(url: str) -> Finding:
    there, needed = schema_version(url), newest_version()
    run = "as the database's owner, run `.venv/bin/python -m include.writ migrate`"
    mend = "" if there == needed else run
    return Finding("migrations", f"database at {there}, code needs {needed}", mend)


def _sources(session: Session) -> Finding:
    rows = session.scalars(select(SourceRow).where(SourceRow.is_active)).all()
    wrong = [row.name for row in rows if not _is_layout(row)]
    detail = f"{len(rows)} active, connections: {', '.join(sorted(row.connection_id for row in rows)) or 'none'}"
    if wrong:
        return Finding("sources", detail, f"correct the layout of {', '.join(wrong)}")
    return Finding("sources", detail, "" if rows else "register a monitoring source in writ.sources")


def _is_layout(row: SourceRow) -> bool:
    try:
        ExportLayout.model_validate(row.layout)
    except ValidationError:
        return False
    return True


def _platforms(session: Session) -> Finding:
    rows = session.scalars(select(PlatformRow)).all()
    missing = sorted(set(Platform) - {Platform(row.name) for row in rows})
    detail = f"{len(rows)} registered, connections: {', '.join(sorted(row.connection_id for row in rows)) or 'none'}"
    if missing:
        return Finding("platforms", detail, f"register in writ.platforms: {', '.join(missing)}")
    nobody = sorted(row.name for row in rows if contacts.current(session, row.name) is None)
    wanted = f"have a contact of {', '.join(nobody)} proposed and confirmed in the Docket" if nobody else ""
    return Finding("platforms", detail, wanted)


def _people(session: Session) -> Finding:
    rows = session.scalars(select(PersonRow).where(PersonRow.is_active)).all()
    holders = {role: {row.id for row in rows if role in row.roles} for role in Role}
    detail = ", ".join(f"{role}: {len(ids)}" for role, ids in holders.items())
    drafters, approvers = holders[Role.DRAFTER], holders[Role.APPROVER]
    if not any(drafter != approver for drafter in drafters for approver in approvers):
        return Finding("people", detail, "register a drafter and another person as approver in writ.people")
    return Finding("people", detail, "" if holders[Role.RELEASER] else "register a releaser in writ.people")


def _deliveries(session: Session) -> Finding:
    """What is refused, and what came back and fits nothing, stays on record: only a doubt can be settled."""
    found = count_troubles(session)
    detail = f"notices in doubt: {found.uncertain}, refused: {found.refused}, reports that fit none: {found.unmatched}"
    mend = "ask the platforms about those in doubt; the Docket has them under Notices"
    return Finding("deliveries", detail, mend if found.uncertain else "")


def _mode(session: Session, pack: LoadedPack) -> Finding:
    if is_specimen(session, pack):
        return Finding("mode", "specimen: nobody has adopted this pack, every notice says SPECIMEN")
    return Finding("mode", "in force: a legal officer has adopted this pack")


def _ledger(url: str) -> Finding:
    report = verify_ledger(url)
    if report.broken_at is None:
        return Finding("ledger", f"{report.entries} events, chain whole")
    mend = "keep the database as it is and call the auditor: a record was changed behind Writ's back"
    return Finding("ledger", f"broken at event {report.broken_at} of {report.entries}", mend)


_CHECKS: tuple[Callable[[Session], Finding], ...] = (
    *(_sources, _platforms, _people, _deliveries),
    examine_vantage_points,
)
