import pytest

from pipelines.load.claimed import claimed_rows


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("59万条.xlsx", 590_000), ("嘉兴家长5000条.csv", 5_000), ("1.2万.txt", 12_000), ("名单（12,345条）.csv", 12_345), ("５万.csv", 50_000),
        ("3千条.csv", 3_000), ("500人.xls", 500), ("2w条.txt", 20_000), ("共1.5万余条 20160501.csv", 15_000), ("1亿条.csv", 100_000_000),
        ("20160501.csv", None), ("13800138000.txt", None), ("e052520c.csv", None), ("2016年名单.xlsx", None), ("v1.2.csv", None),
        ("第12小学3年级.csv", None), ("list 500 rows.csv", 500), ("", None),
    ],
)  # fmt: skip
def test_claims_of_file_names(name: str, rows: int | None) -> None:
    assert claimed_rows(name) == rows
