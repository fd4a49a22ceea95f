"""The Docket and the public pages as Airflow mounts them: nothing is imported until the first request.

Schedulers, tasks and DAG parsers load the plugin as well and never serve a page; this spares each of them a second.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]


async def docket(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request with the app of this process."""
    from include.writ.web.app import docket_app

    await docket_app()(scope, receive, send)


async def complaints(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request with the public app of this process."""
    from include.writ.web.public.app import public_app

    await public_app()(scope, receive, send)


async def receipts(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request with the app of this process to which platforms push receipts."""
    from include.writ.web.public.receipts import receipts_app

    await receipts_app()(scope, receive, send)
