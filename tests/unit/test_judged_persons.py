"""Who is one person, decided by people: a file of judgements comes alone, changes what it is about, and can be taken out again."""

from pathlib import Path
from typing import Any

from pipelines import audit, flow, warehouse
from pipelines.home import Home
from pipelines.publish.run import table_hashes
from pipelines.withdraw import withdraw
from tests.unit.seal.intakes import folder, manifest

HEADER = "姓名,手机号,学校\n"
LISTS = {
    "a.csv": HEADER + "王小明,16400000001,宁波市第1小学\n张三丰,16400000002,宁波市第1小学\n李四光,16400000003,宁波市第2小学\n",
    "b.csv": HEADER + "王小明,16400000001,宁波市第1小学\n李四光,16400000003,宁波市第2小学\n",
    "c.csv": HEADER + "张三丰,16400000002,宁波市第1小学\n",
}
JUDGED = "subject,left,right,verdict,by,at,reason\nperson,a.csv#1,b.csv#1,rejected,警官,2026-01-01,cousins\n"
LEFT_ALONE = {"ledger", "about", "person_merges"}
"""A withdrawal is an event; numbers that are no more stay known."""


def answer(path: Path, query: str) -> list[tuple[Any, ...]]:
    with warehouse.reader(path) as con:
        return con.execute(query).fetchall()


def taken(home: Home, place: Path, files: dict[str, str], *named: str) -> None:
    flow.everything(home, [folder(place, {**files, "manifest.csv": manifest(*named)})])


def test_a_judgement_comes_alone_and_goes_again(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    taken(home, tmp_path / "lists", LISTS, "a.csv,seized,甲", "b.csv,seized,乙", "c.csv,seized,丙")
    before = table_hashes(home.published)
    assert answer(home.published, "SELECT count(*) FROM persons") == [(3,)]
    taken(home, tmp_path / "judged", {"judged.csv": JUDGED}, "judged.csv,judgements,")
    assert answer(home.published, "SELECT count(*) FROM persons") == [(4,)]
    shown = "SELECT verdict, row_no, other_row_no, person_id <> other_person_id, source_file, source_line FROM person_judgements"
    assert answer(home.published, shown) == [("rejected", 1, 1, True, "judged.csv", 2)]
    assert answer(home.published, "SELECT DISTINCT reason FROM why_person(1) WHERE other_path IS NOT NULL") == [
        ("judgement rejected",)
    ]
    shared = "SELECT shared_persons FROM derivations JOIN datasets AS d ON d.dataset_id = parent_dataset_id WHERE d.path IN ('a.csv', 'b.csv')"
    assert all(found == (1,) for found in answer(home.published, shared))
    assert flow.waiting(home, "resolve") == flow.waiting(home, "derive") == []
    withdraw(home, "decided in error", file="judged.csv")
    after = table_hashes(home.published)
    assert {t for t in before if before[t] != after[t]} <= LEFT_ALONE
    audit.compare(home)


def test_the_night_knows_that_a_judgement_waits(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home")
    taken(home, tmp_path / "lists", LISTS, "a.csv,seized,甲", "b.csv,seized,乙", "c.csv,seized,丙")
    intake = folder(tmp_path / "judged", {"judged.csv": JUDGED, "manifest.csv": manifest("judged.csv,judgements,")})
    for stage, ids in (("seal", [str(intake)]), ("load", []), ("normalise", [])):
        flow.run_stage(home, stage, ids, **({"settle_seconds": 0.0} if stage == "seal" else {}))
    assert len(flow.waiting(home, "resolve")) == 1
    flow.run_stage(home, "resolve")
    assert flow.waiting(home, "resolve") == []
    assert len(flow.waiting(home, "derive")) == 2, "the list that holds neither row is left alone"
    assert flow.changed_cases(home) == ["C"] or len(flow.changed_cases(home)) == 1
