"""The analysts' database: complete, commented, masked, swapped in whole, built only when something changed."""

import json
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines import contracts, ledger, warehouse
from pipelines.home import Home
from pipelines.publish.run import READS, inputs, run, table_hashes

NAMES = ["欧阳某甲", "司马某乙", "Zebulon Quisenberry"]
PHONES = ["16012345678", "16198765432", "16900001111"]
IDS = ["990101201003071234", "990102201104085678", "99010320120509123X"]
SCHOOLS = ["第一实验小学"]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path)


@pytest.fixture
def con(home: Home) -> Iterator[warehouse.Connection]:
    with warehouse.writer(home) as connection:
        yield connection


def _fill(con: warehouse.Connection, home: Home, backwards: bool = False) -> None:
    """Two cases; every table that holds personal values has some."""
    step = -1 if backwards else 1
    lists = [
        {"dataset_no": n, "dataset_id": f"list-{n}", "case_id": case, "path": f"{n}.csv", "sha256": sha, "kind": "seized", "holder": holder,
         "state": "derived", "preamble": f"导出信息 {NAMES[0]} {PHONES[0]}", "rows_read": 8, "rows_accepted": 7, "rows_rejected": 1}
        for n, case, holder, sha in [(1, "A", "qq-1", "aa"), (2, "A", "王某", "bb"), (3, "B", "qq-1", "aa"), (4, "A", "bank", "cc")]
    ]  # fmt: skip
    lists[3]["kind"] = "payments"
    warehouse.insert(con, "datasets", lists[::step])
    warehouse.insert(
        con,
        "accounts",
        [{"case_id": "A", "account": "qq-1", "actor": "李某"}, {"case_id": "B", "account": "qq-1", "actor": "李某"}],
    )
    rows = [
        {"dataset_no": d, "row_no": n, "name": NAMES[n % 3], "phone": PHONES[n % 3], "raw": f'{{"phone": " {PHONES[n % 3]}"}}', "id_number": IDS[n % 3],
         "school": SCHOOLS[0], "city": "某市" if n else NAMES[0], "guardian_name": NAMES[2], "remark": PHONES[1]}
        for d in (1, 2, 3) for n in range(7)
    ]  # fmt: skip
    warehouse.insert(con, "records", rows[::step])
    members = [
        {"dataset_no": r["dataset_no"], "row_no": r["row_no"], "person_id": r["row_no"] % 3, "reason": "id_number"} for r in rows
    ]
    warehouse.insert(con, "person_records", members[::step])
    persons = [{"person_id": n, "name": NAMES[n], "phone": PHONES[n], "id_number": IDS[n], "datasets": 3} for n in range(3)]
    warehouse.insert(con, "persons", persons[::step])
    warehouse.insert(con, "dataset_columns", [{"dataset_no": 1, "position": 0, "header": "姓名", "field": "name", "reason": "header word"},
                                              {"dataset_no": 1, "position": 1, "header": NAMES[1], "reason": "unknown"}])  # fmt: skip
    warehouse.insert(con, "load_issues", [{"case_id": "A", "dataset_id": "list-1", "path": "1.csv", "row": 3, "field": PHONES[0],
                                           "code": "cells", "message": f"row of {PHONES[0]} is short"}])  # fmt: skip
    facts = f"name={NAMES[1]}; phone={PHONES[1]}; school={SCHOOLS[0]}; city=elsewhere; grade=3"
    warehouse.insert(con, "complaints", [{"case_id": "A", "complaint_id": "c-1", "victim_name": NAMES[1], "victim_phone": PHONES[1],
                                          "caller_phone": "16400002222", "caller": "qq-1", "known_facts": facts}])  # fmt: skip
    reading = {"case_id": "A", "person_id": 1, "field": "phone"}
    warehouse.insert(con, "variants", [{**reading, "reading": d * 11, "dataset_no": d} for d in (1, 2)][::step])
    readings = [{**reading, "reading": d * 11, "holders": 3 - d, "deviant": d == 2} for d in (1, 2)]
    warehouse.insert(con, "variant_readings", readings[::step])
    warehouse.insert(
        con, "derivations", [{"case_id": "A", "parent_dataset_id": "list-1", "child_dataset_id": "list-2", "confidence": 0.9}]
    )
    warehouse.insert(con, "hops", [{"hop_id": "h", "case_id": "A", "seller": "李某", "buyer": "王某", "confidence": 0.9, "status": "suspected",
                                    "records": 7, "amount": 14, "currency": "CNY", "unit_price": 2.0}])  # fmt: skip
    warehouse.insert(con, "hop_evidence", [{"hop_id": "h", "case_id": "A", "kind": "money", "log_likelihood_ratio": 2.0, "source_file": "pay.csv",
                                            "source_line": 9, "note": f"memo names {PHONES[2]}"},
                                           {"hop_id": "h", "case_id": "A", "kind": "alternative", "log_likelihood_ratio": 3.0}])  # fmt: skip
    ledger.append(home, [ledger.Event("seal", evidence_id="aa", reason="1.csv")])


