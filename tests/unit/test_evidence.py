"""The evidence store: files that come in at the same time."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pipelines import evidence
from pipelines.home import Home


def test_streams_put_in_at_once_do_not_mix(tmp_path: Path) -> None:
    home = Home.at(tmp_path / "home").create()
    contents = [bytes([n]) * (5 * evidence.CHUNK + n) for n in (1, 2, 3, 4)] * 3  # the same may be there already
    with ThreadPoolExecutor(6) as pool:
        stored = list(pool.map(lambda content: evidence.put(home, io.BytesIO(content)), contents))
    sums = [hashlib.sha256(content).hexdigest() for content in contents]
    assert [s.sha256 for s in stored] == sums
    assert [s.size for s in stored] == [len(content) for content in contents]
    assert sorted(evidence.incoming(home)) == sorted(set(sums))
    assert [s.path.read_bytes() for s in stored] == contents
