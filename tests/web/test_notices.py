"""The notices in the Docket: what is sent, how far it is, its files, and what needs a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from sqlalchemy import event, text

from include.writ import settings
from include.writ.domain.delivery import ReportKind
from include.writ.notices.specimen_key import CERTIFICATE
from include.writ.notices.verify import read_certificate, verify_json, verify_pdf
from include.writ.services import issue
from include.writ.storage.models import NoticeRow
from include.writ.storage.roles import DatabaseRole
from include.writ.storage.session import engine
from include.writ.wiring.deployment import for_tasks
from tests.support.press import means_of, specimen_key
from tests.support.scripted import ScriptedPlatform
from tests.web.docket_world import EVIL, World
from tests.web.notices_world import (
    PLATFORM,
    clock_at,
    collect,
    handed,
    mail,
    many,
    release,
    send,
    told,
)
from tests.web.pages import BROWSER, Page, page

DAY = timedelta(days=1)
FILES = ("notice.pdf", "notice.json", "notice.json.jws")


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the Docket asks its database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    of_docket = engine(settings.database_url(), DatabaseRole.DOCKET)
    event.listen(of_docket, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(of_docket, "before_cursor_execute", note)


def test_without_any_the_list_says_where_they_come_from(world: World) -> None:
    words = page(world, "auditor", "/notices").words
    assert "No notice was made yet: notices are made of orders that a releaser let go." in words
    assert "Nothing: every notice goes on by itself" in words
    assert "No notice fits these choices." in page(world, "auditor", "/notices?state=void").words


def test_a_notice_on_its_way_is_listed_with_its_orders(world: World) -> None:
    key, _ = handed(world)
    listed = page(world, "auditor", "/notices")
    assert f"notices/{key}" in listed.addresses()
    assert "VKontakte Order, specimen 2" in listed.words
    assert "on its way, nothing proves yet that it arrived" in listed.words
    answer = world.client("auditor").get("/api/notices").json()
    assert answer["next"] is None
    [line] = answer["notices"]
    assert (line["id"], line["orders"], line["states"]) == (str(key), 2, {"handed": 2})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=on_its_way", True),
        ("state=uncertain", False),
        ("state=refused", False),
        ("state=void", False),
        (f"platform={PLATFORM}", True),
        ("platform=telegram", False),
        ("platform=&state=", True),
    ],
)
def test_notices_are_found_by_platform_and_state(world: World, query: str, found: bool) -> None:
    key, _ = handed(world)
    assert (f"notices/{key}" in page(world, "auditor", f"/notices?{query}").addresses()) == found
    assert bool(world.client("auditor").get(f"/api/notices?{query}").json()["notices"]) == found


def test_a_filter_that_nobody_knows_is_refused(world: World) -> None:
    for wrong in ("platform=fax", "state=lost", "after=x"):
        assert world.client("auditor").get(f"/api/notices?{wrong}").status_code == 422, wrong
    assert world.client("auditor").get(f"/api/notices?after={uuid4()}").status_code == 409


def test_fifty_notices_cost_no_more_statements_than_one(world: World) -> None:
    key, _ = handed(world)
    client = world.client("auditor")
    client.get("/notices", headers=BROWSER)
    with statements() as few:
        client.get("/notices", headers=BROWSER)
    many(world, 60)
    with statements() as more:
        listed = Page(client.get("/notices", headers=BROWSER).text)
    assert len([address for address in listed.addresses() if address.startswith("notices/")]) == 50
    assert len(more) == len(few)
    with statements() as one:
        client.get(f"/notices/{key}", headers=BROWSER)
    assert len(one) < 20


def test_each_notice_stands_on_one_page(world: World) -> None:
    """Two of each minute, and a page ends between them, so that the time alone does not tell where."""
    many(world, 7)
    client = world.client("auditor")
    seen: list[str] = []
    after = None
    for _ in range(3):
        answer = client.get("/api/notices", params={"limit": 3} | ({"after": after} if after else {})).json()
        seen += [line["number"] for line in answer["notices"]]
        after = answer["next"]
    assert after is None
    assert len(seen) == len(set(seen)) == 7
    assert (seen[0][-1] in "67", seen[-1][-1]) == (True, "1")


def test_what_needs_a_person_stands_above(world: World) -> None:
    key, channel = handed(world)
    assert "Nothing: every notice goes on by itself" in page(world, "releaser_1", "/notices").words
    clock_at(world, DAY + timedelta(hours=1))
    told(channel, ReportKind.FAILED, None)
    collect(channel)
    late = page(world, "releaser_1", "/notices")
    assert "1 notice on the way for more than a day" in late.words
    assert f"notices/{key}" in late.addresses()
    assert "1 report came back that fits no notice: VKontakte, 2026-11-19 07:00 : could not be delivered" in late.words
    assert "Notices in doubt, refused or long on their way 1 releaser – you" in page(world, "releaser_1").words
    told(channel, ReportKind.FAILED, key)
    collect(channel)
    words = page(world, "releaser_1", "/notices").words
    assert "1 notice refused or come back" in words
    assert "for more than a day" not in words
    assert f"notices/{key}" in page(world, "releaser_1", "/notices?state=refused").addresses()


def test_a_platform_that_is_away_is_named_with_its_times(world: World) -> None:
    release(world, 1)
    send(world, ScriptedPlatform(for_tasks().clock, busy=True))
    words = page(world, "auditor", "/notices").words
    assert "VKontakte takes nothing since 2026-11-18 06:00 : 1 time tried, again from 2026-11-18 06:10 on." in words


def test_a_notice_in_doubt_is_counted_and_found(world: World) -> None:
    release(world, 1)
    key = send(world, ScriptedPlatform(for_tasks().clock, takes=False, capabilities=mail().capabilities))
    words = page(world, "auditor", "/notices?state=uncertain").words
    assert "1 notice in doubt" in words
    one = page(world, "auditor", f"/notices/{key}").words
    assert "uncertain: it may have arrived or not DeliveryUncertain" in one


def test_one_notice_tells_what_it_carries_and_what_became_of_it(world: World) -> None:
    key, channel = handed(world)
    clock_at(world, timedelta(hours=1))
    told(channel, ReportKind.DELAYED, key, "4.4.1")
    collect(channel)
    one = page(world, "auditor", f"/notices/{key}")
    for words in (
        "Addressee VKontakte",
        "Languages",
        "handed over, no receipt yet 2",
        "What came back 2026-11-18 07:00 : delayed 4.4.1",
        "Its receipt is not proven, so no time runs.",
    ):
        assert words in one.words
    assert {f"../cases/{case_id}" for case_id in world.cases[:2]} <= set(one.addresses())
    answer = world.client("auditor").get(f"/api/notices/{key}").json()
    assert [order["state"] for order in answer["carries"]] == ["handed", "handed"]
    assert "document" not in answer


def test_every_link_of_the_notices_leads_somewhere(world: World) -> None:
    release(world, 1)
    key = send(world, mail(), signed=True)
    client, checked = world.client("auditor"), set()
    for path in ("/notices", f"/notices/{key}"):
        for link in Page(client.get(path, headers=BROWSER).text).addresses():
            target = urljoin(f"http://host/docket{path}", link).removeprefix("http://host/docket")
            assert client.get(target, headers=BROWSER).status_code == 200, target
            checked.add(target)
    assert {f"/notices/{key}/{file}" for file in FILES} <= checked


def test_the_files_are_those_that_the_platform_got_and_their_signatures_hold(world: World) -> None:
    release(world, 2)
    channel = mail()
    key = send(world, channel, signed=True)
    [sent] = channel.notices
    client = world.client("auditor")
    pdf, document, signature = (client.get(f"/notices/{key}/{file}") for file in FILES)
    assert (pdf.content, document.content, signature.text) == (sent.pdf, sent.document, sent.signature)
    trusted = read_certificate(Path(specimen_key().extra["certificate_file"]).with_name(CERTIFICATE))
    assert verify_pdf(pdf.content, trusted).is_specimen
    assert verify_json(document.content, signature.text, trusted).is_specimen
    kinds = [answer.headers["content-type"] for answer in (pdf, document, signature)]
    assert kinds == ["application/pdf", "application/json", "application/jose"]
    for answer, end in ((pdf, "pdf"), (document, "json"), (signature, "json.jws")):
        assert answer.headers["content-disposition"] == f'attachment; filename="{sent.number}.{end}"'
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
    assert "With the specimen key, by nobody" in page(world, "auditor", f"/notices/{key}").words


def test_what_is_not_signed_has_no_files(world: World) -> None:
    release(world, 1)
    here = for_tasks()
    with here.begin() as session:
        (key,) = issue.due_notices(session, PLATFORM, means_of(here), here.clock(), 1)
    client = world.client("auditor")
    for file in FILES:
        assert client.get(f"/notices/{key}/{file}").status_code == 404
        assert client.get(f"/notices/{uuid4()}/{file}").status_code == 404
    assert client.get(f"/notices/{key}/notice.exe").status_code == 404
    assert "Signed Not yet; it has no files before that" in page(world, "auditor", f"/notices/{key}").words


def test_a_file_that_was_changed_is_not_handed_out(world: World) -> None:
    key, _ = handed(world)
    with world.here.begin() as session:
        name = session.get_one(NoticeRow, key).pdf_sha256
    assert name
    kept = world.clock.parent / "raw" / name[:2] / name
    kept.write_bytes(b"%PDF another")
    assert world.client("auditor").get(f"/notices/{key}/notice.pdf").status_code == 503
    kept.unlink()
    answer = world.client("auditor").get(f"/notices/{key}/notice.pdf")
    assert answer.status_code == 503
    assert "restore it from a backup" in answer.json()["remedy"]


def test_what_strangers_wrote_is_shown_as_text(world: World) -> None:
    key, channel = handed(world)
    told(channel, ReportKind.DELAYED, key)
    told(channel, ReportKind.FAILED, None)
    collect(channel)
    with world.here.begin() as session:
        session.execute(text("UPDATE writ.platforms SET title = :evil WHERE name = 'vkontakte'"), {"evil": EVIL})
    world.post("releaser_1", f"/notices/{key}/confirmation", {"number": EVIL, "received_at": "2026-11-18T06:00:00+05"})
    for path in ("/notices", f"/notices/{key}"):
        source = world.client("auditor").get(path, headers=BROWSER).text
        assert "&lt;script&gt;alert(" in source
        tags = Page(source).tags
        assert [attrs["src"] for tag, attrs in tags if tag == "script"] == [
            "../assets/docket.js" if path.count("/") == 2 else "assets/docket.js"
        ]
        assert not [tag for tag, _ in tags if tag == "img"]


def test_a_void_notice_still_names_its_orders(world: World) -> None:
    release(world, 2)
    key = send(world, ScriptedPlatform(for_tasks().clock, busy=True))
    with for_tasks().begin() as session:
        issue.make_void(session, session.get_one(NoticeRow, key), for_tasks().clock())
    listed = page(world, "auditor", "/notices?state=void")
    assert "VKontakte Order, specimen 2" in listed.words
    assert "void since 2026-11-18 06:00" in listed.words
    words = page(world, "auditor", f"/notices/{key}").words
    assert words.count("goes with another notice") == 3


def test_only_who_holds_a_role_reads_notices(world: World) -> None:
    key, _ = handed(world, 1)
    paths = ["/notices", f"/notices/{key}", *(f"/notices/{key}/{file}" for file in FILES)]
    paths += ["/api/notices", f"/api/notices/{key}"]
    for path in paths:
        assert world.anonymous().get(path).status_code == 401, path
        for name in ("stranger", "idle"):
            assert world.client(name).get(path).status_code == 403, path
        assert world.client("auditor").get(path).status_code == 200, path
