"""A market of lists: who holds which version, what was made from what, who sold to whom. Knows no case.

A case (jiaxing.py, …) opens a Market, puts the lists of institutions on it, and lets actors sell, copy and post; ``close``
writes the manifest and gives the truth. Every version draws from random numbers of its own, seeded by its key: a change to
one sale leaves the other lists as they were.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.demo import mutate, writers
from pipelines.demo.mutate import Change, Hand

HEADERS = {
    "student_number": ("学号", "学籍号", "全国学籍号"),
    "name": ("姓名", "学生姓名", "孩子姓名", "XM", "学员姓名"),
    "gender": ("性别", "XB"),
    "id_number": ("身份证号", "身份证号码", "证件号码", "公民身份号码", "SFZH"),
    "birth_date": ("出生日期", "出生年月日", "CSRQ"),
    "school": ("学校", "学校名称", "就读学校", "所在学校", "XXMC"),
    "grade": ("年级", "所在年级", "NJ"),
    "class": ("班级", "班", "BJ"),
    "guardian_name": ("家长姓名", "监护人姓名", "家长", "JZXM"),
    "guardian_relation": ("与学生关系", "称谓", "关系"),
    "phone": ("家长电话", "联系电话", "手机号码", "手机号", "LXDH"),
    "address": ("家庭住址", "家庭地址", "住址", "JTZZ"),
    "city": ("所在市", "城市", "地市"),
    "email_im": ("QQ号",),
    "remark": ("意向", "备注"),
    "score": ("总分", "中考成绩"),
    "hospital": ("就诊医院",),
    "due_date": ("预产期",),
    "weeks": ("孕周",),
    "diagnosis": ("诊断",),
    "order": ("订单号",),
    "product": ("商品",),
}
NEW_WORD = 0.35  # how often a copier writes another word for a column


@dataclass(frozen=True)
class File:
    """Where and how a version lies in the intake.

    path: as in the manifest; the suffix tells the format (.csv, .txt with tabs, .xlsx). numbers: fields that a workbook
    stores as numbers. title: a line above the header. named: whether the manifest names the file. note: of the manifest.
    """

    path: str
    encoding: str = "utf-8"
    kind: str = "seized"
    numbers: tuple[str, ...] = ()
    title: str = ""
    named: bool = True
    note: str = ""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.replace("!", "/").rsplit("/", 1)[-1]


@dataclass
class Version:
    """A list version. file is None when it was never found; role is the truth's word (origin, bought, own, decoy, …)."""

    key: str
    holder: str
    role: str
    table: pa.Table
    words: dict[str, str]
    file: File | None
    parents: tuple[str, ...] = ()
    size: int = 0
    sha256: str = ""

    @property
    def rows(self) -> int:
        return len(self.table)


@dataclass
class Sale:
    """What one actor sold another. parts: the payments as shares of the amount, with the days after the sale; a negative
    share is a refund; none at all is barter. memo: of the payments."""

    seller: str
    buyer: str
    list: str
    at: datetime
    rows: int
    amount: float
    parts: tuple[tuple[float, float], ...]
    chat: bool
    memo: str | None


