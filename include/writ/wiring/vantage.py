"""Visitors that look by the vantage points that there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from include.writ.channels.loopback import require_loopback_host
from include.writ.errors import ConfigError
from include.writ.probing.vantage import VantageConnection, VantagePoints


@asynccontextmanager
async def visiting_from(network: Any, points: VantagePoints) -> AsyncIterator[tuple[Any, Any]]:
    """A visitor for the views that count, and one outside the territory or None, for a round of probes.

    Each reads robots.txt for itself and keeps its own pauses: a host may ask for one there and not here.
    """
    from include.writ.probing.client import visiting
    from include.writ.probing.manners import Manners

    async with AsyncExitStack() as both:
        inside = await both.enter_async_context(visiting(network, Manners(), _proxy(network, points.inside)))
        if points.outside is None:
            yield inside, None
            return
        outside = _proxy(network, points.outside)
        yield inside, await both.enter_async_context(visiting(network, Manners(), outside))


def _proxy(network: Any, connection: VantageConnection | None) -> Any:
    """The proxy of a connection; `ConfigError` for one that says something else, or that leaves a simulated network."""
    from include.writ.probing.network import SimulatedNetwork
    from include.writ.probing.proxy import Protocol, Proxy

    if connection is None:
        return None
    if connection.conn_type not in set(Protocol):
        raise connection.wrong(f"is of no type that a proxy has ({', '.join(Protocol)}): {connection.page} shows one")
    if not connection.host or "/" in connection.host or connection.port is None:
        raise connection.wrong(f"must have the name or address of a proxy, and its port: {connection.page} shows one")
    if connection.schema or connection.extra:
        raise connection.wrong(f"has a schema or extra fields, which a proxy does not use: {connection.page} shows one")
    if isinstance(network, SimulatedNetwork):
        require_loopback_host(connection.host)
    try:
        return Proxy(
            Protocol(connection.conn_type), connection.host, connection.port, connection.login, connection.password
        )
    except ConfigError as error:
        raise connection.wrong(f"cannot be used: {error}") from None
