"""How readings look beside each other."""

from pipelines import warehouse

LOOKS = """
WITH weights AS (SELECT i, j, i / 10::DOUBLE AS a, j / 10::DOUBLE AS b FROM range(120) AS x (i) CROSS JOIN range(120) AS y (j))
SELECT i - j, look(a, 0, b, 0), look(0, a, 0, b), is_plain(a, b) FROM weights
"""


def test_a_look_depends_on_how_many_tenths_lie_between_alone() -> None:
    """In binary 1.3 - 0.7 is more than 0.6, and 0.7 - 0.1 is not."""
    with warehouse.scratch() as con:
        warehouse.run(con, "derive/macros")
        rows = con.execute(LOOKS).fetchall()
    assert len(rows) == 120**2
    for tenths, usual, spelt, plain in rows:
        assert usual == spelt == (1 if tenths > 6 else -1 if tenths < -6 else 0)
        assert plain == (abs(tenths) > 15)
