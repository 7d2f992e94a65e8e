"""Jiaxing, 2016: a parent's complaint, six sales back to a technician of an education company (docs/method.md).

508,000 pupils of 254 schools in 10 cities; he takes 500,000 and gets 100,000 yuan. The figures, the side sales and the
three traps are told here in the order of time; what a sale does to a list is in mutate.py.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo import mutate as m
from pipelines.demo import people, records
from pipelines.demo.mutate import Change, Hand
from pipelines.demo.trade import File, Market, merge
from pipelines.demo.truth import truth

PERSONS = 508_000
SCHOOLS = 254
TAKEN = 500 / 508  # of the company's pupils, by the technician
CASE = "JX-2016"
COMPLAINT = "C-2016-0516"
OPENED = datetime(2016, 3, 1, 9)
COMPLAINED = datetime(2016, 5, 16, 10, 20)
CALLER_PHONE = "05738000917"  # one digit short: nobody can be called

COMPANY = "晨星教育公司"
TECHNICIAN = "技术员周某"
CHAIN = [TECHNICIAN, "中间商丁某", "中间商陆某", "中间商方某", "中间商沈某", "资料商贾某", "启航培训学校"]
UNSEEN = "中间商方某"
BACK_SELLER = "资料商龚某"
DECOY = "某区考务中心"
SECOND_INSIDER = "客服吴某"
INNOCENT = ("房东毛某", "饭店汤某", "修车窦某")
OFFICERS = ("侦查员甲", "侦查员乙")

FULL = ("student_number", "school", "grade", "class", "name", "gender", "id_number", "birth_date", "guardian_name",
        "guardian_relation", "phone", "address", "city")  # fmt: skip
TAKEN_FIELDS = (
    "student_number",
    "name",
    "gender",
    "id_number",
    "school",
    "grade",
    "class",
    "guardian_name",
    "phone",
    "address",
    "city",
)
CALL_FIELDS = ("name", "gender", "school", "grade", "class", "guardian_name", "phone")
LEVELS = ("意向高", "意向中", "已报班", "不需要")
NORTH = ("嘉兴", "湖州", "绍兴")


def build(folder: Path, persons: int, seed: int) -> tuple[Market, dict[str, Any]]:
    """Write the intake into ``folder``; returns the market and the truth."""
    market = Market(CASE, folder, seed, OPENED)
    schools = min(SCHOOLS, max(3 * len(people.CITIES), persons // 60))
    pupils, victim = _victim(people.population(persons, schools, market.rng("pupils")), market.rng("victim"))
    market.spare = victim["pid"]
    _institutions(market, pupils, persons)
    wrong = victim["name"].replace("奕", "弈")
    _main_line(market, wrong)
    _first_buyers(market)
    _further_buyers(market)
    _loose_ends(market)
    facts = {"name": wrong, "school": victim["school"], "grade": victim["grade"], "guardian_name": victim["guardian_name"]}
    _papers(market, victim, facts)
    told = truth(
        market, CHAIN, COMPLAINT, {"unseen": [UNSEEN], "decoys": [DECOY], "institution": COMPANY, "error": ["name", wrong]}
    )
    return market, told


def _victim(pupils: pa.Table, rng: np.random.Generator) -> tuple[pa.Table, dict[str, Any]]:
    """One pupil of Jiaxing without brother or sister on the list becomes the complaint's: grade 8, named with 奕, which a
    dealer will mistype as 弈. Returns the table with that change, and the pupil."""
    numbers = pc.value_counts(pupils["phone"])
    alone = numbers.field("values").filter(pc.equal(numbers.field("counts"), 1))
    rows = pupils.filter(pc.and_(pc.equal(pupils["city"], "嘉兴"), pc.is_in(pupils["phone"], alone)))
    chosen: dict[str, Any] = rows.slice(int(rng.integers(len(rows))), 1).to_pylist()[0]
    hand = Hand(rng, chosen["pid"])
    values = {"name": chosen["name"][0] + "奕" + "军", "grade": "8"}
    for field, value in values.items():
        pupils = m.plant(field, value)(pupils, hand)
    return pupils, chosen | values


def _institutions(market: Market, pupils: pa.Table, persons: int) -> None:
    """What institutions keep: the robbed company, an art school robbed as well, and an examination office that was not."""
    hand = Hand(market.rng("company"), market.spare)
    company = people.flaws(m.noise(0.003)(pupils, hand), hand.rng)
    company = m.plant("phone", _value(pupils, market.spare, "phone"))(company, hand)
    market.found("company", COMPANY, "reference", company, [corrected(pupils, 0.4), new_numbers(0.008), m.columns(*FULL)],
                 File("reference/晨星教育公司_学生库.csv", "utf-8-sig", "reference", note="公司2016年6月导出，供比对"))  # fmt: skip
    market.found("taken", TECHNICIAN, "origin", company, [
        m.keep_count(round(persons * TAKEN)), m.columns(*TAKEN_FIELDS), m.lose_zeros("student_number")],
        File("seized/db_export_20160229.csv"))  # fmt: skip

    share = 0.25
    office = m.keep_where("city", *NORTH, "金华", "宁波")(pupils, Hand(market.rng("office"), -1))
    market.found("office", DECOY, "decoy", office, [
        m.keep_share(0.6), m.other_parent(0.4), m.noise(0.009), m.columns(
            "id_number", "name", "gender", "birth_date", "school", "class", "grade", "guardian_name", "phone"),
        m.add("score", tuple(str(s) for s in range(380, 751, 3))), _candidate_numbers(), m.sort_by("student_number"),
        m.dashed_phones()], File("seized/2016中考报名信息.csv", "gb18030", note="考务中心提供的电脑中提取"))  # fmt: skip

    young = m.keep_where("city", "金华", "台州")(pupils, Hand(market.rng("young"), -1))
    young = m.keep_share(share)(young, Hand(market.rng("young share"), -1))
    others = people.population(max(len(young) // 4, 1), 24, market.rng("others"), first_pid=5 * 10**8)
    market.found("art", SECOND_INSIDER, "origin", pa.concat_tables([young, others]).combine_chunks(), [
        m.other_parent(0.3), m.noise(0.006), m.shuffle(), m.columns("name", "gender", "birth_date", "school", "guardian_name", "phone"),
        ], File("seized/彩虹艺术学员.csv", "gb18030"))  # fmt: skip


def _value(table: pa.Table, pid: int, field: str) -> str:
    value: str = table.filter(pc.equal(table["pid"], pid))[field][0].as_py()
    return value


def corrected(right: pa.Table, share: float) -> Change:
    """The company goes on keeping its data after the theft: a share of its own errors is gone in the later export."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        for field in people.FIELDS:
            mended = pa.array(hand.rng.random(len(table)) < share)
            table = m.put(table, field, pc.if_else(mended, right[field], table[field]))
        return table

    return change


