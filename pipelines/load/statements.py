"""The statements of a SQL dump that bring rows, and where their rows begin and end. Patterns only; nothing of a value is read here."""

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

SEEN = 1 << 16

_IDENT = rb"(?:`[^`]++`|\"[^\"]++\"|\[[^\]]++\]|[\w$\x80-\xff]++)"
_NAME = rb"(?:" + _IDENT + rb"\s*+\.\s*+)*+" + _IDENT
_LIST = rb"\(\s*+" + _IDENT + rb"(?:\s*+,\s*+" + _IDENT + rb")*+\s*+\)"
STATEMENT = re.compile(
    rb"(?im)(?:^|;)[ \t]*+(?:/\*!\d*+\s++)?+(?:(?P<comment>--[^\n]*+|#[^\n]*+|/\*(?!!)(?s:.*?)\*/)"
    rb"|CREATE\s+(?:TEMPORARY\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<created>" + _NAME + rb")\s*+\("
    rb"|(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+)\s+)*(?:INTO\s+)?(?P<into>" + _NAME
    + rb")\s*+(?P<columns>" + _LIST + rb")?\s*+(?:OVERRIDING\s+\w+\s+VALUE\s+)?(?P<how>VALUES?|SELECT|SET)\b"
    rb"|COPY\s+(?P<copied>" + _NAME + rb")\s*+(?P<fields>" + _LIST + rb")?\s*+FROM\s+stdin(?P<options>[^;]*+);[^\n]*+\n)"
)  # fmt: skip
_AGAIN = re.compile(rb"(?i)\s*+;?+\s*+(?:GO\b\s*+;?+\s*+)?+(?=(?:INSERT|REPLACE)\s)")
_DEFINED = re.compile(rb"(?i)\s*+(?!(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL)\b)(" + _IDENT + rb")")


@dataclass(frozen=True)
class Grammar:
    """Patterns of row and value; ``backslash``: whether it escapes within a string, as in MySQL."""

    backslash: bool
    bare: bytes
    row: re.Pattern[bytes]
    value: re.Pattern[bytes]


def _grammar(backslash: bool) -> Grammar:
    if backslash:
        string = rb"'[^'\\]*+(?:(?:\\.|'')[^'\\]*+)*+'" + rb'|"[^"\\]*+(?:(?:\\.|"")[^"\\]*+)*+"'
    else:
        string = rb"'[^']*+(?:''[^']*+)*+'" + rb'|"[^"]*+(?:""[^"]*+)*+"'
    inner = rb"\((?:" + string + rb"|[^()'\"]++)*+\)"
    nested = rb"\((?:" + string + rb"|[^()'\"]++|" + inner + rb")*+\)"
    bare = rb"(?:" + string + rb"|[^()'\"]++|" + nested + rb")*+"
    return Grammar(
        backslash,
        bare,
        re.compile(rb"(?s)\s*+\((" + bare + rb")\)"),
        re.compile(rb"(?s)((?:" + string + rb"|[^,()'\"]++|" + nested + rb")*+)(?:,|\Z|(?=\)))"),
    )


_MYSQL, _STANDARD = _grammar(True), _grammar(False)
_COMMA = re.compile(rb"\s*+,")


@lru_cache(64)
def _rows(grammar: Grammar, glue: bytes) -> re.Pattern[bytes]:
    """As many rows as follow each other, and a comma or the glue after the last when another one should follow."""
    row = rb"\s*+\(" + grammar.bare + rb"\)"
    between = rb"\s*+," + (b"|" + re.escape(glue) if glue else b"")
    return re.compile(rb"(?s)(?:" + row + rb"(?:" + between + rb"))*+(?:" + row + rb")?+")


@dataclass
class Statement:
    """A statement that brings rows: its table, columns (None: as created), physical line, where its rows begin, and ``glue``: what stands
    between two rows when the same statement is said again for the next. ``end``: where the rows end, once it is known."""

    table: str
    columns: list[str] | None
    line: int
    begin: int
    rows_at: int
    how: str
    grammar: Grammar
    glue: bytes = b""
    end: int = -1

    def after(self, dump: mmap.mmap, position: int) -> int:
        """Where the next row should begin; ``position``, behind a row, when none follows."""
        if self.glue and dump[position : position + len(self.glue)] == self.glue:
            return position + len(self.glue)
        comma = _COMMA.match(dump, position)
        return comma.end() if comma else position


