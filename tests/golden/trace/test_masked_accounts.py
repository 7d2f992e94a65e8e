"""Masked accounts and names: whose they are, when just one that is known fits and nothing speaks against it."""

from datetime import datetime
from pathlib import Path

import pytest
from small_trades import LINE, Case

from pipelines import warehouse
from pipelines.home import Home

KNOWN = [
    ("16412341234", "张三丰"), ("16412349999", "李四"), ("wx_zhang", "张三丰"), ("rimming@qq.com", "丁某某"), ("rimless@qq.com", "王五"),
    ("zhou@163.com", "周六"), ("6222020000000001234", "周六"), ("6222020000000005678", "李四"), ("16012345678", "孙七"), ("16099995678", "吴八"),
]  # fmt: skip
CASES = [  # seen, name beside it, state, actor: why
    ("164****1234", None, "matched", "张三丰"),  # one number fits
    ("164****1234", "张*", "matched", "张三丰"),  # and the name agrees
    ("164****1234", "张三丰", "matched", "张三丰"),
    ("164****1234", "李*", "contradicted", "张三丰"),  # somebody else's number looks alike
    ("164****1234", "小店", "contradicted", "张三丰"),  # two Chinese characters may be a name: no guess
    ("164****1234", "某某百货有限公司", "matched", "张三丰"),  # no person's name says nothing
    ("160****5678", None, "several", None),  # two people have such a number
    ("164****0000", None, "unknown", None),
    ("6222****1234", None, "matched", "周六"),  # four stars for eleven digits
    ("尾号5678", None, "several", None),  # the end of a card, and of phones too
    ("工商银行(尾号1234)", None, "several", None),
    ("rim***@qq.com", None, "several", None),
    ("zho***@163.com", None, "matched", "周六"),
    ("ZHO***@163.com", None, "matched", "周六"),
    ("张*", None, "possible", "张三丰"),  # of so many, no other is known: reported, not taken
    ("*三丰", None, "matched", "张三丰"),
    ("张*丰", None, "matched", "张三丰"),
    ("**丰", None, "possible", "张三丰"),
    ("丁某*", None, "matched", "丁某某"),
    ("李＊", None, "possible", "李四"),  # a full-width star
    ("***", None, "several", None),
    ("1*4", None, "possible", "张三丰"),
]


@pytest.mark.parametrize(("seen", "party", "state", "actor"), CASES)
def test_whose_it_is(seen: str, party: str | None, state: str, actor: str | None, con: warehouse.Connection) -> None:
    con.execute("DELETE FROM payments")
    paid = {
        "case_id": "K",
        "payee": "wx_zhang",
        "amount": 10,
        "time": datetime(2016, 4, 1),
        "finding_id": "f",
        "source_file": "p.csv",
    }
    warehouse.insert(con, "payments", [paid | {"payer": seen, "party": party, "source_line": n} for n in (1, 2)])
    warehouse.run(con, "trace/masks", case_id="K")
    assert con.execute("SELECT seen, found, state, actor FROM masks").fetchall() == [(seen, 2, state, actor)]
    taken = {row["account"]: row["actor"] for row in warehouse.rows(con, "trace/accounts", case_id="K")}
    assert taken.get(seen) == (actor if state == "matched" else None)


def test_what_an_investigator_says_outranks_a_mask(con: warehouse.Connection) -> None:
    warehouse.insert(con, "payments", [{"case_id": "K", "payer": "164****1234", "payee": "x", "amount": 1, "source_line": 1}])
    warehouse.insert(con, "accounts", [{"case_id": "K", "account": "164****1234", "actor": "赵九"}])
    warehouse.run(con, "trace/masks", case_id="K")
    assert {"account": "164****1234", "actor": "赵九"} in warehouse.rows(con, "trace/accounts", case_id="K")


@pytest.fixture
def con(tmp_path_factory: pytest.TempPathFactory, home_of_masks: Home) -> warehouse.Connection:
    with warehouse.writer(home_of_masks) as connection:
        for table in ("payments", "accounts"):
            connection.execute(f"DELETE FROM {table}")
        warehouse.insert(connection, "accounts", [{"case_id": "K", "account": a, "actor": who} for a, who in KNOWN])
        yield connection


@pytest.fixture(scope="module")
def home_of_masks(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.at(tmp_path_factory.mktemp("masks")).create()


@pytest.mark.parametrize(("known", "kinds"), [("16412341234", {"content", "money"}), ("16412349999", {"content"})])
def test_money_to_a_masked_account_speaks_for_the_hop_it_fits(known: str, kinds: set[str], tmp_path: Path) -> None:
    home = Home.at(tmp_path).create()
    with warehouse.writer(home) as con:
        case = Case(con, home)
        case.lists(LINE, a1=1000, b1=900, c1=500)
        case.account(known, "A")
        for day, (buyer, amount) in enumerate((("B", 500), ("x", 31), ("x", 7), ("y", 44))):
            case.pay(
                buyer, "164****1234" if buyer == "B" else f"z{day}", amount, day=50 + day, memo="名单" if buyer == "B" else "饭"
            )
        case.trace()
        found = con.execute(
            "SELECT e.kind, source_file, source_line FROM hop_evidence AS e JOIN hops USING (hop_id) "
            "WHERE seller = 'A' AND buyer = 'B' AND e.kind IN ('content', 'money')"
        ).fetchall()
        assert {kind for kind, *_ in found} == kinds
        money = [(file, line) for kind, file, line in found if kind == "money"]
        assert money == ([("payments.csv", 3)] if "money" in kinds else []), "the line of the file"
        handles = con.execute("SELECT accounts FROM actors WHERE actor = 'A'").fetchone()
        assert ("164****1234" in handles[0]) == ("money" in kinds)
