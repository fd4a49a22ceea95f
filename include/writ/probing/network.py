"""The two worlds a probe may look at: the public internet, or the simulator of this machine and nothing else."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from aiohttp.abc import AbstractResolver

from include.writ.errors import ConfigError
from include.writ.probing.guard import FixedResolver, PublicResolver, is_public


@dataclass(frozen=True, slots=True)
class PublicNetwork:
    """The internet, public addresses only."""

    def resolver(self) -> AbstractResolver:
        """Give the system's resolver, filtered; to be called inside the event loop."""
        return PublicResolver()

    def allows(self, address: str, _port: int) -> bool:
        """Whether a socket to this address may be opened."""
        return is_public(address)

    def trust(self) -> ssl.SSLContext:
        """Give the certificate authorities that the machine trusts."""
        return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class SimulatedNetwork:
    """Every host name leads to one loopback address and port. TLS is checked for the real name against `ca_file`."""

    host: str
    port: int
    ca_file: Path

    def __post_init__(self) -> None:
        """Refuse an address that would let a simulated world reach a real one."""
        if not _is_loopback(self.host):
            raise ConfigError("a simulated network must be at a loopback IP address, such as 127.0.0.1")

    def resolver(self) -> AbstractResolver:
        """Give one answer to every question."""
        return FixedResolver(self.host, self.port)

    def allows(self, address: str, port: int) -> bool:
        """Whether a socket to this address may be opened."""
        return (address, port) == (self.host, self.port)

    def trust(self) -> ssl.SSLContext:
        """Give the simulator's own authority; `ConfigError` when it has not written its certificate yet."""
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError:
            raise ConfigError("the certificate of the simulator cannot be read; start the simulator first") from None


Network = PublicNetwork | SimulatedNetwork


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False
