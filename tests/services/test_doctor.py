from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, text, update

from include.writ.domain.delivery import DeliveryReport, ReportKind
from include.writ.ledger.append import append
from include.writ.ledger.chain import Event
from include.writ.local.seed import seed_demo
from include.writ.storage.models import PersonRow, PlatformContactRow, SourceRow
from include.writ.storage.session import unit_of_work
from include.writ.wiring.deployment import for_tasks
from include.writ.wiring.doctor import examine, verify_ledger
from tests.due_process.test_annexes import released, send
from tests.due_process.test_proofs import collect
from tests.support.chain import DAY, Chain
from tests.support.digest import digest
from tests.support.orders import NOON as NOON_OF_ORDERS
from tests.support.scripted import ScriptedPlatform

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
AN_HOUR_LATER = NOON_OF_ORDERS + timedelta(hours=1)


def to_mend(database_url: str) -> set[str]:
    return {finding.check for finding in examine(database_url) if not finding.is_ok}


def test_a_seeded_database_has_nothing_to_mend(database_url: str) -> None:
    seed_demo(database_url)
    assert to_mend(database_url) == set()


def test_an_empty_database_lacks_sources_platforms_and_people(database_url: str) -> None:
    assert to_mend(database_url) == {"sources", "platforms", "people"}


def test_seeding_again_changes_nothing_and_brings_back_what_was_changed(database_url: str) -> None:
    seed_demo(database_url)
    before = digest(database_url)
    seed_demo(database_url)
    assert digest(database_url) == before
    with unit_of_work(database_url) as session:
        session.execute(update(SourceRow).values(patience_hours=1))
    assert digest(database_url) != before
    seed_demo(database_url)
    assert digest(database_url) == before


def test_a_register_without_a_second_person_or_a_platform_is_found(database_url: str) -> None:
    seed_demo(database_url)
    with unit_of_work(database_url) as session:
        session.execute(update(PersonRow).where(PersonRow.id.like("approver%")).values(is_active=False))
        session.execute(text("ALTER TABLE writ.platform_contacts DISABLE TRIGGER no_delete"))
        session.execute(delete(PlatformContactRow).where(PlatformContactRow.platform == "tiktok"))
        session.execute(update(SourceRow).where(SourceRow.name == "media_watch").values(layout={"encoding": "ebcdic"}))
    assert to_mend(database_url) == {"sources", "platforms", "people"}


def test_a_schema_that_is_behind_ends_the_look(database_url: str) -> None:
    with unit_of_work(database_url) as session:
        session.execute(text("UPDATE writ.alembic_version SET version_num = '0001'"))
    checks = list(examine(database_url))
    assert [finding.check for finding in checks if not finding.is_ok] == ["migrations"]
    assert checks[-1].check == "migrations"


def test_an_event_that_was_changed_behind_the_back_is_named(database_url: str) -> None:
    seed_demo(database_url)
    with unit_of_work(database_url) as session:
        for number in range(3):
            append(session, NOON, [Event("batch.stored", f"batch:{number}", "pull_exports", {"rows": number})])
    written = verify_ledger(database_url)
    assert written.broken_at is None
    with unit_of_work(database_url) as session:
        session.execute(text("ALTER TABLE writ.ledger DISABLE TRIGGER ALL"))  # as an intruder with full rights would
        session.execute(text("UPDATE writ.ledger SET actor = 'nobody' WHERE seq = 2"))
    report = verify_ledger(database_url)
    assert (report.entries, report.broken_at) == (written.entries, 2)
    assert to_mend(database_url) == {"ledger"}


def test_a_notice_in_doubt_is_named_until_it_is_settled(database_url: str, chain: Chain) -> None:
    chain.bring_in(DAY)
    name, platform = released(chain, 1), ScriptedPlatform(for_tasks().clock, takes=False)
    assert send(chain, name, platform) == {"uncertain": 1}
    [found] = [finding for finding in examine(database_url) if finding.check == "deliveries"]
    assert found.detail == "notices in doubt: 1, refused: 0, reports that fit none: 0"
    assert "under Notices" in found.mend
    platform.takes = True
    chain.at(AN_HOUR_LATER)
    assert send(chain, name, platform) == {"sent": 1}
    assert to_mend(database_url) == set()


def test_what_nobody_can_settle_any_more_is_counted_only(database_url: str, chain: Chain) -> None:
    chain.bring_in(DAY)
    mail = ScriptedPlatform(for_tasks().clock, hands_over=True)
    name = released(chain, 1)
    send(chain, name, mail)
    [notice] = mail.notices
    for number, key in enumerate((notice.key, None)):
        mail.told.append(DeliveryReport(f"<{number}@mail.example>", key, ReportKind.FAILED, AN_HOUR_LATER, "5.1.1"))
    chain.at(AN_HOUR_LATER)
    assert collect(name, mail) == {"failed": 1, "unmatched": 1}
    [found] = [finding for finding in examine(database_url) if finding.check == "deliveries"]
    assert (found.detail, found.is_ok) == ("notices in doubt: 0, refused: 1, reports that fit none: 1", True)
