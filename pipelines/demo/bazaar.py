"""Random markets of many kinds, like the public benchmarks but with seeds and kinds of one's own: to tune a method on
markets that nobody has looked at. ``python -m pipelines.demo.bazaar OUT --kind gaps --seed 5`` writes one with its truth.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo import mutate as m
from pipelines.demo import people, records
from pipelines.demo.mutate import Change
from pipelines.demo.trade import File, Market, merge
from pipelines.demo.truth import text, truth

OPENED = datetime(2016, 3, 1)
COLUMNS = ("name", "gender", "id_number", "school", "grade", "class", "guardian_name", "phone", "address", "city")
NEEDED = ("name", "phone", "school", "grade")
CALLER = "05738000901"


@dataclass(frozen=True)
class Kind:
    """What makes a market hard. seized, paid, chatted, copied: shares of actors or sales; masked: share of phones hidden;
    origins: robbed institutions; merged: share of side buyers who merge; accounts: most that a person has."""

    pupils: int = 1900
    steps: int = 6
    sides: int = 8
    seized: float = 1.0
    paid: float = 0.8
    chatted: float = 0.65
    copied: float = 0.0
    origins: int = 1
    merged: float = 0.0
    ids: bool = True
    masked: float = 0.0
    accounts: int = 1


KINDS = {
    "typical": Kind(),
    "content-only": Kind(paid=0.0, chatted=0.0),
    "gaps": Kind(seized=0.5, paid=0.9),
    "poor": Kind(seized=0.65, paid=0.4, chatted=0.2, sides=12),
    "merges": Kind(origins=3, merged=0.5, sides=14),
    "no-id": Kind(ids=False),
    "masked": Kind(masked=0.6),
    "wide": Kind(sides=60),
    "unseen": Kind(seized=0.35, paid=0.95, chatted=0.5, accounts=3, copied=0.9),
    "large": Kind(pupils=40_000),
}


def build(folder: Path, kind: Kind, seed: int) -> tuple[Market, dict[str, Any]]:
    """Write one market into ``folder``; returns it and its truth."""
    market = Market(f"M-{seed}", folder, seed, OPENED)
    rng = market.rng("bazaar")
    actors = [f"人员{int(n):06x}" for n in rng.choice(16**6, kind.steps + kind.sides + kind.origins + 2, replace=False)]
    chain, rest = actors[: kind.steps + 1], actors[kind.steps + 1 :]
    seized = {a for a in actors if rng.random() < kind.seized} | {chain[-1]}
    pupils = people.population(kind.pupils, 30, market.rng("pupils"))
    victim = pupils.slice(int(rng.integers(len(pupils))), 1).to_pylist()[0]
    market.spare = victim["pid"]
    keys = _origins(market, kind, pupils, [chain[0], *rest[: kind.origins - 1]], seized, rng)
    sellers = _chain(market, kind, keys[0], chain, seized, rng)
    _sides(market, kind, sellers + keys[1:], chain, rest[kind.origins - 1 : -2], seized, rng)
    decoy = m.keep_share(0.65)(pupils, m.Hand(market.rng("decoy share")))
    market.found(
        "decoy",
        rest[-1],
        "decoy",
        decoy,
        [m.other_parent(0.45), m.columns(*COLUMNS), m.noise(0.008), m.shuffle_columns(), m.shuffle()],
        _file(rng),
    )
    _papers(market, kind, [*actors[:-1], rest[-1]], chain, victim, rng)
    return market, truth(market, chain, f"C-{seed}", {"decoys": [rest[-1]]})


def _origins(
    market: Market, kind: Kind, pupils: pa.Table, holders: Sequence[str], seized: set[str], rng: np.random.Generator
) -> list[str]:
    keys = []
    for number, holder in enumerate(holders):
        own = pupils if number == 0 else people.population(kind.pupils, 30, market.rng(f"pupils {number}"), number * 10**7)
        fields = [f for f in COLUMNS if kind.ids or f != "id_number"]
        changes = [m.columns(*fields), m.shuffle_columns()]
        key = f"origin {number}"
        market.found(key, holder, "origin", own, changes, _file(rng) if holder in seized else None)
        keys.append(key)
    return keys


def _chain(market: Market, kind: Kind, key: str, chain: Sequence[str], seized: set[str], rng: np.random.Generator) -> list[str]:
    """The sales from the source to the caller; returns the keys of all versions that can be sold on."""
    keys, day = [key], 5.0
    for buyer in chain[1:]:
        day += float(rng.uniform(3, 12))
        _sale(market, kind, keys[-1], buyer, day, seized, rng, rng.uniform(0.45, 1.0))
        keys.append(list(market.versions)[-1])
    return keys


def _sides(market: Market, kind: Kind, keys: list[str], chain: Sequence[str], buyers: Sequence[str], seized: set[str],
           rng: np.random.Generator) -> None:  # fmt: skip
    """A sale to each side buyer; some merge what they bought with a second list before they sell on."""
    for buyer in buyers:
        key = keys[int(rng.integers(len(keys)))]
        _sale(market, kind, key, buyer, _day(market, key) + float(rng.uniform(2, 15)), seized, rng, rng.uniform(0.3, 1.0))
        first = list(market.versions)[-1]
        keys.append(first)
        if rng.random() >= kind.merged:
            continue
        other = keys[int(rng.integers(len(keys) - 1))]
        if market.versions[other].holder in (buyer, chain[-1]):
            continue
        _sale(
            market, kind, other, buyer, max(_day(market, other), _day(market, first)) + float(rng.uniform(2, 9)), seized, rng, 0.9
        )
        second = list(market.versions)[-1]
        own = f"{buyer} own"
        file = _file(rng) if buyer in seized else None
        market.copied(own, first, buyer, file, [merge(market, second), m.noise(0.002)], also=(second,))
        keys.append(own)


def _day(market: Market, key: str) -> float:
    """When the holder of this version had it."""
    version = market.versions[key]
    own = [(s.at - market.opened) / timedelta(days=1) for s in market.sales if s.list == key]
    return max([*own, *(_day(market, p) for p in version.parents if not own)], default=0.0)


def _sale(
    market: Market, kind: Kind, of: str, buyer: str, day: float, seized: set[str], rng: np.random.Generator, share: float
) -> None:
    key = f"list {len(market.versions)}"
    fields = [f for f in market.versions[of].table.column_names if f != "pid"]
    spare = [f for f in fields if f not in NEEDED]
    gone = [f for f in spare if rng.random() < 0.17]
    changes: list[Change] = [m.keep_share(share), m.drop(*gone)]
    if rng.random() < 0.25 and "city" in fields:
        cities = people.CITIES[: int(rng.integers(4, 10))]
        changes.insert(0, _cities(market.spare, cities))
    if rng.random() < 0.7:
        changes.append(m.shuffle_columns())
    if rng.random() < 0.5:
        changes.append(m.sort_by("school", "name") if rng.random() < 0.5 else m.shuffle())
    changes += [
        m.noise(float(rng.uniform(0.003, 0.012))),
        m.invent(float(rng.uniform(0, 0.02))),
        m.duplicate(float(rng.uniform(0, 0.01))),
    ]
    if kind.masked and rng.random() < 0.4:
        changes.append(m.mask_phones(min(kind.masked, 0.99)))  # a share below one spares the victim
    parts = ((1.0, float(rng.uniform(-1, 1))),) if rng.random() < kind.paid else ()
    price = float(rng.uniform(0.1, 0.35))
    market.sell(key, of, buyer, _file(rng) if buyer in seized else None, changes, day=day, price=price, parts=parts,
                chat=rng.random() < kind.chatted)  # fmt: skip
    made, seller = market.versions[key], market.versions[of].holder
    if rng.random() < kind.copied and made.file is not None and seller in seized and "!" not in made.file.path:
        market.twin(key, seller, File(made.file.path.replace("seized/", "seized/o_")))


def _cities(spare: int, cities: Sequence[str]) -> Change:
    def change(table: pa.Table, hand: m.Hand) -> pa.Table:
        return table.filter(pc.or_(pc.is_in(table["city"], pa.array(cities)), pc.equal(table["pid"], spare)))

    return change


def _file(rng: np.random.Generator) -> File:
    suffix = ("csv", "csv", "csv", "txt", "xlsx")[int(rng.integers(5))]
    return File(f"seized/{int(rng.integers(16**8)):08x}.{suffix}", ("utf-8", "utf-8-sig", "gb18030")[int(rng.integers(3))])


def _papers(
    market: Market, kind: Kind, actors: Sequence[str], chain: Sequence[str], victim: dict[str, Any], rng: np.random.Generator
) -> None:
    books = records.Books(market)
    for actor in actors:
        books.open(actor, int(rng.integers(1, kind.accounts + 1)))
    until = max(s.at for s in market.sales) + timedelta(days=2)
    books.keep(until)
    known = "; ".join(f"{f}={victim[f]}" for f in ("name", "school", "grade"))
    complaint = {
        "complaint_id": f"C-{market.seed}", "received_at": until.isoformat(), "victim_name": victim["name"],
        "victim_phone": victim["phone"], "caller_phone": CALLER, "caller": chain[-1], "known_facts": known,
    }  # fmt: skip
    named = [{"account": a, "actor": actor} for actor, own in books.accounts.items() for a in own]
    for kind_, rows, columns in (
        ("payments", books.payments, ("time", "payer", "payee", "amount", "currency", "memo")),
        ("chats", books.chats, ("time", "sender", "receiver", "text", "file_name", "file_size", "file_sha256")),
        ("accounts", named, ("account", "actor")),
        ("complaints", [complaint], tuple(complaint)),
    ):
        if rows:
            market.write(File(f"records/{kind_}.csv", kind=kind_), records.table(rows, columns))
    seizures = {a: until + timedelta(days=float(rng.uniform(2, 40))) for a in actors}
    market.close({a: t.replace(microsecond=0) for a, t in seizures.items()}, until, ("侦查员甲",))


def main() -> None:
    """Write one market: OUT/KIND-SEED/ and OUT/KIND-SEED.truth.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=sorted(KINDS), default="typical")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    folder = given.out / f"{given.kind}-{given.seed}"
    _, told = build(folder, KINDS[given.kind], given.seed)
    folder.with_name(f"{folder.name}.truth.json").write_text(text(told), "utf-8")


if __name__ == "__main__":
    main()
