"""Fetch one export and print its hash and the most memory that Python held meanwhile, as JSON."""

from __future__ import annotations

import json
import sys
import tracemalloc
from pathlib import Path

from include.writ.sources.base import FetchedExport, SourceConnection
from tests.unit.sources.opening import DAY, opened


def main() -> None:
    source = opened(SourceConnection(**json.load(sys.stdin)))
    into = Path(sys.argv[1])
    source.fetch(DAY.replace(day=1), None, into)  # loads the libraries
    tracemalloc.start()
    export = source.fetch(DAY, None, into)
    assert isinstance(export, FetchedExport)
    print(json.dumps({"sha256": export.sha256, "peak": tracemalloc.get_traced_memory()[1]}))


if __name__ == "__main__":
    main()
