"""Beijing, 2010-2016: 162,513,874 records in 67 cases, the smallest 500, the largest 133,268,735, duplicates not removed
(docs/law.md). Written as a stream, in batches of persons that several cases share; a thousandth of it by default.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
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
COMMON = 2_000  # persons of whom every list but the smallest has some
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
    markets, datasets = [], []
    for number, size in enumerate(sizes(persons), 1):
        case = f"BJ-{number:02d}"
        source, buyer = list(SOURCES)[number % len(SOURCES)], BUYERS[number % len(BUYERS)]
        opened = OPENED + timedelta(days=36 * number)
        market = Market(case, folder, seed, opened, manifest=shared)
        file = File(f"{case}/{source}.csv", note=f"来源：{source}；买方：{buyer}")
        words = SOURCES[source]
        market.stream(file, list(words.values()), _tables(market, number, size, tuple(words)), f"{buyer}{number:02d}")
        market.close({}, opened, ("侦查员戊",))
        markets.append(market)
        datasets.append({"file": file.path, "holder": f"{buyer}{number:02d}", "rows": size, "persons": None, "kind": "origin"})
    expect = {"datasets": [{"case_id": m_.case_id, "rows_read": d["rows"], "rows_accepted": d["rows"]} for m_, d in zip(markets, datasets, strict=True)]}
    truth = told(markets, expect, records=persons)
    return markets[0], truth | {"datasets": datasets, "seized": sorted(d["holder"] for d in datasets)}


def _tables(market: Market, number: int, size: int, fields: tuple[str, ...]) -> Iterator[pa.Table]:
    """The list in batches. Block 0 of persons is everybody's: a third of every small list comes from it."""
    left, block = size, number * 10_000
    while left:
        take = min(left, BATCH)
        rng = market.rng(f"batch {block}")
        fresh = max(1, round(take * (1 - REPEATED)))
        own = _block(market, block, fresh)
        common = min(fresh // 3, COMMON) if block % 10_000 == 0 else 0
        if common:
            own = pa.concat_tables([_block(market, 0, COMMON).slice(0, common), own.slice(0, fresh - common)])
        table = own.combine_chunks().take(pa.array(np.concatenate([np.arange(fresh), rng.integers(0, fresh, take - fresh)])))
        yield table.select(fields)
        left, block = left - take, block + 1


def _block(market: Market, block: int, count: int) -> pa.Table:
    """So many persons, the same for the same block and number in whichever case."""
    rng = np.random.default_rng([market.seed, block])
    table = people.population(count, 60, rng, first_pid=block * BATCH)
    extra = partial(rng.integers, 0, size=len(table))
    table = m.put(table, "order", people.digits(extra(high=10**12), 14))
    return m.put(table, "product", people.pick(PRODUCTS, extra(high=len(PRODUCTS))))
