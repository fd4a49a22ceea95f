"""What every channel must do, against a real server of each kind."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from include.writ.channels import settings
from include.writ.channels.loopback import require_loopback_host
from include.writ.domain.delivery import AnswerPage, Handed, Receipt, ReportPage
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused, WritError
from tests.support.ends import NOW, DropEnd, End, MailEnd, end_of, opened
from tests.support.outgoing import KEY, NOTICE, another
from tests.unit.sources.depots import SECRET

EVERY = ["api", "mail", "sftp", "portal"]
each = pytest.mark.parametrize("end", EVERY, indirect=True)
each_remote = pytest.mark.parametrize("end", EVERY[:-1], indirect=True)
each_that_deduplicates = pytest.mark.parametrize("end", ["api", "sftp", "portal"], indirect=True)

FILES = (NOTICE.document, NOTICE.signature.encode(), NOTICE.pdf)
HOSTILE = [
    "desk\r\nBcc: everybody@elsewhere.example",
    "desk\n\n--=_writ_\nContent-Type: text/html",
    "desk\r\n.\r\nMAIL FROM:<x@elsewhere.example>\r\n",
    "desk\0\x1b[2J\u2028\u202e{number}{0}%s$(id)",
    "=?utf-8?b?DQpCY2M6IHhAZWxzZXdoZXJlLmV4YW1wbGU=?=",
    "Заң бөлімі " * 200,
]


@pytest.fixture
def end(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[End]:
    folder = tmp_path / "end"
    folder.mkdir()
    with end_of(request.param, folder) as opened_end:
        yield opened_end


def assert_discreet(error: BaseException) -> None:
    """No message of a logged traceback shows a secret, a document, an address or the key."""
    report = traceback.TracebackException.from_exception(error)
    assert report.__cause__ is None
    assert report.__context__ is None or report.__suppress_context__
    shown = "".join(report.format_exception_only()) + repr(error)
    for secret in (SECRET, "confidential wording", "127.0.0.1", KEY, "authority.example", "platform.example"):
        assert secret not in shown


# --- what arrives --------------------------------------------------------------------------------------------------


@each
def test_a_notice_arrives_once_and_its_bytes_are_unchanged(end: End) -> None:
    opened(end.connection()).send(NOTICE)
    assert end.arrived() == [FILES]


@each
def test_a_receipt_has_the_platforms_time_and_what_was_only_handed_over_has_ours(end: End) -> None:
    answer = opened(end.connection()).send(NOTICE)
    if isinstance(answer, Receipt):
        assert answer == Receipt("r-1", datetime(2026, 11, 20, 7, tzinfo=UTC))
    else:
        assert answer.handed_at == NOW


@each
def test_the_same_notice_again_arrives_as_the_capabilities_promise(end: End) -> None:
    channel = opened(end.connection())
    assert channel.send(NOTICE) == channel.send(NOTICE)
    assert len(end.arrived()) == (1 if channel.capabilities.deduplicates else 2)


@each_that_deduplicates
def test_another_notice_under_the_same_key_is_refused_and_the_first_stays(end: End) -> None:
    channel = opened(end.connection())
    channel.send(NOTICE)
    with pytest.raises(PlatformRefused, match="same key") as caught:
        channel.send(another(document=b'{"number":"KZ-2026-000001"}'))
    assert_discreet(caught.value)
    assert end.arrived() == [FILES]


@each
def test_two_notices_do_not_mix(end: End) -> None:
    channel = opened(end.connection())
    second = another(key=KEY[:-1] + "2", document=b"{}", signature="eyJh..c2ln", pdf=b"%PDF-")
    channel.send(NOTICE)
    channel.send(second)
    assert end.arrived() == [FILES, (b"{}", b"eyJh..c2ln", b"%PDF-")]


@pytest.mark.parametrize("end", ["api", "sftp", "portal"], indirect=True)
def test_where_no_reports_come_the_cursor_stays(end: End) -> None:
    channel = opened(end.connection())
    channel.send(NOTICE)
    assert channel.reports("12:7") == ReportPage((), "12:7", has_more=False)


@pytest.mark.parametrize("end", ["mail", "sftp", "portal"], indirect=True)
def test_where_people_answer_there_are_no_answers_to_collect(end: End) -> None:
    channel = opened(end.connection())
    channel.send(NOTICE)
    assert channel.answers(0) == AnswerPage((), has_more=False)


# --- what breaks ---------------------------------------------------------------------------------------------------


@each_remote
def test_nobody_there_is_busy_and_nothing_arrives(end: End, free_port: int) -> None:
    with pytest.raises(PlatformBusy) as caught:
        opened(end.elsewhere(free_port)).send(NOTICE)
    assert_discreet(caught.value)
    assert end.arrived() == []


@each_remote
def test_a_lost_answer_is_uncertain_and_never_busy(end: End) -> None:
    end.lose_the_answer()
    with pytest.raises(DeliveryUncertain) as caught:
        opened(end.connection()).send(NOTICE)
    assert_discreet(caught.value)
    assert end.arrived() == [FILES]


@each_remote
def test_what_is_in_doubt_is_settled_as_the_capabilities_promise(end: End) -> None:
    channel = opened(end.connection())
    end.lose_the_answer()
    with pytest.raises(DeliveryUncertain):
        channel.send(NOTICE)
    if channel.capabilities.can_be_asked:
        assert channel.find(KEY) is not None
    else:
        with pytest.raises(DeliveryUncertain):
            channel.find(KEY)


@pytest.mark.slow
@each_remote
def test_wherever_the_line_is_cut_busy_means_that_nothing_arrived(end: End) -> None:
    assert end.wire
    channel = opened(end.connection())
    channel.send(NOTICE)
    whole = end.wire.bytes_from_target
    outcomes = set()
    cuts = {*range(0, whole, whole // 20 + 1), *range(max(0, whole - 400), whole, 20)}
    for number, cut in enumerate(sorted(cuts), start=10):
        before = len(end.arrived())
        end.wire.cuts = [cut]
        try:
            channel.send(another(key=f"{KEY[:-2]}{number}"))
            outcome = "taken"
        except WritError as error:
            outcome = type(error).__name__
            assert_discreet(error)
        end.wire.cuts = []
        came = len(end.arrived()) - before
        assert came <= 1
        assert (outcome, came) not in {("taken", 0), ("PlatformBusy", 1)}, cut
        outcomes.add(outcome)
    assert outcomes <= {"taken", "PlatformBusy", "DeliveryUncertain"}
    assert "DeliveryUncertain" in outcomes or isinstance(end, DropEnd)


@each_remote
def test_wrong_credentials_are_our_own_mistake_and_nothing_arrives(end: End) -> None:
    with pytest.raises(ConfigError, match="connection") as caught:
        opened(end.connection("wrong-secret")).send(NOTICE)
    assert_discreet(caught.value)
    assert "wrong-secret" not in str(caught.value)
    assert end.arrived() == []


# --- what is asked -------------------------------------------------------------------------------------------------


@each
def test_a_notice_that_was_never_sent_is_not_found(end: End) -> None:
    channel = opened(end.connection())
    if channel.capabilities.can_be_asked:
        assert channel.find(KEY) is None
    else:
        with pytest.raises(DeliveryUncertain):
            channel.find(KEY)


@each_that_deduplicates
def test_a_notice_that_was_sent_is_found_with_what_its_sending_gave(end: End) -> None:
    channel = opened(end.connection())
    sent = channel.send(NOTICE)
    found = channel.find(KEY)
    assert found == sent
    assert isinstance(found, Receipt | Handed)


@each_remote
def test_who_cannot_be_asked_leaves_what_is_in_doubt_in_doubt(end: End, free_port: int) -> None:
    for connection in (end.elsewhere(free_port), end.connection("wrong-secret")):
        with pytest.raises(DeliveryUncertain) as caught:
            opened(connection).find(KEY)
        assert_discreet(caught.value)


# --- what a stranger or a mistake could try ------------------------------------------------------------------------


@each
@pytest.mark.parametrize("text", HOSTILE)
def test_no_value_of_a_notice_can_change_where_it_goes_or_what_it_is(end: End, text: str) -> None:
    hostile = another(number=text, order_numbers=(text,))
    if isinstance(end, MailEnd):
        with pytest.raises(ConfigError, match="not the contact"):
            opened(end.connection()).send(replace(hostile, addressee=text))
    else:
        hostile = replace(hostile, addressee=text)
    opened(end.connection()).send(hostile)
    assert end.arrived() == [FILES]
    if isinstance(end, MailEnd):
        (mail,) = end.mails
        assert (mail.sender, mail.recipient) == ("desk@authority.example", "legal+orders@platform.example")
        head = mail.content.partition(b"\r\n\r\n")[0].decode("ascii")
        names = [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]
        assert names == ["From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "Content-Type"]


@each
@pytest.mark.parametrize("key", ["", "../up", "a/b", "a\r\nX-Header: 1", ".hidden", "ключ", "a" * 65, "-a", "A"])
def test_a_key_that_could_name_something_else_is_never_sent(end: End, key: str) -> None:
    with pytest.raises(PlatformRefused, match="nothing was sent"):
        opened(end.connection()).send(another(key=key))
    assert end.arrived() == []


@each
@pytest.mark.parametrize("text", ["", "a", "a.b.c", "..", "a..b\r\n", "a...b", "подпись..b", "a..b=="])
def test_a_notice_without_a_detached_signature_is_never_sent(end: End, text: str) -> None:
    with pytest.raises(PlatformRefused, match="sign it anew"):
        opened(end.connection()).send(another(signature=text))
    assert end.arrived() == []


@each
def test_a_notice_above_the_cap_is_never_sent(end: End, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_NOTICE_BYTES", len(NOTICE.document) + len(NOTICE.signature) + len(NOTICE.pdf))
    opened(end.connection()).send(NOTICE)
    with pytest.raises(PlatformRefused, match="above"):
        opened(end.connection()).send(another(key="other", pdf=NOTICE.pdf + b"\n"))
    assert len(end.arrived()) == 1


@each
def test_every_host_is_known_before_anything_is_connected(end: End) -> None:
    hosts = opened(end.connection()).hosts
    assert set(hosts) == ({"127.0.0.1"} if end.wire else set())
    assert not (end.wire and end.wire.connections)
    for host in hosts:
        require_loopback_host(host)


@each
def test_a_setting_that_nobody_knows_is_refused(end: End) -> None:
    connection = end.connection()
    wrong = replace(connection, extra={**connection.extra, "retries": "hush"})
    with pytest.raises(ConfigError, match=r"retries.*docs/channels\.md") as caught:
        opened(wrong)
    assert "hush" not in str(caught.value)
    assert_discreet(caught.value)


@pytest.mark.parametrize(
    ("end", "field", "value"),
    [
        ("api", "port", 8443),
        ("api", "schema", "https"),
        ("api", "login", "somebody"),
        ("mail", "schema", "x"),
        ("sftp", "schema", "x"),
        ("portal", "host", "share"),
        ("portal", "password", SECRET),
    ],
    indirect=["end"],
)
def test_a_field_that_would_be_ignored_is_refused(end: End, field: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"{field}, which a channel of its type does not use") as caught:
        opened(replace(end.connection(), **{field: value}))
    assert_discreet(caught.value)


@each
def test_a_type_that_no_channel_has_is_refused(end: End) -> None:
    with pytest.raises(ConfigError, match="fs, http, https, sftp, smtp"):
        opened(replace(end.connection(), conn_type="ftp"))
