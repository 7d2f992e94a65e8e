"""Rows of a dump taken as columns are the rows that its patterns give, whatever its strings hold."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.load import dump
from pipelines.load.table import Block

PIECES = st.sampled_from(
    ["'", "\\", '"', ",", "(", ")", ";", "\n", "\r\n", "NULL", "N", "--", "/*", "王", "€", "a", " ", "\t", "`", "%", "_", "\0", "0", "CAST(N",
     " AS Date)", "),(", ";\nINSERT INTO `t` VALUES ("]
)  # fmt: skip
STRINGS = st.lists(PIECES, max_size=5).map("".join)
ODD = st.sampled_from(
    ["1.5", "-3", "null", "0x41", "_binary'x'", "E'a\\\\nb'", "1 -- x\n", "f(1,'a')", '"q"', "'a' 'b'", "", "1 + 2"]
)
CASTS = st.sampled_from(["CAST(N'2017-01-01T00:00:00.000' AS DateTime)", "CAST('1' AS Decimal(10, 2))", "CAST(1 AS int)"])


def quoted(text: str, backslash: bool) -> str:
    doubled = text.replace("'", "''")
    return "'" + (text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") if backslash else doubled) + "'"


@st.composite
def dumps(draw: st.DrawFn) -> str:
    mysql = draw(st.booleans())
    strings = STRINGS.map(lambda text: draw(st.sampled_from(["", "", "N"])) + quoted(text, mysql))
    value = st.one_of(strings, strings, st.integers(-9, 10**12).map(str), st.just("NULL"), CASTS, ODD)
    kinds = draw(st.lists(st.lists(value, min_size=2, max_size=2), min_size=1, max_size=4))
    plain = [["1", quoted("a", mysql)]] * 5
    rows = ["(" + draw(st.sampled_from([",", ", "])).join(row) + ")" for row in (kinds + plain) * 8]
    between = draw(st.sampled_from([",", ",\n", " , ", ";\nINSERT INTO `t` VALUES ", "\nGO\nINSERT INTO `t` VALUES\n"]))
    head = "-- MySQL dump\n" if mysql else "-- it's a dump of `t`\n".replace("`", "")
    name = "`t`" if mysql else '"t"'
    text = head + f"CREATE TABLE {name} (a int, b text);\nINSERT INTO {name} VALUES " + between.replace("`t`", name).join(rows)
    return text + draw(st.sampled_from([";\n", ";\n-- end\n", "", "\nGO\n"]))


@settings(max_examples=60, deadline=None)
@given(dumps())
def test_columns_and_patterns_agree(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "dump.sql"
    path.write_bytes(text.encode())
    for table in dump.read(path, "dump.sql", path.parent):
        assert table.blocks is not None
        assert flat(table.blocks()) == list(table.rows())


def flat(blocks: dump.Blocks) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for block in blocks:
        if isinstance(block, Block):
            cells = zip(*(column.to_pylist() for column in block.columns), strict=True)
            rows += zip(block.lines.to_pylist(), map(list, cells), strict=True)
        else:
            rows += block
    return rows


def test_ordinary_rows_are_taken_as_columns(tmp_path: Path) -> None:
    path = tmp_path / "dump.sql"
    row = r"(1,'王\'小\n明',NULL,-3.5)"
    path.write_text(
        "-- MySQL dump\nINSERT INTO `t` VALUES " + (",".join([row] * 100) + ";\nINSERT INTO `t` VALUES ") * 3 + row + ";\n", "utf-8"
    )
    (table,) = dump.read(path, "dump.sql", tmp_path)
    assert table.blocks is not None
    blocks = list(table.blocks())
    assert sum(len(b.lines) for b in blocks if isinstance(b, Block)) > 250, "few are read one by one"
    assert flat(iter(blocks)) == [(2 + i // 100, ["1", "王'小\n明", "", "-3.5"]) for i in range(301)]