def new_numbers(share: float) -> Change:
    """Some families have another phone number by now."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        other = pa.array((hand.rng.random(len(table)) < share) & (np.asarray(table["pid"]) != hand.spare))
        number = people.phones(hand.rng.integers(0, 10**8, len(table)), hand.rng)
        return m.put(table, "phone", pc.if_else(other, number, table["phone"]))

    return change


def _candidate_numbers() -> Change:
    """The office's own numbers instead of the schools'."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        drawn = hand.rng.permutation(len(table)) + 160_400_000_000
        return m.put(table, "student_number", people.digits(drawn, 12))

    return change


def _main_line(market: Market, wrong: str) -> None:
    """Six sales from the technician to the training school. The third dealer was never found: money alone knows him."""
    receipts = 0.2 * market.versions["taken"].rows
    market.sell("ding", "taken", CHAIN[1], File("seized/浙江8市学生.csv", "gb18030"), [
        m.keep_where("city", *(c for c in people.CITIES if c not in ("衢州", "丽水"))), m.drop("student_number"), m.shuffle_columns(),
        m.noise(0.004), m.invent(0.003), m.duplicate(0.004)],
        day=3, price=0.2, amount=0.8 * receipts, parts=((0.5, -0.2), (0.5, 1.1)))  # fmt: skip
    market.sell("lu", "ding", CHAIN[2], File("seized/2016浙江家长.csv"), [
        m.keep_share(0.6), m.drop("class"), m.sort_by("school"), m.noise(0.006), m.duplicate(0.002)],
        day=13, price=0.16)  # fmt: skip
    market.sell("fang", "lu", CHAIN[3], None, [
        m.keep_where("city", *NORTH, "杭州"), m.noise(0.007), m.plant("name", wrong), m.invent(0.006), m.deduplicate("name", "phone"),
        m.shuffle_columns()], day=24, price=0.22, chat=False, memo="")  # fmt: skip
    market.sell("shen", "fang", CHAIN[4], File("seized/嘉湖绍.txt", "gb18030"), [
        m.keep_where("city", *NORTH), m.drop("gender"), m.noise(0.006), m.plus_86(0.03)],
        day=29, price=0.3, chat=False, memo="货款")  # fmt: skip
    market.sell("jia", "shen", CHAIN[5], File("seized/嘉兴学生家长.csv", "gb18030"), [
        m.keep_where("city", "嘉兴"), m.keep_share(0.9), m.drop("id_number", "city"), m.noise(0.008), m.duplicate(0.006)],
        day=43, price=0.26)  # fmt: skip
    market.sell("school", "jia", CHAIN[6], File("seized/招生电话.xlsx", title="嘉兴初中生家长 2016春季招生"), [
        m.keep_where("grade", "7", "8", "9"), m.keep_schools(8), m.drop("address"), m.noise(0.006), m.sort_by("school", "grade")],
        day=58, price=0.5)  # fmt: skip


