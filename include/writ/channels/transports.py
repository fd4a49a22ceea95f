"""Which channel a connection's type stands for. Each library is loaded only when a platform needs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from include.writ.channels.base import Channel
from include.writ.channels.cover import require_languages
from include.writ.channels.settings import ChannelConnection
from include.writ.domain.content import Platform
from include.writ.sources.base import Clock

Opener = Callable[[Platform, ChannelConnection, tuple[str, ...], Clock], Channel]


def open_channel(
    platform: Platform, connection: ChannelConnection, *, languages: Sequence[str], clock: Clock
) -> Channel:
    """The channel to that platform; nothing is connected yet. Raises `ConfigError` when it could only fail.

    `languages`: of the lines that go with a notice's files, in this order.
    """
    opener = CHANNELS.get(connection.conn_type)
    if opener is None:
        raise connection.wrong(f"has a type that notices cannot leave by; use one of {', '.join(sorted(CHANNELS))}")
    return opener(platform, connection, require_languages(languages), clock)


def _api(platform: Platform, connection: ChannelConnection, languages: tuple[str, ...], clock: Clock) -> Channel:
    from include.writ.channels.api import ApiChannel
    from include.writ.channels.api_access import read_access

    return ApiChannel(platform, read_access(platform, connection, clock))


def _mail(platform: Platform, connection: ChannelConnection, languages: tuple[str, ...], clock: Clock) -> Channel:
    from include.writ.channels.mail import MailChannel

    return MailChannel(platform, connection, languages, clock)


def _drop(platform: Platform, connection: ChannelConnection, languages: tuple[str, ...], clock: Clock) -> Channel:
    from include.writ.channels.sftp_drop import SftpDropChannel

    return SftpDropChannel(platform, connection, clock)


def _portal(platform: Platform, connection: ChannelConnection, languages: tuple[str, ...], clock: Clock) -> Channel:
    from include.writ.channels.portal import PortalChannel

    return PortalChannel(platform, connection, clock)


CHANNELS: Mapping[str, Opener] = {"http": _api, "https": _api, "smtp": _mail, "sftp": _drop, "fs": _portal}
