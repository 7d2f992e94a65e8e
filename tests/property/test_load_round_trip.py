"""Any table written by an independent writer is read back cell for cell, with the row and line numbers of the file."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipelines import warehouse
from pipelines.load import formats, staging

HEADERS = ("姓名", "手机号", "学校", "年级", "家庭住址", "备注")
PHONES = st.from_regex(r"\A1(54|60|61|63|64|68|69|94)[0-9]{8}\Z")
NAMES = st.text(st.sampled_from("王李张刘陈杨赵黄周吴伟芳娜敏静强磊军洋艳"), min_size=2, max_size=4)
ANYTHING = st.text(
    st.one_of(
        st.sampled_from("王李小学号室幢 浙江省,;|\t\"'\n　１２３-/()（）.\\#"),
        st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=("Cs", "Cc", "Cn", "Co")),
    ),
    max_size=12,
)
PLAIN = st.text(st.sampled_from("王李小学号室幢浙江省abc123 　１２３-()（）.#"), max_size=10)
FOUND = ("王伟", "15400000000", "王伟小学", "1")  # a row of each example that was once read wrongly
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


def rows_of(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    row = st.tuples(NAMES, PHONES, NAMES.map(lambda n: f"{n}小学"), st.sampled_from("123456789"), cells, cells)
    return st.lists(row.map(list), min_size=1, max_size=30)


def read(path: Path, con: warehouse.Connection) -> tuple[list[str], list[list[str | None]], list[int]]:
    (table,) = list(formats.read(path, path.name, path.parent))
    staged = path.parent / "staged.parquet"
    balance = staging.write(con, table, staged)
    columns = pq.read_table(staged).to_pydict()
    assert columns["row_no"] == list(range(1, balance.rows_read + 1))
    assert set(columns["reject"]) <= {None}
    cells = [columns[f"c{i}"] for i in range(len(table.layout.header))]
    return list(table.layout.header), [list(row) for row in zip(*cells, strict=True)], columns["line_no"]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def con() -> Iterator[warehouse.Connection]:
    with warehouse.scratch() as connection:
        yield connection


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=rows_of(ANYTHING),
    delimiter=st.sampled_from(",\t;|"),
    encoding=st.sampled_from(ENCODINGS),
    line_end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@example(rows=[[*FOUND, "\\", "\\0"]], delimiter=",", encoding="utf-8", line_end="\n", quoting=csv.QUOTE_ALL)
@example(rows=[[*FOUND, '"\n', ""]], delimiter=",", encoding="utf-8", line_end="\n", quoting=csv.QUOTE_MINIMAL)
@example(rows=[[*FOUND, "", "Ā" * 12]], delimiter=",", encoding="utf-16-le", line_end="\n", quoting=csv.QUOTE_MINIMAL)
def test_what_the_csv_writer_wrote(
    rows: list[list[str]], delimiter: str, encoding: str, line_end: str, quoting: int, work: Path, con: warehouse.Connection
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(HEADERS)
    lines = []
    for row in rows:
        lines.append(text.getvalue().count("\n") + 1)
        writer.writerow(row)
    path = work / "list.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    assert read(path, con) == (list(HEADERS), rows, lines)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=rows_of(PLAIN),
    delimiter=st.sampled_from([",", "\t", ";", "|", "^", "||", "@|@", "::", "，"]),
    encoding=st.sampled_from(ENCODINGS),
    preamble=st.lists(st.sampled_from(["导出信息：", "共12笔记录", "----------------", "注：仅供核对"]), max_size=20),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    last_end=st.booleans(),
)
def test_unquoted_tables_below_a_preamble(
    rows: list[list[str]],
    delimiter: str,
    encoding: str,
    preamble: list[str],
    line_end: str,
    last_end: bool,
    work: Path,
    con: warehouse.Connection,
) -> None:
    lines = [*preamble, delimiter.join(HEADERS), *(delimiter.join(row) for row in rows)]
    path = work / "list.txt"
    path.write_bytes((line_end.join(lines) + (line_end if last_end else "")).encode(encoding))
    first = len(preamble) + 2
    assert read(path, con) == (list(HEADERS), rows, list(range(first, first + len(rows))))
