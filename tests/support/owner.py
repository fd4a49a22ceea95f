"""The deployment as the database's owner has it: for tests that prepare what no role may write, or read all."""

from __future__ import annotations

from dataclasses import replace

from include.writ.wiring.deployment import Deployment, for_tasks


def as_owner() -> Deployment:
    """Sessions that act as no role."""
    return replace(for_tasks(), role=None)
