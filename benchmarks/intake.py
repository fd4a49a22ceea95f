"""From a raw export to open cases with their proposals: `python -m benchmarks.intake --rows N [--into ROWS]`.

The intake is the service that the task `validate` calls, on a worker that has done a small batch before: one
transaction, with every key, foreign key, guard, check, Data Docs page and ledger event that production has. The
reference is what PostgreSQL needs to COPY the same file into a table of texts without an index, before and after.

`rerun_ratio` is the same content in other bytes, with one row changed (it must be found): the time of that as a share
of the first. `rerun_by_hash_ratio` is the same file once more. `others_cpu_share` is the share of the machine's CPU
that other programs took meanwhile: figures with more than a few percent of it say less.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from benchmarks._intake import DAY, Bench, bench
from benchmarks._load import measured_load

FIRST = 10_000_000
EARLIER = 50_000_000


def measure(at: Bench, rows: int, into: int) -> dict[str, object]:
    """One intake of `rows` findings into a database that holds `into` cases."""
    at.warm_up()
    at.fill(into, EARLIER)
    path = at.export(rows, FIRST, DAY)
    before = at.bare_copy(path)
    batch_id = at.store(path, DAY)
    at.checkpoint()
    with measured_load(at.process) as load:
        done, seconds = at.take_in(batch_id)
    after = at.bare_copy(path)
    bare = (before + after) / 2
    at.checkpoint()
    again, rerun_seconds = at.take_in(at.store(_in_other_bytes(path), DAY))
    if (again.duplicates, again.quarantined) != (done.accepted - 1, done.quarantined + 1):
        raise SystemExit(f"the changed row was not found: {again}")
    return {
        "benchmark": "intake",
        "rows": rows,
        "into": into,
        "accepted": done.accepted,
        "quarantined": done.quarantined,
        "seconds": round(seconds, 2),
        "bare_copy_seconds": round(bare, 2),
        "ratio": round(seconds / bare, 2),
        "peak_rss_mb": round(load.peak_rss_mb),
        "rerun_ratio": round(rerun_seconds / seconds, 3),
        "rerun_by_hash_ratio": round(_by_hash(at, path, batch_id) / seconds, 4),
        "others_cpu_share": round(load.others, 3),
    }


def _in_other_bytes(path: Path) -> Path:
    """The same rows behind a byte order mark, with one text changed."""
    other = path.with_suffix(".again.csv")
    with path.open("rb") as read, other.open("wb") as written:
        written.write(b"\xef\xbb\xbf" + read.readline())
        read_next, changed = read.readline(), False
        while read_next:
            if not changed and b"sample" not in read_next and "№ 1".encode() in read_next:
                read_next, changed = read_next.replace("№ 1".encode(), "№ 2".encode(), 1), True
            written.write(read_next)
            read_next = read.readline()
    return other


def _by_hash(at: Bench, path: Path, batch_id: object) -> float:
    started = time.perf_counter()
    if at.store(path, DAY) != batch_id:
        raise SystemExit("the same file became another batch")
    return time.perf_counter() - started


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--into", type=int, default=0, metavar="ROWS", help="cases that are there before")
    asked = parser.parse_args()
    with bench() as made:
        print(json.dumps(measure(made, asked.rows, asked.into)))
