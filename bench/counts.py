"""The counts of many random cases against an obvious count in Python, one person at a time: ``python bench/counts.py [CASES]``.

The same cases as tests/property, with other seeds; prints how many actors and classes agreed, and exits 1 at the first that does not.
"""

import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "property")]

from test_assess_random_cases import MAIN, STRICT, _store, counted, random_case  # noqa: E402

from pipelines import warehouse  # noqa: E402
from pipelines.assess.run import run  # noqa: E402
from pipelines.home import Home  # noqa: E402

BATCH = 5_000
NAMES = ("rows_as_seized", "distinct_persons", "acquired", "sold", "counted")
QUERY = "SELECT case_id, profile, actor, class, " + ", ".join(NAMES) + " FROM counts WHERE profile IN ('main', 'strict')"


def agree(first: int, number: int) -> int:
    """Count ``number`` cases from seed ``first`` on, both ways; returns how many actor-and-class figures agreed."""
    cases = [random_case(n) for n in range(first, first + number)]
    found: dict[tuple[str, str], dict[tuple[str, str], dict[str, int]]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder, warehouse.writer(home := Home.at(folder)) as con:
        _store(con, cases)
        run(home, con, [c.name for c in cases])
        for name, profile, actor, letter, *figures in con.execute(QUERY).fetchall():
            found[name, profile][actor, letter] = {n: f for n, f in zip(NAMES, figures, strict=True) if f}
    for case in cases:
        for profile, classes in (("main", MAIN), ("strict", STRICT)):
            expected = {k: {n: f for n, f in v.items() if f} for k, v in counted(case, classes).items()}
            if found[case.name, profile] != expected:
                sys.exit(f"case {case.name}, {profile}: {found[case.name, profile]} by SQL, {expected} by hand")
    return sum(len(v) for v in found.values())


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    started = time.monotonic()
    figures = sum(agree(100_000 + n, min(BATCH, wanted - n)) for n in range(0, wanted, BATCH))
    print(f"counts: {wanted} random cases, {figures} actors and classes, all agree; {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
