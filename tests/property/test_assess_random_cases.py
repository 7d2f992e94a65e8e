"""The counts of thousands of random small cases against an independent, obvious count in Python."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from pipelines import warehouse
from pipelines.assess.run import run
from pipelines.home import Home

CASES = 1500
FILLED = {"A": {"finance": "x"}, "B": {"health": "x"}, "C": {"city": "x"}, "I": {"name": "n", "id_number": "i"}}
MAIN = {"A": "A", "B": "B", "C": "C", "I": "C"}
STRICT = {"A": "A", "B": "B", "C": "C", "I": "B"}


@dataclass
class Row:
    person: int | None
    kind: str
    false: bool
    copy: bool


@dataclass
class Case:
    """Lists by number (holder, rows, file), derivations, hops: all that a count is made of."""

    name: str
    holders: list[str] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    rows: list[list[Row]] = field(default_factory=list)
    copies: set[tuple[int, int]] = field(default_factory=set)
    hops: list[tuple[str, str, int]] = field(default_factory=list)
    noise: list[tuple[str, str, int]] = field(default_factory=list)


def random_case(number: int) -> Case:
    dice = random.Random(number)
    case = Case(f"case-{number:05d}")
    actors = "abcde"[: dice.randint(1, 5)]
    for _ in range(dice.randint(0, 5)):
        case.holders.append(dice.choice(actors[:3]))
        case.files.append(dice.randint(0, 5))
        rows = [
            Row(dice.choice([None, *range(8), *range(8)]), dice.choice("ABCCI"), dice.random() < 0.15, False)
            for _ in range(dice.randint(0, 12))
        ]
        rows += [Row(r.person, r.kind, r.false, True) for r in rows if dice.random() < 0.2]
        case.rows.append(rows)
    pairs = [(p, c) for p in range(len(case.holders)) for c in range(len(case.holders)) if p != c]
    case.copies = {pair for pair in pairs if dice.random() < 0.4}
    for seller in actors:
        for buyer in actors:
            if seller != buyer and dice.random() < 0.4:
                (case.hops if dice.random() < 0.8 else case.noise).append((seller, buyer, dice.choice([0, 1, 5, 20])))
    return case


def counted(case: Case, classes: dict[str, str]) -> dict[tuple[str, str], dict[str, int]]:
    """The figures by actor and class, by the words of domain.md section 2 and of sql/assess/counts.sql."""
    result: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    persons = [_classes(rows, classes, with_false=False) for rows in case.rows]
    for actor in sorted({*case.holders, *(a for s, b, _ in case.hops for a in (s, b))}):
        own = [n for n, holder in enumerate(case.holders) if holder == actor]
        for n in own:
            for row in case.rows[n]:
                result[actor, classes[row.kind]]["rows_as_seized"] += 1
        for best in _merged(_classes(case.rows[n], classes, with_false=True) for n in own).values():
            result[actor, best]["distinct_persons"] += 1
        held = _merged(persons[n] for n in own)
        recipients: dict[int, list[str]] = defaultdict(list)
        idle: Counter[str] = Counter()
        unseen: Counter[str] = Counter()
        for seller, buyer, records in case.hops:
            if seller == actor:
                sold = _handed(case, persons, seller, buyer)
                for person, letter in sold.items():
                    recipients[person].append(letter)
                if not sold and records:
                    unseen["C"] += records
                    result[actor, "C"]["sold"] += records
        for person, letter in held.items():
            result[actor, letter]["acquired"] += 1
            got = sorted(recipients[person])
            for sold_as in got:
                result[actor, sold_as]["sold"] += 1
            if not got:
                idle[letter] += 1
                got = [letter]
            elif letter < got[0]:
                got[-1] = letter
            for unit in got:
                result[actor, unit]["counted"] += 1
        if not own:
            bought = max((r for s, b, r in case.hops if b == actor and not _handed(case, persons, s, b)), default=0)
            if bought:
                result[actor, "C"].update(acquired=bought, counted=bought)
                idle["C"] += bought
        for letter, number in unseen.items():
            result[actor, letter]["counted"] += max(0, number - idle[letter])
    return {key: dict(figures) for key, figures in result.items() if sum(figures.values())}


def _classes(rows: list[Row], classes: dict[str, str], with_false: bool) -> dict[int, str]:
    return _merged({r.person: classes[r.kind]} for r in rows if r.person is not None and (with_false or not r.false))


def _merged(parts: Iterator[dict[int, str]] | list[dict[int, str]]) -> dict[int, str]:
    best: dict[int, str] = {}
    for part in parts:
        for person, letter in part.items():
            best[person] = min(letter, best.get(person, "Z"))
    return best


def _handed(case: Case, persons: list[dict[int, str]], seller: str, buyer: str) -> dict[int, str]:
    """Persons of the buyer's lists that were made from the seller's, or are the same file, and that both lists hold."""
    got = []
    for p, holder in enumerate(case.holders):
        for c, other in enumerate(case.holders):
            if holder == seller and other == buyer and ((p, c) in case.copies or case.files[p] == case.files[c]):
                got.append({person: letter for person, letter in persons[c].items() if person in persons[p]})
    return _merged(got)


def _store(con: warehouse.Connection, cases: list[Case]) -> None:
    lists, records, members, derived, hops = [], [], [], [], []
    for case in cases:
        first = len(lists)
        for n, holder in enumerate(case.holders):
            no = first + n
            file = f"{case.name}-f{case.files[n]}"
            lists.append((no, f"d{no}", case.name, f"p{no}", "seized", holder, "derived", file))
            for row_no, row in enumerate(case.rows[n], 1):
                cells = {"remark": "wrong"} if row.false else {}
                records.append({"dataset_no": no, "row_no": row_no, "row_hash": no * 1000 + row_no, **FILLED[row.kind], **cells})
                members.append((no, row_no, row.person))
        derived += [(case.name, f"d{first + p}", f"d{first + c}", 0.9) for p, c in sorted(case.copies)]
        for kept, some in ((True, case.hops), (False, case.noise)):
            for s, b, r in some:
                hops.append((f"{case.name}{s}{b}", case.name, s, b, 0.9 if kept else 0.3, "suspected", r))
    _add(con, "datasets", lists, "dataset_no dataset_id case_id path kind holder state sha256")
    _add(con, "records", records, "")
    _add(con, "person_records", members, "dataset_no row_no person_id")
    _add(con, "derivations", derived, "case_id parent_dataset_id child_dataset_id confidence")
    _add(con, "hops", hops, "hop_id case_id seller buyer confidence status records")
    names = [(c.name, "remark", "wrong", "does not exist", "letter", "x", i) for i, c in enumerate(cases)]
    _add(con, "exclusions", names, "case_id field value reason evidence source_file source_line")


def _add(con: warehouse.Connection, table: str, rows: list, columns: str) -> None:
    frame = pd.DataFrame(rows, columns=columns.split() or None)
    con.register("frame", frame)
    warehouse.append(con, table, "frame", list(frame.columns))
    con.unregister("frame")


@pytest.mark.parametrize("seed", [0, 1])
def test_counts_of_random_cases_agree_with_the_obvious_count(tmp_path: Path, seed: int) -> None:
    cases = [random_case(seed * CASES + n) for n in range(CASES)]
    home = Home.at(tmp_path)
    with warehouse.writer(home) as con:
        _store(con, cases)
        run(home, con, [c.name for c in cases])
        names = ("rows_as_seized", "distinct_persons", "acquired", "sold", "counted")
        found: dict[tuple[str, str], dict[tuple[str, str], dict[str, int]]] = defaultdict(dict)
        query = "SELECT case_id, profile, actor, class, " + ", ".join(names) + " FROM counts"
        for name, profile, actor, letter, *figures in con.execute(query).fetchall():
            found[name, profile][actor, letter] = {n: f for n, f in zip(names, figures, strict=True) if f}
        balance = con.execute(
            "SELECT count(*) FROM person_records WHERE (dataset_no, row_no) NOT IN (SELECT (dataset_no, row_no) FROM exclusions_applied "
            "JOIN datasets USING (dataset_id))"
        ).fetchone()
    for case in cases:
        for profile, classes in (("main", MAIN), ("strict", STRICT)):
            expected = {k: {n: f for n, f in v.items() if f} for k, v in counted(case, classes).items()}
            assert found[case.name, profile] == expected, (case, profile)
    kept = sum(
        len(_merged(_classes(c.rows[n], MAIN, False) for n, h in enumerate(c.holders) if h == a))
        for c in cases
        for a in set(c.holders)
    )
    assert balance == (kept,), "rows that are not excluded are the persons that count"
    assert sum(len(v) for v in found.values()) > CASES
