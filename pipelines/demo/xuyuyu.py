"""Xu Yuyu, 2016: an exam-registration site broken into, a row sold on, a fraud by phone, a death (docs/law.md).

All names but the case's are made up. From the victim's phone to her row, to the seller, to the break-in.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pipelines.demo import jiaxing, people, records
from pipelines.demo import mutate as m
from pipelines.demo.trade import File, Market
from pipelines.demo.truth import truth

PERSONS = 20_000
CASE, COMPLAINT = "XYY-2016", "XYY-1"
OPENED = datetime(2016, 7, 1, 9)
CALLED = datetime(2016, 8, 19, 16, 30)
SITE, HACKER, RING = "高考网上报名系统", "黑客某甲", "诈骗团伙某乙"
CALLER = "01718000171"  # no operator has it
SOLD = 1_800 / 20_000
FIELDS = ("name", "gender", "id_number", "school", "phone", "address", "student_number", "score")


def build(folder: Path, persons: int, seed: int) -> tuple[Market, dict[str, Any]]:
    """Write the intake; returns the market and its truth."""
    market = Market(CASE, folder, seed, OPENED)
    pupils = people.population(persons, 40, market.rng("candidates"), first_pid=22_000_000)
    pupils = m.add("score", tuple(str(s) for s in range(380, 700, 3)))(pupils, m.Hand(market.rng("scores")))
    pupils = m.put(pupils, "school", pc.replace_substring_regex(m.column(pupils, "school"), "^..市", "临沂市"))
    pupils = m.put(pupils, "address", pc.replace_substring_regex(m.column(pupils, "address"), "^浙江省..市", "山东省临沂市"))
    alone = pc.value_counts(pupils["phone"])
    single = pupils.filter(pc.is_in(pupils["phone"], alone.field("values").filter(pc.equal(alone.field("counts"), 1))))
    victim = single.slice(int(market.rng("victim").integers(len(single))), 1).to_pylist()[0]
    market.spare = victim["pid"]
    entered = m.noise(0.004)(pupils, m.Hand(market.rng("entered"), market.spare))
    market.found("site", SITE, "reference", entered, [jiaxing.corrected(pupils, 0.5), jiaxing.new_numbers(0.02), m.columns(*FIELDS)],
                 File("reference/报名库.csv", "utf-8", "reference", note="网站2016年8月导出，供比对"))  # fmt: skip
    market.found("taken", HACKER, "origin", entered, [m.columns(*FIELDS), m.keep_share(0.9), m.shuffle()], File("seized/dump.csv"))
    market.sell("ring", "taken", RING, File("seized/山东考生.txt", "gb18030"), [
        m.keep_count(round(persons * SOLD)), m.columns("name", "gender", "school", "phone", "address"), m.noise(0.004)],
        day=35, price=0.5)  # fmt: skip
    _papers(market, victim)
    expect = {
        "severity": [
            {"case_id": CASE, "actor": who, "rule": "5¶2(1) death", "outcome": "meets the numeric threshold of especially serious"}
            for who in (HACKER, RING)
        ]
        + [
            {
                "case_id": CASE,
                "actor": HACKER,
                "rule": "5¶1(2)",
                "outcome": "would meet the numeric threshold of serious, if proved",
            }
        ],
        "facts": [{"case_id": CASE, "actor": HACKER, "fact": "knowledge", "state": "likely"}],
    }
    return market, truth(market, [HACKER, RING], COMPLAINT, {"institution": SITE, "expect": expect})


def _papers(market: Market, victim: dict[str, Any]) -> None:
    books = records.Books(market)
    for actor in (HACKER, RING):
        books.open(actor, 2)
    books.keep(CALLED + timedelta(days=5))
    named = [{"account": a, "actor": actor} for actor, own in books.accounts.items() for a in own]
    named.append({"account": CALLER, "actor": RING})
    row = next(
        r for r in market.versions["ring"].table.filter(pc.equal(market.versions["ring"].table["pid"], market.spare)).to_pylist()
    )
    known = "; ".join(f"{f}={row[f]}" for f in ("name", "school", "address"))
    complaint = {
        "complaint_id": COMPLAINT, "received_at": (CALLED + timedelta(hours=3)).isoformat(), "victim_name": victim["name"],
        "victim_phone": victim["phone"], "caller_phone": CALLER, "caller": RING, "known_facts": known,
    }  # fmt: skip
    say = {
        "case_id": CASE,
        "subject": "fact",
        "left": COMPLAINT,
        "verdict": "confirmed",
        "by": "侦查员丁",
        "at": "2016-09-01T09:00:00",
    }
    facts = [say | {"right": "crime=9900", "reason": "转账9900元, 银行流水, 卷三第2页"},
             say | {"right": "death", "reason": "法医学死亡证明, 卷三第5页"}]  # fmt: skip
    call = {"time": CALLED.isoformat(), "caller": CALLER, "callee": victim["phone"], "seconds": 640}
    for kind, rows in (
        ("payments", books.payments), ("chats", books.chats), ("accounts", named), ("complaints", [complaint]), ("calls", [call]),
    ):  # fmt: skip
        market.write(File(f"records/{kind}.csv", kind=kind), records.table(rows, tuple(rows[0])))
    market.write(File("records/facts.csv", kind="judgements"), records.table(facts, tuple(facts[0])))
    market.close({}, CALLED + timedelta(days=12), ("侦查员丁",))
