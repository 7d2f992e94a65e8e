"""A mapping file outranks what headers and values say, and its mistakes are told."""

from pipelines import fields
from pipelines.normalise import headers, tables, told
from pipelines.normalise.headers import Column
from pipelines.normalise.told import Rule, obeyed

COLUMNS = [Column(0, "姓名", {}), Column(1, "电话", {}), Column(2, "备用", {}), Column(3, "", {})]


def lists(*rules: Rule) -> tuple[dict[int, tuple[str | None, str]], list[tuple[int, str]]]:
    found, wrong = obeyed(COLUMNS, rules, fields.NAMES, headers.JOINED, headers.mapped)
    return {m.position: (m.field, m.reason) for m in found}, [(w.row, w.code) for w in wrong]


def test_the_mapping_outranks_the_header() -> None:
    found, wrong = lists(Rule(1, "备用", "phone"), Rule(2, "姓 名:", "监护人姓名"), Rule(3, "4", "name"))
    assert found[2] == ("phone", told.REASON)
    assert found[1] == (None, "unknown: column 2 has the phone by the mapping file")
    assert found[3] == ("name", told.REASON)
    assert (found[0], wrong) == (("guardian_name", told.REASON), [])


def test_no_field_and_the_later_row() -> None:
    found, wrong = lists(Rule(1, "电话", "landline"), Rule(2, "电话", "忽略"))
    assert (found[1], wrong) == ((None, told.REASON), [])


def test_wrong_rows() -> None:
    found, wrong = lists(
        Rule(1, "没有", "phone"),
        Rule(2, "电话", "telegraph number"),
        Rule(3, "备用", "phone"),
        Rule(4, "电话", "phone"),
        Rule(5, "9", "name"),
    )
    assert wrong == [(1, "mapping_column"), (2, "mapping_field"), (4, "mapping_twice"), (5, "mapping_column")]
    assert found[2] == ("phone", told.REASON)
    assert found[1] == (None, told.REASON)


def test_joined_fields_take_several_columns() -> None:
    found, wrong = lists(Rule(1, "备用", "address"), Rule(2, "4", "address"))
    assert (found[2][0], found[3][0], wrong) == ("address", "address", [])


def test_record_tables() -> None:
    columns = [Column(0, "时间", {}), Column(1, "甲方", {}), Column(2, "付款方", {})]
    rules = [Rule(1, "甲方", "payer"), Rule(2, "付款方", "payee")]
    found, wrong = obeyed(columns, rules, tables.columns_of("payments"), (), lambda c: tables.mapped("payments", c))
    assert ([m.field for m in found], wrong) == (["time", "payer", "payee"], [])
