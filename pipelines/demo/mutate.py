"""What a hop does to a list (docs/method.md): one function a change, each from a table to a table, whole columns at a time.

A change is made by calling one of the functions here (``keep_share(0.75)``) and is applied with a Hand: its random
numbers, and the persons whom chance may not touch (the complaint's victim, so that every size of the case has one).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo import people
from pipelines.demo.people import Array, Rng

DIGITS = np.frombuffer("0123456789".encode("utf-32-le"), dtype=np.uint32)
WORDS = np.frombuffer("".join(people.GIVEN + tuple(people.SURNAMES[:60])).encode("utf-32-le"), dtype=np.uint32)
OCR = {"0": "O", "1": "l", "5": "S", "8": "B", "日": "曰", "已": "己", "未": "末", "土": "士"}
NUMERIC = ("student_number", "id_number", "birth_date", "phone", "grade", "class", "email_im")
SAFE = {"phone": 3, "id_number": 2}  # what makes a value nobody's stays, so that no slip makes it somebody's
WEIGHT = {"grade": 0.3, "class": 0.3, "gender": 0.2, "city": 0.3, "birth_date": 0.6, "guardian_relation": 0.2}


@dataclass(frozen=True)
class Hand:
    """rng: of this hop alone. spare: pid that no chance may drop or alter. fresh: first pid free for invented persons."""

    rng: Rng
    spare: int = -1
    fresh: int = 0


Change = Callable[[pa.Table, Hand], pa.Table]


def put(table: pa.Table, field: str, values: Array) -> pa.Table:
    """The table with this column replaced, or added at the end."""
    if field in table.column_names:
        return table.set_column(table.column_names.index(field), field, values)
    return table.append_column(field, values)


def column(table: pa.Table, field: str) -> Array:
    """A column as one array."""
    values = table[field]
    return values.combine_chunks() if values.num_chunks != 1 else values.chunk(0)


def _pids(table: pa.Table) -> np.ndarray:
    return np.asarray(table["pid"])


def keep_where(field: str, *values: str) -> Change:
    """Rows whose field is one of the values: a city, some schools, some grades."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        return table.filter(pc.is_in(table[field], pa.array(values, pa.string())))

    return change


def keep_schools(count: int) -> Change:
    """``count`` of the schools, drawn; the spared person's school among them."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        seen = pc.value_counts(table["school"])  # a mistyped school is a value of its own, and a rare one
        schools = (
            seen.field("values").filter(pc.greater(seen.field("counts"), pc.max(seen.field("counts")).as_py() / 8)).to_pylist()
        )
        mine = table.filter(pc.equal(table["pid"], hand.spare))["school"].to_pylist()
        drawn = [schools[i] for i in hand.rng.permutation(len(schools)) if schools[i] is not None]
        return keep_where("school", *(mine + [s for s in drawn if s not in mine])[:count])(table, hand)

    return change


def keep_share(share: float) -> Change:
    """A random share of the rows, in their order."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        keep = hand.rng.random(len(table)) < share
        return table.filter(pa.array(keep | (_pids(table) == hand.spare)))

    return change


def keep_count(count: int) -> Change:
    """So many rows, drawn, in their order."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        luck = np.where(_pids(table) == hand.spare, -1.0, hand.rng.random(len(table)))
        return table.take(pa.array(np.sort(np.argsort(luck, kind="stable")[:count])))

    return change


def columns(*fields: str) -> Change:
    """Only these fields, in this order."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        return table.select(["pid", *(f for f in fields if f in table.column_names)])

    return change


def drop(*fields: str) -> Change:
    """Without these fields."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        return table.drop_columns([f for f in fields if f in table.column_names])

    return change


def shuffle_columns() -> Change:
    """The same fields in a new order."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        fields = [f for f in table.column_names if f != "pid"]
        return table.select(["pid", *(fields[i] for i in hand.rng.permutation(len(fields)))])

    return change


def sort_by(*fields: str) -> Change:
    """Rows sorted by these fields."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        return table.take(pc.sort_indices(table, [(f, "ascending") for f in fields]))

    return change


def shuffle() -> Change:
    """Rows in random order."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        return table.take(pa.array(hand.rng.permutation(len(table))))

    return change


def invent(share: float) -> Change:
    """Invented persons mixed in, as a share of the rows."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        count = round(len(table) * share)
        if not count:
            return table
        drawn = people.invented(count, table, hand.rng, hand.fresh)
        return _mixed_in(table, drawn.select(table.column_names), hand.rng)

    return change


def duplicate(share: float) -> Change:
    """Rows copied to another place of the list."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        rows = np.flatnonzero((hand.rng.random(len(table)) < share) & (_pids(table) != hand.spare))
        return _mixed_in(table, table.take(pa.array(rows)), hand.rng)

    return change


