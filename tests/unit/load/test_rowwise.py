"""Columns of text become what pyarrow makes of them, without the frames it would load for it."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from pipelines.load import rowwise


@pytest.mark.parametrize(
    "column", [["a", "", "王一"], [""], ["", ""], ["a", None, "王\x00一"], [None, None], ["a\x00", "b"], ["\x00"]], ids=repr
)
def test_a_column_of_text_is_what_arrow_makes_of_it(column: Sequence[str | None]) -> None:
    assert rowwise._array(column, pa.string()).equals(pa.array(column, pa.string()))


def test_a_column_of_numbers_is_what_arrow_makes_of_it() -> None:
    assert rowwise._array(range(5, 9), pa.int64()).equals(pa.array(range(5, 9), pa.int64()))
