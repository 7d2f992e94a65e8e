"""A list taken out: the results are those of a home that never had it."""

import random
from pathlib import Path
from typing import Any

import pytest

from pipelines import audit, contracts, evidence, flow, ledger, warehouse
from pipelines.errors import CustodyBroken, UsageError
from pipelines.home import Home
from pipelines.withdraw import withdraw
from tests.unit.seal.intakes import folder, manifest

HEADER = "姓名,手机号,学校,家长姓名\n"
OTHERWISE = {
    "intakes": "files and bytes that came", "findings": "the file was found: it stays, marked", "inbox_seen": "names and times of folders",
    "person_merges": "numbers that stand for nobody any more", "crossings": "when an outcome was first met",
    "value_counts": "what one list has once is not kept, and so not added to: see the test of its own",
    "traced": "hash of list numbers", "case_runs": "the same", "assessments": "the same",
    "counted_actors": "hash of the numbers of persons",
    "spelt_records": "rows of other lists, kept until all readings are weighed again",
}  # fmt: skip
"""Tables that know more than those of a home that never had the list, or that say it in list numbers."""
NAMES = """
CREATE TEMP TABLE list_names AS SELECT dataset_no, path FROM datasets;
CREATE TEMP TABLE person_names AS
SELECT p.person_id, min(d.path || ' ' || lpad(p.row_no::VARCHAR, 6, '0')) AS name
FROM person_records AS p JOIN datasets AS d USING (dataset_no) GROUP BY p.person_id;
"""
LIST_HASHES = {("case_persons", "held"), ("case_persons", "pattern"), ("variant_readings", "lists"), ("variant_readings", "kind"),
               ("compared_lists", "persons"), ("case_samples", "sample")}  # fmt: skip
"""Columns made of numbers of lists and persons."""
LIST_NUMBERS = ("dataset_no", "parent_no", "child_no", "left_no", "right_no", "other_no", "first_no")


def content(home: Home, table: contracts.Table) -> list[tuple[Any, ...]]:
    """All rows of a table: lists by path, persons by their first row, what follows from the lists' numbers left out."""
    cells = []
    for c in table.columns:
        if c.name in LIST_NUMBERS:
            cells.append(f"(SELECT path FROM list_names AS n WHERE n.dataset_no = t.{c.name})")
        elif c.name == "person_id":
            cells.append("(SELECT name FROM person_names AS n WHERE n.person_id = t.person_id)")
        elif table.name == "look_alikes" and c.name in ("score", "terms"):
            continue  # as they were weighed then
        elif c.type == "DOUBLE":
            cells.append(f"round(t.{c.name}, 6)")
        elif c.name != "staging" and (table.name, c.name) not in LIST_HASHES:
            cells.append(f't."{c.name}"')
    with warehouse.reader(home.warehouse) as con:
        con.execute(NAMES)
        return con.execute(f'SELECT {", ".join(cells)} FROM "{table.name}" AS t ORDER BY ALL').fetchall()


def answer(home: Home, query: str) -> list[tuple[Any, ...]]:
    with warehouse.reader(home.warehouse) as con:
        return con.execute(query).fetchall()


def files(seed: int) -> dict[str, str]:
    """Lists with persons in common; phones shared by few and by many, names altered."""
    r = random.Random(seed)
    people = [
        (
            f"{r.choice('王李张')}{chr(0x4E00 + r.randrange(40))}",
            f"1640000{r.randrange(60):04}",
            f"宁波市第{r.randrange(3)}小学",
            f"赵{chr(0x4E00 + r.randrange(9))}",
        )
        for _ in range(90)
    ]
    people += [
        (f"孙{chr(0x4E00 + i)}", "16499990000", f"宁波市第{i % 3}小学", "") for i in range(14)
    ]  # a phone that too many share
    out = {}
    for name in "abcd":
        rows = r.sample(people, 60)
        out[f"{name}.csv"] = HEADER + "".join(
            ",".join((n + ("丽" if r.random() < 0.05 else ""), p, s, g)) + "\n" for n, p, s, g in rows
        )
    return out


def made(place: Path, lists: dict[str, str]) -> Home:
    home = Home.at(place / "home")
    names = [f"{name},seized,h{name[0]}" for name in lists]
    flow.everything(home, [folder(place / "in", {**lists, "manifest.csv": manifest(*names)})])
    return home


@pytest.mark.parametrize("seed", range(3))
def test_as_if_it_had_never_come(tmp_path: Path, seed: int) -> None:
    lists = files(seed)
    gone = "abcd"[seed] + ".csv"
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    home = made(tmp_path / "with", lists)
    before = dict(answer(home, "SELECT path || row_no, person_id FROM person_records JOIN datasets USING (dataset_no)"))
    assert withdraw(home, "wrong case", file=gone).done == 1
    never = made(tmp_path / "without", {name: text for name, text in lists.items() if name != gone})
    for table in contracts.WAREHOUSE:
        if table.name not in OTHERWISE:
            assert content(home, table) == content(never, table), table.name
    after = dict(answer(home, "SELECT path || row_no, person_id FROM person_records JOIN datasets USING (dataset_no)"))
    assert sum(before[row] == person for row, person in after.items()) > 0.8 * len(after)
    audit.compare(home)


