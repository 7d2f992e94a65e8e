"""Tables of resolve beside the persons: why rows were tied or kept apart, and what to look at; and the same as analysts see them."""

from pipelines.contracts.shape import CASE, DATASET, SOURCE_FILE, SOURCE_LINE, Table, column, make

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

BESIDE: tuple[Table, ...] = (PERSON_JUDGEMENTS, LOOK_ALIKES, LARGE_PERSONS)

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