def _mixed_in(table: pa.Table, more: pa.Table, rng: Rng) -> pa.Table:
    at = np.concatenate([np.arange(len(table)) * 2 + 1, rng.integers(0, len(table) + 1, len(more)) * 2])
    return pa.concat_tables([table, more]).take(pa.array(np.argsort(at, kind="stable")))


def deduplicate(*fields: str) -> Change:
    """The first row of each combination of these fields."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        return table.take(pa.array(_first(pc.binary_join_element_wise(*(pc.fill_null(table[f], "") for f in fields), "\x1f"))))

    return change


def _first(keys: Array) -> np.ndarray:
    codes = pc.dictionary_encode(keys)
    codes = codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else codes
    _, first = np.unique(codes.indices.to_numpy(), return_index=True)
    return np.sort(first)


def merge(other: pa.Table) -> Change:
    """Another list appended; of persons with the same name and phone only the row of the list at hand stays."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        both = pa.concat_tables([table, other], promote_options="default").select(table.column_names)
        return deduplicate("name", "phone")(both.combine_chunks(), hand)

    return change


def add(field: str, words: tuple[str, ...], share: float = 1.0) -> Change:
    """A column of the dealer's own, filled from the words for a share of the rows."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        index = hand.rng.integers(0, len(words), len(table))
        none = hand.rng.random(len(table)) >= share
        return put(table, field, pc.if_else(pa.array(none), pa.scalar(None, pa.string()), people.pick(words, index)))

    return change


def add_im() -> Change:
    """A QQ number of fifteen digits (none is that long) for each row."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        number = hand.rng.integers(0, 10**13, len(table))
        return put(table, "email_im", people.text(["99", people.digits(number, 13)]))

    return change


def mask_phones(share: float = 1.0) -> Change:
    """The middle four digits hidden."""
    return _rewrite(
        "phone", share, lambda v: people.text([pc.utf8_slice_codeunits(v, 0, 3), "****", pc.utf8_slice_codeunits(v, 7)])
    )


def full_width(field: str, share: float) -> Change:
    """Full-width digits."""

    def widen(values: Array) -> Array:
        codes = _codes(values)
        codes[(codes >= 48) & (codes <= 57)] += 0xFF10 - 48
        return _texts(codes)

    return _rewrite(field, share, widen)


def plus_86(share: float) -> Change:
    """+86 before the mobile number."""
    return _rewrite("phone", share, lambda v: people.text(["+86", v]))


def dashed_phones() -> Change:
    """Mobile numbers as 160-1234-5678."""
    part = pc.utf8_slice_codeunits
    return _rewrite("phone", 1.0, lambda v: people.text([part(v, 0, 3), "-", part(v, 3, 7), "-", part(v, 7)]))


def lose_zeros(field: str) -> Change:
    """Leading zeros lost, as a spreadsheet does."""
    return _rewrite(field, 1.0, lambda v: pc.ascii_ltrim(v, "0"), mobile=False)


def float_ids(share: float = 1.0) -> Change:
    """IDs through a spreadsheet's fifteen digits: they end in 000; a check letter keeps the cell a text."""

    def spoil(values: Array) -> Array:
        zeros = people.text([pc.utf8_slice_codeunits(values, 0, 15), "000"])
        return pc.if_else(pc.match_substring_regex(values, "^[0-9]{18}$"), zeros, values)

    return _rewrite("id_number", share, spoil, mobile=False)


def clean() -> Change:
    """Values "cleaned": spaces away, placeholders for a phone emptied, 小学 and 中学 cut from the school."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        for field in (f for f in table.column_names if f != "pid"):
            table = put(table, field, pc.replace_substring(column(table, field), " ", ""))
        bad = pc.is_in(table["phone"], pa.array(people.PLACEHOLDERS))
        table = put(table, "phone", pc.if_else(bad, pa.scalar(None, pa.string()), table["phone"]))
        return put(table, "school", pc.replace_substring_regex(column(table, "school"), "(小|中)学$", ""))

    return change


def other_parent(share: float) -> Change:
    """Not a dealer's doing: an institution of its own asked its own way, and for a share of the persons it knows the other
    parent, name and number."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        other = pa.array(hand.rng.random(len(table)) < share)
        surname = hand.rng.integers(0, len(people.SURNAMES), len(table))
        table = put(table, "guardian_name", pc.if_else(other, people.names(surname, hand.rng), table["guardian_name"]))
        number = people.phones(hand.rng.integers(0, 10**8, len(table)), hand.rng)
        return put(table, "phone", pc.if_else(other, number, table["phone"]))

    return change


