"""Synthetic cases for the report's tests: rows of the tables that earlier stages would have written, seeded."""

import hashlib
import itertools
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pipelines import ledger, warehouse
from pipelines.home import Home
from pipelines.report.case import Case

SHARED = [("phone", "16098765412", "16098765421"), ("guardian_name", "陈小 芳", "陈小芳"), ("name", "王二", "赵四")]
"""Field, what both lists have, what others have; the last differs in every character and must not be shown."""
Rows = list[dict[str, Any]]
START = datetime(2016, 1, 4, 9, 30)
FAMILY = "江何沈陆顾孟宋严温贺韩罗蒋潘纪彭鲁程邵傅"
GIVEN = ["国强", "屿", "静", "晓梅", "志远", "文博", "丽华", "建军", "思齐", "海燕", "一帆", "雨桐"]
FIELDS = ["name", "gender", "id_number", "school", "grade", "class", "guardian_name", "phone", "address"]
WORDS = ["姓名", "性别", "身份证号", "学校", "年级", "班级", "家长姓名", "联系电话", "家庭地址"]
KINDS = ["content", "money", "chat", "time"]
FORMATS = [("csv", "gb18030"), ("csv", "utf-8-sig"), ("xlsx", None), ("txt", "utf-16-le"), ("csv", "utf-8")]


def digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def names(count: int) -> list[str]:
    """Actors: the institution's technician first, a training school last on the spine, dealers between."""
    dealers = [FAMILY[i % len(FAMILY)] + GIVEN[(i * 5) % len(GIVEN)] for i in range(count)]
    return ["林知夏（技术员）", *dict.fromkeys(dealers)][:count]


