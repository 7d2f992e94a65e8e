"""Tables of resolve: persons, what ties rows to them, why rows were tied or kept apart, and what to look at; and the last as analysts see it."""

from pipelines.contracts.shape import CASE, DATASET, SOURCE_FILE, SOURCE_LINE, Table, column, make
from pipelines.fields import OWN

OWN_HASHES = frozenset({"who", "phone", "ends", "guardian", "address"})
"""Hashes that nearly every set has of its own: there is nothing that an encoding would save."""

PERSONS = make(
    "persons", "resolved person", "person_id", "resolve",
    column("person_id", "BIGINT", "person, in order of first appearance; kept when new lists come"),
    *(column(n, "VARCHAR", f"most frequent {n} of the person's records", True, n in OWN) for n in ("name", "phone", "id_number", "birth_date")),
    column("minor_u14", "BOOLEAN", "under 14 when the earliest list with the person was obtained; NULL when unknown"),
    column("minor_u18", "BOOLEAN", "under 18 then; NULL when unknown"),
    column("datasets", "INTEGER", "list versions that hold the person"),
)  # fmt: skip
PERSON_RECORDS = make(
    "person_records", "row of a list", "dataset_no row_no", "resolve",
    column("dataset_no", "INTEGER", "dataset"), column("row_no", "BIGINT", "data row of the file, from 1"),
    column("person_id", "BIGINT", "person"), column("reason", "VARCHAR", "key that tied the row to the person; new when none did"),
)  # fmt: skip
IDENTITIES = make(
    "identities", "distinct set of identity values seen", "value_set", "resolve",
    column("value_set", "UBIGINT", "hash of all values; where they make no key, of the row", plain=True), column("person_id", "BIGINT", "person"),
    *(column(n, "UBIGINT", f"hash of {what}; NULL when absent or when it ties nobody", plain=n in OWN_HASHES) for n, what in {
        "who": "the name", "surname": "the surname", "id_valid": "a valid ID number", "id_other": "any other document's number",
        "id_head": "area and birth date of an ID number", "phone": "the mobile number", "ends": "what a mask leaves of it",
        "landline": "the landline", "student_number": "the student number", "email": "the e-mail or chat account",
        "school": "the school", "guardian": "the guardian's name", "birth": "the date of birth", "place": "postcode or birth place",
        "address": "the address",
    }.items()),
)  # fmt: skip
PERSON_BLOCKS = make(
    "person_blocks", "person and block in which look-alikes are sought", "block_hash person_id", "resolve",
    column("block_hash", "UBIGINT", "hash of a word of a Latin name and of another word or a place"),
    column("person_id", "BIGINT", "person"),
)  # fmt: skip
VALUE_COUNTS = make(
    "value_counts", "list and value that several of its persons have", "dataset_no value_hash", "resolve",
    column("dataset_no", "INTEGER", "dataset in which they first appeared"),
    column("value_hash", "UBIGINT", "hash of a name, of a word of a Latin name or address, of a place; 0: all"),
    column("found", "BIGINT", "distinct sets of identity values that have it; of 0, all"),
)  # fmt: skip
PERSON_MERGES = make(
    "person_merges", "person that was found to be another one", "merged_id", "resolve",
    column("merged_id", "BIGINT", "person that is no more"), column("person_id", "BIGINT", "person that it was joined to then"),
    column("reason", "VARCHAR", "key that tied them"),
)  # fmt: skip
PERSON_JUDGEMENTS = make(
    "person_judgements", "decision of a person on two rows of lists that is in force", "finding_id source_line", "resolve", CASE,
    column("finding_id", "VARCHAR", "finding"), SOURCE_FILE, SOURCE_LINE,
    column("verdict", "VARCHAR", "confirmed: one person whatever the keys say; rejected: two persons"),
    column("left_no", "INTEGER", "dataset of one row"), column("left_row", "BIGINT", "data row of that list, from 1"),
    column("right_no", "INTEGER", "dataset of the other row"), column("right_row", "BIGINT", "data row of that list, from 1"),
    column("at", "TIMESTAMP", "when it was decided"),
)  # fmt: skip
LOOK_ALIKES = make(
    "look_alikes", "pair of look-alikes that were tied though they share no key", "dataset_no row_no other_no other_row", "resolve",
    column("dataset_no", "INTEGER", "dataset of the first row of one"), column("row_no", "BIGINT", "data row of that list, from 1"),
    column("other_no", "INTEGER", "dataset of the first row of the other"), column("other_row", "BIGINT", "data row of that list, from 1"),
    column("score", "DOUBLE", "bits, as they were weighed then; 13 are enough"),
    column("terms", "VARCHAR", "what the score is made of: field and bits, negative where the rows differ"),
)  # fmt: skip
LARGE_PERSONS = make(
    "large_persons", "person that an operator should look at", "person_id", "resolve",
    column("person_id", "BIGINT", "person"), column("records", "BIGINT", "rows of lists"), column("lists", "BIGINT", "lists"),
    column("most_in_one_list", "BIGINT", "most rows in one list, exact copies left out"),
    column("names", "BIGINT", "different names"), column("phones", "BIGINT", "different valid phones"),
    column("ids", "BIGINT", "different valid ID numbers"), column("reasons", "VARCHAR", "kinds of keys that tied the rows"),
    column("why", "VARCHAR", "what is odd: names, phones, ids, rows (of one list)"),
)  # fmt: skip

RESOLVED: tuple[Table, ...] = (
    PERSONS, PERSON_RECORDS, IDENTITIES, PERSON_BLOCKS, VALUE_COUNTS, PERSON_MERGES, PERSON_JUDGEMENTS, LOOK_ALIKES, LARGE_PERSONS,
)  # fmt: skip

_ROW = (DATASET, column("row_no", "BIGINT", "data row of that list, from 1"))
_OTHER = (
    column("other_dataset_id", "VARCHAR", "list version of the other row"),
    column("other_row_no", "BIGINT", "data row of that list, from 1"),
)

SHOWN: tuple[Table, ...] = (
    make(
        "person_judgements", "decision on two rows of lists that is in force", "source_file source_line dataset_id row_no", "resolve",
        CASE, *_ROW, column("person_id", "BIGINT", "its person"), *_OTHER, column("other_person_id", "BIGINT", "its person"),
        column("verdict", "VARCHAR", "confirmed: one person whatever the keys say; rejected: two persons"),
        column("at", "TIMESTAMP", "when it was decided"), SOURCE_FILE, SOURCE_LINE,
    ),
    make(
        "look_alikes", LOOK_ALIKES.grain, "dataset_id row_no other_dataset_id other_row_no", "resolve",
        column("person_id", "BIGINT", "person who both are"), *_ROW, *_OTHER, *LOOK_ALIKES.columns[4:],
    ),
    make(
        "person_merges", "number of a person that is no more", "merged_id", "resolve",
        column("merged_id", "BIGINT", "number that stood for a person before"),
        column("person_id", "BIGINT", "person who has his earliest rows now"), column("reason", "VARCHAR", "key that tied them, or what took them apart"),
    ),
    LARGE_PERSONS,
)  # fmt: skip
