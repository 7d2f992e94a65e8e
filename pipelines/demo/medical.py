"""Medical: records sent unencrypted (docs/law.md). The same patients, as 499 and 500 records of anybody and 250 of an insider."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.demo import mutate as m
from pipelines.demo import people, records
from pipelines.demo.trade import File, Market
from pipelines.demo.truth import told

PERSONS = 500
OPENED = datetime(2018, 9, 3, 8)
RECEIVER, NURSE = "健康产品商佟某", "护士侯某"
HOSPITALS = ("第一人民医院", "中心医院", "妇幼保健院")
DIAGNOSES = ("高血压", "2型糖尿病", "慢性胃炎", "偏头痛", "支气管炎")
FIELDS = ("name", "gender", "phone", "address", "hospital", "diagnosis")


def build(folder: Path, persons: int, seed: int) -> tuple[Market, dict[str, Any]]:
    """Write the intake: cases MED-A (one short of ``persons``), MED-B (all), MED-C (half, by an insider)."""
    shared: list[dict[str, Any]] = []
    sizes = {"MED-A": (RECEIVER, persons - 1), "MED-B": (RECEIVER, persons), "MED-C": (NURSE, persons // 2)}
    markets = [Market(case, folder, seed, OPENED, manifest=shared) for case in sizes]
    patients = people.population(persons, 12, markets[0].rng("patients"), first_pid=21_000_000)
    rng = markets[0].rng("health")
    for field, words in (("hospital", HOSPITALS), ("diagnosis", DIAGNOSES)):
        patients = m.put(patients, field, people.pick(words, rng.integers(0, len(words), len(patients))))
    counts, severity = [], []
    for market, (case, (holder, size)) in zip(markets, sizes.items(), strict=True):
        insider = holder == NURSE
        market.found("list", holder, "origin", patients.slice(0, size), [m.columns(*FIELDS)], File(f"{case}/病历.csv", "gb18030"))
        if insider:
            fact = {"case_id": case, "subject": "fact", "left": NURSE, "right": "insider", "verdict": "confirmed", "by": "侦查员乙",
                    "at": "2018-10-08T09:00:00", "reason": "聘用合同, 卷一第12页"}  # fmt: skip
            market.write(File(f"{case}/facts.csv", kind="judgements"), records.table([fact], tuple(fact)))
        mail = f"寄件：{holder}；附件：病历.csv；未加密\r\n".encode("gb18030")
        market.write(File(f"{case}/邮件.txt", kind="document"), mail)
        market.close({}, OPENED + timedelta(days=30), ("侦查员乙",))
        threshold = 250 if insider else 500
        reached = "meets" if size >= threshold else "below"
        counts.append(
            {"case_id": case, "actor": holder, "class": "B", "profile": "main", "distinct_persons": size, "counted": size}
        )
        rule = "5¶1(8)/(4)" if insider else "5¶1(4)"
        tier = "especially serious" if size >= 10 * threshold else "serious"
        severity.append({"case_id": case, "actor": holder, "rule": rule, "outcome": f"{reached} the numeric threshold of {tier}"})
    fires = {a: "meets" if np.asarray(n) >= 500 else "below" for a, n in (("MED-A", persons - 1), ("MED-B", persons))}
    severity += [
        {
            "case_id": case,
            "actor": "(incident)",
            "rule": "164.408",
            "outcome": f"{word} the numeric threshold of notification to the Secretary",
        }
        for case, word in fires.items()
    ]
    return markets[0], told(markets, {"counts": counts, "severity": severity})
