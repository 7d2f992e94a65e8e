"""Encodings by what the bytes would say in each, and the doubt that is left."""

from pathlib import Path

import pytest

from pipelines import encodings
from tests.unit.load.reading import read

CHINESE, TRADITIONAL = (
    "姓名,学校\n王晓明,宁波市第一小学\n李嫚,海曙中心小学\n",
    "姓名,電話\n王小明,待補\n陳美玲,高雄市\n林志強,臺北市\n",
)
FRENCH, GERMAN = "name,city\nJosé Peña,Orléans\nFrançois,Besançon\n", "name,city\nMüller,Nürtingen\nGrün,KÖLN\n"
KANA, KANJI = "氏名,電話\n田中さくら,サトウ\nスズキ,トウキョウ\n", "氏名,住所\n田中太郎,東京都渋谷区\n山本一郎,大阪府\n"
KOREAN, RUSSIAN = "이름,주소\n김철수,서울시\n박영희,부산시 해운대구\n", "имя,город\nСидоров,Пенза\nОрлов,Тверь\n"


@pytest.mark.parametrize(
    ("content", "encoding", "doubted"),
    [
        (CHINESE, "gb18030", False), (TRADITIONAL, "gb18030", False), (TRADITIONAL, "big5", False), ("姓名\n王喆翀\n堃\n", "gb18030", False),
        (CHINESE, "utf-8", False), (CHINESE, "utf-16-le", False), (CHINESE, "utf-32-le", False), (CHINESE, "utf-32-be", False),
        (FRENCH, "cp1252", True), (GERMAN, "cp1252", True), ("temp,x\n20°,a\n30°C,b\n", "cp1252", True), (GERMAN, "utf-8", False),
        (KANA, "cp932", True), (KANJI, "cp932", True), ("姓名,name\n王明,José\n", "gb18030", False),
    ],
)  # fmt: skip
def test_what_is_taken_and_how_sure(tmp_path: Path, content: str, encoding: str, doubted: bool) -> None:
    data = content.encode(encoding if content[-2] != "é" else "gb18030")
    assert encodings.decode(data) == (content, encoding)
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    (table,) = read(path).values()
    assert [row[0] for row in table.cells] == [line.split(",")[0] for line in content.splitlines()[1:]] or "," not in content
    assert ("encoding_doubtful" in table.notes) == doubted


@pytest.mark.parametrize(("content", "encoding"), [(KOREAN, "cp949"), (RUSSIAN, "cp1251")])
def test_what_cannot_be_told_is_never_silent(tmp_path: Path, content: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode(encoding))
    (table,) = read(path).values()
    assert {"encoding_doubtful", "mixed_encoding"} & set(table.notes)


@pytest.mark.parametrize("mark", [b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"])
def test_a_mark_of_utf_32(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(mark + CHINESE.encode("utf-32-le" if mark[0] else "utf-32-be"))
    (table,) = read(path).values()
    assert (table.header, table.cells[1]) == (["姓名", "学校"], ["李嫚", "海曙中心小学"])


@pytest.mark.parametrize(("content", "encoding"), [(FRENCH, "cp1252"), (CHINESE, "gb18030"), (TRADITIONAL, "big5")])
def test_what_follows_a_long_beginning_in_ascii(tmp_path: Path, content: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,city\n" + b"Smith,London\n" * 30_000 + content.encode(encoding))
    (table,) = read(path).values()
    assert table.cells[-1] == content.splitlines()[-1].split(",")


def test_one_line_of_gb18030_does_not_turn_a_file_of_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,city\n" + "王晓,宁波\n李嫚,海曙\n".encode() * 5 + "张三,杭州\n".encode("gb18030"))
    (table,) = read(path).values()
    assert (table.cells[0], table.cells[-1], table.notes) == (["王晓", "宁波"], ["张三", "杭州"], ["mixed_encoding"])
