"""One file per figure; each runs alone as `python -m benchmarks.NAME` and ends with one JSON line."""