def plant(field: str, value: str) -> Change:
    """The spared person's field gets this value: the error that the caller will repeat."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        mine = pc.equal(table["pid"], hand.spare)
        return put(table, field, pc.if_else(mine, pa.scalar(value), table[field]))

    return change


def _rewrite(field: str, share: float, how: Callable[[Array], Array], mobile: bool = True) -> Change:
    """``how`` applied to a share of the field's filled cells (of the mobile numbers only, when ``mobile``)."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        if field not in table.column_names:
            return table
        values = column(table, field)
        fit = pc.match_substring_regex(values, "^[0-9]{11}$") if mobile and field == "phone" else pc.is_valid(values)
        chosen = pc.fill_null(fit, False).to_numpy(zero_copy_only=False) & (hand.rng.random(len(table)) < share)
        chosen &= (_pids(table) != hand.spare) | (share >= 1)
        rows = np.flatnonzero(chosen)
        new = how(values.take(pa.array(rows))) if len(rows) else pa.array([], pa.string())
        return put(table, field, pc.replace_with_mask(values, pa.array(chosen), new))

    return change


def noise(rate: float, only: tuple[str, ...] = ()) -> Change:
    """Accidents of copying: about ``rate`` of the cells (of the fields ``only``, where named) altered by typing, OCR, a lost or an
    added character, or emptied."""

    def change(table: pa.Table, hand: Hand) -> pa.Table:
        fields = [f for f in table.column_names if f != "pid" and (not only or f in only)]
        if not fields:
            return table
        spared = _pids(table) == hand.spare
        scale = rate * len(fields) / sum(WEIGHT.get(f, 1.0) for f in fields)
        for field in fields:
            values = column(table, field)
            hit = (hand.rng.random(len(table)) < scale * WEIGHT.get(field, 1.0)) & ~spared
            rows = np.flatnonzero(hit & values.is_valid().to_numpy(zero_copy_only=False))
            if len(rows):
                mask = np.zeros(len(table), dtype=bool)
                mask[rows] = True
                new = _slips(values.take(pa.array(rows)), field in NUMERIC, hand.rng, SAFE.get(field, 0))
                table = put(table, field, pc.replace_with_mask(values, pa.array(mask), new))
        return table

    return change


def _slips(values: Array, numeric: bool, rng: Rng, safe: int = 0) -> Array:
    """Each value with one slip behind its first ``safe`` characters: a wrong character, two swapped, one lost, a space too
    many, a look-alike, or nothing left."""
    codes = np.pad(_codes(values), ((0, 0), (0, 1)))  # room for one character more
    count, width = codes.shape
    length = (codes > 0).sum(axis=1)
    at = rng.integers(np.minimum(safe, np.maximum(length - 1, 0)), np.maximum(length, 1))
    row = np.arange(count)
    kind: np.ndarray = rng.choice(np.arange(6), count, p=(0.5, 0.16, 0.12, 0.08, 0.06, 0.08))
    wrong = rng.choice(DIGITS if numeric else WORDS, count)

    typed = kind == 0
    codes[row[typed], at[typed]] = wrong[typed]
    swapped = (kind == 1) & (at + 1 < length)
    here, there = (row[swapped], at[swapped]), (row[swapped], at[swapped] + 1)
    codes[here], codes[there] = codes[there], codes[here]
    lost = (kind == 2) & (length > 1)
    place = np.arange(width)
    behind = np.minimum(place + (place >= at[:, None]), width - 1)
    codes = np.where(lost[:, None], codes[row[:, None], behind], codes)
    spaced = kind == 3
    codes[row[spaced], length[spaced]] = ord(" ")
    seen, reads = (np.array([ord(c) for c in text], np.uint32) for text in zip(*sorted(OCR.items()), strict=True))
    alike = np.isin(codes, seen) & (kind == 4)[:, None]
    first = np.flatnonzero(alike.any(axis=1)), alike.argmax(axis=1)[alike.any(axis=1)]
    codes[first] = reads[np.searchsorted(seen, codes[first])]
    codes[kind == 5] = 0
    texts = _texts(codes)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _codes(values: Array) -> np.ndarray:
    """Texts as a matrix of code points, one row each, zeros behind the end."""
    array = np.asarray(pc.fill_null(values, "").to_pylist(), dtype=np.str_)
    width = max(array.dtype.itemsize // 4, 1)
    return np.ascontiguousarray(array).view(np.uint32).reshape(len(array), width).copy()


def _texts(codes: np.ndarray) -> Array:
    matrix = np.ascontiguousarray(codes, dtype=np.uint32)
    return pa.array(matrix.view(f"<U{matrix.shape[1]}").ravel(), pa.string())
