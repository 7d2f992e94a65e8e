"""Who sells to whom, what it costs, what is said of it, and whose lists are found."""

import hashlib
import random
from datetime import datetime, timedelta

from bench.markets.lists import Holding, copy, witness
from bench.markets.people import People
from bench.markets.profiles import PROFILES

SALE = {False: ("", "", "转账", "货", "尾款", "表格"), True: ("货款", "资料", "转账", "")}
PRIVATE = {False: ("", "", "借款", "聚餐", "房租", "还钱", "转账"), True: ("", "红包", "房租", "饭钱")}
"""Memos of sales and of other payments, by whether the market is clear."""


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
        self.calls: list[list] = []
        n = self.r.randint(*self.p.actors)
        self.actors = [f"某{hashlib.sha256(f'{seed}/{profile}/{i}'.encode()).hexdigest()[:6]}" for i in range(n)]
        self.accounts = {
            a: [f"zh{self.r.getrandbits(40):010x}" for _ in range(self.r.randint(1, self.p.accounts))] for a in self.actors
        }
        self.people = People(self.r, self.p.ids)
        self._trade()

    def sell(self, seller: str, buyer: str, parents: list[Holding], at: datetime, swap: bool = False) -> Holding:
        """A sale with the money and messages that it leaves. ``swap``: paid with another list."""
        r, p = self.r, self.p
        new = copy(self.people, p, parents, buyer, at)
        if r.random() < p.back and any(h.holder == buyer for h in self.holdings):
            new.fields.append("score")
            for row in new.rows:
                row["score"] = str(r.randint(300, 600))
        new.name = f"{r.getrandbits(32):08x}.csv"
        amount = round(len(new.rows) * 2.718281828 ** r.gauss(self.price, p.price_spread), r.choice((0, 2)))
        paid, chat = r.random() < p.paid and amount > 0 and not swap, r.random() < p.chats
        if paid:
            self._pay(seller, buyer, amount, at)
        if chat:
            self.chats.append([at + timedelta(hours=r.uniform(-10, 10)), self.account(seller), self.account(buyer), new])
        self.sales.append(
            {"seller": seller, "buyer": buyer, "rows": len(new.rows), "amount": amount, "paid": paid, "chat": chat, "holding": new}
        )
        self.holdings.append(new)
        for _ in range(round(r.expovariate(1 / p.talk)) if p.talk else 0):
            self._talk(seller, buyer, at + timedelta(days=r.uniform(-6, 6)))
        return new

    def _pay(self, seller: str, buyer: str, amount: float, at: datetime) -> None:
        r, p = self.r, self.p
        time = at + timedelta(days=r.uniform(-2, 3))
        if p.prepaid and r.random() < p.prepaid:
            time = at - timedelta(days=r.uniform(8, 25))
        self.payments.append([time, self.account(buyer), self.account(seller), amount, r.choice(SALE[p.clear])])
        if p.refunds and r.random() < p.refunds:
            back = amount if r.random() < 0.6 else round(amount * r.uniform(0.2, 0.8), 2)
            when = time + timedelta(days=r.uniform(1, 8))
            self.payments.append([when, self.account(seller), self.account(buyer), max(back, 1), r.choice(("退款", "", "转账"))])

    def _talk(self, a: str, b: str, at: datetime) -> None:
        """A call, or a message about nothing, either way."""
        a, b = self.r.sample([a, b], 2)
        if self.r.random() < 0.7:
            self.calls.append([at, self.account(a), self.account(b), self.r.randint(5, 600)])
        else:
            self.chats.append([at, self.account(a), self.account(b), None])

    def account(self, actor: str) -> str:
        return self.r.choice(self.accounts[actor])

    def _trade(self) -> None:
        r, p = self.r, self.p
        size = r.randint(*p.persons)
        people = witness(self.people, size) if p.text else [self.people.person() for _ in range(size)]
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
        for _ in range(round(p.barter * len(self.actors))):
            clock += timedelta(days=r.uniform(0.5, 3))
            self._swap(clock)
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

    def _swap(self, at: datetime) -> None:
        """Two who have a list each give each other a copy, without money."""
        one, other = self.r.sample(sorted({h.holder for h in self.holdings}), 2)
        lists = [self.r.choice([h for h in self.holdings if h.holder == actor]) for actor in (one, other)]
        self.sell(one, other, lists[:1], at, swap=True)
        self.sell(other, one, lists[1:], at + timedelta(hours=self.r.uniform(1, 40)), swap=True)

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
            self.payments.append([time, self.account(payer), payee, max(amount, 1), r.choice(PRIVATE[p.clear])])
        for _ in range(int(len(self.sales) * 0.5)):
            a, b = r.sample(self.actors, 2)
            self.chats.append([self.start + timedelta(days=r.uniform(0, days)), self.account(a), self.account(b), None])
        for _ in range(round(p.talk * len(self.sales))):
            self._talk(*r.sample(self.actors, 2), self.start + timedelta(days=r.uniform(0, days)))
