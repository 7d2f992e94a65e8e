"""What a hop does to a list."""

from dataclasses import dataclass, field
from datetime import datetime

from bench.markets.people import CITIES, GIVEN, People
from bench.markets.profiles import Profile


@dataclass
class Holding:
    """A list version with its holder: fields in order, rows of cells, where it came from."""

    holder: str
    fields: list[str]
    rows: list[dict[str, str]]
    at: datetime
    parents: list["Holding"] = field(default_factory=list)
    name: str = ""
    kind: str = "bought"
    data: bytes = b""


def copy(people: People, p: Profile, parents: list[Holding], buyer: str, at: datetime) -> Holding:
    """What a hop does to a list."""
    r = people.r
    first = parents[0]
    fields = [f for f in first.fields if all(f in x.fields for x in parents)]
    rows = [dict(row) for x in parents for row in x.rows]
    if p.revisions:
        return revise(people, first, buyer, at)
    if p.text:
        return transcribe(people, first, buyer, at)
    whole = r.random()
    if whole < 0.35 and len(rows) > 40:
        share = r.uniform(*p.sizes)
        rows = [row for row in rows if r.random() < share]
    elif whole < 0.55 and len(rows) > 80:
        cities = set(r.sample(CITIES, r.randint(3, 6)))
        rows = [row for row in rows if row.get("city", row.get("school", "")[:2])[:2] in cities] or rows
    if len(fields) > 5 and r.random() < 0.35:
        gone = r.sample([f for f in fields if f not in ("name", "phone")], r.randint(1, 2))
        fields = [f for f in fields if f not in gone]
    if r.random() < p.clean:
        unique = {tuple(row.get(f, "") for f in fields): row for row in rows}
        rows = [{k: v.strip().replace("  ", " ") for k, v in row.items()} for row in unique.values()]
    rate = r.uniform(*p.errors)
    for row in rows:
        for f in fields:
            if f not in ("gender", "grade") and r.random() < rate and row.get(f):
                row[f] = people.typo(row[f])
    if r.random() < p.masks and "phone" in fields:
        for row in rows:
            row["phone"] = row["phone"][:3] + "****" + row["phone"][-4:]
    if r.random() < p.reformat and "phone" in fields:
        for row in rows:
            if len(row["phone"]) == 11 and row["phone"].isdigit():
                row["phone"] = f"+86 {row['phone'][:3]} {row['phone'][3:7]} {row['phone'][7:]}"
    for _ in range(int(len(rows) * r.choice((0, 0, 0.005, 0.01, 0.02)))):
        rows.insert(r.randrange(len(rows) + 1), {k: v for k, v in people.person().items() if k in fields})
    for _ in range(int(len(rows) * r.choice((0, 0, 0.01)))):
        rows.insert(r.randrange(len(rows) + 1), dict(r.choice(rows)))
    if p.added and r.random() < p.added:
        rows += [{k: v for k, v in people.person().items() if k in fields} for _ in range(int(len(rows) * r.uniform(0.2, 1.0)))]
    order = r.random()
    if order < 0.3:
        r.shuffle(rows)
    elif order < 0.45:
        key = r.choice(fields)
        rows.sort(key=lambda row: row.get(key, ""))
    r.shuffle(fields)
    return Holding(buyer, fields, [{f: row.get(f, "") for f in fields} for row in rows], at, list(parents))


def revise(people: People, first: Holding, buyer: str, at: datetime) -> Holding:
    """A revision: no typing errors; persons come and go, some move, some get another phone."""
    r = people.r
    rows = []
    for row in first.rows:
        chance = r.random()
        if chance < 0.02:
            continue
        row = dict(row)
        fresh = people.person() if chance < 0.06 else None
        if fresh is not None:
            changed = r.choice([f for f in ("phone", "address", "class", "grade") if f in row])
            row[changed] = fresh[changed]
        rows.append(row)
    rows += [{f: v for f, v in people.person().items() if f in first.fields} for _ in range(int(len(rows) * r.uniform(0.01, 0.05)))]
    return Holding(buyer, list(first.fields), rows, at, [first])


def witness(people: People, places: int) -> list[dict[str, str]]:
    """A text as a list: a place instead of a person, its readings in the columns of remark and address."""
    rows = []
    for _ in range(places):
        person = people.person()
        readings = {f: "".join(people.r.choice(GIVEN) for _ in range(people.r.randint(1, 4))) for f in ("remark", "address")}
        rows.append({"name": person["name"], "id_number": person["id_number"]} | readings)
    return rows


def transcribe(people: People, first: Holding, buyer: str, at: datetime) -> Holding:
    """A copy by hand: words replaced, left out or added; a lost leaf leaves places without a reading."""
    r = people.r
    rate, rows = r.uniform(0.005, 0.03), [dict(row) for row in first.rows]
    for row in rows:
        for f in ("remark", "address"):
            if row[f] and r.random() < rate:
                i = r.randrange(len(row[f]))
                row[f] = row[f][:i] + r.choice(("", r.choice(GIVEN), r.choice(GIVEN) + row[f][i])) + row[f][i + 1 :]
    for _ in range(r.choice((0, 0, 1, 2))):
        start = r.randrange(len(rows))
        for row in rows[start : start + len(rows) // 12]:
            row["remark"] = row["address"] = ""
    return Holding(buyer, list(first.fields), rows, at, [first])