@dataclass
class Market:
    """The lists and sales of one case, written below ``folder`` as they come.

    opened: the day that sales are counted from. spare: pid of the complaint's victim. manifest: rows so far; markets of several
    cases in one intake share it.
    """

    case_id: str
    folder: Path
    seed: int
    opened: datetime
    spare: int = -1
    versions: dict[str, Version] = field(default_factory=dict)
    sales: list[Sale] = field(default_factory=list)
    copies: list[tuple[File, str, str]] = field(default_factory=list)
    members: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)
    manifest: list[dict[str, Any]] = field(default_factory=list)

    def rng(self, key: str) -> np.random.Generator:
        """The random numbers of this key alone."""
        return np.random.default_rng([self.seed, *hashlib.sha256(key.encode()).digest()[:8]])

    def found(self, key: str, holder: str, role: str, table: pa.Table, changes: Sequence[Change], file: File | None) -> Version:
        """A list that was not made from another of the market: an institution's own, or a thief's first copy of it."""
        return self._add(key, holder, role, table, {}, changes, file, ())

    def copied(self, key: str, of: str, holder: str, file: File | None, changes: Sequence[Change], role: str = "own",
               also: tuple[str, ...] = ()) -> Version:  # fmt: skip
        """A version that the holder made from ``of`` (and from the lists ``also``, merged by one of the changes)."""
        base = self.versions[of]
        return self._add(key, holder, role, base.table, base.words, changes, file, (of, *also))

    def sell(self, key: str, of: str, buyer: str, file: File | None, changes: Sequence[Change], *, day: float, price: float,
             amount: float | None = None, parts: tuple[tuple[float, float], ...] = ((1.0, 0.3),), chat: bool = True,
             memo: str | None = None) -> Version:  # fmt: skip
        """The holder of ``of`` makes a version of it and sells that to the buyer, on that day, at that price a record."""
        made = self.copied(key, of, buyer, file, changes, "bought")
        exact = made.rows * price if amount is None else amount
        rounded = round(exact, -1) if exact >= 2000 else round(exact, 2)
        at = self.opened + timedelta(days=day)
        self.sales.append(Sale(self.versions[of].holder, buyer, key, at, made.rows, rounded, parts, chat, memo))
        return made

    def twin(self, of: str, holder: str, file: File) -> None:
        """The same bytes under another name, found with ``holder``."""
        version = self.versions[of]
        assert version.file is not None, of
        body = (self.folder / version.file.path).read_bytes()
        self._put(file, body)
        self.copies.append((file, holder, of))

    def write(self, file: File, body: bytes, holder: str = "") -> None:
        """Any other file of the intake: records, documents, what is broken."""
        self._put(file, body)
        self._name(file, holder, hashlib.sha256(body).hexdigest())

    def stream(self, file: File, header: Sequence[str], tables: Iterable[pa.Table], holder: str) -> int:
        """A list too large for memory, written table by table; returns its rows. Nothing can be sold from it here."""
        rows, digest = 0, hashlib.sha256()
        with self._place(file.path).open("wb") as out:
            for table in tables:
                part = io.BytesIO()
                writers.delimited(table, header if not rows else (), part, file.encoding, ",")
                out.write(part.getbuffer())
                digest.update(part.getbuffer())
                rows += len(table)
        self._name(file, holder, digest.hexdigest())
        return rows

    def close(self, seized_at: dict[str, datetime], default: datetime, officers: Sequence[str]) -> None:
        """Write the archives and the manifest."""
        for path, members in self.members.items():
            writers.archive(members, self._place(path))
        for version in self.versions.values():
            if version.file is not None:
                self._name(version.file, version.holder, version.sha256)
        for file, holder, of in self.copies:
            self._name(file, holder, self.versions[of].sha256)
        for number, row in enumerate(self.manifest):
            if "obtained_at" in row:
                continue  # of another case of the same intake
            row["obtained_at"] = seized_at.get(row["holder"], default).isoformat()
            row["officer"] = officers[number % len(officers)] if row["holder"] else ""
        out = io.StringIO()
        columns = ("file", "kind", "case_id", "holder", "obtained_at", "officer", "note", "sha256")
        writer = csv.DictWriter(out, columns, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(self.manifest)
        self._place("manifest.csv").write_bytes(out.getvalue().encode())

    def _add(self, key: str, holder: str, role: str, table: pa.Table, words: dict[str, str], changes: Sequence[Change],
             file: File | None, parents: tuple[str, ...]) -> Version:  # fmt: skip
        rng = self.rng(key)
        hand = Hand(rng, self.spare, (len(self.versions) + 1) * 10**9)
        for change in changes:
            table = change(table, hand)
        table = table.combine_chunks()
        chosen = {f: self._word(f, words, rng) for f in table.column_names if f != "pid"}
        version = Version(key, holder, role, table, chosen, file, parents)
        if file is not None:
            body = self._body(version)
            version.size, version.sha256 = len(body), hashlib.sha256(body).hexdigest()
            self._put(file, body)
        self.versions[key] = version
        return version

    @staticmethod
    def _word(name: str, words: dict[str, str], rng: np.random.Generator) -> str:
        choices = HEADERS[name]
        drawn = choices[int(rng.integers(len(choices)))]
        return drawn if rng.random() < NEW_WORD else words.get(name, drawn)

    @staticmethod
    def _body(version: Version) -> bytes:
        file = version.file
        assert file is not None, version.key
        header = list(version.words.values())
        table = version.table.drop_columns(["pid"])
        if file.path.endswith(".xlsx"):
            return writers.workbook(table, header, file.numbers, file.title)
        out = io.BytesIO()
        writers.delimited(table, header, out, file.encoding, "\t" if file.path.endswith(".txt") else ",", file.title)
        return out.getvalue()

    def _put(self, file: File, body: bytes) -> None:
        outer, _, inner = file.path.partition("!")
        if inner:
            self.members.setdefault(outer, []).append((inner, body))
        else:
            self._place(file.path).write_bytes(body)

    def _place(self, path: str) -> Path:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def _name(self, file: File, holder: str, sha256: str) -> None:
        if file.named:
            given = sha256 if len(self.manifest) % 3 == 0 else ""
            self.manifest.append(
                {
                    "file": file.path,
                    "kind": file.kind,
                    "case_id": self.case_id,
                    "holder": holder,
                    "note": file.note,
                    "sha256": given,
                }
            )


def merge(market: Market, other: str) -> Change:
    """The list ``other`` of the market merged in."""
    return mutate.merge(market.versions[other].table)
