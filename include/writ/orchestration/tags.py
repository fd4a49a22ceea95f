"""The tags of DAGs, to filter by in the Airflow UI."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """Which part of the chain a DAG belongs to, and what it waits for."""

    INTAKE = "stage/intake"
    CASES = "stage/cases"
    NOTICES = "stage/notices"
    OVERSIGHT = "stage/oversight"
    BY_DAY = "runs/by_day"
    BY_CLOCK = "runs/by_clock"
    NEEDS_PERSON = "needs/person"
