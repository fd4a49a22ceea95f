"""The composition root: sessions, clock and adapters meet the services here, and nowhere else.

`stages` is what DAG tasks call, `docket` what the web pages call. Arguments and results are ids, days and counts.
"""
