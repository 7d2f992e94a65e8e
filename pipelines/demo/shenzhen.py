"""Shenzhen: pregnant women's data, priced by precision and resold (docs/law.md).

1,000 health records sold to three buyers count 3,000 (art. 11(2)); the dearest extract, with the due date, goes to a buyer who
had the women already and counts no more. Twice: by a dealer (SZ-A), and by a nurse (SZ-B).
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.demo import mutate as m
from pipelines.demo import people, records
from pipelines.demo.trade import File, Market
from pipelines.demo.truth import told

PERSONS = 1_000
OPENED = datetime(2018, 4, 2, 10)
HOSPITALS = ("南山妇幼保健院", "福田妇幼保健院", "罗湖妇幼保健院")
SELLERS = {"SZ-A": "中间商梁某", "SZ-B": "护士莫某"}
BUYERS = ("月嫂中介钟某", "摄影店崔某", "奶粉推销员廖某")
RESOLD = ("早教推销员姜某", "保险推销员熊某")
PRECISE = 40  # women whose due date is sold, at 100 yuan each
PRICES = (1.0, 5.0, 12.0, 100.0)
AT_EASE = ("address", "weeks")  # columns in which copying errs, so that no count hangs on who is who


def build(folder: Path, persons: int, seed: int) -> tuple[Market, dict[str, Any]]:
    """Write the intake of both cases."""
    shared: list[dict[str, Any]] = []
    markets = [Market(case, folder, seed, OPENED, manifest=shared) for case in SELLERS]
    counts: list[dict[str, Any]] = []
    severity: list[dict[str, Any]] = []
    receipts = []
    for market in markets:
        seller, insider = SELLERS[market.case_id], market.case_id == "SZ-B"
        _market(market, seller, persons)
        _papers(market, seller, insider)
        rule, threshold = ("5¶1(8)/(4)", 250) if insider else ("5¶1(4)", 500)
        counted = 3 * persons
        tier = "especially serious" if counted >= 10 * threshold else "serious"
        who = {"case_id": market.case_id, "actor": seller}
        counts.append(who | {"class": "B", "profile": "main", "acquired": persons, "sold": counted, "counted": counted})
        severity.append(who | {"rule": rule, "value": float(counted), "score": round(counted / threshold, 9),
                               "outcome": f"{'meets' if counted >= threshold else 'below'} the numeric threshold of {tier}"})  # fmt: skip
        receipts += [who | {"buyer": s.buyer, "kind": "sale", "amount": s.amount} for s in market.sales if s.seller == seller]
    return markets[0], told(markets, {"counts": counts, "severity": severity, "receipt_lines": receipts})


def _market(market: Market, seller: str, persons: int) -> None:
    """What the seller had, four sales of it, and two more by a buyer."""
    rng, part = market.rng("women"), market.case_id
    women = people.population(persons, 12, rng, first_pid=10**6 * (23 + list(SELLERS).index(part)))
    women = m.put(women, "hospital", people.pick(HOSPITALS, rng.integers(0, len(HOSPITALS), persons)))
    women = m.put(women, "weeks", people.digits_free(rng.integers(8, 38, persons)))
    due = np.datetime64("2018-05-01") + rng.integers(0, 200, persons)
    women = m.put(women, "due_date", pa.array(np.datetime_as_string(due)))
    fields = ("name", "phone", "address", "hospital", "weeks", "due_date")
    market.found("own", seller, "origin", women, [m.columns(*fields)], File(f"{part}/建档孕妇.csv", "gb18030"))
    for number, (buyer, gone) in enumerate(
        zip(BUYERS, (("address", "weeks", "due_date"), ("weeks", "due_date"), ("due_date",)), strict=True)
    ):
        market.sell(f"list {number}", "own", buyer, File(f"{part}/{buyer[:-2]}.csv"), [
            m.drop(*gone), m.noise(0.02, AT_EASE), m.shuffle()], day=3 + 6 * number, price=PRICES[number])  # fmt: skip
    market.sell("precise", "own", BUYERS[2], File(f"{part}/预产期精准.csv", "gb18030"), [
        m.keep_count(PRECISE), m.noise(0.05, AT_EASE)], day=25, price=PRICES[3])  # fmt: skip
    for number, buyer in enumerate(RESOLD):
        market.sell(f"again {number}", "list 1", buyer, File(f"{part}/{buyer[:-2]}.csv", "gb18030"), [
            m.keep_share(0.6), m.noise(0.03, AT_EASE)], day=30 + 5 * number, price=2.0)  # fmt: skip


def _papers(market: Market, seller: str, insider: bool) -> None:
    books = records.Books(market)
    actors = sorted({a for s in market.sales for a in (s.seller, s.buyer)})
    for actor in actors:
        books.open(actor, 1)
    until = max(s.at for s in market.sales) + timedelta(days=4)
    books.keep(until, noise=0)
    part = market.case_id
    named = [{"account": a, "actor": actor} for actor, own in books.accounts.items() for a in own]
    for kind, rows, columns in (
        ("payments", books.payments, ("time", "payer", "payee", "amount", "currency", "memo")),
        ("chats", books.chats, ("time", "sender", "receiver", "text", "file_name", "file_size", "file_sha256")),
        ("accounts", named, ("account", "actor")),
    ):
        market.write(File(f"{part}/{kind}.csv", kind=kind), records.table(rows, columns))
    if insider:
        fact = {"case_id": part, "subject": "fact", "left": seller, "right": "insider", "verdict": "confirmed", "by": "侦查员丙",
                "at": until.isoformat(), "reason": "聘用合同, 卷一第9页"}  # fmt: skip
        market.write(File(f"{part}/facts.csv", kind="judgements"), records.table([fact], tuple(fact)))
    market.close({}, until + timedelta(days=9), ("侦查员丙",))
