"""Notices as files: on a platform's SFTP server, and as packages for a portal."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import asyncssh
import paramiko
import pytest

from include.writ.channels import portal
from include.writ.channels.portal import package_of
from include.writ.channels.settings import ChannelConnection
from include.writ.domain.delivery import Handed, Receipt
from include.writ.errors import ConfigError, DeliveryUncertain, PlatformBusy, PlatformRefused
from tests.support.ends import CONN_ID, NOW, RECEIPT, DropEnd, PortalEnd, end_of, opened
from tests.support.outgoing import KEY, NOTICE, another


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[DropEnd]:
    with end_of("sftp", tmp_path) as end:
        assert isinstance(end, DropEnd)
        yield end


@pytest.fixture
def shelf(tmp_path: Path) -> PortalEnd:
    return PortalEnd(tmp_path)


def folder(drop: DropEnd) -> Path:
    return drop.depot.root / "in" / KEY


# --- SFTP: receipts ------------------------------------------------------------------------------------------------


def test_the_platforms_receipt_is_found_beside_the_notice(drop: DropEnd) -> None:
    channel = opened(drop.connection())
    assert channel.send(NOTICE) == Handed(NOW)
    (folder(drop) / "receipt.json").write_text(json.dumps(RECEIPT))
    assert channel.find(KEY) == channel.send(NOTICE) == Receipt("r-1", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"receipt_id":"r-1"',
        '{"receipt_id":"r-1","received_at":"2026-11-20T12:00:00"}',
        '{"receipt_id":1,"received_at":"2026-11-20T12:00:00Z"}',
        "x" * 100_000,
    ],
)
def test_a_receipt_that_is_not_as_agreed_is_no_receipt(drop: DropEnd, text: str) -> None:
    channel = opened(drop.connection())
    channel.send(NOTICE)
    (folder(drop) / "receipt.json").write_text(text)
    for ask in (lambda: channel.find(KEY), lambda: channel.send(NOTICE)):
        with pytest.raises(DeliveryUncertain, match="receipt is not as agreed"):
            ask()


def test_files_that_the_platform_has_fetched_are_not_left_again(drop: DropEnd) -> None:
    channel = opened(drop.connection())
    channel.send(NOTICE)
    for file in folder(drop).iterdir():
        file.unlink()
    assert channel.send(NOTICE) == Handed(NOW)
    assert list(folder(drop).iterdir()) == []


# --- SFTP: whole or not at all -------------------------------------------------------------------------------------


def test_an_unfinished_folder_is_hidden_and_what_is_left_of_it_is_used(
    drop: DropEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise EOFError

    channel = opened(drop.connection())
    with monkeypatch.context() as patched:
        patched.setattr(paramiko.SFTPClient, "rename", broken)
        with pytest.raises(DeliveryUncertain, match="put in its place"):
            channel.send(NOTICE)
    assert [path.name for path in (drop.depot.root / "in").iterdir()] == [f".{KEY}.part"]
    assert channel.find(KEY) is None
    (drop.depot.root / "in" / f".{KEY}.part" / "notice.pdf").write_bytes(b"half of anothe" * 10_000)
    channel.send(NOTICE)
    assert drop.arrived() == [(NOTICE.document, NOTICE.signature.encode(), NOTICE.pdf)]
    assert sorted(path.name for path in folder(drop).iterdir()) == ["notice.json", "notice.json.jws", "notice.pdf"]


def test_a_line_that_breaks_while_files_are_written_leaves_nothing(
    drop: DropEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise EOFError

    monkeypatch.setattr(paramiko.SFTPClient, "putfo", broken)
    channel = opened(drop.connection())
    with pytest.raises(PlatformBusy, match="nothing was left"):
        channel.send(NOTICE)
    assert channel.find(KEY) is None


# --- SFTP: whose server, which folder ------------------------------------------------------------------------------


def test_a_server_with_another_host_key_gets_nothing(drop: DropEnd) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    with pytest.raises(ConfigError, match="host key is not the one"):
        opened(drop.connection(host_key=other)).send(NOTICE)
    with pytest.raises(ConfigError, match="ssh-keyscan"):
        opened(drop.connection(host_key=""))
    assert drop.arrived() == []


def test_a_folder_that_is_not_there_is_our_own_mistake_and_no_sign_that_nothing_arrived(drop: DropEnd) -> None:
    connection = drop.connection()
    channel = opened(replace(connection, extra={**connection.extra, "folder": "/nowhere"}))
    with pytest.raises(ConfigError, match="no such `folder`"):
        channel.send(NOTICE)
    with pytest.raises(DeliveryUncertain):
        channel.find(KEY)


@pytest.mark.parametrize("text", ["in", "in/", "/in/", "/in"])
def test_a_folder_may_be_written_in_any_usual_way(drop: DropEnd, text: str) -> None:
    connection = drop.connection()
    opened(replace(connection, extra={**connection.extra, "folder": text})).send(NOTICE)
    assert len(drop.arrived()) == 1


@pytest.mark.parametrize("text", ["", "."])
def test_without_a_folder_it_is_the_one_that_the_server_lets_in_to(drop: DropEnd, text: str) -> None:
    connection = drop.connection()
    opened(replace(connection, extra={**connection.extra, "folder": text})).send(NOTICE)
    assert (drop.depot.root / KEY / "notice.json").read_bytes() == NOTICE.document


@pytest.mark.parametrize("text", ["../in", "in/../..", "a\nb", "a\\b"])
def test_a_folder_that_could_lead_elsewhere_is_refused(drop: DropEnd, text: str) -> None:
    connection = drop.connection()
    with pytest.raises(ConfigError, match="folder"):
        opened(replace(connection, extra={**connection.extra, "folder": text}))


@pytest.mark.parametrize("changes", [{"host": ""}, {"login": ""}])
def test_an_incomplete_connection_is_refused(drop: DropEnd, changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="incomplete"):
        opened(replace(drop.connection(), **changes))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (PermissionError(), ConfigError),
        (paramiko.SSHException("echoed"), PlatformBusy),
        (paramiko.SFTPError("echoed"), PlatformBusy),
        (OSError("echoed"), PlatformBusy),
        (TimeoutError("echoed"), PlatformBusy),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "echoed"), PlatformBusy),
    ],
)
def test_every_error_of_the_library_is_mapped(
    drop: DropEnd, monkeypatch: pytest.MonkeyPatch, error: Exception, expected: type[Exception]
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(paramiko.SFTPClient, "mkdir", broken)
    with pytest.raises(expected) as caught:
        opened(drop.connection()).send(NOTICE)
    assert type(caught.value) is expected
    assert "echoed" not in str(caught.value)
    assert drop.arrived() == []


def test_a_server_that_forbids_the_rename_has_not_taken_the_notice(
    drop: DropEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_args: object) -> None:
        raise asyncssh.SFTPPermissionDenied("echoed")

    monkeypatch.setattr(drop.files, "rename", forbidden)
    with pytest.raises(ConfigError, match="may not write") as caught:
        opened(drop.connection()).send(NOTICE)
    assert "echoed" not in str(caught.value)
    assert drop.arrived() == []


# --- packages for a portal -----------------------------------------------------------------------------------------


def test_the_same_notice_gives_the_same_package() -> None:
    assert package_of(NOTICE) == package_of(another())
    with ZipFile(BytesIO(package_of(NOTICE))) as package:
        assert package.testzip() is None
        assert package.namelist() == ["README.txt", "notice.pdf", "notice.json", "notice.json.jws"]
        assert {(entry.date_time, entry.compress_type) for entry in package.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), ZIP_STORED)
        }


def test_its_readme_says_in_three_languages_what_is_in_it() -> None:
    with ZipFile(BytesIO(package_of(NOTICE))) as package:
        text = package.read("README.txt").decode()
    assert [text.count(word) for word in ("ҮЛГІ", "ОБРАЗЕЦ", "SPECIMEN")] == [2, 2, 2]
    assert text.count(NOTICE.number) == 3
    with ZipFile(BytesIO(package_of(another(is_specimen=False)))) as package:
        assert "SPECIMEN" not in package.read("README.txt").decode()


def test_the_reference_is_the_name_of_the_package(shelf: PortalEnd) -> None:
    assert opened(shelf.connection()).send(NOTICE) == Handed(NOW)
    assert [path.name for path in shelf.root.iterdir()] == [f"{KEY}.zip"]


def test_a_disk_that_is_full_leaves_no_half_package(shelf: PortalEnd, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(portal.os, "fsync", full)
    with pytest.raises(PlatformBusy, match="No space left"):
        opened(shelf.connection()).send(NOTICE)
    assert list(shelf.root.iterdir()) == []
    assert opened(shelf.connection()).find(KEY) is None


def test_a_package_that_somebody_changed_is_never_overwritten(shelf: PortalEnd) -> None:
    (shelf.root / f"{KEY}.zip").write_bytes(b"something else")
    with pytest.raises(PlatformRefused, match="another package"):
        opened(shelf.connection()).send(NOTICE)
    assert (shelf.root / f"{KEY}.zip").read_bytes() == b"something else"


def test_a_folder_that_is_not_mounted_is_our_own_mistake_and_no_sign_that_nothing_was_made(shelf: PortalEnd) -> None:
    away = ChannelConnection(CONN_ID, "fs", extra={"path": str(shelf.root / "away")})
    with pytest.raises(ConfigError, match="mount it"):
        opened(away).send(NOTICE)
    with pytest.raises(DeliveryUncertain):
        opened(away).find(KEY)


@pytest.mark.parametrize("path", ["", "packages", "/a\0b"])
def test_a_path_that_is_not_absolute_is_refused(path: str) -> None:
    with pytest.raises(ConfigError, match="absolute path"):
        opened(ChannelConnection(CONN_ID, "fs", extra={"path": path}))


def test_the_key_of_another_file_asks_for_nothing(shelf: PortalEnd) -> None:
    outside = shelf.root.parent / "secret.zip"
    outside.write_bytes(b"")
    with pytest.raises(DeliveryUncertain):
        opened(shelf.connection()).find(os.path.join("..", "secret"))
