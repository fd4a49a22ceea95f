"""What the DAG files share: assets, defaults, the day of a run, connections, the release question.

Only this package, `dags/`, `plugins/` and the security module of the pages know Airflow. Nothing heavy is imported
here, because Airflow imports it at every parse of every DAG file; tasks import `include.writ.wiring` inside their
bodies.
"""
