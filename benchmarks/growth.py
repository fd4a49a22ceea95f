"""What a large database costs a small export: `python -m benchmarks.growth [--cases N]`.

10,000 new findings into a database of N cases (5 million by default), against the same into an empty one. Three of each
after a first that is not counted, all different findings; the median of each, and their ratio.
"""

from __future__ import annotations

import argparse
import json
import statistics
from datetime import timedelta

from benchmarks._intake import DAY, Bench, bench
from benchmarks._load import measured_load

NEW = 10_000
TIMES = 4
FIRST = 10_000_000


def measure(small: Bench, cases: int) -> dict[str, object]:
    """Medians of the later three of four in both databases."""
    small.warm_up()
    large = Bench(small.server, small.folder, "large")
    large.prepare()
    large.fill(cases, FIRST)
    with measured_load(small.process) as load:
        empty = _medians(small)
        full = _medians(large)
    return {
        "benchmark": "growth",
        "new": NEW,
        "cases": cases,
        "empty_seconds": round(empty, 3),
        "seconds": round(full, 3),
        "ratio": round(full / empty, 2),
        "others_cpu_share": round(load.others, 3),
    }


def _medians(at: Bench) -> float:
    spent = []
    for number in range(TIMES):
        day = DAY - timedelta(days=number)
        batch_id = at.store(at.export(NEW, 90_000_000 + number * NEW, day), day)
        at.checkpoint()
        spent.append(at.take_in(batch_id)[1])
    return statistics.median(spent[1:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=5_000_000)
    asked = parser.parse_args()
    with bench() as made:
        print(json.dumps(measure(made, asked.cases)))
