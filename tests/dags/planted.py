"""An intake in which persons' values stand wherever people put them: in headers, memos, messages, notes, reasons, wrong columns.

Values of PLANTED must not come out anywhere. What evidence is known by comes out as it is (docs/evidence_handling.md): paths,
holders, accounts, actors; none of these is among them.
"""

import csv
import io
from pathlib import Path

Table = list[list[str]]

NAME, OTHER, GUARDIAN = "佟镝镝", "佘砚", "佟昶昶"
SCHOOL, ADDRESS, CHAT, DIAGNOSIS = "独苗小学", "鸢尾弄七十七号", "密语甲乙丙", "罕病丁"
ID = "990101201003071234"
PHONES = [f"1549990{n:04d}" for n in range(20)]
PLANTED = (NAME, OTHER, GUARDIAN, SCHOOL, ADDRESS, CHAT, DIAGNOSIS, ID, *PHONES)

HEADER = ["姓名", "联系电话", "学校", "家庭住址", "健康状况", "身份证号"]


def people() -> Table:
    """Sixty persons of three schools; the eighth is the victim, whose school is his alone."""
    rows = [[f"张{chr(0x4E00 + 37 * i)}", f"1600000{i:04d}", f"第{i % 3}中学", f"某路{i}号", "良好", ""] for i in range(60)]
    rows[7] = [NAME, PHONES[0], SCHOOL, ADDRESS, DIAGNOSIS, ID]
    for i in range(10, 40, 3):
        rows[i][3] = rows[i][3].replace("路", "洛")
    return rows


def write(root: Path) -> Path:
    """Write the intake."""
    rows = people()
    sold = [list(r) for r in rows[:50]]
    sold[20][1], sold[7][3] = "16000009999", ADDRESS + "乙"
    called = [list(r) for r in sold[:40]]
    called[30][0] = "王二"
    _csv(root / "a" / "库.csv", [[f"制表人：{NAME}{PHONES[1]}"], [], HEADER, *rows])
    _csv(root / "b" / "倒卖.csv", [HEADER, *sold], "gb18030")
    _csv(root / "c" / "培训.csv", [HEADER, *called])
    # a first row that looks like a header and is a person's
    _csv(root / "c" / "无表头.csv", [[GUARDIAN, SCHOOL, ADDRESS], *([r[0], r[2] + "初一", r[3]] for r in rows if r[0] != NAME)])
    odd = [*HEADER[:3], f"家庭住址（{OTHER}）", f"联系方式{PHONES[2]}", f"备注【{GUARDIAN}】"]
    _csv(root / "c" / "怪表头.csv", [odd, *rows])
    # one person eight times, with a name for a school
    _csv(
        root / "c" / "错列.csv",
        [[*HEADER[:3], "备注"], *([*r[:3], ""] for r in rows[:20]), *(["王五", PHONES[3], OTHER, str(n)] for n in range(8))],
    )
    bad = [[NAME, PHONES[4], SCHOOL, ADDRESS, DIAGNOSIS, ID, "more"], [NAME, "", "", "", "", ""], HEADER, [NAME, f"x{PHONES[5]}"]]
    _csv(root / "c" / "脏.csv", [HEADER, *rows, *bad])
    (root / "c" / "坏.xlsx").write_bytes(b"PK\x03\x04" + f"{NAME}{PHONES[6]}".encode() * 50)
    _records(root / "r")
    (root / "笔录.txt").write_text(f"{NAME} {PHONES[7]} {CHAT}", "utf-8")
    lists = [("a/库.csv", "技术员", f"内部人员 {NAME} {PHONES[8]}"), ("b/倒卖.csv", "acc-b", ""), ("c/培训.csv", "acc-c", "")]
    lists += [(f"c/{n}", "acc-c", "") for n in ("无表头.csv", "怪表头.csv", "错列.csv", "脏.csv", "坏.xlsx")]
    manifest = [[path, "seized", "P-1", holder, "2016-06-01", f"警官{PHONES[9]}", note] for path, holder, note in lists]
    manifest += [[f"r/{kind}.csv", kind, "P-1", "", "2016-06-01", "", ""] for kind in RECORDS]
    manifest += [["笔录.txt", f"{NAME}{PHONES[10]}", "P-1", "", f"{NAME}{PHONES[11]}", "", ""]]
    _csv(root / "manifest.csv", [["file", "kind", "case_id", "holder", "obtained_at", "officer", "note"], *manifest])
    return root


FACTS = f"name={NAME}; school={SCHOOL}; address={ADDRESS}; 孩子{NAME}的班主任=李; 电话={PHONES[0]}"
RECORDS: dict[str, Table] = {
    "payments": [
        ["time", "payer", "payee", "amount", "currency", "memo"],
        ["2016-03-01 10:00:00", "acc-b", "技术员", "10", "CNY", f"{NAME} {PHONES[12]} {CHAT}"],
        ["2016-04-01 10:00:00", "acc-c", "acc-b", "12", PHONES[13], "40条"],
        [NAME, "acc-c", "acc-b", OTHER, "CNY", "40条"],
        ["2016-04-02 10:00:00", PHONES[14], "acc-c", "2400", "CNY", f"学费 {NAME}"],
    ],
    "chats": [
        ["time", "sender", "receiver", "text", "file_name"],
        ["2016-03-01 09:00:00", "技术员", "acc-b", f"{CHAT} 发你50条 {NAME} {PHONES[15]} {ADDRESS}", "倒卖.csv"],
        ["2016-04-01 09:00:00", "acc-b", "acc-c", f"{CHAT} 40条 {OTHER}", ""],
    ],
    "calls": [["time", "caller", "callee", "seconds"], ["2016-05-02 10:00:00", "16400000001", PHONES[0], "60"]],
    "accounts": [["account", "actor"], ["acc-b", "贩子乙"], ["acc-c", "培训丙"], ["16400000001", "培训丙"]],
    "complaints": [
        ["complaint_id", "received_at", "victim_name", "victim_phone", "caller_phone", "caller", "known_facts"],
        ["c1", "2016-05-02 10:00:00", NAME, PHONES[0], "16400000001", "", FACTS],
        ["c2", "2016-05-03 10:00:00", NAME, PHONES[0], PHONES[16], GUARDIAN, FACTS],
        ["c3", NAME, OTHER, PHONES[17], "", "", f"name={OTHER}"],
    ],
    "exclusions": [
        ["case_id", "field", "value", "reason", "evidence"],
        ["P-1", "phone", PHONES[0], f"{NAME}本人称{PHONES[0]}系伪造，住{ADDRESS}", f"笔录 154 9990-0018 {NAME}"],
    ],
    "judgements": [
        ["case_id", "subject", "left", "right", "verdict", "by", "at", "reason"],
        ["P-1", "hop", "技术员", "贩子乙", "confirmed", "警官", "2016-06-01", f"{NAME}{PHONES[19]}供述"],
    ],
}  # fmt: skip


def _records(folder: Path) -> None:
    for kind, table in RECORDS.items():
        _csv(folder / f"{kind}.csv", table)


def _csv(path: Path, rows: Table, encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
