"""A case written straight into the warehouse: lists as derive would leave them (counts of pairs, no rows), and records."""

from datetime import datetime, timedelta

from pipelines import warehouse
from pipelines.trace import run as trace

DAY = datetime(2016, 4, 1)
LINE = {("a1", "b1"): 60.0, ("b1", "a1"): 30.0, ("b1", "c1"): 60.0, ("a1", "c1"): 40.0, ("c1", "b1"): 20.0, ("c1", "a1"): 10.0}


class Case:
    """``pairs`` of lists: (parent, child) → log-likelihood of a direct copy."""

    def __init__(self, con, home):
        self.con, self.home, self.line = con, home, 1
        self.numbers = {}

    def lists(self, pairs, **rows):
        for number, (name, n) in enumerate(rows.items(), 1):
            self.numbers[name] = number
            warehouse.insert(self.con, "datasets", [{
                "dataset_no": number, "dataset_id": name, "case_id": "K", "path": f"{name}.csv", "file_name": f"{name}.csv",
                "sha256": name, "kind": "seized", "holder": name.upper()[0], "rows_accepted": n, "state": "derived",
                "obtained_at": DAY + timedelta(days=60),
            }])  # fmt: skip
        for (parent, child), value in pairs.items():
            a, b = self.numbers[parent], self.numbers[child]
            warehouse.insert(self.con, "list_pairs", [{
                "case_id": "K", "parent_no": a, "child_no": b, "shared_persons": 100, "order_pairs": 99, "order_kept": 99,
                "differing": 3.0, "shared_variants": 4.0, "log_likelihood": value, "hidden_log_likelihood": value, "further": 0.0,
                "confidence": 0.9 if value > 20 else 0.1,
            }])  # fmt: skip

    def pay(self, buyer, seller, amount, day=0, memo=""):
        self._record(
            "payments", payer=buyer, payee=seller, amount=amount, currency="CNY", memo=memo, time=DAY + timedelta(days=day)
        )

    def chat(self, seller, buyer, text, day=0, file_name=None):
        self._record("chats", sender=seller, receiver=buyer, text=text, file_name=file_name, time=DAY + timedelta(days=day))

    def call(self, caller, callee, day=0):
        self._record("calls", caller=caller, callee=callee, seconds=60, time=DAY + timedelta(days=day))

    def account(self, account, actor):
        self._record("accounts", account=account, actor=actor)

    def judge(self, left, right, verdict, subject="hop", day=0):
        self._record(
            "judgements", subject=subject, left=left, right=right, verdict=verdict, by="officer", at=DAY + timedelta(days=day)
        )

    def complain(self, caller, victim="赵明"):
        self._record("complaints", complaint_id="C", caller=caller, victim_name=victim, received_at=DAY)

    def _record(self, table, **values):
        self.line += 1
        row = {"case_id": "K", "finding_id": table, "source_file": f"{table}.csv", "source_line": self.line, **values}
        warehouse.insert(self.con, table, [row])

    def victim_in(self, *names):
        for name in names:
            warehouse.insert(self.con, "records", [{"dataset_no": self.numbers[name], "row_no": 1, "name": "赵明"}])

    def trace(self, **query):
        return trace.run(self.home, self.con, ["K"], **query)

    def hops(self):
        rows = self.con.execute("SELECT seller, buyer, confidence, status FROM hops").fetchall()
        return {(a, b): (c, s) for a, b, c, s in rows}

    def chain(self):
        rows = self.con.execute("SELECT seller, buyer FROM chains WHERE rank = 1 ORDER BY step").fetchall()
        return [rows[0][0], *(b for _, b in rows)] if rows else []
