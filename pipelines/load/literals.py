"""Values of SQL dumps as text: strings, NULL, casts, and the binary forms in which SQL Server and MySQL write dates, money and bytes. Pure.

SQL Server's layouts are those of its storage: datetime counts days from 1900 and ticks of 1/300 s, most significant byte first; date, time,
datetime2 and datetimeoffset count days from year 1 and units of their precision, least significant byte first, datetimeoffset in UTC.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

_LITERAL = re.compile(rb"(?is)\A(?:N|E|_\w+\s*+)?'(.*)'\Z|\A\"(.*)\"\Z")
_CAST = re.compile(
    rb"(?is)\A(?:CAST|TRY_CAST)\s*+\((.*)\bAS\s++\[?(\w++)\]?[\w\s.\"\[\]]{0,64}+(?:\([^()']{0,64}+\)\s*+)?\)\Z"
    rb"|\ACONVERT\s*+\(\s*+\[?(\w++)\]?[^,']*,(.*?)(?:,\s*+\d++\s*+)?\)\Z"
    rb"|\ATO_(?:DATE|TIMESTAMP|TIMESTAMP_TZ)\s*+\((\s*+'[^']*+'),[^)]*+\)\Z"
    rb"|\A('.*'|[-+.\w]++)\s*+::\s*+[\w\s.\"(),\[\]]++\Z"
)
_HEX = re.compile(rb"(?is)\A0x([0-9a-f]++)\Z|\Ax'([0-9a-f]*+)'\Z")
_BITS = re.compile(rb"(?i)\A(?:0b([01]++)|b'([01]++)')\Z")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"0": "\x00", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_COPIED = re.compile(r"\\(?:x([0-9A-Fa-f]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_COPY_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff]")
_DAY_ONE, _1900 = date(1, 1, 1), datetime(1900, 1, 1)


def cell(value: bytes, mysql: bool) -> str:
    """A value as text; what is none of these forms is as it is written. ``mysql``: backslashes escape, and bytes in hex may be text."""
    value = value.strip()
    if value[:1] == b"'" == value[-1:] and value.count(b"'") == 2 and b"\\" not in value:
        return value[1:-1].decode("utf-8", "surrogatepass")  # nearly every one
    if value.isdigit():
        return value.decode()
    if literal := _LITERAL.match(value):
        inner = literal[1] if literal[1] is not None else literal[2]
        quote = "'" if literal[1] is not None else '"'
        read = inner.decode("utf-8", "surrogatepass").replace(quote * 2, quote)
        return _unescaped(read) if (mysql or value[:1] in b"Ee") and "\\" in read else read
    if value.upper() == b"NULL":
        return ""
    if cast := _CAST.match(value):
        inner = next(part for part in (cast[1], cast[4], cast[5], cast[6]) if part is not None)
        return _as_type(inner, cast[2] or cast[3] or b"", mysql)
    if mysql and (bits := _BITS.match(value)):
        return str(int(bits[1] or bits[2], 2))
    if mysql and (hexed := _HEX.match(value)):
        return _text_of(_bytes(hexed[1] or hexed[2] or b""), "utf-8") or value.decode()
    return value.decode("utf-8", "surrogatepass")


def copied(text: str) -> str:
    """A cell of COPY."""
    if text == "\\N":
        return ""
    return _COPIED.sub(_copied, text) if "\\" in text else text


def _copied(found: re.Match[str]) -> str:
    if found[3]:
        return _COPY_ESCAPES.get(found[3], found[3])
    return chr(int(found[1], 16) if found[1] else int(found[2], 8) & 0xFF)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: _ESCAPES.get(m[1], m[1]), text)


def _as_type(inner: bytes, kind: bytes, mysql: bool) -> str:
    """What a cast holds; bytes as what the type makes of them, and as written where they are none of it."""
    hexed = _HEX.match(inner.strip())
    of = _TYPES.get(kind.lower().decode("ascii", "replace"))
    if hexed and of:
        try:
            return of(_bytes(hexed[1] or hexed[2] or b"")) or inner.strip().decode()
        except (ValueError, OverflowError, IndexError):
            return inner.strip().decode()
    return cell(inner, mysql)


def _bytes(digits: bytes) -> bytes:
    return bytes.fromhex(digits.decode().zfill(len(digits) + len(digits) % 2))


def _text_of(data: bytes, encoding: str) -> str:
    """Bytes as text, where all of them are; a single one is rather a number."""
    try:
        text = data.decode(encoding) if len(data) > 1 else ""
    except UnicodeDecodeError:
        return ""
    return "" if _NO_TEXT.search(text) else text


def _moment(at: datetime) -> str:
    return at.isoformat(" ", "milliseconds" if at.microsecond else "seconds")


def _datetime(data: bytes) -> str:
    _sized(data, 8)
    days, ticks = int.from_bytes(data[:4], "big", signed=True), int.from_bytes(data[4:], "big")
    return _moment(_1900 + timedelta(days, milliseconds=round(ticks * 10 / 3)))


def _smalldatetime(data: bytes) -> str:
    _sized(data, 4)
    return _moment(_1900 + timedelta(int.from_bytes(data[:2], "big"), minutes=int.from_bytes(data[2:], "big")))


def _date(data: bytes) -> str:
    _sized(data, 3, 4)
    return (_DAY_ONE + timedelta(int.from_bytes(data, "little"))).isoformat()


def _since_midnight(data: bytes, rest: int) -> tuple[timedelta, bytes]:
    """(time of day, the ``rest`` bytes behind it) of a precision, as many units of it as that takes bytes, and the rest."""
    precision = data[0]
    size = 3 if precision < 3 else 4 if precision < 5 else 5
    _sized(data, 1 + size + rest)
    units = int.from_bytes(data[1 : 1 + size], "little")
    if precision > 7 or units >= 86_400 * 10**precision:
        raise ValueError("no time of day")
    return timedelta(microseconds=units * 10 ** (7 - precision) // 10), data[1 + size :]


def _time(data: bytes) -> str:
    return _moment(_1900 + _since_midnight(data, 0)[0]).partition(" ")[2]


def _datetime2(data: bytes) -> str:
    clock, day = _since_midnight(data, 3)
    return _moment(datetime(1, 1, 1) + timedelta(int.from_bytes(day, "little")) + clock)


def _datetimeoffset(data: bytes) -> str:
    clock, rest = _since_midnight(data, 5)
    minutes = int.from_bytes(rest[3:], "little", signed=True)
    at = datetime(1, 1, 1) + timedelta(int.from_bytes(rest[:3], "little"), minutes=minutes) + clock
    return f"{_moment(at)} {'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _money(data: bytes) -> str:
    _sized(data, 4, 8)
    return f"{Decimal(int.from_bytes(data, 'big', signed=True)).scaleb(-4):f}"


def _decimal(data: bytes) -> str:
    """Precision, scale, a byte, sign, and the digits as a number."""
    if not (4 < len(data) <= 21 and 1 <= data[0] <= 38 and data[1] <= data[0] and data[3] in (0, 1)):
        raise ValueError("no decimal")
    return f"{Decimal(int.from_bytes(data[4:], 'little') * (1 if data[3] else -1)).scaleb(-data[1]):f}"


def _integer(data: bytes) -> str:
    if len(data) > 8:
        raise ValueError("no integer")
    return str(int.from_bytes(data, "big", signed=len(data) in (4, 8)))


def _wide(data: bytes) -> str:
    return _text_of(data, "utf-16-le")


def _narrow(data: bytes) -> str:
    return _text_of(data, "gb18030")


def _sized(data: bytes, *sizes: int) -> None:
    if len(data) not in sizes:
        raise ValueError("of another size")


_TYPES: dict[str, Callable[[bytes], str]] = {
    "datetime": _datetime, "smalldatetime": _smalldatetime, "date": _date, "time": _time, "datetime2": _datetime2,
    "datetimeoffset": _datetimeoffset, "money": _money, "smallmoney": _money, "decimal": _decimal, "numeric": _decimal, "bit": _integer,
    "tinyint": _integer, "smallint": _integer, "int": _integer, "bigint": _integer, "nvarchar": _wide, "nchar": _wide, "ntext": _wide,
    "varchar": _narrow, "char": _narrow, "text": _narrow,
}  # fmt: skip
