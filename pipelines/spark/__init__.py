"""The row-heavy stages on Apache Spark: the same files of ``sql/``, translated by sqlglot; an optional extra (``hopback[spark]``).

``session`` starts Spark, ``connection`` stands in for the warehouse's connection and decides where a statement runs,
``dialect`` translates, ``functions`` are the functions of a row that Spark has no equal of.
"""
