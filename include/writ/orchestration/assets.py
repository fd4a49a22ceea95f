"""The assets of the chain, one a stage, each partitioned by day (YYYY-MM-DD).

An event says "this stage is done for this day", also on a day without findings. It carries counts for people to look
at; no task reads data from it, because what is pending is asked of the database.
"""

from __future__ import annotations

from airflow.sdk import Asset

EXPORTS = Asset("exports")
FINDINGS = Asset("findings")
CASES = Asset("cases")
DRAFTS = Asset("drafts")
APPROVALS = Asset("approvals")
NOTICES = Asset("notices")
RECONCILIATION = Asset("reconciliation")