def _query(path: Path, query: str) -> list[tuple[Any, ...]]:
    with warehouse.reader(path) as con:
        return con.execute(query).fetchall()


def test_every_table_of_the_contract_is_there_empty_or_not(home: Home, con: warehouse.Connection) -> None:
    run(home, con)
    found = _query(home.published, "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal")
    assert set(found) == {(t.name, c.name, c.type) for t in contracts.PUBLISHED for c in t.columns}


def test_every_table_column_and_macro_says_what_it_is(home: Home, con: warehouse.Connection) -> None:
    run(home, con)
    assert _query(home.published, "SELECT table_name FROM duckdb_tables() WHERE coalesce(comment, '') = ''") == []
    assert (
        _query(home.published, "SELECT column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''") == []
    )
    macros = _query(
        home.published, "SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal AND function_type LIKE '%macro'"
    )
    assert len(macros) >= 15
    assert all(comment for _, comment in macros)


def test_no_personal_value_stands_in_clear_in_the_published_file(home: Home, con: warehouse.Connection) -> None:
    _fill(con, home)
    con.execute("UPDATE persons SET birth_date = '2010-03-07'")
    run(home, con)
    with warehouse.reader(home.published) as published:
        for table in contracts.PUBLISHED:
            text = json.dumps(published.table(table.name).fetchall(), ensure_ascii=False, default=str)
            for value in (*NAMES, *PHONES, *IDS, "16400002222", "2010-03-07"):
                assert value not in text, f"{table.name} shows a value"
    raw = home.published.read_bytes()
    assert not any(value.encode() in raw for value in (*NAMES, *PHONES, *IDS))


def test_no_column_that_is_personal_is_published() -> None:
    personal = {(t.name, c.name) for t in contracts.PUBLISHED for c in t.columns if c.personal}
    assert personal == set()
    types = {c.type for t in contracts.PUBLISHED for c in t.columns}
    assert "TIMESTAMP WITH TIME ZONE" not in types, "clients without pytz cannot read it"


def test_datasets_are_lists_only_with_the_person_behind_the_holder(home: Home, con: warehouse.Connection) -> None:
    _fill(con, home)
    run(home, con)
    found = _query(home.published, "SELECT dataset_id, actor, distinct_persons FROM datasets ORDER BY 1")
    assert found == [("list-1", "李某", 3), ("list-2", "王某", 3), ("list-3", "李某", 3)]


def test_the_ledger_is_published(home: Home, con: warehouse.Connection) -> None:
    _fill(con, home)
    run(home, con)
    (event,) = _query(home.published, 'SELECT seq, action, evidence_id, parent_ids, "at", hash FROM ledger')
    assert event[:4] == (1, "seal", "aa", [])
    assert isinstance(event[4], datetime)
    assert len(event[5]) == 64


def test_a_ledger_line_that_a_crash_cut_off_does_not_stop_publishing(home: Home, con: warehouse.Connection) -> None:
    ledger.append(home, [ledger.Event("seal", evidence_id="aa")])
    with home.ledger.open("a") as file:
        file.write('{"action":"seal","act')
    run(home, con)
    assert _query(home.published, "SELECT seq, action FROM ledger") == [(1, "seal")]


def test_clients_of_duckdb_1_5_can_open_it(home: Home, con: warehouse.Connection) -> None:
    run(home, con)
    (version,) = struct.unpack_from("<Q", home.published.read_bytes(), 12)
    assert version <= 68, "storage version 69 came with DuckDB 2.0"


