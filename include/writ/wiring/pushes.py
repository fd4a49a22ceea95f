"""What the endpoint for pushed messages calls. A platform learns from it whether it was believed, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from include.writ.channels.api_access import webhook_keys
from include.writ.channels.settings import ChannelConnection
from include.writ.channels.webhook import MAX_BODY_BYTES, PushedReceipt, read_push
from include.writ.domain.content import Platform
from include.writ.log import get
from include.writ.services import pushed_answers, pushed_receipts
from include.writ.storage.models import PlatformRow
from include.writ.wiring.deployment import for_docket

__all__ = ["MAX_BODY_BYTES"]

log = get(__name__)


def connection_of(platform: Platform) -> str | None:
    """The Airflow connection of a platform's channel; None when it is not in the registry."""
    with for_docket().begin() as session:
        row = session.get(PlatformRow, platform)
        return row.connection_id if row else None


def take(platform: Platform, headers: Mapping[str, str], body: bytes, connection: Mapping[str, Any]) -> None:
    """Keep the receipt in a pushed message, or the message as it came where it is an answer; once.

    `connection`: what the platform's Airflow connection says.

    Raises `NotAllowed` for what the platform has not signed now, `ContractBroken` and `NotPossible` for what it signed
    and is not as agreed, and `ConfigError` where our own connection is wrong.
    """
    here = for_docket()
    now = here.clock()
    pushed = read_push(headers, body, webhook_keys(ChannelConnection(**connection)), now)
    with here.begin() as session:
        if isinstance(pushed, PushedReceipt):
            notice_id = pushed_receipts.keep(
                session, platform=platform, notice_key=pushed.notice_key, receipt=pushed.receipt, now=now
            )
            log.info("notice %s: its receipt was pushed", notice_id)
        else:
            pushed_answers.keep_push(session, platform, pushed, now)
            log.info("platform %s: an answer was pushed", platform)
