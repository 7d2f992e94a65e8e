"""The mapping file of an intake: which column of which list is which field, as a person says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.seal import sheets
from pipelines.seal.manifest import Problem, clean_path

NAMES = ("mapping.csv", "mapping.xlsx", "mapping.yaml", "mapping.yml")
_HEADERS = {
    "file": "file 文件 文件名 文件路径 路径 path", "sheet": "sheet 工作表 表 表名", "column": "column 列 列名 表头 header", "field": "field 字段 对应字段 含义",
    "case_id": "case_id case 案件编号 案号 案件",
}  # fmt: skip
_FIELD_OF: Mapping[str, str] = {word: field for field, words in _HEADERS.items() for word in words.split()}


@dataclass(frozen=True)
class Rule:
    """One row: the column (its header, or its number from 1) of the file (or one sheet of it) is the field; none: it is no field."""

    row: int
    file: str
    sheet: str | None
    column: str
    field: str | None
    case_id: str | None


def is_mapping(path: str) -> bool:
    """Whether a path inside an intake is that of a mapping file."""
    return path.lower() in NAMES


def parse(name: str, data: bytes) -> tuple[list[Rule], list[Problem]]:
    """Read a mapping. Raises BadFile when it is no table with a column ``column``."""
    table = sheets.read(name, data, _FIELD_OF, "column", "bad_mapping")
    rules, problems = [], []
    for number, row in table.rows:
        text = {field: sheets.text(value) for field, value in row.items()}
        path = clean_path(text.get("file", ""))
        if path is None or not text.get("column"):
            message = f"row {number} of the mapping names no file and column; give both, the file as in the manifest"
            problems.append(Problem(number, None, "file", "mapping_row", message))
            continue
        rules.append(
            Rule(number, path, text.get("sheet") or None, text["column"], text.get("field") or None, text.get("case_id") or None)
        )
    return rules, problems
