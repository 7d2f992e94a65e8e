"""Values of SQL dumps: what SQL Server Management Studio and mysqldump write in binary is the value that the table held."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.load import inserts, literals

MIDNIGHT_2012 = (date(2012, 2, 25) - date(1, 1, 1)).days


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("CAST(0x0000A4F900B54640 AS DateTime)", "2015-08-19 11:00:00"),
        ("CAST(0x0000A4F900B5467B AS [datetime])", "2015-08-19 11:00:00.197"),
        ("CAST(0xFFFFFFFF00000000 AS DateTime)", "1899-12-31 00:00:00"),
        ("CAST(0xA4F90285 AS SmallDateTime)", "2015-08-19 10:45:00"),
        ("CAST(0x5D350B00 AS Date)", "2012-02-25"),
        ("CAST(0x5D350B AS Date)", "2012-02-25"),
        ("CAST(0x0700A8E76F4B AS Time)", "09:00:00"),
        ("CAST(0x0700A8E76F4B5D350B AS DateTime2)", "2012-02-25 09:00:00"),
        ("CAST(0x00907E005D350B AS DateTime2)", "2012-02-25 09:00:00"),
        ("CAST(0x0700A8E76F4B5D350BE001 AS DateTimeOffset)", "2012-02-25 17:00:00 +08:00"),
        ("CAST(0x0700A8E76F4B5D350BD4FE AS DateTimeOffset)", "2012-02-25 04:00:00 -05:00"),
        ("CAST(0x000000000001E240 AS Money)", "12.3456"),
        ("CAST(0xFFFE1DC0 AS SmallMoney)", "-12.3456"),
        ("CAST(0x12020001E2040000 AS Decimal(18, 2))", "12.50"),
        ("CAST(0x01 AS Bit)", "1"),
        ("CAST(0x8B73004E AS nvarchar(2))", "\u738b\u4e00"),
        ("CAST(N'2015-08-22T11:00:00' AS DateTime)", "2015-08-22T11:00:00"),
        ("CONVERT([datetime], N'2015-08-22 11:00', 120)", "2015-08-22 11:00"),
        ("CONVERT(datetime, 0x0000A4F900B54640)", "2015-08-19 11:00:00"),
        ("TO_DATE('2015-01-02', 'YYYY-MM-DD')", "2015-01-02"),
        ("'2015-01-02'::date", "2015-01-02"),
        ("CAST(0x0700 AS DateTime2)", "0x0700"),
        ("CAST(0xFFFFFFFFFFFFFFFF AS Date)", "0xFFFFFFFFFFFFFFFF"),
        ("CAST(0x7FFFFFFF00000000 AS DateTime)", "0x7FFFFFFF00000000"),
        ("CAST(0x48656C6C6F AS varbinary(5))", "0x48656C6C6F"),
        ("0x48656C6C6F", "0x48656C6C6F"),
    ],
)
def test_sql_server(written: str, value: str) -> None:
    assert literals.cell(written.encode(), mysql=False) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0xE78E8BE4B880", "\u738b\u4e00"), ("X'48656C6C6F'", "Hello"), ("0x01", "0x01"), ("0xFFFE00", "0xFFFE00"), ("b'101'", "5"),
        ("0b101", "5"), ("_binary 'x\\'y'", "x'y"), ("'0x41'", "0x41"),
    ],
)  # fmt: skip
def test_mysql(written: str, value: str) -> None:
    assert literals.cell(written.encode(), mysql=True) == value


def test_bytes_in_hex_are_not_taken_as_columns_in_mysql() -> None:
    plain = b"(1,'0x4142',10),(2,'x',20),"
    assert inserts.inserted(plain, 3, b"", True) is not None
    hexed = inserts.inserted(b"(1,'a',1),(2,0x4142,20),", 3, b"", True)
    assert hexed is not None and hexed.used == len(b"(1,'a',1),")


@pytest.mark.parametrize("precision", range(8))
def test_datetime2_of_every_precision(precision: int) -> None:
    """Against the arithmetic the other way round."""
    at = datetime(2012, 2, 25, 23, 59, 58, tzinfo=UTC)
    size = 3 if precision < 3 else 4 if precision < 5 else 5
    units = (at - at.replace(hour=0, minute=0, second=0)) // timedelta(seconds=1) * 10**precision
    data = bytes([precision]) + units.to_bytes(size, "little") + MIDNIGHT_2012.to_bytes(3, "little")
    assert literals.cell(f"CAST(0x{data.hex()} AS DateTime2({precision}))".encode(), mysql=False) == "2012-02-25 23:59:58"


@pytest.mark.parametrize(("written", "value"), [("\\N", ""), ("a\\tb", "a\tb"), ("\\x41\\102", "AB"), ("a\\\\N", "a\\N")])
def test_copy(written: str, value: str) -> None:
    assert literals.copied(written) == value
