"""The Docket: where people read cases and act on them, inside Airflow's web server and behind its login."""
