"""Writes the serialised form of every DAG file, to compare processes; see test_integrity.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization

if __name__ == "__main__":
    bag = DagBag(sys.argv[1])
    Path(sys.argv[2]).write_text(json.dumps({name: DagSerialization.to_dict(dag) for name, dag in bag.dags.items()}))
