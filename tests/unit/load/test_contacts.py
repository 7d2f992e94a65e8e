"""vCards of phones (2.1, quoted-printable), mail programs (3.0) and the newest (4.0)."""

import logging
from pathlib import Path

import pytest

from pipelines.errors import BadFile
from tests.unit.load.reading import read

CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=B0=8F=E6=98=8E;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=
=E5=B0=8F=E6=98=8E
TEL;HOME:0573-82222222
TEL;CELL:15400000001
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:李;芳;;;
FN:李芳
TEL;TYPE=CELL:160-0000-0002
ADR;TYPE=HOME:;;中山路1号;甲州;;;
NOTE:很长的
  一行
END:VCARD
BEGIN:VCARD
VERSION:4.0
N:Doe;Jane;;;
TEL;VALUE=uri:tel:+8615400000003
END:VCARD
"""


def carded(tmp_path: Path, content: str, encoding: str = "utf-8") -> dict:
    (tmp_path / "contacts.vcf").write_bytes(content.encode(encoding))
    return read(tmp_path / "contacts.vcf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_one_row_a_card_the_mobile_first(tmp_path: Path, encoding: str) -> None:
    (table,) = carded(tmp_path, CARDS.replace("\n", "\r\n"), encoding).values()
    assert table.format == "vcf"
    assert table.header == ["FN", "TEL", "TEL 2", "ADR", "N", "NOTE"]
    assert table.cells == [
        ["王小明", "15400000001", "0573-82222222", "", "王小明", ""],
        ["李芳", "160-0000-0002", "", "甲州 中山路1号", "李芳", "很长的 一行"],
        ["Jane Doe", "+8615400000003", "", "", "Jane Doe", ""],
    ]
    assert table.lines == [1, 9, 18]


def test_a_broken_card_is_a_rejected_row_and_a_cut_one_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    broken = CARDS.replace("TEL;HOME:0573-82222222", "王某 15499999999 没有冒号") + "BEGIN:VCARD\nFN:赵某\n"
    (table,) = carded(tmp_path, broken).values()
    assert table.rejects == ["stray_line", None, None]
    assert table.notes == ["cards_cut"]
    assert "15499999999" not in caplog.text


def test_no_whole_card(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="no whole vCard"):
        carded(tmp_path, "BEGIN:VCARD\nFN:赵某\n")


@pytest.mark.parametrize(
    "picture", ["PHOTO;ENCODING=b:" + "A" * 200_000, "PHOTO:\n" + (" " + "A" * 74 + "\n") * 3000 + " A", "item1.LOGO;X=y:A"]
)
def test_pictures_are_left_out_before_a_card_is_read(picture: str, tmp_path: Path) -> None:
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:王一\n{picture}\nTEL:15400000001\nEND:VCARD\n"
    (staged,) = carded(tmp_path, card).values()
    assert (staged.header, staged.cells) == (["FN", "TEL"], [["王一", "15400000001"]])


def test_a_card_without_end_of_properties_is_a_trap(tmp_path: Path) -> None:
    lines = "".join(f"X-{i}:1\n" for i in range(17_000))
    with pytest.raises(BadFile) as error:
        carded(tmp_path, f"BEGIN:VCARD\nVERSION:3.0\nFN:王一\n{lines}END:VCARD\n")
    assert error.value.code == "too_wide"