def _first_buyers(market: Market) -> None:
    """Who else bought from the technician and from the first two dealers; one of them sells back up."""
    receipts = 0.2 * market.versions["taken"].rows
    market.sell("meng", "taken", "中间商孟某", File("seized/衢州丽水.csv", "utf-8-sig"), [
        m.keep_where("city", "衢州", "丽水"), m.shuffle_columns(), m.noise(0.004), m.invent(0.002)],
        day=6, price=0.2, amount=0.2 * receipts)  # fmt: skip
    market.sell("he", "ding", "资料商何某", File("seized/金华台州.csv", "gb18030"), [
        m.keep_where("city", "金华", "台州"), m.keep_share(0.45), m.noise(0.006)], day=9, price=0.15)  # fmt: skip
    market.sell("xu", "ding", "招生代理许某", File("seized/宁波.zip!名单/宁波学生.csv", "gb18030"), [
        m.keep_where("city", "宁波"), m.keep_share(0.6), m.drop("id_number"), m.noise(0.005)], day=11, price=0.18)  # fmt: skip
    market.sell("gong", "lu", BACK_SELLER, File("seized/嘉兴湖州意向.csv"), [
        m.keep_where("city", "嘉兴", "湖州"), m.keep_share(0.6), m.drop("address"), m.noise(0.007), m.shuffle()],
        day=17, price=0.2)  # fmt: skip
    market.copied("gong own", "gong", BACK_SELLER, File("seized/嘉兴湖州_回访.csv", "gb18030"), [
        m.keep_share(0.95), m.noise(0.003), m.add("remark", LEVELS, 0.6), m.add_im(), m.clean()])  # fmt: skip
    market.sell("ding back", "gong own", CHAIN[1], File("seized/回访过的.csv", "gb18030"), [
        m.keep_share(0.8), m.noise(0.004)], day=34, price=0.35)  # fmt: skip
    market.sell("ni", "lu", "招生代理倪某", File("seized/温州.csv"), [
        m.keep_where("city", "温州"), m.columns(*CALL_FIELDS, "id_number"), m.shuffle_columns(), m.noise(0.006), m.invent(0.01)],
        day=20, price=0.24)  # fmt: skip
    market.sell("xu barter", "ni", "招生代理许某", File("seized/宁波.zip!名单/换来的温州.csv", "gb18030"), [
        m.keep_share(0.5), m.noise(0.005)], day=31, price=0.0, parts=())  # fmt: skip
    market.sell("ni barter", "xu", "招生代理倪某", File("seized/换来的宁波.txt", "gb18030"), [
        m.keep_share(0.4), m.drop("address"), m.noise(0.006)], day=31.2, price=0.0, parts=())  # fmt: skip
    market.sell("shao", "fang", "招生代理邵某", File("seized/杭州家长.csv", "gb18030"), [
        m.keep_where("city", "杭州"), m.drop("city"), m.noise(0.006), m.sort_by("name")],
        day=32, price=0.28, chat=False, memo="转账")  # fmt: skip


