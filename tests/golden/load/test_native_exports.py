"""Native exports, each as ``hopback read --out csv`` must give it: the file ``NAME`` is read, ``NAME.read`` is what was read.

alipay: GB18030, 16 lines of preamble, a delimiter at the end, IDs that end with a TAB. alipay-web: padded cells, a footer.
bank: 34 columns, stray TABs, a comma in a quoted cell. After a change on purpose: write the files anew and read the difference.
"""

from pathlib import Path

import pytest

from pipelines.load.preview import preview

FOLDER = Path(__file__).parent


@pytest.mark.parametrize(("name", "header", "rejected"), [("alipay.csv", 17, 0), ("alipay-web.csv", 5, 3), ("bank.csv", 1, 0)])
def test_read_as_before(name: str, header: int, rejected: int, tmp_path: Path) -> None:
    said: list[str] = []
    assert preview(FOLDER / name, tmp_path, said.append) == int(rejected > 0)
    assert f"header      line {header}," in "\n".join(said)
    assert f"2 accepted + {rejected} rejected" in "\n".join(said)
    assert (tmp_path / name).read_text("utf-8") == (FOLDER / f"{name}.read").read_text("utf-8")