def test_nothing_new_is_not_built_again(home: Home, con: warehouse.Connection) -> None:
    _fill(con, home)
    assert run(home, con).done == 1
    before = home.published.stat().st_ino
    assert run(home, con).skipped == 1
    assert home.published.stat().st_ino == before
    assert run(home, con, force=True).done == 1
    assert home.published.stat().st_ino != before


def test_a_change_of_any_table_is_seen(home: Home, con: warehouse.Connection) -> None:
    states = {inputs(con, home)}
    for table in READS:
        con.execute(f"INSERT INTO {table} BY NAME SELECT NULL AS {contracts.table(table).columns[0].name}")
        states.add(inputs(con, home))
    assert len(states) == len(READS) + 1


def test_statements_read_no_table_whose_change_goes_unseen() -> None:
    known = {*READS, "records", "published.about", "published tables", "evidence/ledger.jsonl", "nothing"}
    known.add("masks")  # made of accounts, and of rows that never change without one of datasets
    for path in (warehouse.SQL / "publish").glob("*.sql"):
        line = next(line for line in path.read_text("utf-8").splitlines() if line.startswith("-- Reads:"))
        assert set(line.removeprefix("-- Reads: ").split(". Writes")[0].split(", ")) <= known, path.name


def test_a_custody_event_is_published(home: Home, con: warehouse.Connection) -> None:
    run(home, con)
    ledger.append(home, [ledger.Event("query", reason="x")])
    assert run(home, con).done == 1


def test_old_readers_keep_the_old_data(home: Home, con: warehouse.Connection) -> None:
    run(home, con)
    descriptor = home.published.open("rb")
    before = descriptor.read()
    _fill(con, home)
    run(home, con)
    descriptor.seek(0)
    assert descriptor.read() == before
    assert _query(home.published, "SELECT count(*) FROM persons") == [(3,)]


