"""A list taken out: the results are those of a home that never had it."""

import random
from pathlib import Path
from typing import Any

import pytest

from pipelines import audit, evidence, flow, ledger, warehouse
from pipelines.errors import CustodyBroken, UsageError
from pipelines.home import Home
from pipelines.withdraw import withdraw
from tests.unit.seal.intakes import folder, manifest

HEADER = "姓名,手机号,学校,家长姓名\n"
PARTITION = """
    SELECT d.path, p.row_no, min(d.path || ' ' || lpad(p.row_no::VARCHAR, 6, '0')) OVER (PARTITION BY p.person_id)
    FROM person_records AS p JOIN datasets AS d USING (dataset_no) ORDER BY 1, 2
"""
PAIRS = """
    SELECT p.path, c.path, l.shared_persons, round(l.differing, 6), round(l.log_likelihood, 6)
    FROM list_pairs AS l JOIN datasets AS p ON l.parent_no = p.dataset_no JOIN datasets AS c ON l.child_no = c.dataset_no ORDER BY 1, 2
"""
PERSONS = "SELECT name, phone, datasets, count(*) FROM persons GROUP BY ALL ORDER BY ALL"
KEYS = "SELECT value_set FROM identities ORDER BY ALL"
HOPS = "SELECT case_id, seller, buyer, round(confidence, 6), status FROM hops ORDER BY ALL"
COUNTS = "SELECT case_id, actor, class, profile, counted FROM counts ORDER BY ALL"


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
    for query in (PARTITION, PERSONS, PAIRS, KEYS, HOPS, COUNTS):
        assert answer(home, query) == answer(never, query), query
    after = dict(answer(home, "SELECT path || row_no, person_id FROM person_records JOIN datasets USING (dataset_no)"))
    assert sum(before[row] == person for row, person in after.items()) > 0.8 * len(after)
    audit.compare(home)


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
    assert answer(home, "SELECT (SELECT count(*) FROM persons), (SELECT count(*) FROM counts), (SELECT count(*) FROM records)") == [
        (0, 0, 0)
    ]


def test_a_reason_is_needed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="reason"):
        withdraw(Home.at(tmp_path), " ", file="a.csv")