def _further_buyers(market: Market) -> None:
    """The rest of the side sales, a merged list among them."""
    market.sell("he art", "art", "资料商何某", File("seized/艺术班.csv", "gb18030"), [
        m.noise(0.004), m.keep_share(0.97)], day=15, price=0.1)  # fmt: skip
    market.copied("he own", "he", "资料商何某", File("seized/汇总_金台.csv"), [
        merge(market, "he art"), m.drop("class"), m.noise(0.002)], also=("he art",))  # fmt: skip
    market.sell("lu2", "he own", "资料商鲁某", File("seized/金台2016.csv", "gb18030"), [
        m.keep_share(0.55), m.drop("address"), m.shuffle_columns(), m.noise(0.006), m.invent(0.02)], day=27, price=0.13)  # fmt: skip
    market.sell("wei", "lu2", "摄影店韦某", File("seized/59万条.xlsx", numbers=("id_number", "phone")), [
        m.keep_schools(6), m.keep_share(0.8), m.noise(0.008)], day=39, price=0.3)  # fmt: skip
    market.sell("peng", "meng", "资料商彭某", File("seized/衢州打码.csv"), [
        m.keep_where("city", "衢州"), m.mask_phones(0.97), m.drop("student_number"), m.noise(0.005)], day=18, price=0.08)  # fmt: skip
    market.sell("qi", "meng", "早教中心戚某", File("seized/丽水小学.xlsx", numbers=("id_number", "student_number")), [
        m.keep_where("city", "丽水"), m.keep_schools(8), m.noise(0.006), m.shuffle()], day=22, price=0.32)  # fmt: skip
    market.sell("yun", "peng", "推销员云某", File("seized/数据包.zip!衢州/低年级.csv", "gb18030"), [
        m.keep_where("grade", "1", "2", "3"), m.noise(0.006), m.drop("id_number")], day=37, price=0.12)  # fmt: skip
    market.sell("ruan", "gong", "书店阮某", File("seized/湖州.csv", "gb18030", title="湖州市小学初中 2016春"), [
        m.keep_where("city", "湖州"), m.drop("city"), m.noise(0.006), m.duplicate(0.01)], day=28, price=0.3)  # fmt: skip
    market.sell("pan", "shen", "群主潘某", File("seized/数据包.zip!湖州/全角.csv", "gb18030"), [
        m.keep_where("city", "湖州"), m.full_width("phone", 0.3), m.noise(0.007), m.keep_share(0.7)], day=40, price=0.25)  # fmt: skip
    market.sell("ge", "shen", "保险推销葛某", File("seized/绍兴1.xlsx", numbers=("id_number",)), [
        m.keep_where("city", "绍兴"), m.keep_share(0.35), m.noise(0.007), m.float_ids()], day=46, price=0.4)  # fmt: skip
    market.sell("xi", "jia", "家教中介奚某", File("seized/小学部.csv"), [
        m.keep_where("grade", "1", "2", "3", "4"), m.keep_share(0.8), m.noise(0.007), m.invent(0.008)],
        day=50, price=0.3, parts=((1.0, 0.2), (-0.2, 4.5)))  # fmt: skip
    market.sell("fan", "jia", "书店范某", File("seized/五六年级.csv", "gb18030"), [
        m.keep_where("grade", "5", "6"), m.drop("class"), m.noise(0.007)], day=52, price=0.35)  # fmt: skip
    market.sell("miao", "school", "少儿编程苗某", File("seized/初三.xlsx"), [
        m.keep_where("grade", "9"), m.noise(0.009)], day=66, price=0.6)  # fmt: skip
    market.sell("lai", "ge", "理财顾问赖某", File("seized/绍兴客户.csv", "gb18030"), [
        m.keep_share(0.5), m.drop("school"), m.noise(0.008)], day=55, price=0.45)  # fmt: skip
    market.sell("bao", "shao", "家教中介鲍某", File("seized/杭州12校.csv"), [
        m.keep_schools(12), m.noise(0.008), m.deduplicate("name", "phone"), m.shuffle()], day=44, price=0.5)  # fmt: skip
    market.sell("shi", "ding back", "推销员史某", File("seized/高意向.csv", "gb18030"), [
        m.keep_where("remark", "意向高", "已报班"), m.drop("email_im"), m.noise(0.006)], day=48, price=0.5)  # fmt: skip


