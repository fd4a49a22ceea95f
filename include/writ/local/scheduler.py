"""Airflow's scheduler for the local stack, with what its tasks need loaded beforehand.

Each task is a fork of a fork of it. What a task loads by itself costs it seconds of computing, several times of what it
then does; what is loaded here costs it nothing.
"""

from __future__ import annotations

from importlib import import_module
from runpy import run_module

from sqlalchemy.orm import configure_mappers

from include.writ.validation.questions import load_library

LOADED_BEFOREHAND = (
    "airflow.sdk.definitions.decorators",
    "include.writ.exports.blocks",
    "include.writ.platforms.bulk",
    "include.writ.probing.client",
    "include.writ.probing.network",
    "include.writ.sources.http",
    "include.writ.validation.batch",
    "include.writ.validation.docs",
    "include.writ.validation.suite",
    "include.writ.validation.vetting",
    "include.writ.wiring.gate",
    "include.writ.wiring.stages",
)


def load_for_tasks() -> None:
    """Import what tasks use, and use none of it: threads and locks of a library at work do not survive a fork."""
    load_library()
    for name in LOADED_BEFOREHAND:
        import_module(name)
    configure_mappers()


if __name__ == "__main__":
    load_for_tasks()
    run_module("airflow", run_name="__main__")
