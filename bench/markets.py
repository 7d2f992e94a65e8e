"""Markets with known truth, of our own making: other noise, prices, words and habits than the public ones.

usage: markets.py OUT [--profile NAME] [--seeds 1-20]

Writes OUT/PROFILE-SEED/ (an intake) and OUT/PROFILE-SEED.truth.json in the form that score_markets.py reads. Persons are
synthetic: area codes 99…, phones of unassigned prefixes. Nothing here is read by the program.
"""

import argparse
import csv
import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉萍红云天宇浩然子轩梓涵雨欣诗琪晨曦可馨"
STREETS = ("中山路", "解放路", "人民路", "建国路", "和平街", "青年路", "新华街", "湖滨路", "文昌路", "东门街", "西环路", "学院路")
CITIES = ("甲州", "乙州", "丙州", "丁州", "戊州", "己州", "庚州")
PREFIXES = ("154", "160", "161", "163", "164", "168", "169", "194")
HEADERS = {
    "name": ("姓名", "学生姓名", "客户姓名", "name"),
    "gender": ("性别", "XB", "gender"),
    "id_number": ("身份证号", "身份证号码", "证件号码"),
    "school": ("学校", "学校名称", "就读学校"),
    "grade": ("年级", "NJ", "所在年级"),
    "class": ("班级", "班"),
    "guardian_name": ("家长姓名", "监护人", "家长"),
    "phone": ("手机号", "联系电话", "家长电话", "phone"),
    "address": ("家庭住址", "地址", "住址"),
    "city": ("城市", "所在市"),
    "score": ("成绩", "总分"),
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Profile:
    """What a kind of market is like; shares and rates between 0 and 1."""

    actors: tuple[int, int] = (8, 18)
    persons: tuple[int, int] = (300, 1500)
    seized: float = 0.85
    paid: float = 0.8
    chats: float = 0.6
    background: float = 3.0
    errors: tuple[float, float] = (0.0005, 0.006)
    merges: float = 0.08
    back: float = 0.0
    copies: float = 0.0
    accounts: int = 1
    resale: float = 0.4
    decoys: int = 1
    ids: bool = True
    masks: float = 0.0
    price_spread: float = 0.35
    sizes: tuple[float, float] = (0.35, 1.0)
    clean: float = 0.1
    reformat: float = 0.1
    revisions: bool = False
    silent: bool = False


PROFILES = {
    "plain": Profile(),
    "unseen": Profile(actors=(12, 24), seized=0.33),
    "half": Profile(seized=0.55, paid=0.65, chats=0.4),
    "poor": Profile(seized=0.75, paid=0.55, chats=0.2, ids=False, masks=0.3, merges=0.15),
    "silent": Profile(seized=1.0, paid=0.0, chats=0.0, silent=True),
    "back": Profile(back=0.5, seized=0.8, merges=0.15),
    "copies": Profile(copies=0.5, seized=0.8),
    "accounts": Profile(accounts=3, seized=0.7),
    "tiny": Profile(persons=(50, 90), sizes=(0.6, 1.0)),
    "prices": Profile(price_spread=1.1, seized=0.6),
    "merges": Profile(merges=0.4, decoys=2),
    "dirty": Profile(errors=(0.004, 0.02), clean=0.4, reformat=0.5),
    "near": Profile(errors=(0.0, 0.0004), sizes=(0.7, 1.0)),
    "revisions": Profile(revisions=True, seized=0.9, decoys=0, merges=0.0),
}


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


class Market:
    """One market; everything follows from the profile and the seed."""

    def __init__(self, profile: str, seed: int) -> None:
        self.p, self.r = PROFILES[profile], random.Random(f"{profile}/{seed}")
        self.case = f"M-{profile}-{seed}"
        self.start = datetime(2017, 3, 1)
        self.price = self.r.gauss(-1.2, 0.7)
        self.holdings: list[Holding] = []
        self.sales: list[dict] = []
        self.payments: list[list] = []
        self.chats: list[list] = []
        n = self.r.randint(*self.p.actors)
        self.actors = [f"某{hashlib.sha256(f'{seed}/{profile}/{i}'.encode()).hexdigest()[:6]}" for i in range(n)]
        self.accounts = {
            a: [f"zh{self.r.getrandbits(40):010x}" for _ in range(self.r.randint(1, self.p.accounts))] for a in self.actors
        }
        self.serial = 0
        self._trade()

    # persons -------------------------------------------------------------------------------------------------------

    def person(self) -> dict[str, str]:
        r = self.r
        self.serial += 1
        family = r.choice(SURNAMES)
        city = r.randrange(len(CITIES))
        body = f"99{city:02d}0{r.randint(1, 9)}{r.randint(2003, 2011)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}{self.serial % 1000:03d}"
        check = "10X98765432"[sum(int(a) * w for a, w in zip(body, WEIGHTS, strict=True)) % 11]
        street = f"{r.choice(STREETS)}{r.randint(1, 400)}号{r.randint(1, 30)}幢{r.randint(101, 2404)}室"
        out = {
            "name": family + "".join(r.choice(GIVEN) for _ in range(r.choice((1, 2, 2)))),
            "gender": r.choice("男女"),
            "id_number": body + check,
            "school": f"{CITIES[city]}市第{r.randint(1, 24)}小学",
            "grade": str(r.randint(1, 9)),
            "class": str(r.randint(1, 12)),
            "guardian_name": family + "".join(r.choice(GIVEN) for _ in range(2)),
            "phone": r.choice(PREFIXES) + f"{r.randrange(10**8):08d}",
            "address": f"{CITIES[city]}市{street}",
            "city": CITIES[city],
        }
        if not self.p.ids:
            del out["id_number"]
        return out

    def typo(self, text: str) -> str:
        r = self.r
        if not text:
            return text
        i = r.randrange(len(text))
        kind = r.random()
        if kind < 0.45:
            pool = "0123456789" if text[i].isdigit() else GIVEN + SURNAMES
            return text[:i] + r.choice(pool) + text[i + 1 :]
        if kind < 0.6 and len(text) > 2:
            i = min(i, len(text) - 2)
            return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        if kind < 0.75 and len(text) > 2:
            return text[:i] + text[i + 1 :]
        if kind < 0.9:
            return text[:i] + " " + text[i:]
        return text[:i] + text[i] + text[i:]

    # hops ----------------------------------------------------------------------------------------------------------

    def copy(self, parents: list[Holding], buyer: str, at: datetime) -> Holding:
        """What a hop does to a list."""
        r, p = self.r, self.p
        first = parents[0]
        fields = [f for f in first.fields if all(f in x.fields for x in parents)]
        rows = [dict(row) for x in parents for row in x.rows]
        if p.revisions:
            return self.revise(first, buyer, at)
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
                    row[f] = self.typo(row[f])
        if r.random() < p.masks and "phone" in fields:
            for row in rows:
                row["phone"] = row["phone"][:3] + "****" + row["phone"][-4:]
        if r.random() < p.reformat and "phone" in fields:
            for row in rows:
                if len(row["phone"]) == 11 and row["phone"].isdigit():
                    row["phone"] = f"+86 {row['phone'][:3]} {row['phone'][3:7]} {row['phone'][7:]}"
        for _ in range(int(len(rows) * r.choice((0, 0, 0.005, 0.01, 0.02)))):
            rows.insert(r.randrange(len(rows) + 1), {k: v for k, v in self.person().items() if k in fields})
        for _ in range(int(len(rows) * r.choice((0, 0, 0.01)))):
            rows.insert(r.randrange(len(rows) + 1), dict(r.choice(rows)))
        order = r.random()
        if order < 0.3:
            r.shuffle(rows)
        elif order < 0.45:
            key = r.choice(fields)
            rows.sort(key=lambda row: row.get(key, ""))
        r.shuffle(fields)
        return Holding(buyer, fields, [{f: row.get(f, "") for f in fields} for row in rows], at, list(parents))

    def revise(self, first: Holding, buyer: str, at: datetime) -> Holding:
        """A revision: no typing errors; persons come and go, some move, some get another phone."""
        r = self.r
        rows = []
        for row in first.rows:
            chance = r.random()
            if chance < 0.02:
                continue
            row = dict(row)
            fresh = self.person() if chance < 0.06 else None
            if fresh is not None:
                changed = r.choice([f for f in ("phone", "address", "class", "grade") if f in row])
                row[changed] = fresh[changed]
            rows.append(row)
        rows += [
            {f: v for f, v in self.person().items() if f in first.fields} for _ in range(int(len(rows) * r.uniform(0.01, 0.05)))
        ]
        return Holding(buyer, list(first.fields), rows, at, [first])

    def sell(self, seller: str, buyer: str, parents: list[Holding], at: datetime) -> Holding:
        """A sale with the money and messages that it leaves."""
        r, p = self.r, self.p
        new = self.copy(parents, buyer, at)
        if r.random() < p.back and any(h.holder == buyer for h in self.holdings):
            new.fields.append("score")
            for row in new.rows:
                row["score"] = str(r.randint(300, 600))
        self.serial += 1
        new.name = f"{r.getrandbits(32):08x}.csv"
        amount = round(len(new.rows) * 2.718281828 ** r.gauss(self.price, p.price_spread), r.choice((0, 2)))
        paid, chat = r.random() < p.paid and amount > 0, r.random() < p.chats
        if paid:
            time = at + timedelta(days=r.uniform(-2, 3))
            self.payments.append(
                [time, self.account(buyer), self.account(seller), amount, r.choice(("", "", "转账", "货", "尾款", "表格"))]
            )
        if chat:
            self.chats.append([at + timedelta(hours=r.uniform(-10, 10)), self.account(seller), self.account(buyer), new])
        self.sales.append(
            {"seller": seller, "buyer": buyer, "rows": len(new.rows), "amount": amount, "paid": paid, "chat": chat, "holding": new}
        )
        self.holdings.append(new)
        return new

    def account(self, actor: str) -> str:
        return self.r.choice(self.accounts[actor])

    def _trade(self) -> None:
        r, p = self.r, self.p
        people = [self.person() for _ in range(r.randint(*p.persons))]
        source = self.actors[0]
        origin = Holding(source, list(people[0]), people, self.start, kind="origin", name=f"{r.getrandbits(32):08x}.csv")
        r.shuffle(origin.fields)
        self.holdings.append(origin)
        clock, last, length = self.start + timedelta(days=1), source, r.randint(4, 7)
        for i, buyer in enumerate(self.actors[1:], 1):
            clock += timedelta(days=r.uniform(0.5, 5))
            having = {h.holder for h in self.holdings}
            seller = last if i < length else r.choice(sorted(having - {buyer}))
            self.deal(seller, buyer, clock)
            last = buyer
            if r.random() < p.resale * 0.5 and len(having) > 2:
                clock += timedelta(days=r.uniform(0.2, 3))
                again = r.choice(sorted(having | {buyer}))
                other = r.choice(sorted((having | {buyer}) - {again}))
                if r.random() < max(p.back, 0.15):
                    self.deal(other, again, clock)
        self.end = clock + timedelta(days=5)
        keep = max(2, round(len(self.actors) * p.seized))
        self.seized = set(r.sample(self.actors, keep))
        self._noise()

    def deal(self, seller: str, buyer: str, at: datetime) -> None:
        mine = [h for h in self.holdings if h.holder == seller]
        if not mine:
            return
        first = self.r.choice(mine[-2:])
        parents = [first]
        others = [h for h in mine if h is not first and set(h.fields) & set(first.fields) >= {"name", "phone"}]
        if others and self.r.random() < self.p.merges:
            parents.append(self.r.choice(others))
        self.sell(seller, buyer, parents, at)

    def _noise(self) -> None:
        r, p = self.r, self.p
        if p.silent:
            return
        outside = [f"zh{r.getrandbits(40):010x}" for _ in range(40)]
        days = (self.end - self.start).days + 10
        for _ in range(int(p.background * len(self.sales))):
            payer = r.choice(self.actors)
            payee = self.account(r.choice([a for a in self.actors if a != payer])) if r.random() < 0.45 else r.choice(outside)
            time = self.start + timedelta(days=r.uniform(-10, days))
            amount = round(2.718281828 ** r.gauss(4.3, 1.3), r.choice((0, 1, 2)))
            self.payments.append(
                [time, self.account(payer), payee, max(amount, 1), r.choice(("", "", "借款", "聚餐", "房租", "还钱", "转账"))]
            )
        for _ in range(int(len(self.sales) * 0.5)):
            a, b = r.sample(self.actors, 2)
            self.chats.append([self.start + timedelta(days=r.uniform(0, days)), self.account(a), self.account(b), None])

    # files ---------------------------------------------------------------------------------------------------------

    def write(self, out: Path) -> None:
        r = self.r
        folder = out / self.case.removeprefix("M-")
        (folder / "seized").mkdir(parents=True, exist_ok=True)
        (folder / "records").mkdir(exist_ok=True)
        manifest: list[list[str]] = []
        paths: dict[int, str] = {}
        for h in self.holdings:
            h.data = self.render(h)
            if h.holder in self.seized:
                self.put(folder, manifest, f"seized/{h.name}", h.data, h.holder)
                paths[id(h)] = f"seized/{h.name}"
        for sale in self.sales:
            h = sale["holding"]
            if sale["seller"] in self.seized and r.random() < self.p.copies:
                self.put(folder, manifest, f"seized/o_{h.name}", h.data, sale["seller"])
        for _ in range(self.p.decoys):
            self.decoy(folder, manifest)
        r.shuffle(manifest)
        self.records(folder, manifest)
        head = ["file", "kind", "case_id", "holder", "obtained_at", "officer", "note"]
        table(folder / "manifest.csv", [head, *manifest])
        (out / f"{folder.name}.truth.json").write_text(json.dumps(self.truth(paths), ensure_ascii=False))

    def put(self, folder: Path, manifest: list[list[str]], path: str, data: bytes, holder: str) -> None:
        (folder / path).write_bytes(data)
        when = self.end + timedelta(days=self.r.uniform(5, 40))
        name = self.account(holder) if self.p.accounts > 1 and self.r.random() < 0.5 else holder
        manifest.append([path, "seized", self.case, name, when.isoformat(timespec="seconds"), "", ""])

    def render(self, h: Holding) -> bytes:
        head = [self.r.choice(HEADERS[f]) for f in h.fields]
        mark = self.r.choice((",", ",", "\t"))
        lines = [mark.join(head)] + [mark.join(row.get(f, "") for f in h.fields) for row in h.rows]
        return ("\n".join(lines) + "\n").encode(self.r.choice(("utf-8", "utf-8-sig", "gb18030")))

    def decoy(self, folder: Path, manifest: list[list[str]]) -> None:
        """The same persons from an institution of its own: other phones and addresses for many, own order, own strangers."""
        origin = self.holdings[0]
        rows = []
        for row in origin.rows:
            if self.r.random() < 0.5:
                row, fresh = dict(row), self.person()
                for f in ("phone", "address"):
                    if self.r.random() < 0.35:
                        row[f] = fresh[f]
                rows.append(row)
        rows += [self.person() for _ in range(len(rows) // 3)]
        self.r.shuffle(rows)
        holder = f"机构{self.r.getrandbits(24):06x}"
        self.accounts[holder] = [f"zh{self.r.getrandbits(40):010x}"]
        data = self.render(Holding(holder, list(origin.fields), rows, self.start))
        self.put(folder, manifest, f"seized/{self.r.getrandbits(32):08x}.csv", data, holder)

    def records(self, folder: Path, manifest: list[list[str]]) -> None:
        def add(name: str, rows: list[list]) -> None:
            table(folder / "records" / f"{name}.csv", rows)
            manifest.append([f"records/{name}.csv", name, self.case, "", self.end.isoformat(timespec="seconds"), "", ""])

        if not self.p.silent:
            paid = [[t.isoformat(timespec="seconds"), a, b, f"{m:.2f}", "CNY", memo] for t, a, b, m, memo in self.payments]
            self.r.shuffle(paid)
            add("payments", [["time", "payer", "payee", "amount", "currency", "memo"], *paid])
            rows = [self.message(*c) for c in sorted(self.chats, key=lambda c: c[0])]
            add("chats", [["time", "sender", "receiver", "text", "file_name", "file_size", "file_sha256"], *rows])
        add("accounts", [["account", "actor"], *sorted([x, a] for a, xs in self.accounts.items() for x in xs)])
        caller, h = self.caller()
        row = self.r.choice(h.rows)
        known = "; ".join(f"{f}={row[f]}" for f in ("name", "school", "grade", "class") if row.get(f))
        phone = row.get("phone", "")
        head = ["complaint_id", "received_at", "victim_name", "victim_phone", "caller_phone", "caller", "known_facts"]
        add("complaints", [head, [f"C-{self.case}", self.end.isoformat(), row["name"], phone, "", caller, known]])

    def message(self, time: datetime, sender: str, receiver: str, h: Holding | None) -> list[str]:
        r = self.r
        if h is None:
            text = r.choice(("在吗", "下午3点见", "吃了没", "上次的钱转你了", "有新的吗", "晚上8点30分打球", "房子120平"))
            return [time.isoformat(timespec="seconds"), sender, receiver, text, "", "", ""]
        n = len(h.rows)
        text = r.choice((f"{n}条 发你了", f"一共{n}个，收到说声", "文件发你", f"大概{round(n, -2)}条", f"{n} rows"))
        name = r.choice((h.name, h.name, "数据.csv", ""))
        sha = hashlib.sha256(h.data).hexdigest() if r.random() < 0.15 else ""
        size = str(len(h.data)) if r.random() < 0.3 else ""
        return [time.isoformat(timespec="seconds"), sender, receiver, text, name, size, sha]

    # truth ---------------------------------------------------------------------------------------------------------

    def caller(self) -> tuple[str, Holding]:
        """The holder of the longest line, if it can be, a seized one."""

        def depth(h: Holding) -> int:
            return 1 + max((depth(x) for x in h.parents), default=0)

        best = max(
            (h for h in self.holdings[1:] if h.holder in self.seized), key=lambda h: (depth(h), h.name), default=self.holdings[-1]
        )
        return best.holder, best

    def truth(self, paths: dict[int, str]) -> dict:
        holder, h = self.caller()
        chain = [holder]
        single = True
        while h.parents:
            single &= len({x.holder for x in h.parents}) == 1
            h = h.parents[0]
            if h.holder != chain[-1]:
                chain.append(h.holder)
        several = sum(x.holder == holder for x in self.holdings) > 1
        hops = [
            {k: v for k, v in s.items() if k != "holding"}
            | {"both_seized": s["seller"] in self.seized and s["buyer"] in self.seized}
            for s in self.sales
        ]
        derivations = [
            {"parent": paths[id(x)], "child": paths[id(h)]}
            for h in self.holdings for x in h.parents if id(h) in paths and id(x) in paths
        ]  # fmt: skip
        return {
            "case_id": self.case, "chain": chain[::-1] if not several else None, "source": self.actors[0],
            "complaint": f"C-{self.case}", "seized": sorted(self.seized), "hops": hops, "derivations": derivations,
        }  # fmt: skip


def table(path: Path, rows: list[list]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--profile", action="append", choices=sorted(PROFILES))
    parser.add_argument("--seeds", default="1-3")
    given = parser.parse_args()
    low, _, high = given.seeds.partition("-")
    for profile in given.profile or sorted(PROFILES):
        for seed in range(int(low), int(high or low) + 1):
            Market(profile, seed).write(given.out)


if __name__ == "__main__":
    main()
