"""Prints which of the watched modules are loaded after each DAG file was imported; see test_parse_budget.py."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path


def import_file(path: Path) -> None:
    """Import a DAG file by its path, as Airflow does."""
    spec = importlib.util.spec_from_file_location(f"dag_file_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


if __name__ == "__main__":
    folder, watched = Path(sys.argv[1]), sys.argv[2:]
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.py")):
        import_file(file)
        found[file.stem] = [name for name in watched if name in sys.modules]
    print(json.dumps(found))
