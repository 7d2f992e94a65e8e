"""load: rows in = accepted + rejected, the same again changes nothing, one bad file stops nobody."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines import evidence, ledger, warehouse
from pipelines.errors import CustodyBroken
from pipelines.home import Home
from pipelines.load import run as load
from pipelines.load import staging
from pipelines.load.layout import Layout
from pipelines.load.preview import preview
from pipelines.load.table import Plain, Table
from pipelines.load.tokens import Dialect, rows
from pipelines.outcome import Outcome
from pipelines.seal import run as seal
from tests.unit.load.test_documents import word
from tests.unit.load.test_workbook import book
from tests.unit.seal.intakes import LIST, folder, manifest, zipped

DIRTY = LIST + "\n王三,16400000003,宁波,多,余\n张四,16400000004\n姓名,手机号,学校\n合计 3 人\n"
HEAD_ROW = "姓名,手机号\n"
TABLES = ("findings", "datasets", "dataset_columns", "load_issues")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home").create()


@pytest.fixture
def con(home: Home) -> Iterator[warehouse.Connection]:
    with warehouse.writer(home) as connection:
        yield connection


@pytest.fixture
def intake(tmp_path: Path) -> Path:
    path = folder(tmp_path / "in", {
        "59条.csv": LIST.encode("gb18030"), "b.txt": DIRTY, "c.zip": zipped({"内/c.csv": LIST}), "broken.xlsx": b"PK\x03\x04 no",
        "pay.csv": "time,payer,payee,amount,currency,memo\n2016-01-01,a,b,1.00,CNY,\n", "stray.csv": LIST + "x,y,z\n", "letter.txt": "你好",
        "manifest.csv": manifest("59条.csv,seized,x", "b.txt,leaked,", "c.zip,seized,y", "broken.xlsx,seized,z", "pay.csv,payments,", "d.xlsx,seized,w"),
    })  # fmt: skip
    book(path / "d.xlsx", 甲=[["姓名", "手机号"], ["王一", "16400000001"]], 乙=[["姓名", "手机号"], ["李二", 16400000002]])
    return path


def take(home: Home, con: warehouse.Connection, intake: Path) -> Outcome:
    return load.run(home, con, seal.run(home, con, [str(intake)], settle_seconds=0).ids)


def test_every_file_is_a_dataset_or_says_why_not(home: Home, con: warehouse.Connection, intake: Path) -> None:
    outcome = take(home, con, intake)
    columns = "path, kind, format, encoding, delimiter, header_line, rows_read, rows_accepted, rows_rejected, claimed_rows"
    assert con.execute(f"SELECT {columns} FROM datasets ORDER BY path").fetchall() == [
        ("59条.csv", "seized", "csv", "gb18030", ",", 1, 2, 2, 0, 59),
        ("b.txt", "leaked", "txt", "utf-8", ",", 1, 6, 3, 3, None),
        ("c.zip!内/c.csv", "seized", "csv", "utf-8", ",", 1, 2, 2, 0, None),
        ("d.xlsx#乙", "seized", "xlsx", None, None, 1, 1, 1, 0, None),
        ("d.xlsx#甲", "seized", "xlsx", None, None, 1, 1, 1, 0, None),
        ("pay.csv", "payments", "csv", "utf-8", ",", 1, 1, 1, 0, None),
        ("stray.csv", "seized", "csv", "utf-8", ",", 1, 3, 3, 0, None),
    ]
    assert (len(outcome.ids), outcome.done, outcome.problems) == (7, 7, 4)
    states = dict(con.execute("SELECT path, state FROM findings").fetchall())
    assert (states["broken.xlsx"], states["letter.txt"], states["b.txt"], states["c.zip"]) == (
        "quarantined",
        "kept",
        "loaded",
        "kept",
    )
    assert con.execute("SELECT path, row, code FROM load_issues ORDER BY path, row, code").fetchall() == [
        ("b.txt", 3, "long_row"), ("b.txt", 4, "short_rows"), ("b.txt", 5, "repeated_header"), ("b.txt", 6, "stray_line"),
        ("broken.xlsx", None, "workbook_damaged"), ("letter.txt", None, "unnamed"), ("stray.csv", None, "unnamed"),
    ]  # fmt: skip
    assert len(list(home.quarantine.glob("*broken.xlsx*"))) == 2


def test_no_issue_or_note_holds_a_cell(home: Home, con: warehouse.Connection, intake: Path) -> None:
    outcome = take(home, con, intake)
    said = " ".join([*(m for (m,) in con.execute("SELECT message FROM load_issues").fetchall()), *outcome.notes])
    assert not [value for value in ("王", "李二", "张四", "16400000", "合计") if value in said]


def test_the_balance_by_an_independent_reader(home: Home, con: warehouse.Connection, intake: Path) -> None:
    take(home, con, intake)
    for sha256, encoding, staged, read in con.execute(
        "SELECT sha256, encoding, staging, rows_read FROM datasets WHERE encoding IS NOT NULL"
    ).fetchall():
        text = home.evidence_file(sha256).read_bytes().decode(encoding)
        expected = [(reader.line_num, row) for reader in [csv.reader(io.StringIO(text, newline=""))] for row in reader if row][1:]
        rows_ = pq.read_table(home.root / staged).to_pylist()
        assert len(rows_) == read == len(expected)
        assert [row["line_no"] for row in rows_] == [line for line, _ in expected]
        for found, (_, cells) in zip(rows_, expected, strict=True):
            assert ",".join(v for k, v in found.items() if k[0] == "c" and v is not None) == ",".join(cells)


def test_loading_again_changes_nothing(home: Home, con: warehouse.Connection, intake: Path) -> None:
    first = take(home, con, intake)
    before = [con.execute(f"FROM {t} ORDER BY ALL").fetchall() for t in TABLES], home.ledger.read_bytes()
    again = take(home, con, intake)
    assert ([con.execute(f"FROM {t} ORDER BY ALL").fetchall() for t in TABLES], home.ledger.read_bytes()) == before
    assert (again.ids, again.done, again.problems) == (first.ids, 0, 0)


def test_the_same_bytes_share_their_staging(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    take(
        home,
        con,
        folder(tmp_path / "in", {"a.csv": LIST, "b.csv": LIST, "manifest.csv": manifest("a.csv,seized,x", "b.csv,seized,y")}),
    )
    assert con.execute("SELECT count(*), count(DISTINCT staging), count(DISTINCT dataset_id) FROM datasets").fetchone() == (2, 1, 2)


def test_each_table_has_a_parse_event(home: Home, con: warehouse.Connection, intake: Path) -> None:
    take(home, con, intake)
    events = [e for e in ledger.read(home) if e["action"] == "parse"]
    datasets = con.execute("SELECT dataset_id, sha256, staging, rows_read, rows_accepted, rows_rejected FROM datasets").fetchall()
    assert sorted(
        (e["reason"], e["in_sha256"], e["out_sha256"], e["rows_in"], e["rows_out"], e["rows_rejected"]) for e in events
    ) == sorted(
        (f"dataset {name}", sha256, evidence.sha256_of(home.root / staged), *counts) for name, sha256, staged, *counts in datasets
    )
    assert [e["reason"].split()[-1] for e in ledger.read(home) if e["action"] == "exclude"] == ["workbook_damaged"]


def test_a_reader_that_fails_costs_one_file(
    home: Home, con: warehouse.Connection, intake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = staging.write

    def failing(con: warehouse.Connection, table: Table, target: Path) -> staging.Balance:
        if table.encoding == "gb18030":
            raise ValueError("王一 16400000001")
        return write(con, table, target)

    monkeypatch.setattr(staging, "write", failing)
    outcome = take(home, con, intake)
    assert len(outcome.ids) == 6
    (message,) = con.execute("SELECT message FROM load_issues WHERE code = 'reader_failed'").fetchone() or ("",)
    assert "ValueError" in message
    assert "王一" not in message


def test_evidence_that_is_gone_is_broken_custody(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    ids = seal.run(
        home, con, [str(folder(tmp_path / "in", {"a.csv": LIST, "manifest.csv": manifest("a.csv,seized,x")}))], settle_seconds=0
    ).ids
    (sha256,) = con.execute("SELECT evidence_id FROM findings WHERE kind = 'seized'").fetchone() or ("",)
    home.evidence_file(sha256).unlink()
    with pytest.raises(CustodyBroken, match=r"a\.csv"):
        load.run(home, con, ids)


@pytest.mark.parametrize("text", ["姓名,手机号,学校\n" + "".join(f"王{i},164{i:08d},宁波市第{i % 9}小学\n" for i in range(30_000))])
def test_both_engines_write_the_same(text: str, con: warehouse.Connection, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8", newline="")
    where, dialect = Layout(("姓名", "手机号", "学校"), 1, 1, 3), Dialect()

    def lines() -> Iterator[tuple[int, list[str]]]:
        return rows(iter(text.splitlines(keepends=True)[1:]), dialect, 3, 2)

    plain = Plain(path, dialect, 1, text.count("\n") - 1)
    balances = [
        staging.write(con, Table("csv", where, lines, plain=p), tmp_path / name) for p, name in ((plain, "duckdb"), (None, "rows"))
    ]
    assert balances[0] == balances[1]
    assert pq.read_table(tmp_path / "duckdb").to_pydict() == pq.read_table(tmp_path / "rows").to_pydict()


def test_preview_says_how_and_writes_the_table(tmp_path: Path) -> None:
    said: list[str] = []
    path = folder(tmp_path, {"b.csv": "名单\n" + DIRTY.replace("王三", '"王,三"')}) / "b.csv"
    assert preview(path, tmp_path / "out", said.append) == 1
    assert "header      line 2, 3 columns: 姓名, 手机号, 学校" in "\n".join(said)
    assert "6 read = 3 accepted + 3 rejected" in "\n".join(said)
    assert not [line for line in said if "王" in line or "164" in line]
    with (tmp_path / "out" / "b.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["姓名", "手机号", "学校"], ["王一", "16400000001", "宁波市第1小学"], ["李二", "16400000002", "宁波市第2小学"],
            ["王,三", "16400000003", "宁波", "多", "余"], ["张四", "16400000004", ""],
        ]  # fmt: skip


def test_preview_of_what_cannot_be_read(tmp_path: Path) -> None:
    said: list[str] = []
    path = folder(tmp_path, {"b.xlsx": b"PK\x03\x04"}) / "b.xlsx"
    assert preview(path, None, said.append) == 1
    assert "workbook_damaged" in said[-1]


def test_files_read_at_once_are_kept_in_their_order(home: Home, con: warehouse.Connection, tmp_path: Path) -> None:
    """Long and short ones by turns, and two holders' files of the same bytes, of which the one does not hurt the other."""
    names = [f"{k}.csv" for k in range(8)]
    texts = {name: HEAD_ROW + "".join(f"甲,1640000{k}{i:03}\n" for i in range(1 if k % 2 else 900)) for k, name in enumerate(names)}
    files: dict[str, bytes | str] = {
        **texts,
        "4.csv": texts["2.csv"],
        "manifest.csv": manifest(*(f"{n},seized,h{n}" for n in names)),
    }
    outcome = take(home, con, folder(tmp_path / "in", files))
    kept = con.execute("SELECT finding_id, path, rows_accepted, staging FROM datasets ORDER BY dataset_no").fetchall()
    assert kept == sorted(kept) and {(path, found) for _, path, found, _ in kept} == {
        (n, 1 if k % 2 else 900) for k, n in enumerate(names)
    }
    for _, path, found, staged in kept:
        cells = pq.read_table(home.root / staged).column("c1").to_pylist()
        assert cells == [line.split(",")[1] for line in str(files[path]).splitlines()[1:]] and len(cells) == found
    assert (outcome.done, outcome.problems, list(home.staging.glob(".work-*"))) == (8, 0, [])