def _loose_ends(market: Market) -> None:
    """What else lies in the boxes: a list posted in the open, one sold found on both sides, fragments, a broken file."""
    market.copied("posted", "xi", "资料群老奚", File("leaked/贴吧样本.csv", "utf-8", "leaked", note="网页下载"), [
        m.keep_share(0.08), m.mask_phones(0.5)], role="leaked")  # fmt: skip
    market.copied("fragment", "lu", "", File("其他/回收站恢复_0031.txt", "gb18030", named=False), [
        m.keep_where("city", "温州"), m.keep_share(0.05), m.noise(0.003)], role="fragment")  # fmt: skip
    market.copied(
        "ding test", "ding", CHAIN[1], File("seized/样品500.txt", "gb18030"), [m.keep_share(0.00125), m.drop("id_number")]
    )
    market.copied("lu clean", "lu", CHAIN[2], File("seized/绍兴整理.csv", "gb18030"), [
        m.keep_where("city", "绍兴"), m.clean(), m.noise(0.002), m.keep_share(0.4)])  # fmt: skip
    market.copied("jia dedup", "jia", CHAIN[5], File("seized/嘉兴去重.csv"), [m.deduplicate("name", "phone"), m.sort_by("phone")])
    market.copied("meng part", "meng", "中间商孟某", File("seized/衢州九年级.csv"), [
        m.keep_where("city", "衢州"), m.keep_where("grade", "9"), m.noise(0.003)])  # fmt: skip
    market.copied("ni part", "ni", "招生代理倪某", File("seized/温州一年级.xlsx"), [m.keep_where("grade", "1"), m.noise(0.004)])
    market.twin("fan", CHAIN[5], File("seized/o_五六年级.csv", "gb18030", note="与范某处文件同一"))
    whole = (market.folder / "seized/初三.xlsx").read_bytes()
    market.write(File("seized/损坏.xlsx", note="U盘，读取报错"), whole[: len(whole) * 3 // 5], CHAIN[4])
    market.write(File("documents/报案笔录.txt", kind="document"), "接报案称接到培训学校推销电话。\r\n".encode("gb18030"))


def _papers(market: Market, victim: dict[str, Any], facts: dict[str, str]) -> None:
    """Payments, chats, calls, accounts, the complaint, the manifest."""
    books = records.Books(market)
    actors = sorted({a for s in market.sales for a in (s.seller, s.buyer)} | {DECOY, *INNOCENT})
    for number, actor in enumerate(actors):
        books.open(actor, 3 if actor in (CHAIN[1], CHAIN[2]) else 2 if number % 4 == 0 or actor == UNSEEN else 1)
    books.keep(COMPLAINED)
    named = [{"account": a, "actor": actor} for actor, own in books.accounts.items() for a in own]
    named += [{"account": CALLER_PHONE, "actor": CHAIN[6]}, {"account": "资料群老奚", "actor": "家教中介奚某"}]
    known = "; ".join(f"{field}={value}" for field, value in facts.items())
    complaint = {
        "complaint_id": COMPLAINT, "received_at": COMPLAINED.isoformat(), "victim_name": victim["name"], "victim_phone": victim["phone"],
        "caller_phone": CALLER_PHONE, "caller": CHAIN[6], "known_facts": known,
    }  # fmt: skip
    pay = records.table(books.payments, ("time", "payer", "payee", "amount", "currency", "memo"), "gb18030")
    chat = records.table(books.chats, ("time", "sender", "receiver", "text", "file_name", "file_size", "file_sha256"))
    market.write(File("records/payments.csv", kind="payments"), pay)
    market.write(File("records/chats.csv", kind="chats"), chat)
    market.write(
        File("records/calls.csv", kind="calls"), records.table(_calls(market, victim), ("time", "caller", "callee", "seconds"))
    )
    market.write(File("records/accounts.csv", kind="accounts"), records.table(named, ("account", "actor")))
    market.write(File("records/complaints.csv", kind="complaints"), records.table([complaint], tuple(complaint)))
    rng = market.rng("seizures")
    seized = {a: COMPLAINED + timedelta(days=int(rng.integers(3, 40)), seconds=int(rng.integers(0, 36000))) for a in actors}
    market.close(seized, COMPLAINED + timedelta(days=2), OFFICERS)


def _calls(market: Market, victim: dict[str, Any]) -> list[dict[str, Any]]:
    """The school's calls to numbers of its list, the victim's among them."""
    rng = market.rng("calls")
    numbers = [p for p in market.versions["school"].table["phone"].to_pylist() if p and p.isdigit()]
    drawn = [numbers[int(i)] for i in rng.integers(0, len(numbers), min(len(numbers), 200))]
    first = (COMPLAINED - timedelta(days=14)).replace(hour=9, minute=0)
    at = zip(rng.integers(0, 14, len(drawn)), rng.integers(0, 10 * 3600, len(drawn)), strict=True)  # in office hours
    times = sorted(first + timedelta(days=int(d), seconds=int(s)) for d, s in at)
    rows = [{"time": t.isoformat(), "caller": CALLER_PHONE, "callee": n, "seconds": int(rng.integers(5, 240))}
            for t, n in zip(times, drawn, strict=True)]  # fmt: skip
    last = COMPLAINED - timedelta(minutes=95)
    return [*rows, {"time": last.isoformat(), "caller": CALLER_PHONE, "callee": victim["phone"], "seconds": 74}]