class Market:
    """One synthetic case: ``spine`` sales in a row, the other actors hung on them at random."""

    def __init__(self, case_id: str = "jiaxing-2016", actors: int = 30, lists: int = 45, spine: int = 6, seed: int = 7) -> None:
        self.case_id, self.random = case_id, random.Random(seed)
        self.tables: dict[str, Rows] = {}
        people = names(actors) if actors <= 20 else [*names(20), *(f"dealer_{i:02d}@qq" for i in range(20, actors))]
        self.spine = people[: spine + 1]
        if spine:
            self.spine[-1] = "育才培训学校"
            if spine > 1:
                self.spine[-2 if spine < 4 else 3] = "unseen-1"
        self.people = self.spine + people[spine + 1 :]
        self.pairs = list(zip(self.spine, self.spine[1:], strict=False))
        for i, actor in enumerate(self.people[spine + 1 :]):
            if spine:
                self.pairs.append((self.random.choice(self.people[: spine + i - 1]), actor))
        if spine > 4:
            self.pairs.append((self.spine[4], self.spine[2]))  # sold back up
        self._actors()
        self._lists(lists)
        self._hops()
        self._rest()
        self._shared_errors()

    def add(self, table: str, **row: Any) -> dict[str, Any]:
        row = {"case_id": self.case_id, **row}
        self.tables.setdefault(table, []).append(row)
        return row

    def _actors(self) -> None:
        for i, actor in enumerate(self.people):
            unseen = actor.startswith("unseen-")
            accounts = [] if unseen else [f"wx_{digest(actor)[:6]}", f"{1000 + i}@qq.com"][: 1 + i % 2]
            self.add("actors", actor=actor, accounts=accounts, seized=not unseen and i % 5 != 4)

    def _lists(self, count: int) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {}
        parent_of = {buyer: seller for seller, buyer in reversed(self.pairs)}
        holders = [a for a in self.people if not a.startswith("unseen-")]
        for number in range(count):
            actor = holders[number % len(holders)]
            rows = max(900, 512_000 - number * 9_731 - (number * number * 37) % 4_000)
            form, encoding = FORMATS[number % len(FORMATS)]
            name = f"{['嘉兴中小学', '学生资料', '家长电话', '初中名单', '2016新'][number % 5]}{rows // 10_000 or 1}万条_{number}.{form}"
            row = self.add(
                "datasets", dataset_no=number, dataset_id=digest(self.case_id, number)[:16], finding_id=f"f{number}",
                path=f"扣押/{name}", file_name=name, sha256=digest(name), kind="seized", holder=actor,
                obtained_at=datetime(2016, 9, 1) + timedelta(hours=number * 5), format=form, encoding=encoding, header_line=1,
                rows_read=rows + 3, rows_accepted=rows, rows_rejected=3, rows_exact_duplicate=rows // 90, claimed_rows=590_000,
                state="derived",
            )  # fmt: skip
            self._finding(number, row)
            dropped = {2: {"id_number"}, 3: {"gender", "class"}, 4: {"address"}}.get(number % 6, set())
            kept = [(f, w) for f, w in zip(FIELDS, WORDS, strict=True) if f not in dropped]
            if number % 4 == 1:
                kept = [*((f, "手机号" if f == "phone" else w) for f, w in kept), (None, "意向班型")]  # type: ignore[list-item]
            for position, (field, header) in enumerate(kept):
                self.tables.setdefault("dataset_columns", []).append(
                    {"dataset_no": number, "position": position, "header": header, "field": field}
                )
            seller = parent_of.get(actor)
            while seller and seller not in self.lists:
                seller = parent_of.get(seller)
            if seller and number < len(holders):
                parent = self.lists[seller][0]
                self._derivation(parent, row, 0.5 + 0.49 * self.random.random())
            elif actor in self.lists:
                self._derivation(self.lists[actor][0], row, 0.97)
            self.lists.setdefault(actor, []).append(row)

    def _finding(self, number: int, row: dict[str, Any]) -> None:
        self.add(
            "findings", finding_id=f"f{number}", intake_id="i1", evidence_id=row["sha256"], path=row["path"],
            file_name=row["file_name"], size_bytes=row["rows_read"] * 90, kind="seized", holder=row["holder"],
            obtained_at=row["obtained_at"], named=True, state="loaded",
        )  # fmt: skip

    def _derivation(self, parent: dict[str, Any], child: dict[str, Any], confidence: float) -> None:
        shared = int(child["rows_accepted"] * 0.97)
        self.add(
            "derivations", parent_dataset_id=parent["dataset_id"], child_dataset_id=child["dataset_id"], confidence=confidence,
            shared_persons=shared, containment=shared / child["rows_accepted"], shared_variants=1_900 + child["dataset_no"],
            new_variants=child["dataset_no"] * 31, new_persons=child["rows_accepted"] - shared,
        )  # fmt: skip

    def _hops(self) -> None:
        for i, (seller, buyer) in enumerate(self.pairs):
            on_spine = i < len(self.spine) - 1
            confidence = round(0.93 + 0.06 * self.random.random() if on_spine else 0.3 + 0.68 * self.random.random(), 4)
            if not on_spine and len(self.people) > 60 and i % 7 == 3:
                confidence = round(confidence / 8, 4)
            at = START + timedelta(days=i * 19 if on_spine else 20 + i * 7, hours=i)
            records = max(900, 512_000 - 61_000 * i) if on_spine else self.random.randrange(900, 250_000)
            amount = round(records * (0.05 + 0.3 * self.random.random()), 2)
            hop_id = digest(self.case_id, seller, buyer)[:12]
            status = "confirmed" if confidence > 0.7 else "suspected"
            if i == len(self.pairs) - 2 and len(self.pairs) > 8:
                status = "rejected"
            self.add(
                "hops", hop_id=hop_id, seller=seller, buyer=buyer, confidence=confidence, status=status, first_at=at,
                last_at=at + timedelta(days=i % 9, hours=2), records=records, amount=amount if i % 6 != 5 else None, currency="CNY",
                unit_price=amount / records if i % 6 != 5 else None,
            )  # fmt: skip
            self._evidence(i, hop_id, seller, buyer, at, amount)

    def _evidence(self, i: int, hop_id: str, seller: str, buyer: str, at: datetime, amount: float) -> None:
        child = self.lists.get(buyer, [None])[0]
        if child:
            self.add("hop_evidence", hop_id=hop_id, kind="content", log_likelihood_ratio=6.2 + i % 5, dataset_id=child["dataset_id"],
                     note="1,912 deviating cells in common")  # fmt: skip
        for part in range(1 + i % 3):
            line = 2 + i * 10 + part
            self.add("payments", finding_id="p1", time=at + timedelta(hours=part), payer=buyer, payee=seller, currency="CNY",
                     amount=round(amount / (1 + i % 3), 2), memo="资料费", source_file="流水/支付宝.csv", source_line=line)  # fmt: skip
            self.add("hop_evidence", hop_id=hop_id, kind="money", log_likelihood_ratio=2.4 - part * 0.7,
                     source_file="流水/支付宝.csv", source_line=line, note="paid within a day of the chat")  # fmt: skip
        if i % 2 == 0:
            line = 5 + i * 4
            self.add("chats", finding_id="c1", time=at - timedelta(minutes=40), sender=seller, receiver=buyer, text="发你了 私密",
                     file_name="名单 <b>.xlsx", file_size=1_234_567, source_file="聊天/qq导出.txt", source_line=line)  # fmt: skip
            self.add("hop_evidence", hop_id=hop_id, kind="chat", log_likelihood_ratio=1.9, source_file="聊天/qq导出.txt",
                     source_line=line, note="file of that size sent")  # fmt: skip
        self.add(
            "hop_evidence", hop_id=hop_id, kind="time", log_likelihood_ratio=-0.8 if i % 3 == 0 else 0.4, note="order of times"
        )

    def _rest(self) -> None:
        if len(self.spine) < 2:
            return
        self.complaint("T-001", self.spine, datetime(2016, 8, 20, 19, 12), 0.968)
        for i, actor in enumerate(self.people[:12]):
            acquired, sold = 500_000 - i * 31_000, 300_000 - i * 9_000
            self.add("counts", actor=actor, profile="main practice", rows_as_seized=acquired + 812, exact_distinct=acquired + 90,
                     distinct_phones=acquired - 2_100, distinct_ids=acquired - 800, distinct_persons=acquired, acquired=acquired,
                     sold=sold, counted=acquired + sold, **{"class": "C"})  # fmt: skip
            self.add("severity", actor=actor, regime="刑法253-1", rule="5¶1(5)", value=float(acquired + sold), threshold=5_000.0,
                     score=(acquired + sold) / 5_000, outcome="meets ten times the numeric threshold of 5¶1(5)",
                     citation="法释〔2017〕10号 art. 5")  # fmt: skip
        for rank, (action, target) in enumerate(
            [("seize", "unseen-1"), ("request", self.spine[-2]), ("compare", self.spine[0])], 1
        ):
            self.add("next_steps", rank=rank, action=action, target=target, why="would settle the weakest hop of the chain",
                     gain=1.4 / rank)  # fmt: skip
        self.add(
            "load_issues", finding_id="f3", path="扣押/损坏.xlsx", code="not_a_workbook", message="cannot be opened: ask for a copy"
        )
        for row in range(3):
            self.add("load_issues", finding_id="f4", path="扣押/学生资料.csv", row=row + 5, field="phone", code="extra_cells",
                     message="row has more cells than the header")  # fmt: skip

    def _shared_errors(self) -> None:
        """Two persons whose cell the first buyer's list has wrong as the seller's has; the third list has it right."""
        if len(self.spine) < 3:
            return
        for person, (field, wrong, right) in enumerate(SHARED, 1):
            for number in range(3):
                text = right if number == 2 else wrong
                cell = {"name": f"学生{person}", "phone": "16012340000", field: text}
                self.tables.setdefault("records", []).append({"dataset_no": number, "row_no": 10 + person, **cell})
                self.tables.setdefault("person_records", []).append(
                    {"dataset_no": number, "row_no": 10 + person, "person_id": person}
                )
                self.add(
                    "variants", dataset_no=number, person_id=person, field=field, reading=1 if number == 2 else 2, masked=False
                )
            self.add("variant_readings", person_id=person, field=field, reading=1, holders=1, deviant=False)
            self.add("variant_readings", person_id=person, field=field, reading=2, holders=2, deviant=True)

    def complaint(self, complaint_id: str, actors: list[str], at: datetime, probability: float) -> None:
        """A complaint whose best chain runs through ``actors``, and two other candidates."""
        self.add("complaints", complaint_id=complaint_id, received_at=at, victim_name="周小满", victim_phone="16012345678",
                 caller_phone="15400001111", caller=actors[-1], known_facts="school=嘉兴一中; name=周小满", source_file="报案.csv",
                 source_line=2, finding_id="k1")  # fmt: skip
        others = [a for a in self.people if a not in actors[:1]][:2]
        for rank, (actor, p) in enumerate([(actors[0], probability), *((a, (1 - probability) / 2.1) for a in others)], 1):
            self.add("sources", complaint_id=complaint_id, actor=actor, probability=p, rank=rank)
        confidence = {(h["seller"], h["buyer"]): h for h in self.tables.get("hops", [])}
        for step, pair in enumerate(itertools.pairwise(actors), 1):
            hop = confidence[pair]
            self.add("chains", complaint_id=complaint_id, rank=1, step=step, seller=pair[0], buyer=pair[1], hop_id=hop["hop_id"],
                     confidence=hop["confidence"], probability=probability * 0.95)  # fmt: skip

    def write(self, con: warehouse.Connection) -> None:
        """Insert everything."""
        for table, rows in self.tables.items():
            known = warehouse.contracts.table(table).names
            warehouse.insert(con, table, [{k: v for k, v in row.items() if k in known} for row in rows])


Gather = Callable[[Market], Case]


def seal(home: Home, market: Market) -> None:
    """Note the market's evidence in the ledger, as the stage seal would."""
    ledger.append(home, [ledger.Event("seal", row["evidence_id"], reason=row["path"]) for row in market.tables.get("findings", [])])
