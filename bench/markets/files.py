"""A market as an intake: lists with headers and encodings of all kinds, records, manifest, and the truth beside it."""

import csv
import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path

from bench.markets.lists import Holding
from bench.markets.trade import Market
from bench.markets.truth import caller, truth

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
    "remark": ("备注", "说明"),
}


def write(market: Market, out: Path) -> None:
    r = market.r
    folder = out / market.case.removeprefix("M-")
    (folder / "seized").mkdir(parents=True, exist_ok=True)
    (folder / "records").mkdir(exist_ok=True)
    manifest: list[list[str]] = []
    paths: dict[int, str] = {}
    for h in market.holdings:
        h.data = render(market, h)
        if h.holder in market.seized:
            put(market, folder, manifest, f"seized/{h.name}", h.data, h.holder)
            paths[id(h)] = f"seized/{h.name}"
    for sale in market.sales:
        h = sale["holding"]
        if sale["seller"] in market.seized and r.random() < market.p.copies:
            put(market, folder, manifest, f"seized/o_{h.name}", h.data, sale["seller"])
    for _ in range(market.p.decoys):
        decoy(market, folder, manifest)
    r.shuffle(manifest)
    records(market, folder, manifest)
    head = ["file", "kind", "case_id", "holder", "obtained_at", "officer", "note"]
    table(folder / "manifest.csv", [head, *manifest])
    (out / f"{folder.name}.truth.json").write_text(json.dumps(truth(market, paths), ensure_ascii=False))


def put(market: Market, folder: Path, manifest: list[list[str]], path: str, data: bytes, holder: str) -> None:
    (folder / path).write_bytes(data)
    when = market.end + timedelta(days=market.r.uniform(5, 40))
    name = market.account(holder) if market.p.accounts > 1 and market.r.random() < 0.5 else holder
    manifest.append([path, "seized", market.case, name, when.isoformat(timespec="seconds"), "", ""])


def render(market: Market, h: Holding) -> bytes:
    head = [market.r.choice(HEADERS[f]) for f in h.fields]
    mark = market.r.choice((",", ",", "\t"))
    lines = [mark.join(head)] + [mark.join(row.get(f, "") for f in h.fields) for row in h.rows]
    return ("\n".join(lines) + "\n").encode(market.r.choice(("utf-8", "utf-8-sig", "gb18030")))


def decoy(market: Market, folder: Path, manifest: list[list[str]]) -> None:
    """The same persons from an institution of its own: other phones and addresses for many, own order, own strangers."""
    origin = market.holdings[0]
    rows = []
    for row in origin.rows:
        if market.r.random() < 0.5:
            row, fresh = dict(row), market.people.person()
            for f in ("phone", "address"):
                if market.r.random() < 0.35:
                    row[f] = fresh[f]
            rows.append(row)
    rows += [market.people.person() for _ in range(len(rows) // 3)]
    market.r.shuffle(rows)
    holder = f"机构{market.r.getrandbits(24):06x}"
    market.accounts[holder] = [f"zh{market.r.getrandbits(40):010x}"]
    data = render(market, Holding(holder, list(origin.fields), rows, market.start))
    put(market, folder, manifest, f"seized/{market.r.getrandbits(32):08x}.csv", data, holder)


def records(market: Market, folder: Path, manifest: list[list[str]]) -> None:
    def add(name: str, rows: list[list]) -> None:
        table(folder / "records" / f"{name}.csv", rows)
        manifest.append([f"records/{name}.csv", name, market.case, "", market.end.isoformat(timespec="seconds"), "", ""])

    if not market.p.silent:
        paid = [[t.isoformat(timespec="seconds"), a, b, f"{m:.2f}", "CNY", memo] for t, a, b, m, memo in market.payments]
        market.r.shuffle(paid)
        add("payments", [["time", "payer", "payee", "amount", "currency", "memo"], *paid])
        rows = [message(market, *c) for c in sorted(market.chats, key=lambda c: c[0])]
        add("chats", [["time", "sender", "receiver", "text", "file_name", "file_size", "file_sha256"], *rows])
    if market.calls:
        rows = [[t.isoformat(timespec="seconds"), *call] for t, *call in sorted(market.calls)]
        add("calls", [["time", "caller", "callee", "seconds"], *rows])
    add("accounts", [["account", "actor"], *sorted([x, a] for a, xs in market.accounts.items() for x in xs)])
    by, h = caller(market)
    row = market.r.choice(h.rows)
    known = "; ".join(f"{f}={row[f]}" for f in ("name", "school", "grade", "class") if row.get(f))
    phone = row.get("phone", "")
    head = ["complaint_id", "received_at", "victim_name", "victim_phone", "caller_phone", "caller", "known_facts"]
    add("complaints", [head, [f"C-{market.case}", market.end.isoformat(), row["name"], phone, "", by, known]])


def message(market: Market, time: datetime, sender: str, receiver: str, h: Holding | None) -> list[str]:
    r = market.r
    if h is None:
        text = r.choice(("在吗", "下午3点见", "吃了没", "上次的钱转你了", "有新的吗", "晚上8点30分打球", "房子120平"))
        return [time.isoformat(timespec="seconds"), sender, receiver, text, "", "", ""]
    n = len(h.rows)
    if market.p.clear:
        name = h.name if h.holder in market.seized else "名单.xlsx"
        return [time.isoformat(timespec="seconds"), sender, receiver, f"{n}条 发你了", name, "", ""]
    text = r.choice((f"{n}条 发你了", f"一共{n}个，收到说声", "文件发你", f"大概{round(n, -2)}条", f"{n} rows"))
    name = r.choice((h.name, h.name, "数据.csv", ""))
    sha = hashlib.sha256(h.data).hexdigest() if r.random() < 0.15 else ""
    size = str(len(h.data)) if r.random() < 0.3 else ""
    return [time.isoformat(timespec="seconds"), sender, receiver, text, name, size, sha]


def table(path: Path, rows: list[list]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
