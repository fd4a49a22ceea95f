"""Why nothing came back, in a few fixed words: no address, host or text of a page gets into the record this way."""

from __future__ import annotations

import socket

import aiohttp

from include.writ.probing.guard import Refused
from include.writ.probing.manners import Unasked
from include.writ.probing.proxy import Unreached

FAULTS = (aiohttp.ClientError, OSError, ValueError)
"""All that may go wrong for one address (time-outs and TLS errors are `OSError`, malformed URLs are `ValueError`)."""

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (Refused, "refused by the guard"),
    (TimeoutError, "timeout"),
    (socket.gaierror, "no such host"),
    (aiohttp.ClientSSLError, "tls"),
    (aiohttp.ClientPayloadError, "answer cut short"),
    (aiohttp.ClientResponseError, "answer is not http"),
    (aiohttp.ClientError, "no connection"),
    (ValueError, "malformed address"),
    (OSError, "no connection"),
)


def describe(fault: BaseException) -> str:
    """Put a fault of `FAULTS` into words. The connector wraps what really happened, so that is looked at first."""
    inner = fault.os_error if isinstance(fault, aiohttp.ClientConnectorError) else fault
    if isinstance(inner, (Unasked, Unreached)):
        return str(inner)
    cause = inner if isinstance(inner, (Refused, TimeoutError, socket.gaierror)) else fault
    return next(words for kind, words in _WORDS if isinstance(cause, kind))