def statements(dump: mmap.mmap, start: int, created: dict[str, list[str]], end: int | None = None) -> Iterator[Statement]:
    """The statements that bring rows, in their order, those said again and again as one; columns of created tables are noted on the way."""
    grammar, line, counted, position = _dialect(dump), 1, start, start
    if start:
        line += feeds(dump, 0, start)
    while match := STATEMENT.search(dump, position, len(dump) if end is None else end):
        line += feeds(dump, counted, match.start())
        counted, position = match.start(), match.end()
        here = line + match.group(0)[: len(match.group(0)) - len(match.group(0).lstrip())].count(b"\n")
        if match["created"]:
            created[_plain(match["created"])] = _defined(dump, match.end(), grammar)
        elif name := match["into"] or match["copied"]:
            csv = match["copied"] and re.search(rb"(?i)\bcsv\b", match["options"])
            how = (
                "csv" if csv else "copy" if match["copied"] else "values" if match["how"].lower().startswith(b"value") else "query"
            )
            columns = _names(match["columns"] or match["fields"])
            statement = Statement(_plain(name), columns, here, match.start(), match.end(), how, grammar)
            if how == "values":
                statement.glue = _glue(dump, match, statement)
            yield statement
            position = statement.end if statement.end >= 0 else end_of(dump, statement)


def feeds(dump: mmap.mmap, begin: int, end: int) -> int:
    """Line feeds between two places."""
    return sum(dump[at : min(at + SEEN, end)].count(b"\n") for at in range(begin, end, SEEN))


def _dialect(dump: mmap.mmap) -> Grammar:
    """Backslashes escape in MySQL's dumps, which quote names with ` or say so; nowhere else."""
    head = dump[:SEEN]
    return _MYSQL if b"`" in head or re.search(rb"(?i)mysql|mariadb|phpmyadmin|navicat", head) else _STANDARD


def _glue(dump: mmap.mmap, head: re.Match[bytes], statement: Statement) -> bytes:
    """From the last bracket of the statement's rows to the first of the next one's, if that says the same; else nothing."""
    end = statement.end = end_of(dump, statement)
    again = _AGAIN.match(dump, end)
    following = STATEMENT.match(dump, again.end()) if again and dump[end - 1 : end] == b")" else None
    if following and following.end() - end <= SEEN and all(following[part] == head[part] for part in ("into", "columns", "how")):
        statement.end = -1
        return glue if b"'" not in (glue := dump[end : following.end()]) else b""
    return b""


def end_of(dump: mmap.mmap, statement: Statement) -> int:
    """Where a statement's rows end."""
    if statement.how in ("copy", "csv"):
        return end_of_copy(dump, statement.rows_at)
    if statement.how == "query":
        return statement.rows_at
    rows = _rows(statement.grammar, statement.glue).match(dump, statement.rows_at)
    end = rows.end() if rows else statement.rows_at
    return end if dump[end - 1 : end] == b")" and end > statement.rows_at else rest_of_line(dump, end)[1]  # else broken off


def rest_of_line(dump: mmap.mmap, position: int) -> tuple[int, int]:
    """Begin and end of the line on which rows break off."""
    ahead = dump[position : position + 4096]
    begin = position + len(ahead) - len(ahead.lstrip())
    end = dump.find(b"\n", begin)
    return begin, len(dump) if end < 0 else end


def end_of_copy(dump: mmap.mmap, position: int) -> int:
    """Where the lines of a COPY end."""
    if dump[position : position + 2] == b"\\.":
        return position
    end = dump.find(b"\n\\.", position)
    return len(dump) if end < 0 else end + 1


def _defined(dump: mmap.mmap, position: int, grammar: Grammar) -> list[str]:
    """Names of the columns of a CREATE TABLE from behind its bracket."""
    names = []
    while value := grammar.value.match(dump, position):
        if column := _DEFINED.match(value[1]):
            names.append(_plain(column[1]))
        position = value.end()
        if value[0][-1:] != b",":
            break
    return names


def _names(columns: bytes | None) -> list[str] | None:
    return [_plain(c) for c in re.findall(_IDENT, columns[1:-1])] if columns else None


def _plain(name: bytes) -> str:
    """The last part of a name, without its quotes."""
    last: bytes = re.findall(_IDENT, name)[-1]
    return last.strip(b'`"[]').decode("utf-8", "replace")
