"""SQL dumps of MySQL, SQL Server, PostgreSQL and SQLite: every row that VALUES or COPY brings, and nothing that a string holds."""

from pathlib import Path

import pytest

from pipelines.errors import BadFile
from tests.unit.load.reading import read

MYSQL = r"""-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `students`;
CREATE TABLE `students` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `姓名` varchar(20) DEFAULT 'x,y',
  `手机号` varchar(20),
  `价` decimal(10,2),
  PRIMARY KEY (`id`),
  KEY `k` (`姓名`)
) ENGINE=InnoDB;
LOCK TABLES `students` WRITE;
INSERT INTO `students` VALUES (1,'王\'小明','15400000001',1.50),(2,'李\n芳''',NULL,-3),
(3,'a);INSERT INTO `students` VALUES (9','0x41',0x41);
INSERT IGNORE INTO `students` (`手机号`,`id`) VALUES ('16000000004',4);
UNLOCK TABLES;
REPLACE INTO other VALUES (1,_binary 'ab',"c\"d");
"""
SQL_SERVER = """USE [crm]
GO
SET ANSI_NULLS ON
GO
INSERT [dbo].[客户] ([Id], [姓名], [Born]) VALUES (1, N'王''明\\', CAST(N'2017-01-01T00:00:00.000' AS DateTime))
GO
INSERT [dbo].[客户] ([Id], [姓名], [Born]) VALUES (2, NULL, CONVERT(datetime, '2018-01-01', 120))
"""
POSTGRES = """--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
CREATE TABLE public.people (id integer, name text, note text);
COPY public.people (id, name, note) FROM stdin;
1\t王明\ta\\tb
2\t\\N\tINSERT INTO x VALUES (1);
\\.
INSERT INTO public.people VALUES (3, E'李\\n芳', 'c\\d');
"""
SQLITE = """PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE t(a INTEGER, "b c" TEXT);
INSERT INTO t VALUES(1,'it''s\\');
INSERT INTO "t" VALUES(2,replace('x\\ny','\\n',char(10)));
COMMIT;
"""


def dumped(tmp_path: Path, content: str, encoding: str = "utf-8") -> dict:
    path = tmp_path / "dump.sql"
    path.write_bytes(content.encode(encoding))
    return read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_mysql(tmp_path: Path, encoding: str) -> None:
    found = dumped(tmp_path, MYSQL, encoding)
    students, other = found["students"], found["other"]
    assert (students.format, students.header) == ("sql", ["id", "姓名", "手机号", "价"])
    assert students.cells == [
        ["1", "王'小明", "15400000001", "1.50"],
        ["2", "李\n芳'", "", "-3"],
        ["3", "a);INSERT INTO `students` VALUES (9", "0x41", "0x41"],
        ["4", "", "16000000004", ""],
    ]
    assert students.lines == [13, 13, 14, 15]
    assert (other.header, other.cells, other.notes) == (["column_1", "column_2", "column_3"], [["1", "ab", 'c"d']], ["no_header"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_sql_server(tmp_path: Path, encoding: str) -> None:
    (table,) = dumped(tmp_path, SQL_SERVER.replace("\n", "\r\n"), encoding).values()
    assert table.header == ["Id", "姓名", "Born"]
    assert table.cells == [["1", "王'明\\", "2017-01-01T00:00:00.000"], ["2", "", "2018-01-01"]]
    assert table.lines == [5, 7]


def test_postgres_and_sqlite(tmp_path: Path) -> None:
    (people,) = dumped(tmp_path, POSTGRES).values()
    assert people.cells == [["1", "王明", "a\tb"], ["2", "", "INSERT INTO x VALUES (1);"], ["3", "李\n芳", "c\\d"]]
    assert people.lines == [7, 8, 10]
    (table,) = dumped(tmp_path, SQLITE).values()
    assert table.header == ["a", "b c"]
    assert table.cells == [["1", "it's\\"], ["2", "replace('x\\ny','\\n',char(10))"]], "what is computed is shown as written"


def test_a_dump_that_breaks_off_loses_nothing(tmp_path: Path) -> None:
    (table,) = dumped(tmp_path, MYSQL[: MYSQL.index("0x41")]).values()
    assert [row[0] for row in table.cells] == ["1", "2", "(3,'a);INSERT INTO `students` VALUES (9','"]
    assert table.rejects == [None, None, "stray_line"]
    assert table.lines == [13, 13, 14]


def test_rows_that_a_query_makes_are_told(tmp_path: Path) -> None:
    found = dumped(tmp_path, MYSQL + "INSERT INTO `students` SELECT * FROM older;\n")
    assert "sql_skipped" in found["students"].notes


def test_a_dump_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="without rows"):
        dumped(tmp_path, MYSQL[: MYSQL.index("LOCK")])


def test_a_list_that_speaks_of_sql_is_a_list(tmp_path: Path) -> None:
    (table,) = dumped(tmp_path, "姓名,手机号,备注\n王明,15400000001,INSERT INTO x VALUES (1)\n李芳,15400000002,x\n").values()
    assert table.format != "sql"
    assert table.cells[0] == ["王明", "15400000001", "INSERT INTO x VALUES (1)"]


def test_a_conditional_comment_is_run_and_copy_as_csv_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.sql"
    path.write_text(
        "/*!40101 SET NAMES utf8 */;\n/*!50001 INSERT INTO `p` VALUES (1,'a') */;\n/* INSERT INTO `p` VALUES (2,'b'); */\n"
        "COPY q FROM stdin WITH (FORMAT csv);\n1,2\n\\.\nCOPY r FROM stdin;\nx\ty\n\\.\n"
    )
    found = read(path)
    assert {title: it.cells for title, it in found.items()} == {"p": [["1", "a"]], "q": [], "r": [["x", "y"]]}
    assert "sql_skipped" in found["q"].notes
