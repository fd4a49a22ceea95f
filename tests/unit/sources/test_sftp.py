"""SFTP: who the server is, who we are, and files that are still being written."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncssh
import paramiko
import pytest

from include.writ.errors import ConfigError, ContractBroken, SourceError
from include.writ.sources import sftp as module
from include.writ.sources import sftp_login
from include.writ.sources.base import SourceConnection
from tests.unit.sources.depots import SECRET, WRITTEN_AT, SftpDepot
from tests.unit.sources.opening import DAY, PATH, bytes_of, opened

DATA = b"finding_id,url\n1,https://vk.com/wall-1_2\n"


def public(kind: str = "ssh-ed25519") -> str:
    return str(asyncssh.generate_private_key(kind).export_public_key().decode().strip())


class TestTheServer:
    def test_with_another_key_is_not_talked_to(self, sftp: SftpDepot, into: Path) -> None:
        sftp.put(PATH, DATA)
        waits: list[float] = []
        with pytest.raises(ConfigError, match="host key is not the one") as caught:
            opened(sftp.connection(host_key=public()), waits=waits).fetch(DAY, None, into)
        assert waits == []
        assert SECRET not in str(caught.value)
        assert caught.value.__suppress_context__

    def test_with_a_key_of_another_type_is_not_talked_to(self, sftp: SftpDepot, into: Path) -> None:
        sftp.put(PATH, DATA)
        with pytest.raises(ConfigError, match="host key is not the one"):
            opened(sftp.connection(host_key=public("ecdsa-sha2-nistp256"))).fetch(DAY, None, into)

    @pytest.mark.parametrize(
        "form",
        [
            "{key}",
            "sftp.example {key}",
            "{key} a comment",
            "# sftp.example:22 SSH-2.0-OpenSSH\n[sftp.example]:22 {key}\n",
            "{other}\n{key}",
        ],
    )
    def test_is_known_by_a_line_as_ssh_keyscan_prints_it(self, sftp: SftpDepot, into: Path, form: str) -> None:
        sftp.put(PATH, DATA)
        key = form.format(key=" ".join(sftp.host_key.split()[:2]), other=public())
        assert bytes_of(opened(sftp.connection(host_key=key)).fetch(DAY, None, into)) == DATA

    @pytest.mark.parametrize("key", ["", "  \n", "# only a comment"])
    def test_without_a_key_is_not_asked(self, sftp: SftpDepot, key: str) -> None:
        with pytest.raises(ConfigError, match="ssh-keyscan"):
            opened(sftp.connection(host_key=key))

    @pytest.mark.parametrize("key", ["ssh-ed25519", "ssh-ed25519 AAAA", "ssh-ed25519 %%%", "nothing at all"])
    def test_with_a_key_that_is_none_is_not_asked(self, sftp: SftpDepot, key: str) -> None:
        with pytest.raises(ConfigError, match="no public key"):
            opened(sftp.connection(host_key=key))

    def test_whose_key_nobody_named_is_not_learned(self, sftp: SftpDepot, into: Path) -> None:
        """The last line of defence: a connection without a key is refused before."""
        sftp.put(PATH, DATA)
        source = opened(sftp.connection())
        vars(source)["_remote"]._host_keys.clear()
        with pytest.raises(SourceError, match="SSHException"):
            source.fetch(DAY, None, into)

    @pytest.mark.slow
    def test_that_is_cut_off_during_the_login_has_not_refused_it(self, sftp: SftpDepot, into: Path) -> None:
        """paramiko calls both an AuthenticationException."""
        sftp.put(PATH, DATA)
        for cut in range(2400, 4000, 200):
            sftp.wire.cuts = [cut] * 30
            with pytest.raises(SourceError):
                opened(sftp.connection()).fetch(DAY, None, into)

    def test_that_is_silent_is_not_waited_for(
        self, sftp: SftpDepot, into: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sftp_login, "CONNECT_S", 0.05)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            connection = replace(sftp.connection(), port=silent.getsockname()[1])
            with pytest.raises(SourceError, match="connection failed"):
                opened(connection).fetch(DAY, None, into)


class TestTheUser:
    @pytest.mark.parametrize("passphrase", [None, "open"])
    def test_may_have_a_private_key(self, sftp: SftpDepot, into: Path, passphrase: str | None) -> None:
        sftp.put(PATH, DATA)
        key = sftp.user_keys[0].export_private_key("openssh", passphrase).decode()
        connection = sftp.connection("", private_key=key, private_key_passphrase=passphrase or "")
        source = opened(connection)
        assert bytes_of(source.fetch(DAY, None, into)) == DATA
        shown = f"{connection!r} {vars(source)['_remote'].__dict__!r}"
        assert key.splitlines()[1] not in shown
        assert "open" not in shown.replace("opened", "")

    @pytest.mark.parametrize("kind", ["ssh-ed25519", "ssh-rsa", *["ecdsa-sha2-nistp256"] * 6])
    @pytest.mark.parametrize("form", ["openssh", "pkcs8-pem"])
    def test_key_may_be_of_any_current_type(self, sftp: SftpDepot, into: Path, kind: str, form: str) -> None:
        """ECDSA six times: paramiko's own reader fails on most of them, not on all."""
        sftp.put(PATH, DATA)
        key = asyncssh.generate_private_key(kind)
        sftp.user_keys.append(key)
        text = key.export_private_key(form).decode()
        assert bytes_of(opened(sftp.connection("", private_key=text)).fetch(DAY, None, into)) == DATA

    @pytest.mark.parametrize("key", ["nonsense", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END"])
    def test_key_that_cannot_be_opened_is_refused_without_being_shown(self, sftp: SftpDepot, key: str) -> None:
        with pytest.raises(ConfigError, match="cannot be opened") as caught:
            opened(sftp.connection("", private_key=key))
        assert key not in str(caught.value)

    def test_key_with_a_wrong_passphrase_is_refused(self, sftp: SftpDepot) -> None:
        key = sftp.user_keys[0].export_private_key("openssh", "right").decode()
        with pytest.raises(ConfigError, match="cannot be opened"):
            opened(sftp.connection("", private_key=key, private_key_passphrase="wrong"))

    @pytest.mark.parametrize("has_both", [True, False])
    def test_has_a_password_or_a_key(self, sftp: SftpDepot, has_both: bool) -> None:
        key = sftp.user_keys[0].export_private_key("openssh").decode()
        connection = sftp.connection(SECRET, private_key=key) if has_both else sftp.connection("")
        with pytest.raises(ConfigError, match="either a password or"):
            opened(connection)

    def test_brings_no_keys_of_this_machine(
        self, sftp: SftpDepot, into: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """The key in the home folder would open the server."""
        home = tmp_path / "home" / ".ssh"
        home.mkdir(parents=True)
        sftp.user_keys[0].write_private_key(str(home / "id_ed25519"))
        monkeypatch.setenv("HOME", str(home.parent))
        with pytest.raises(ConfigError, match="refused the login"):
            opened(sftp.connection("wrong")).fetch(DAY, None, into)


class TestAFile:
    def test_that_was_written_to_lately_is_not_there_yet(self, sftp: SftpDepot, into: Path) -> None:
        sftp.put(PATH, DATA)
        for seconds, is_there in ((59, False), (60, True)):
            source = opened(sftp.connection(), now=WRITTEN_AT + timedelta(seconds=seconds))
            assert (source.fetch(DAY, None, into) is not None) is is_there

    @pytest.mark.parametrize("longer", [DATA + DATA, DATA[:-1]])
    def test_that_changes_while_it_is_read_is_not_there_yet(
        self, sftp: SftpDepot, into: Path, monkeypatch: pytest.MonkeyPatch, longer: bytes
    ) -> None:
        sftp.put(PATH, DATA)
        read = module.SftpLink._read

        def and_meanwhile(*arguments: object) -> None:
            read(*arguments)  # type: ignore[arg-type]
            sftp.put(PATH, longer, seconds_later=1)

        monkeypatch.setattr(module.SftpLink, "_read", and_meanwhile)
        assert opened(sftp.connection()).fetch(DAY, None, into) is None
        assert list(into.iterdir()) == []

    def test_that_is_a_folder_breaks_the_contract(self, sftp: SftpDepot, into: Path) -> None:
        (sftp.root / PATH).mkdir(parents=True)
        with pytest.raises(ContractBroken, match="not a file"):
            opened(sftp.connection(), settle_seconds=0).fetch(DAY, None, into)


@pytest.mark.parametrize(
    "kind",
    [
        paramiko.SSHException,
        paramiko.ssh_exception.IncompatiblePeer,
        paramiko.ChannelException,
        paramiko.SFTPError,
        paramiko.ssh_exception.MessageOrderError,
        EOFError,
        TimeoutError,
        ConnectionResetError,
        socket.gaierror,
    ],
)
def test_every_fault_of_the_line_is_a_source_error(
    sftp: SftpDepot, into: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        error = kind.__new__(kind)
        Exception.__init__(error, SECRET)
        raise error

    monkeypatch.setattr(paramiko.SSHClient, "connect", fail)
    with pytest.raises(SourceError) as caught:
        opened(sftp.connection()).fetch(DAY, None, into)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"host": ""}, "incomplete"), ({"login": ""}, "incomplete"), ({"extra": {"no_host_key_check": "true"}}, "extra")],
)
def test_a_connection_that_could_only_fail_is_refused_at_once(
    sftp: SftpDepot, changes: dict[str, object], words: str
) -> None:
    connection: SourceConnection = replace(sftp.connection(), **changes)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=words):
        opened(connection)
