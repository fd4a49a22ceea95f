"""What reading all DAG files costs Airflow, beside reading one empty DAG file: `python -m benchmarks.overhead`.

Airflow reads every DAG file again and again, in fresh processes. Each look is a fresh process that first pays for
importing Airflow (not counted, the same for both), then reads the files; the median of several looks of each, taken in
turn so that both meet the same load, is reported.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOKS = 7

EMPTY = """\
from datetime import datetime

from airflow.sdk import dag


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False)
def empty():
    pass


empty()
"""

LOOK = """\
import sys
import time

from airflow.dag_processing.dagbag import DagBag

started = time.perf_counter()
bag = DagBag(sys.argv[1])
spent = time.perf_counter() - started
assert not bag.import_errors, bag.import_errors
print(f"{spent} {len(bag.dags)}")
"""


def look(folder: Path, home: Path) -> tuple[float, int]:
    """Seconds to read a folder of DAG files in a fresh process, and how many DAGs were found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    airflow = {"AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", LOOK, str(folder)]
    done = subprocess.run(command, env=kept | airflow, capture_output=True, text=True, check=True)
    seconds, dags = done.stdout.splitlines()[-1].split()
    return float(seconds), int(dags)


def measure(home: Path) -> dict[str, object]:
    """Medians of both, and what Writ adds."""
    empty = home / "empty"
    empty.mkdir()
    (empty / "empty.py").write_text(EMPTY)
    ours, reference, found = [], [], 0
    look(ROOT / "dags", home)  # byte code and file cache
    for _ in range(LOOKS):
        reference.append(look(empty, home)[0])
        seconds, found = look(ROOT / "dags", home)
        ours.append(seconds)
    parse_s, empty_s = statistics.median(ours), statistics.median(reference)
    return {
        "benchmark": "overhead",
        "dags": found,
        "parse_s": round(parse_s, 4),
        "empty_s": round(empty_s, 4),
        "extra_s": round(parse_s - empty_s, 4),
        "ratio": round(parse_s / empty_s, 3),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="writ-bench-") as folder:
        print(json.dumps(measure(Path(folder))))
