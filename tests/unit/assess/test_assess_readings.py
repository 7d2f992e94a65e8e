"""Contested points, one a profile; and money, each yuan to a line."""

from typing import Any

KINDS = "SELECT kind, amount, source_line FROM receipt_lines ORDER BY source_line"


def test_a_parent_is_a_person_of_his_own_under_one_reading(book: Any) -> None:
    """Ten pupils, two of them children of one parent with one phone; one is his own guardian."""
    book.hold("X", range(10))
    book.con.execute("UPDATE stored_records SET name = 'n' || row_no, guardian_name = 'g' || row_no")
    book.con.execute("UPDATE stored_records SET guardian_name = 'g1', phone = 'phone 0' WHERE row_no <= 2")
    book.con.execute("UPDATE stored_records SET guardian_name = name WHERE row_no = 10")
    book.assess()
    assert book.counted("X") == {"C": 10}
    assert book.counted("X", "parents") == {"C": 18}


def test_a_parent_is_sold_with_the_child_and_is_class_c(book: Any) -> None:
    own = book.hold("X", range(5), "B")
    book.hold("Y", range(5), "B", made_from=own)
    book.con.execute("UPDATE stored_records SET guardian_name = 'g' || row_no, phone = NULL")
    book.hold("Z", range(5), "B", made_from=own)
    book.con.execute("UPDATE stored_records SET guardian_name = 'g' || row_no, phone = NULL WHERE dataset_no = 3")
    book.sell("X", "Y", 5)
    book.sell("X", "Z", 5)
    book.assess()
    assert book.counted("X", "parents") == {"B": 10, "C": 10}
    assert book.counted("X") == {"B": 10}


def test_a_bare_phone_number_is_left_out_under_one_reading(book: Any) -> None:
    own = book.hold("X", range(10))
    book.con.execute("UPDATE stored_records SET name = 'n' || row_no WHERE row_no <= 4")
    book.hold("Y", range(10), made_from=own)
    book.sell("X", "Y", 10)
    book.assess()
    assert book.counted("X") == {"C": 10}
    assert book.counted("X", "identified") == {"C": 4}
    assert book.counted("Y", "identified") == {}
    left_out = "SELECT actor, count(*) FROM readings_excluded WHERE rule = 'bare_phone' AND profile = 'identified' GROUP BY actor ORDER BY actor"
    acquired = {
        who: book.rows(f"SELECT sum(acquired) FROM counts WHERE actor = '{who}' AND profile = 'main'")[0][0] for who in "XY"
    }
    assert book.rows(left_out) == [("X", acquired["X"] - 4), ("Y", acquired["Y"])]


def test_sales_that_are_not_confirmed_are_left_out_under_one_reading(book: Any) -> None:
    own = book.hold("X", range(10))
    for buyer, status in (("Y", "confirmed"), ("Z", "suspected")):
        book.hold(buyer, range(10), made_from=own)
        book.sell("X", buyer, 10, 5000, status=status)
    book.assess()
    assert book.counted("X") == {"C": 20}
    assert book.counted("X", "confirmed") == {"C": 10}
    assert book.severity("X")["5¶1(7)"][0] == 2.0
    assert book.severity("X")["5¶1(7) [confirmed]"][0] == 1.0


def test_refunds_stand_apart_and_other_money_is_none(book: Any) -> None:
    book.sell("X", "Y", 10, 3000)
    hop = {"hop_id": "X>Y"}
    book.pay("Y", "X", 2000, hop, llr=0.5, days=1)
    book.pay("Y", "X", 700, hop, llr=-1.0, memo="房租", days=2)
    book.pay("X", "Y", 400, hop, memo="退款", days=3)
    book.pay("X", "Y", 90, hop, memo="借", days=4)
    book.pay("X", "Y", 9000, hop, memo="退款", days=5)
    book.pay("X", "Y", 20, hop, memo="refund", days=-1)
    book.assess()
    assert [(k, float(a), n) for k, a, n in book.rows(KINDS)] == [("sale", 3000, 1), ("sale", 2000, 2), ("refund", 400, 4)]
    assert book.severity("X")["5¶1(7)"][0] == 1.0, "gross"


def test_a_payment_on_two_statements_counts_once(book: Any) -> None:
    book.sell("X", "Y", 10, 3000)
    book.con.execute("INSERT INTO payments BY NAME SELECT * REPLACE ('z.csv' AS source_file) FROM payments")
    book.con.execute("INSERT INTO hop_evidence BY NAME SELECT * REPLACE ('z.csv' AS source_file) FROM hop_evidence")
    book.assess()
    assert len(book.rows(KINDS)) == 1


def test_a_list_for_a_list_is_barter_and_has_no_amount(book: Any) -> None:
    from pipelines import warehouse

    for number, (seller, buyer) in enumerate((("X", "Y"), ("Y", "X")), 1):
        book.sell(seller, buyer, 10)
        where = {"case_id": "case", "source_file": "chats.csv", "source_line": number}
        warehouse.insert(book.con, "chats", [where | {"sender": seller, "receiver": buyer}])
        warehouse.insert(
            book.con, "hop_evidence", [where | {"hop_id": f"{seller}>{buyer}", "kind": "chat", "log_likelihood_ratio": 3.0}]
        )
    book.assess()
    assert book.rows("SELECT actor, kind, amount, source_file, source_line FROM receipt_lines ORDER BY actor") == [
        ("X", "barter", None, "chats.csv", 1), ("Y", "barter", None, "chats.csv", 2),
    ]  # fmt: skip
    assert "5¶1(7)" not in book.severity("X")
