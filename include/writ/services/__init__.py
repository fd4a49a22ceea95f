"""The use cases, one module each. They get session, time and adapters as arguments and know nothing of Airflow."""