def test_a_failure_leaves_the_old_file_and_nothing_else(
    home: Home, con: warehouse.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(home, con)
    before = home.published.read_bytes()
    _fill(con, home)
    real = warehouse.run

    def failing(con: warehouse.Connection, name: str, **params: Any) -> warehouse.Connection:
        if name == "publish/macros":
            raise RuntimeError("disk full")
        return real(con, name, **params)

    monkeypatch.setattr(warehouse, "run", failing)
    with pytest.raises(RuntimeError, match="disk full"):
        run(home, con)
    assert home.published.read_bytes() == before
    assert [p.name for p in home.published.parent.iterdir()] == ["hopback.duckdb"]
    monkeypatch.setattr(warehouse, "run", real)
    assert run(home, con).done == 1, "the connection is as it was"


def test_what_a_killed_run_left_is_swept(home: Home, con: warehouse.Connection) -> None:
    for name in (".hopback.duckdb.4711", ".hopback.duckdb.4711.wal"):
        (home.published.parent / name).write_text("half")
    run(home, con)
    assert [p.name for p in home.published.parent.iterdir()] == ["hopback.duckdb"]


def test_a_damaged_published_file_is_built_anew(home: Home, con: warehouse.Connection) -> None:
    home.published.write_text("not a database")
    assert run(home, con).done == 1


def test_the_same_content_has_the_same_hashes_in_any_order(tmp_path: Path) -> None:
    hashes = []
    for backwards in (False, True):
        home = Home.at(tmp_path / str(backwards))
        with warehouse.writer(home) as con:
            _fill(con, home, backwards)
            run(home, con)
        hashes.append(table_hashes(home.published))
    assert hashes[0] == hashes[1]
    assert set(hashes[0]) == {t.name for t in contracts.PUBLISHED} - {"about"}


def test_hashes_tell_contents_apart(home: Home, con: warehouse.Connection) -> None:
    _fill(con, home)
    run(home, con)
    before = table_hashes(home.published)
    con.execute("UPDATE hops SET confidence = 0.8")
    con.execute("INSERT INTO persons BY NAME SELECT * FROM persons LIMIT 1")
    run(home, con)
    after = table_hashes(home.published)
    assert {t for t in before if before[t] != after[t]} == {"hops", "persons", "ledger"}, "the first publication is an event"


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of ``_fill``, for questions."""
    home = Home.at(tmp_path_factory.mktemp("market"))
    with warehouse.writer(home) as con:
        _fill(con, home)
        run(home, con)
    return home.published


class TestMacros:
    """Each macro answers its question on the small market of ``_fill``."""

    @pytest.fixture(autouse=True)
    def _published(self, market: Path) -> None:
        self.path = market

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return _query(self.path, query)

    def test_changes(self) -> None:
        found = {(what, field): n for _, what, field, n in self.ask("FROM changes('list-1', 'list-2')")}
        assert found["persons in both", None] == 3
        assert found["persons dropped", None] == found["persons added", None] == 0
        assert found["cells changed", "phone"] == 1
        assert found["cells changed to a deviant reading", "phone"] == 1

    def test_load_balance(self) -> None:
        assert self.ask("SELECT DISTINCT missing FROM load_balance()") == [(0,)]

    def test_unknown_headers_are_masked(self) -> None:
        assert self.ask("SELECT header FROM unknown_headers()") == [("司***",)]

    def test_lineage(self) -> None:
        assert self.ask("SELECT step, dataset_id FROM lineage('list-2') ORDER BY step") == [(-1, "list-1"), (0, "list-2")]

    def test_lists_like(self) -> None:
        found = self.ask("SELECT dataset_id, shared_persons, share_of_this, same_bytes FROM lists_like('list-1') ORDER BY 1")
        assert found == [("list-2", 3, 1.0, False), ("list-3", 3, 1.0, True)]

    def test_file_seen_in_two_cases(self) -> None:
        assert self.ask("SELECT case_id FROM file_seen('A') ORDER BY 1") == [("A",), ("B",)]

    def test_split_by_hides_what_few_persons_have(self, home: Home, con: warehouse.Connection) -> None:
        _fill(con, home)  # seven rows of three persons: too few to show their school and city
        more = [{"dataset_no": d, "row_no": 20 + n, "person_id": 20 + n} for d in (1, 2) for n in range(5)]
        warehouse.insert(con, "records", [{"dataset_no": m["dataset_no"], "row_no": m["row_no"], "city": "丽水"} for m in more])
        warehouse.insert(con, "person_records", more)
        run(home, con)
        self.path = home.published
        found = self.ask("SELECT field, value, rows_a, kept FROM split_by('list-1', 'list-2') ORDER BY ALL")
        assert found == [("city", "(rare)", 7, 1.0), ("city", "丽水", 5, 1.0), ("school", "(rare)", 7, 1.0)]

    def test_prices(self) -> None:
        assert self.ask("SELECT unit_price, markup FROM prices('A')") == [(2.0, None)]

    def test_receipts_have_their_line(self) -> None:
        assert self.ask("SELECT actor, amount::INT, source_file, source_line FROM receipts('A')") == [("李某", 14, "pay.csv", 9)]

    def test_who_knew(self) -> None:
        found = self.ask(
            "SELECT dataset_id, errors_in_common, exact, agree, differ, facts, fields_differ, fields_absent FROM who_knew('c-1')"
        )
        assert found == [(f"list-{n}", n - 1, False, 3, 1, 5, ["city"], ["grade"]) for n in (2, 1)], (
            "list 3 belongs to another case"
        )

    def test_thin_hops(self) -> None:
        assert self.ask("SELECT seller, kinds FROM thin_hops('A')") == [("李某", "money")]

    def test_what_two_cases_share(self) -> None:
        found = self.ask("SELECT kind, what, number FROM shared_between('B', 'A')")
        assert found == [("account", "qq-1", 1), ("file", "aa", 1), ("persons", None, 3)]

    def test_invented_rows_stand_nowhere_else(self, home: Home, con: warehouse.Connection) -> None:
        _fill(con, home)
        con.execute("INSERT INTO person_records BY NAME SELECT 2 AS dataset_no, 100 AS row_no, 99 AS person_id")
        run(home, con)
        self.path = home.published
        assert self.ask("SELECT row_no, person_id, share FROM invented_rows('list-2')") == [(100, 99, 0.125)]
        assert self.ask("FROM invented_rows('list-1')") == [], "a list made from nothing seen is not compared"

    def test_who_looked(self, home: Home, con: warehouse.Connection) -> None:
        _fill(con, home)
        ledger.append(home, [ledger.Event("reveal", reason="person 1: case A", actor="officer")])
        run(home, con)
        self.path = home.published
        assert self.ask("SELECT actor, action, reason FROM who_looked()") == [("officer", "reveal", "person 1: case A")]

    def test_questions_about_counts(self, home: Home, con: warehouse.Connection) -> None:
        _fill(con, home)
        count = {
            "case_id": "A",
            "actor": "李某",
            "class": "C",
            "profile": "main",
            "rows_as_seized": 10,
            "exact_distinct": 9,
            "counted": 5,
        }
        warehouse.insert(con, "counts", [count])
        close = {"case_id": "A", "actor": "李某", "regime": "R", "rule": "r", "score": 0.95}
        warehouse.insert(con, "severity", [close, close | {"rule": "s", "score": 0.5}, close | {"rule": "t", "score": 1.0}])
        met = {k: close[k] for k in ("case_id", "actor", "regime")} | {"outcome": "meets"}
        now = datetime.now(UTC).replace(tzinfo=None)
        old = now - timedelta(days=8)
        warehouse.insert(con, "crossings", [met | {"rule": "t", "crossed_at": now}, met | {"rule": "s", "crossed_at": old}])
        warehouse.insert(
            con, "exclusions_applied", [{"case_id": "A", "actor": "李某", "dataset_id": "list-1", "row_no": 1, "rule": "no_person"}]
        )
        warehouse.insert(
            con, "chains", [{"case_id": "A", "complaint_id": "c-1", "rank": 1, "step": 1, "hop_id": "h", "seller": "李某"}]
        )
        run(home, con)
        self.path = home.published
        assert self.ask("SELECT number, share_of_rows FROM dedupe_keys('A') WHERE key = 'exact rows'") == [(9, 0.9)]
        assert self.ask("SELECT rule FROM near_threshold()") == [("r",)]
        assert self.ask("SELECT rule FROM crossed()") == [("t",)]
        assert self.ask("SELECT rule FROM crossed(days := 9) ORDER BY rule") == [("s",), ("t",)]
        assert self.ask("SELECT rule FROM near_threshold(within := 0.6) ORDER BY rule") == [("r",), ("s",)]
        assert self.ask("SELECT actor, rule, rows, example FROM excluded('A')") == [("李某", "no_person", 1, "list-1 row 1")]
        assert self.ask("SELECT step, seller, unit_price FROM chain_of('c-1')") == [(1, "李某", 2.0)]


def test_evidence_leads_back_to_the_file(home: Home, con: warehouse.Connection) -> None:
    _fill(con, home)
    paths = [
        ("f-1", "pay.csv", "1" * 64),
        ("f-2", "book.xlsx", "2" * 64),
        ("f-3", "twice.csv", "3" * 64),
        ("f-4", "twice.csv", "4" * 64),
    ]
    warehouse.insert(con, "findings", [{"finding_id": f, "case_id": "A", "path": p, "evidence_id": e} for f, p, e in paths])
    warehouse.insert(con, "findings", [{"finding_id": "f-5", "case_id": "B", "path": "pay.csv", "evidence_id": "5" * 64}])
    rows = [("book.xlsx#流水", 3), ("twice.csv", 1), ("a.zip!gone.csv", 1)]
    evidence = [{"hop_id": "h", "case_id": "A", "kind": "money", "source_file": f, "source_line": n} for f, n in rows]
    warehouse.insert(con, "hop_evidence", evidence)
    warehouse.insert(con, "receipt_lines", [{"hop_id": "h", "case_id": "A", "source_file": "book.xlsx#流水", "source_line": 3}])
    run(home, con)
    found = _query(home.published, "SELECT source_file, source_sha256 FROM hop_evidence WHERE source_file IS NOT NULL ORDER BY 1")
    assert found == [("a.zip!gone.csv", None), ("book.xlsx#流水", "2" * 64), ("pay.csv", "1" * 64), ("twice.csv", None)]
    assert _query(home.published, "SELECT source_sha256 FROM receipt_lines") == [("2" * 64,)]
