"""Runs the whole of Writ on one machine, from the wheels alone: database, Airflow, simulator.

For the demo, for a first look and for tests. A production deployment uses none of it.
"""