def test_when_a_run_breaks_off_nobody_reads_on(
    home: Home, con: warehouse.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, bytes | str] = {f"{k}.csv": f"{HEAD_ROW}甲,1640000000{k}\n" for k in range(9)}
    seal.run(
        home,
        con,
        [str(folder(tmp_path / "in", files | {"manifest.csv": manifest(*(f"{n},seized,x" for n in files))}))],
        settle_seconds=0,
    )
    order = [p for (p,) in con.execute("SELECT path FROM findings ORDER BY finding_id").fetchall() if p != "manifest.csv"]
    asked, read = [], load.formats.read

    def stopped(source: Path, name: str, work: Path) -> object:
        asked.append(name)
        if name == order[2]:
            raise KeyboardInterrupt
        return read(source, name, work)

    with monkeypatch.context() as patched:
        patched.setattr("pipelines.load.formats.read", stopped)
        with pytest.raises(KeyboardInterrupt):
            load.run(home, con, [])
    assert order[-1] not in asked
    assert con.execute("SELECT count(*) FROM datasets").fetchall() == [(2,)]
    load.run(home, con, [])
    assert con.execute("SELECT list(path ORDER BY dataset_no) FROM datasets").fetchall() == [(order,)]


def test_a_full_disk_is_no_fault_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays sealed and is loaded by the next run; it does not go to quarantine."""
    home = Home.at(tmp_path / "home").create()
    inbox = home.inbox / "i"
    inbox.mkdir()
    (inbox / "a.csv").write_text("姓名,电话\n甲某,16000000001\n乙某,16000000002\n", "utf-8")
    (inbox / "manifest.csv").write_text("file,kind,case_id\na.csv,seized,C\n", "utf-8")

    def full(*_: object) -> None:
        raise warehouse.Refused("IO Error: No space left on device")

    with warehouse.writer(home) as con:
        seal.run(home, con, ["i"], settle_seconds=0)
        with monkeypatch.context() as patched:
            patched.setattr("pipelines.load.staging.write", full)
            with pytest.raises(warehouse.Refused):
                load.run(home, con, [])
        assert load.run(home, con, []).problems == 0
        assert con.execute("SELECT rows_accepted FROM datasets").fetchall() == [(2,)]


def test_dumps_contacts_and_documents_become_lists_and_a_letter_is_kept(
    home: Home, con: warehouse.Connection, tmp_path: Path
) -> None:
    dump = "-- MySQL dump\nCREATE TABLE `a` (`姓名` text, `手机号` text);\nINSERT INTO `a` VALUES ('王一','16400000001'),('李二',NULL);\n"
    path = folder(tmp_path / "in", {
        "crm.sql": dump + "INSERT INTO `b` (`姓名`) VALUES ('张三');\n", "phone.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:王一\nTEL:16400000001\nEND:VCARD\n",
        "manifest.csv": manifest("crm.sql,seized,x", "phone.vcf,seized,x", "list.docx,seized,x", "letter.docx,seized,x"),
    })  # fmt: skip
    word(path / "list.docx", [["姓名", "手机号"], ["王一", "16400000001"]])
    word(path / "letter.docx")
    seal.run(home, con, [str(path)], settle_seconds=0)
    outcome = load.run(home, con, [])
    read = con.execute("SELECT path, format, rows_read, rows_accepted FROM datasets ORDER BY path").fetchall()
    assert read == [("crm.sql#a", "sql", 2, 2), ("crm.sql#b", "sql", 1, 1), ("list.docx", "docx", 1, 1), ("phone.vcf", "vcf", 1, 1)]
    assert con.execute("SELECT state FROM findings WHERE path = 'letter.docx'").fetchone() == ("kept",)
    assert con.execute("SELECT path, code FROM load_issues").fetchall() == [("letter.docx", "no_table")]
    assert outcome.problems == 1
    assert not any(home.quarantine.iterdir())
