"""The DAGs: wiring only. Work is done by ``pipelines.flow``, which the command line calls too."""
