"""Logging in to an SFTP server, for whatever is fetched from one or put on one.

Neither an agent, nor keys of this machine, nor its known_hosts are used: what opens the server is in the connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import paramiko  # type: ignore[import-untyped]

from include.writ.sources.base import SourceConnection

PORT = 22
CONNECT_S = 10.0
ANSWER_S = 30.0


@contextmanager
def logged_in(
    connection: SourceConnection, host_keys: list[paramiko.PKey], key: paramiko.PKey | None
) -> Iterator[paramiko.SFTPClient]:
    """The files of the server, for as long as the block lasts; raises what paramiko raises.

    The server must have one of `host_keys`. `key` is the user's; None: the password of the connection.
    """
    host, port = connection.host, connection.port or PORT
    known_as = host if port == PORT else f"[{host}]:{port}"
    with paramiko.SSHClient() as client:
        for host_key in host_keys:
            client.get_host_keys().add(known_as, host_key.get_name(), host_key)
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        _log_in(client, connection, key)
        with client.open_sftp() as files:
            files.get_channel().settimeout(ANSWER_S)
            yield files


def _log_in(client: paramiko.SSHClient, connection: SourceConnection, key: paramiko.PKey | None) -> None:
    try:
        client.connect(
            connection.host,
            connection.port or PORT,
            connection.login,
            password=None if key else connection.password,
            pkey=key,
            timeout=CONNECT_S,
            banner_timeout=CONNECT_S,
            auth_timeout=CONNECT_S,
            channel_timeout=CONNECT_S,
            allow_agent=False,
            look_for_keys=False,
        )
    except paramiko.AuthenticationException:
        # paramiko calls it so as well when the line broke before the server had judged the login
        transport = client.get_transport()
        if transport is not None and not transport.is_active():
            raise EOFError from None
        raise
