"""The rules of the field, free of input, output, clock and Airflow."""
