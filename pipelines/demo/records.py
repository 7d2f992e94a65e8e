"""Money, chats, calls, accounts and the complaint around the sales of a market."""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from pipelines.demo.trade import Market, Sale

SALE_MEMOS = ("货款", "转账", "资料", "", "数据", "")
OTHER_MEMOS = ("红包", "房租", "饭钱", "", "还款", "车票", "水电费", "")
TALK = ("在吗", "多少钱一条", "先看看样", "空号多不多", "今年的吗", "晚点说", "有新的叫我", "好的")
OUTSIDERS = 40


@dataclass
class Books:
    """Who has which accounts; payments and chats as rows of the contract's tables."""

    market: Market
    accounts: dict[str, list[str]] = field(default_factory=dict)
    payments: list[dict[str, Any]] = field(default_factory=list)
    chats: list[dict[str, Any]] = field(default_factory=list)

    def open(self, actor: str, count: int) -> None:
        """Give the actor so many accounts: WeChat first, then Alipay, then a bank card."""
        code = hashlib.sha256(f"{self.market.seed}/{actor}".encode()).hexdigest()
        card = "99" + str(int(code[20:40], 16))[:17].zfill(17)
        self.accounts[actor] = [f"wx_{code[:10]}", f"ali_{code[10:20]}", card][:count]

    def keep(self, until: datetime, noise: int = 3) -> None:
        """Write down every sale, and ``noise`` times as many payments (and some messages) that have nothing to do with lists."""
        rng = self.market.rng("books")
        for sale in self.market.sales:
            self._settle(sale, rng)
            if sale.chat:
                self._chat(sale, rng)
        amounts = [p["amount"] for p in self.payments]
        if amounts and noise:
            self._unrelated(noise * len(self.payments), float(np.median(amounts)) * 0.3, until, rng)
        self._small_talk(2 * len(self.chats) if noise else 0, until, rng)
        self.payments.sort(key=lambda p: (p["time"], p["payer"], p["amount"]))
        self.chats.sort(key=lambda c: (c["time"], c["sender"]))

    def _settle(self, sale: Sale, rng: np.random.Generator) -> None:
        left = round(sum(share for share, _ in sale.parts if share > 0) * sale.amount, 2)
        for index, (share, days) in enumerate(sale.parts):
            last = index == len([s for s, _ in sale.parts if s > 0]) - 1
            amount = left if last and share > 0 else round(abs(share) * sale.amount, 2)
            left = round(left - amount, 2) if share > 0 else left
            payer, payee = (sale.buyer, sale.seller) if share > 0 else (sale.seller, sale.buyer)
            memo = "退款" if share < 0 else sale.memo if sale.memo is not None else SALE_MEMOS[int(rng.integers(len(SALE_MEMOS)))]
            at = sale.at + timedelta(days=days, seconds=int(rng.integers(0, 18_000)))
            self._pay(at, self._one(payer, rng), self._one(payee, rng), amount, memo)

    def _pay(self, at: datetime, payer: str, payee: str, amount: float, memo: str) -> None:
        row = {"time": at.isoformat(), "payer": payer, "payee": payee, "amount": round(amount, 2), "currency": "CNY", "memo": memo}
        self.payments.append(row)

    def _one(self, actor: str, rng: np.random.Generator) -> str:
        own = self.accounts[actor]
        return own[int(rng.integers(len(own)))]

    def _chat(self, sale: Sale, rng: np.random.Generator) -> None:
        version = self.market.versions[sale.list]
        file = version.file
        at = sale.at - timedelta(minutes=int(rng.integers(5, 300)))
        sender, receiver = self.accounts[sale.seller][0], self.accounts[sale.buyer][0]
        words = f"{sale.rows}条 发你了" if sale.parts else f"{sale.rows}条给你，跟你那份换"
        row = {
            "time": at.isoformat(),
            "sender": sender,
            "receiver": receiver,
            "text": words,
            "file_name": "",
            "file_size": "",
            "file_sha256": "",
        }
        luck = rng.random()
        if file is None or luck < 0.2:
            row["text"] += " https://pan.example.com/s/" + hashlib.sha256(sale.list.encode()).hexdigest()[:8]
        elif luck < 0.4:
            row["file_name"] = "名单" + file.name[file.name.rindex(".") :]
        else:
            row |= {"file_name": file.name, "file_size": str(version.size), "file_sha256": version.sha256 if luck > 0.7 else ""}
        self.chats.append(row)

    def _unrelated(self, count: int, middle: float, until: datetime, rng: np.random.Generator) -> None:
        actors = sorted(self.accounts)
        strangers = [f"wx_{hashlib.sha256(f'stranger {self.market.seed} {i}'.encode()).hexdigest()[:10]}" for i in range(OUTSIDERS)]
        seconds = int((until - self.market.opened).total_seconds())
        for _ in range(count):
            payer = self._one(actors[int(rng.integers(len(actors)))], rng)
            other = actors[int(rng.integers(len(actors)))]
            payee = self._one(other, rng) if rng.random() < 0.35 else strangers[int(rng.integers(OUTSIDERS))]
            if payer in self.accounts[other]:
                payee = strangers[0]
            if rng.random() < 0.2 and payee in strangers:
                payer, payee = payee, payer
            at = self.market.opened + timedelta(seconds=int(rng.integers(seconds)))
            amount = float(np.exp(rng.normal(np.log(middle), 1.0)))
            self._pay(at, payer, payee, round(amount, 2), OTHER_MEMOS[int(rng.integers(len(OTHER_MEMOS)))])

    def _small_talk(self, count: int, until: datetime, rng: np.random.Generator) -> None:
        pairs = [(s.seller, s.buyer, s.at) for s in self.market.sales if s.chat]
        for _ in range(count):
            seller, buyer, at = pairs[int(rng.integers(len(pairs)))]
            sender, receiver = (seller, buyer) if rng.random() < 0.5 else (buyer, seller)
            when = at + timedelta(seconds=int(rng.integers(-4 * 86400, 4 * 86400)))
            row = {"time": min(when, until).isoformat(), "sender": self.accounts[sender][0], "receiver": self.accounts[receiver][0]}
            self.chats.append(
                row | {"text": TALK[int(rng.integers(len(TALK)))], "file_name": "", "file_size": "", "file_sha256": ""}
            )


def table(rows: Iterable[dict[str, Any]], columns: Sequence[str], encoding: str = "utf-8") -> bytes:
    """A CSV file of these columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)
