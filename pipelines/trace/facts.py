"""What the records of a case say, with accounts resolved to actors. Pure.

One person has many accounts, and a holder may be named by one of them: everything is keyed by actor from here on.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

Row = Mapping[str, Any]
COUNT = re.compile(
    r"(?<![\d.:/\-])(\d[\d,]*(?:\.\d+)?)\s*(万|千|[wWkK](?![a-zA-Z]))?\s*"
    r"(条|个|行|份|人|名|户|组|单|(?:rows?|records?|lines?|names?|persons?|people|entries|items|leads)\b)?"
)
SCALE = {"万": 10_000, "w": 10_000, "W": 10_000, "千": 1_000, "k": 1_000, "K": 1_000, "": 1}


@dataclass(frozen=True)
class ListVersion:
    """A list found with ``holder``. ``rows``: accepted; ``claimed``: by its file name; ``size``: bytes; ``persons``:
    different persons, 0: not known."""

    number: int
    dataset_id: str
    holder: str
    rows: int
    claimed: int | None
    name: str
    sha256: str
    size: int | None
    kind: str
    path: str
    obtained_at: datetime | None
    persons: int = 0


@dataclass(frozen=True)
class Chat:
    """A message of sender to receiver that may be about a list: numbers in it, name, size and hash of a file sent."""

    time: datetime | None
    sender: str
    receiver: str
    counts: tuple[int, ...]
    file_name: str | None
    file_size: int | None
    file_sha256: str | None
    source_file: str
    source_line: int


@dataclass(frozen=True)
class Payment:
    """Money of payer to payee, ``known``: both are actors of the case; ``back``: the payee had paid the payer as much before."""

    time: datetime | None
    payer: str
    payee: str
    amount: float
    currency: str
    memo: str
    source_file: str
    source_line: int
    known: bool
    back: bool = False


@dataclass(frozen=True)
class Facts:
    """All that is known of a case. ``accounts``: actor → accounts and handles; ``seized``: actors with whom a list was found;
    ``recorded``: actors that the records of accounts, messages, calls or payments name, whoever was searched."""

    case_id: str
    lists: tuple[ListVersion, ...]
    chats: tuple[Chat, ...]
    payments: tuple[Payment, ...]
    accounts: Mapping[str, tuple[str, ...]]
    seized: frozenset[str]
    calls: tuple[tuple[str, str, datetime | None, str, int], ...] = ()
    reference: frozenset[str] = field(default=frozenset())
    recorded: frozenset[str] = field(default=frozenset())

    @property
    def actors(self) -> tuple[str, ...]:
        return tuple(sorted(self.accounts))


def numbers_in(text: str | None) -> tuple[int, ...]:
    """Counts of records that a message names: 1501条, 59万, 1,200 rows; a bare number only where the message is nothing else."""
    out = []
    plain = unicodedata.normalize("NFKC", text or "").strip()
    for match in COUNT.finditer(plain):
        digits, unit = match[1].replace(",", ""), match[2] or ""
        if not match[3] and unit not in ("万", "w", "W") and match[0].strip() != plain:
            continue
        if len(digits.split(".")[0]) > 9:
            continue
        value = round(float(digits) * SCALE[unit])
        if value >= 20:
            out.append(value)
    return tuple(dict.fromkeys(out))


def file_name(path: str | None) -> str:
    """Last part of a path, archive members too, in lower case."""
    return PurePosixPath((path or "").replace("!", "/").replace("\\", "/")).name.lower()


def same_person(accounts: Sequence[Row], decisions: Sequence[Row], known: Set[str]) -> list[Row]:
    """Accounts with what people decided: two names confirmed to be one person, or rejected, which parts them. The actor's name
    that is known already stays. ``known``: names in the case's lists and records; a decision on others is about persons of the
    lists, which is no matter of who dealt."""
    owner = {r["account"]: r["actor"] for r in accounts if r["account"] and r["actor"]}
    known = known | owner.keys() | set(owner.values())
    for row in decisions:
        left, right = row["left"], row["right"]
        if row["subject"] != "person" or left not in known or right not in known:
            continue
        if row["verdict"] == "confirmed":
            kept = owner.get(right, right)
            gone = owner.get(left, left)
            owner = {account: kept if actor == gone else actor for account, actor in owner.items()} | {left: kept, gone: kept}
        elif row["verdict"] == "rejected":
            for account, actor in ((left, right), (right, left)):
                if owner.get(account) == actor:
                    del owner[account]
    return [{"account": account, "actor": actor} for account, actor in sorted(owner.items())]


def gather(case_id: str, lists: Sequence[Row], chats: Sequence[Row], payments: Sequence[Row], accounts: Sequence[Row],
           calls: Sequence[Row] = ()) -> Facts:  # fmt: skip
    """Resolve accounts to actors and read the messages. Rows as of sql/trace/*.sql. Whose list has no holder is unseen-1, …"""
    owner = {r["account"]: r["actor"] for r in accounts if r["account"] and r["actor"]}

    def actor(name: str | None) -> str:
        return str(owner.get(name or "", name or ""))

    nobody = {r["dataset_no"]: f"unseen-{k}" for k, r in enumerate((r for r in lists if not r["holder"]), 1)}
    versions = tuple(
        ListVersion(
            r["dataset_no"], r["dataset_id"], actor(r["holder"]) or nobody[r["dataset_no"]], r["rows_accepted"] or 0,
            r["claimed_rows"], file_name(r["path"]), r["sha256"] or "", r["size_bytes"], r["kind"], r["path"] or "",
            r["obtained_at"], r.get("persons") or 0,
        )
        for r in lists
    )  # fmt: skip
    messages = tuple(
        Chat(
            r["time"], actor(r["sender"]), actor(r["receiver"]), numbers_in(r["text"]), file_name(r["file_name"]) or None,
            r["file_size"], r["file_sha256"], r["source_file"], r["source_line"],
        )
        for r in chats
        if r["sender"] and r["receiver"] and actor(r["sender"]) != actor(r["receiver"])
    )  # fmt: skip
    named = [v for v in versions if v.number not in nobody]
    names = {v.holder for v in named} | set(owner.values())
    names |= {a for m in messages if m.counts or m.file_name or m.file_sha256 for a in (m.sender, m.receiver)}
    money = tuple(
        Payment(
            r["time"], actor(r["payer"]), actor(r["payee"]), float(r["amount"]), r["currency"] or "CNY", (r["memo"] or "").strip(),
            r["source_file"], r["source_line"], actor(r["payer"]) in names and actor(r["payee"]) in names,
        )
        for r in payments
        if r["payer"] and r["payee"] and r["amount"] and r["amount"] > 0 and actor(r["payer"]) != actor(r["payee"])
    )  # fmt: skip
    parties = (("sender", "receiver", chats), ("payer", "payee", payments), ("caller", "callee", calls))
    recorded = {actor(r[side]) for *sides, rows in parties for r in rows for side in sides} | set(owner.values())
    return Facts(
        case_id,
        versions,
        messages,
        _returned(money),
        {name: _handles(name, owner) for name in sorted(names)},
        frozenset(v.holder for v in named if v.kind != "reference"),
        tuple((actor(r["caller"]), actor(r["callee"]), r["time"], r["source_file"], r["source_line"]) for r in calls),
        frozenset(v.holder for v in named if v.kind == "reference"),
        frozenset(recorded),
    )


def _returned(payments: tuple[Payment, ...]) -> tuple[Payment, ...]:
    """The payments, those marked that give back what the other had paid before."""
    first: dict[tuple[str, str, float], datetime] = {}
    for p in payments:
        if p.time is not None:
            key = p.payer, p.payee, p.amount
            first[key] = min(first.get(key, p.time), p.time)
    return tuple(
        replace(p, back=True) if p.time is not None and first.get((p.payee, p.payer, p.amount), p.time) < p.time else p
        for p in payments
    )


def _handles(name: str, owner: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({name, *(account for account, actor in owner.items() if actor == name)} - {""}))


def days(a: datetime | None, b: datetime | None) -> float | None:
    """Days from a to b; None when one is not known."""
    return None if a is None or b is None else (b - a).total_seconds() / 86_400


def span(times: Iterable[datetime | None], least: float) -> float:
    """Length of the case in days, at least ``least``."""
    known = [t for t in times if t is not None]
    return max(least, days(min(known), max(known)) or 0.0) if known else least
