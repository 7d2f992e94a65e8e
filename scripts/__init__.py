"""What the Makefile runs: the demo and Airflow on this machine. Nothing in pipelines/ or dags/ imports it."""
