"""Lanzhou: parents of three schools are called and answered "not serious enough" (docs/law.md). Complaints alone, then a list.

Three cases of one intake: complaints before any seizure; a dealer's list of 6,200 rows, 700 of them exact duplicates and 600
shown false; the same bytes found with a clerk of a school.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo import mutate as m
from pipelines.demo import people, records
from pipelines.demo.trade import File, Market
from pipelines.demo.truth import told

PERSONS = 5_500
DUPLICATES, FALSE = 700 / 5_500, 600 / 5_500
CALLS, LIST, CLERK = "LZ-CALLS", "LZ-LIST", "LZ-CLERK"
DEALER, INSIDER = "资料商柴某", "某校教务员"
OPENED = datetime(2018, 3, 1, 9)
CALLERS = (("培优辅导", "09318000101"), ("启智托管", "09318000102"), ("星火培训", "09318000103"))  # one digit short
LEAKED, UNRELATED = 24, 40
KNOWN = ("school", "grade", "name", "guardian_name", "phone", "address")
SCHOOLS = 60


def build(folder: Path, persons: int, seed: int) -> tuple[Market, dict[str, Any]]:
    """Write the intake; the truth names the rows that must be published."""
    shared: list[dict[str, Any]] = []
    calls, dealer, clerk = (Market(c, folder, seed, OPENED, manifest=shared) for c in (CALLS, LIST, CLERK))
    pupils = _here(people.population(persons, SCHOOLS, calls.rng("pupils"), first_pid=20_000_000))
    schools = _complaints(calls, pupils)
    calls.close({}, OPENED + timedelta(days=30), ("接警员甲",))

    repeated, false = round(persons * DUPLICATES), round(persons * FALSE)
    wrong, rows = _rows(dealer, pupils, repeated, false)
    found = dealer.found(
        "list", DEALER, "seized", rows, [m.columns(*KNOWN, "student_number")], File("seized/兰州学生.csv", "gb18030")
    )
    clerk.found("list", INSIDER, "origin", found.table, [], File("clerk/教务导出.csv", "gb18030"))
    for market in (dealer, clerk):
        name = market.case_id.lower()
        market.write(File(f"records/false_{name}.csv", kind="exclusions"), records.table(
            ({"case_id": market.case_id, "field": "phone", "value": v, "reason": "空号", "evidence": "运营商复函2018-31号"} for v in wrong),
            ("case_id", "field", "value", "reason", "evidence")))  # fmt: skip
    fact = {
        "case_id": CLERK, "subject": "fact", "left": INSIDER, "right": "insider", "verdict": "confirmed", "by": "侦查员甲",
        "at": "2018-05-02T10:00:00", "reason": "劳动合同与岗位职责, 卷二第7页",
    }  # fmt: skip
    clerk.write(File("records/facts.csv", kind="judgements"), records.table([fact], tuple(fact)))
    for market in (dealer, clerk):
        market.close({}, OPENED + timedelta(days=60), ("侦查员甲",))
    count = persons - false
    size = {"rows_as_seized": persons + repeated, "exact_distinct": persons, "distinct_persons": persons, "counted": count}
    expect = {
        "leads": [{"case_id": CALLS, "complaints": LEAKED, "callers": len(CALLERS), "common_attribute": "school"}],
        "counts": [
            {"case_id": c, "actor": a, "class": "C", "profile": "main", **size} for c, a in ((LIST, DEALER), (CLERK, INSIDER))
        ],
        "severity": [
            {"case_id": LIST, "actor": DEALER, "rule": "5¶1(5)", "value": float(count), "outcome": _outcome(count, 5000)},
            {"case_id": CLERK, "actor": INSIDER, "rule": "5¶1(8)/(5)", "value": float(count), "outcome": _outcome(count, 2500)},
        ],
    }
    return calls, told((calls, dealer, clerk), expect, schools=schools, false=len(wrong))


def _outcome(count: int, threshold: int) -> str:
    tier = "especially serious" if count >= 10 * threshold else "serious"
    return f"{'meets' if count >= threshold else 'below'} the numeric threshold of {tier}"


def _here(pupils: pa.Table) -> pa.Table:
    """The same pupils in Lanzhou, the last digits of the student number running, so that no two are alike."""
    number = pc.replace_substring_regex(m.column(pupils, "school"), "^.*?第", "第")
    place = pa.array(np.arange(len(pupils)))
    kind = pc.index_in(pupils["school"], pc.unique(pupils["school"]))
    school = people.text(["兰州市", number, "(", people.digits_free(np.asarray(kind) + 1), ")"])
    address = pc.replace_substring_regex(m.column(pupils, "address"), "^浙江省..市", "甘肃省兰州市")
    table = m.put(m.put(pupils, "school", school), "address", address)
    table = m.put(table, "student_number", people.digits(np.asarray(place) + 62_010_000_000, 11))
    return m.put(table, "city", pa.array(["兰州"] * len(pupils)))


def _rows(market: Market, pupils: pa.Table, repeated: int, false: int) -> tuple[list[str], pa.Table]:
    """The dealer's rows: all pupils, some twice; the phones of others, that nobody else has, are shown to be false."""
    rng = market.rng("rows")
    number = pc.value_counts(pupils["phone"])
    alone = number.field("values").filter(pc.equal(number.field("counts"), 1))
    single = np.flatnonzero(pc.is_in(pupils["phone"], alone).to_numpy(zero_copy_only=False))
    chosen = rng.permutation(single)[:false]
    others = np.setdiff1d(np.arange(len(pupils)), chosen)
    twice = rng.permutation(others)[:repeated]
    at = np.concatenate([np.arange(len(pupils)), twice])
    wrong = pupils["phone"].take(pa.array(np.sort(chosen))).to_pylist()
    return wrong, pupils.take(pa.array(rng.permutation(at)))


def _complaints(market: Market, pupils: pa.Table) -> list[str]:
    """Complaints: of parents of three schools about three callers; and others, of the whole city, who were asked by other people."""
    rng = market.rng("complaints")
    schools = pc.unique(pupils["school"]).to_pylist()
    chosen = [schools[int(i)] for i in rng.permutation(len(schools))[:3]]
    leaked = pupils.filter(pc.is_in(pupils["school"], pa.array(chosen)))
    leaked = leaked.take(pa.array(np.sort(rng.permutation(len(leaked))[:LEAKED]))).to_pylist()
    anyone = pupils.take(pa.array(np.sort(rng.permutation(len(pupils))[:UNRELATED]))).to_pylist()
    rows = [_complaint(n, p, *CALLERS[n % 3], KNOWN) for n, p in enumerate(leaked)]
    for n, pupil in enumerate(anyone, len(rows)):
        some = (("name", "phone"), ("guardian_name",), ("phone", "city"), ("school",), ("name", "school"))[n % 5]
        rows.append(_complaint(n, pupil, f"来电{n}", f"0931900{n:04d}", some))
    rows.sort(key=lambda row: str(row["received_at"]))
    market.write(File("records/complaints.csv", kind="complaints"), records.table(rows, tuple(rows[0])))
    return chosen


def _complaint(number: int, pupil: dict[str, Any], caller: str, phone: str, known: tuple[str, ...]) -> dict[str, Any]:
    at = OPENED + timedelta(hours=7 * number)
    return {
        "complaint_id": f"LZ-{number:03d}", "received_at": at.isoformat(), "victim_name": pupil["name"], "victim_phone": pupil["phone"],
        "caller_phone": phone, "caller": caller, "known_facts": "; ".join(f"{f}={pupil[f]}" for f in known),
    }  # fmt: skip
