"""The two worlds a probe may look at: the public internet, or the simulator of this machine and nothing else."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import aiohttp

from include.writ.errors import ConfigError
from include.writ.probing.guard import FixedResolver, PublicResolver, is_public, sockets_only_to


@dataclass(frozen=True, slots=True)
class PublicNetwork:
    """The internet, public addresses only."""

    def open_connector(self) -> aiohttp.TCPConnector:
        """Open a connector for one session; to be called inside the event loop."""
        return aiohttp.TCPConnector(
            resolver=PublicResolver(), socket_factory=sockets_only_to(lambda address, _port: is_public(address))
        )


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

    def open_connector(self) -> aiohttp.TCPConnector:
        """Open a connector for one session; `ConfigError` when the simulator has not written its certificate yet."""
        try:
            trust = ssl.create_default_context(cafile=self.ca_file)
        except OSError:
            raise ConfigError("the certificate of the simulator cannot be read; start the simulator first") from None
        return aiohttp.TCPConnector(
            ssl=trust,
            resolver=FixedResolver(self.host, self.port),
            socket_factory=sockets_only_to(lambda address, port: (address, port) == (self.host, self.port)),
        )


Network = PublicNetwork | SimulatedNetwork


def _is_loopback(text: str) -> bool:
    try:
        return ip_address(text).is_loopback
    except ValueError:
        return False
