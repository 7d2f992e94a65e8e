"""Beijing, 2010-2016: 162,513,874 records in 67 cases, the smallest 500, the largest 133,268,735, duplicates not removed
(docs/law.md). Written as a stream, in batches of persons that several cases share; a thousandth of it by default.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.demo import mutate as m
from pipelines.demo import people
from pipelines.demo.trade import File, Market
from pipelines.demo.truth import told

RECORDS, CASES, SMALLEST, LARGEST = 162_513_874, 67, 500, 133_268_735
SCALE = 1_000
PERSONS = round(RECORDS / SCALE)
BATCH = 50_000
COMMON = 2_000  # persons of whom every list has some
REPEATED = 0.04  # rows that are in the list already
OPENED = datetime(2010, 3, 1, 9)
BUYERS = ("保健品公司", "保险推销员", "理财公司", "房产中介", "资料商")
SOURCES: dict[str, dict[str, str]] = {
    "快递公司": {"name": "收件人姓名", "phone": "手机号", "address": "收货地址", "order": "订单号"},
    "网店": {"name": "客户姓名", "phone": "联系电话", "address": "地址", "product": "商品"},
    "物业公司": {"name": "业主姓名", "phone": "电话", "address": "家庭住址"},
    "学校": {"name": "学生姓名", "school": "学校", "grade": "年级", "guardian_name": "家长姓名", "phone": "家长电话"},
}
PRODUCTS = ("钙片", "奶粉", "羽绒服", "电饭煲", "图书", "茶叶")


def sizes(records: int = RECORDS) -> list[int]:
    """Records of each case, smallest first: the figures told, the rest even steps of a logarithm. They add up to ``records``.

    Scaled down, a case keeps at least one record; the largest takes what rounding leaves.
    """
    rest = RECORDS - SMALLEST - LARGEST
    steps = np.exp(np.linspace(np.log(900), np.log(5_000_000), CASES - 2))
    middle = np.floor(steps * rest / steps.sum()).astype(int)
    middle[-1] += rest - middle.sum()
    full = [SMALLEST, *(int(n) for n in middle), LARGEST]
    scaled = [max(1, n * records // RECORDS) for n in full]
    return [*scaled[:-1], records - sum(scaled[:-1])]


def build(folder: Path, persons: int, seed: int) -> tuple[Market, dict[str, Any]]:
    """Write the intake of 67 cases with ``persons`` records in all."""
    shared: list[dict[str, Any]] = []
    markets: list[Market] = []
    datasets: list[dict[str, Any]] = []
    expect: list[dict[str, Any]] = []
    first = COMMON
    for number, size in enumerate(sizes(persons), 1):
        case = f"BJ-{number:02d}"
        source, buyer = list(SOURCES)[number % len(SOURCES)], f"{BUYERS[number % len(BUYERS)]}{number:02d}"
        opened = OPENED + timedelta(days=36 * number)
        market = Market(case, folder, seed, opened, manifest=shared)
        file = File(f"{case}/{source}.csv", note=f"来源：{source}；买方：{buyer}")
        words = SOURCES[source]
        market.stream(file, list(words.values()), _tables(seed, first, size, tuple(words)), buyer)
        market.close({}, opened, ("侦查员戊",))
        markets.append(market)
        distinct = sum(_fresh(min(BATCH, size - done)) for done in range(0, size, BATCH))
        datasets.append({"file": file.path, "holder": buyer, "rows": size, "persons": distinct, "kind": "origin"})
        expect.append({"case_id": case, "rows_read": size, "rows_accepted": size})
        first += size
    truth = told(markets, {"datasets": expect}, records=persons)
    return markets[0], truth | {"datasets": datasets, "seized": sorted(str(d["holder"]) for d in datasets)}


def _fresh(rows: int) -> int:
    """Distinct persons of a batch; the other rows are in it already."""
    return max(1, round(rows * (1 - REPEATED)))


def _tables(seed: int, first: int, size: int, fields: tuple[str, ...]) -> Iterator[pa.Table]:
    """The list in batches of persons numbered from ``first``; a third of the first batch, at most, are persons common to all cases."""
    for done in range(0, size, BATCH):
        take = min(size - done, BATCH)
        rng = np.random.default_rng([seed, first + done])
        fresh = _fresh(take)
        common = min(fresh // 3, COMMON) if not done else 0
        table = _persons(seed, first + done, fresh - common)
        if common:
            table = pa.concat_tables([_persons(seed, 0, COMMON).slice(0, common), table])
        again = rng.integers(0, fresh, take - fresh)
        yield table.combine_chunks().take(pa.array(np.concatenate([np.arange(fresh), again]))).select(fields)


def _persons(seed: int, first: int, count: int) -> pa.Table:
    """So many persons, the same for the same numbers in whichever case."""
    rng = np.random.default_rng([seed, first, 1])
    table = people.population(count, 60, rng, first_pid=first)
    table = m.put(table, "order", people.digits(rng.integers(0, 10**12, count), 14))
    return m.put(table, "product", people.pick(PRODUCTS, rng.integers(0, len(PRODUCTS), count)))
