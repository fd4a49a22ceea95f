"""Links from Airflow to the Docket, below whatever path Airflow is served under and inside its frame.

A link holds an id and nothing else. Airflow keeps it with the task, so it also shows on a task of the past.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlparse

from airflow.sdk import BaseOperatorLink
from airflow.sdk.configuration import conf

if TYPE_CHECKING:
    from airflow.sdk.types import TaskInstanceKey


def docket_path(page: str) -> str:
    """Where a page of the Docket is in Airflow's own window; without a host, so that it fits however it is reached."""
    below = urlparse(conf.get("api", "base_url", fallback="/")).path.rstrip("/")
    return f"{below}/plugin/docket/docket/{page}"


def batch_path(batch_id: str) -> str:
    """The page of a batch, with its refused rows."""
    return docket_path(f"batches/{batch_id}")


def release_path(release_id: str) -> str:
    """The page of one question to a releaser."""
    return docket_path(f"releases/{release_id}")


def data_docs_path(batch_id: str) -> str:
    """The Data Docs of a batch."""
    return docket_path(f"batches/{batch_id}/docs/index.html")


class DataDocsLink(BaseOperatorLink):
    """To the Data Docs of the batch that the task is about."""

    @property
    def name(self) -> str:
        """The words of the button."""
        return "Data Docs"

    def get_link(self, operator: Any, *, ti_key: TaskInstanceKey) -> str:
        """The address."""
        return data_docs_path(operator.batch_id)


class QuarantineLink(BaseOperatorLink):
    """To the batch that the task is about, with its refused rows."""

    @property
    def name(self) -> str:
        """The words of the button."""
        return "Batch and quarantine"

    def get_link(self, operator: Any, *, ti_key: TaskInstanceKey) -> str:
        """The address."""
        return batch_path(operator.batch_id)


BATCH_LINKS = (DataDocsLink(), QuarantineLink())
