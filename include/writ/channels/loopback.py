"""The guard of specimen mode: only simulated channels, and they are on this machine.

It refuses a host with even one address elsewhere, and a host that does not resolve: doubt is not loopback.
"""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address

from include.writ.errors import ConfigError


def require_loopback_host(host: str | None) -> None:
    """Raise `ConfigError` unless every address of `host` is loopback; for specimen mode."""
    addresses = _addresses_of(host) if host else set()
    if not addresses or not all(_is_loopback(address) for address in addresses):
        raise ConfigError(
            "specimen mode reaches simulated channels only: the host of every channel and source must resolve to "
            "loopback. Point it to the simulator, or have a legal officer adopt the pack."
        )


def _addresses_of(host: str) -> set[str]:
    try:
        return {str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return set()


def _is_loopback(text: str) -> bool:
    address = ip_address(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