def test_lists_whose_rows_are_whose_they_were_are_not_compared_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """d has persons of the three others with cells of its own: without it these are looked at again, and no pair of lists is."""
    people = [[f"王{chr(0x4E00 + i)}", f"1640000{i:04}", f"宁波市第{i % 3}小学", f"赵{chr(0x4E00 + i % 9)}"] for i in range(60)]

    def listed(rows: list[list[str]], school: str | None = None, every: int = 7) -> str:
        changed = [[n, p, school if school and i % every == 0 else s, g] for i, (n, p, s, g) in enumerate(rows)]
        return HEADER + "".join(",".join(row) + "\n" for row in changed)

    lists = {
        "a.csv": listed(people[:50]),
        "b.csv": listed(people[5:45], "宁波市第4小学"),
        "c.csv": listed(people[10:60], "宁波市第5小学", 9),
    }
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    home = made(tmp_path / "with", {**lists, "d.csv": listed(people[8:48], "宁波市第6小学", 2)})
    real, compared = warehouse.run, []

    def watched(con: warehouse.Connection, name: str, **params: Any) -> warehouse.Connection:
        if name == "derive/list_fields":
            compared.append(list(params["new"]))
        return real(con, name, **params)

    variants = "SELECT count(*) FROM variants"
    before = answer(home, variants)
    with monkeypatch.context() as patch:
        patch.setattr(warehouse, "run", watched)
        withdraw(home, "wrong case", file="d.csv")
    assert compared == [[]]
    assert answer(home, variants) < before
    never = made(tmp_path / "without", lists)
    for table in contracts.WAREHOUSE:
        if table.name not in OTHERWISE:
            assert content(home, table) == content(never, table), table.name


def test_values_that_a_list_had_first_are_counted_with_the_next(tmp_path: Path) -> None:
    """b has nobody but whom a had; c has people of both, and own ones whose names are told apart from the others'."""
    people = [f"王{chr(0x4E00 + i % 9)},1640000{i:04},宁波市第{i % 3}小学,\n" for i in range(60)]
    more = [f"李{chr(0x4E00 + i % 9)},1640001{i:04},宁波市第{i % 3}小学,\n" for i in range(30)]
    lists = {
        "a.csv": HEADER + "".join(people),
        "b.csv": HEADER + "".join(people[:40]),
        "c.csv": HEADER + "".join(people[20:] + more),
    }
    counts = """
    SELECT d.path, v.value_hash, v.found FROM value_counts AS v JOIN datasets AS d USING (dataset_no) ORDER BY ALL
    """
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    home = made(tmp_path / "with", lists)
    assert "a.csv" in {path for path, _, _ in answer(home, counts)}
    withdraw(home, "wrong case", file="a.csv")
    never = made(tmp_path / "without", {name: text for name, text in lists.items() if name != "a.csv"})
    assert answer(home, counts) == answer(never, counts)


def test_only_what_the_list_touched_is_worked_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [f"王{chr(0x4E00 + i)},1640000{i:04},宁波市第{i % 3}小学,\n" for i in range(40)]
    home = Home.at(tmp_path / "home")
    lists = {
        "a.csv": HEADER + "".join(people[:20]),
        "b.csv": HEADER + "".join(people[15:22]),
        "c.csv": HEADER + "".join(people[22:]),
    }
    row = "{0},seized,C-{0},h,2016-05-30T22:35:27,,,"
    manifest_of_three = "file,kind,case_id,holder,obtained_at,officer,note,sha256\n" + "\n".join(row.format(name) for name in lists)
    flow.everything(home, [folder(tmp_path / "in", {**lists, "manifest.csv": manifest_of_three + "\n"})])
    real, resolved, derived = warehouse.run, [], []

    def watched(con: warehouse.Connection, name: str, **params: Any) -> warehouse.Connection:
        found = real(con, name, **params)
        if name == "resolve/ties":
            resolved.append(con.execute("SELECT count(*) FROM resolve_rows").fetchall())
        elif name == "derive/list_fields":
            derived.append(len(params["new"]))
        return found

    monkeypatch.setattr(warehouse, "run", watched)
    outcome = withdraw(home, "wrong case", file="b.csv")
    assert resolved == [[(5,)]], "of 45 rows the five that share a person with the list"
    assert derived == [1]
    assert outcome.ids == ("C-a.csv",), "the other case shares nobody, and of the list's own nothing is left"


def test_the_original_stays_and_the_file_does_not_come_back(tmp_path: Path) -> None:
    home = made(tmp_path, files(1))
    sha256 = answer(home, "SELECT sha256 FROM datasets WHERE path = 'a.csv'")[0][0]
    withdraw(home, "order 7", file="a.csv")
    assert evidence.find(home, sha256) is not None
    assert any(e["action"] == "exclude" and e["evidence_id"] == sha256 and "order 7" in e["reason"] for e in ledger.read(home))
    flow.everything(home, [tmp_path / "in"])
    assert answer(home, "SELECT count(*) FROM datasets WHERE path = 'a.csv'") == [(0,)]
    audit.verify(home)
    with pytest.raises(UsageError):
        withdraw(home, "again", file="a.csv")


def test_destroyed_on_order(tmp_path: Path) -> None:
    home = made(tmp_path, files(2))
    sha256 = answer(home, "SELECT sha256 FROM datasets WHERE path = 'b.csv'")[0][0]
    kept = evidence.find(home, sha256).read_bytes()  # type: ignore[union-attr]
    withdraw(home, "court order", file="b.csv", destroy=True)
    assert evidence.find(home, sha256) is None
    audit.verify(home)
    flow.everything(home, [tmp_path / "in"])
    assert evidence.find(home, sha256) is None
    home.evidence_file(sha256).write_bytes(kept)
    with pytest.raises(CustodyBroken, match="destroyed"):
        audit.verify(home)


def test_a_case_without_lists_has_no_results(tmp_path: Path) -> None:
    home = made(tmp_path, {"a.csv": files(0)["a.csv"]})
    withdraw(home, "wrong case", file="a.csv")
    for table in ("persons", "counts", "counted_actors", "records"):
        assert answer(home, f"SELECT count(*) FROM {table}") == [(0,)], table


def test_a_reason_is_needed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="reason"):
        withdraw(Home.at(tmp_path), " ", file="a.csv")
