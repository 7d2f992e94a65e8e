"""Chats as text: QQ, WeChat and the tools that export them."""

from pathlib import Path

import pytest
from reading import read

RULE = "=" * 64
QQ = f"""消息记录（此消息记录为文本格式，不支持重新导入）

{RULE}
消息分组:我的好友
{RULE}
消息对象:丁丁
{RULE}

2019-07-16 18:15:05 丁丁(10002)
1501条 发你了
再看看

2019-07-16 8:43:38 PM 小甲<a@b.test>
对方已成功接收了您发送的离线文件"名单.xlsx"(1.20MB)。

{RULE}
消息分组:我的群
{RULE}
消息对象:资源群
{RULE}

2019-07-17 09:00:00 路人(10003)
[文件]D:\\收到\\二手.csv(35.3KB)

2019-07-17 09:00:01 丁丁(10002)
多少钱

2019-07-17 09:00:02 小甲<a@b.test>
=====
"""
ROWS = [
    ["2019-07-16 18:15:05", "10002", "a@b.test", "1501条 发你了\n再看看", "", "", "丁丁", "丁丁"],
    ["2019-07-16 8:43:38 PM", "a@b.test", "10002", '对方已成功接收了您发送的离线文件"名单.xlsx"(1.20MB)。', "名单.xlsx", "1.20MB", "小甲", "丁丁"],
    ["2019-07-17 09:00:00", "10003", "资源群", "[文件]D:\\收到\\二手.csv(35.3KB)", "二手.csv", "35.3KB", "路人", "资源群"],
    ["2019-07-17 09:00:01", "10002", "资源群", "多少钱", "", "", "丁丁", "资源群"],
    ["2019-07-17 09:00:02", "a@b.test", "资源群", "=====", "", "", "小甲", "资源群"],
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_qq_in_every_encoding_with_the_line_of_each_head(encoding: str, end: str, tmp_path: Path) -> None:
    path = tmp_path / "qq.txt"
    path.write_bytes(QQ.replace("\n", end).encode(encoding))
    found = read(path)[None]
    assert found.format == "chat"
    assert [[c or "" for c in row] for row in found.cells] == ROWS
    heads = [i for i, line in enumerate(QQ.split("\n"), 1) if line.startswith("2019")]
    assert found.lines == heads


@pytest.mark.parametrize(
    "content",
    [
        "小甲 2019-07-16 18:15:05\n发你了\n\n丁丁 2019-07-16 18:16:05\n收到\n谢谢\n",
        "2019-07-16 18:15:05 小甲\n发你了\n\n2019-07-16 18:16:05 丁丁\n收到\n谢谢\n",
        "[2019-07-16 18:15:05] 小甲: 发你了\n[2019-07-16 18:16:05] 丁丁：收到\n谢谢\n[2019-07-16 18:17:05] 小甲: 好\n",
        "小甲(2019-07-16 18:15:05)\n发你了\n".replace("(", " (") + "丁丁 (2019-07-16 18:16:05)\n收到\n谢谢\n",
    ],
)
def test_wechat_in_the_ways_of_its_exporters(content: str, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(content, "utf-8")
    found = read(path)[None]
    assert found.format == "chat"
    assert [row[:4] for row in found.cells][:2] == [
        ["2019-07-16 18:15:05", "小甲", "丁丁", "发你了"],
        ["2019-07-16 18:16:05", "丁丁", "小甲", "收到\n谢谢"],
    ]


def test_who_speaks_alone_speaks_to_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "qq.txt"
    path.write_text(QQ.split("2019-07-16 8:43")[0], "utf-8")
    assert [row[1:3] for row in read(path)[None].cells] == [["10002", ""]]


@pytest.mark.parametrize(
    "content",
    [
        "time,payer\n2019-07-16 18:15:05,甲\n2019-07-16 18:16:05,乙\n",
        "2019-07-16 18:15:05 甲\n2019-07-16 18:16:05 乙\n2019-07-16 18:17:05 丙\n2019-07-16 18:17:05 丙\n",
        "姓名\t时间\n甲\t2019-07-16 18:15:05\n",
    ],
)
def test_tables_with_times_are_no_chats(content: str, tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(content, "utf-8")
    assert read(path)[None].format != "chat"
