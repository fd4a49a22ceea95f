"""The tasks that send released notices: one for each platform, in the platform's own pool.

They are written out, not mapped, because Airflow cannot map a pool. What they send is what Writ's record says is
released, whoever starts them. A platform that is away is no failure: its notices stay pending and the rest goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import task, task_group

from include.writ.domain.content import Platform
from include.writ.log import get
from include.writ.orchestration.connections import SIGNING_KEY, channel_connection, key_connection

log = get(__name__)


def task_id_of(platform: str) -> str:
    """The id of the task that delivers to `platform`."""
    return f"deliver_{platform}"


@task(execution_timeout=timedelta(hours=2))
def deliver(platform: str) -> dict[str, Any]:
    """Send what is released for one platform; a notice that could not leave stays pending and is no failure."""
    from include.writ.wiring import sending

    connection = channel_connection(sending.connection_of(platform))
    delivered = sending.deliver_to(platform, connection, key_connection(SIGNING_KEY))
    if delivered["pending"]:
        log.warning("%s: %s notices are still pending; they are tried again", platform, delivered["pending"])
    return delivered


@task_group(group_id="deliver", prefix_group_id=False)
def deliver_everywhere() -> None:
    """One delivery task for each platform."""
    for platform in Platform:
        deliver.override(task_id=task_id_of(platform), pool=f"platform_{platform}")(str(platform))
