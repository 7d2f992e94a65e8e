"""What derive knows of lists and of persons whom several lists hold, in ``warehouse.duckdb``."""

from pipelines.contracts.shape import CASE, Table, column, make
from pipelines.fields import FIELDS

USUAL = frozenset({
    "name", "gender", "birth_date", "age", "ethnicity", "school", "grade", "class", "guardian_name", "guardian_relation", "phone", "landline",
    "employer", "occupation", "address", "city", "region", "postcode", "birth_place", "email_im", "health",
})  # fmt: skip
WORDS = frozenset({
    "name", "guardian_name", "school", "address", "employer", "occupation", "city", "region", "birth_place", "email_im",
})  # fmt: skip
"""Fields of which derive asks how usual a value is (USUAL) and how it is spelt (WORDS)."""

LIST_FIELDS = make(
    "list_fields", "list and field that it fills", "dataset_no field", "derive",
    column("dataset_no", "INTEGER", "dataset"), column("field", "VARCHAR", "canonical field"),
    column("bit", "INTEGER", "place of the field in fields.py, from 0"), column("filled", "BIGINT", "cells that hold something"),
    column("reformatted", "BOOLEAN", "most cells were found in another form than the canonical one: one act, not errors"),
    column("masked", "BOOLEAN", "most cells hide characters behind *"),
)  # fmt: skip
LIST_PERSONS = make(
    "list_persons", "list that was compared", "dataset_no", "derive",
    column("dataset_no", "INTEGER", "dataset"), column("persons", "BIGINT", "distinct persons in it"),
)  # fmt: skip
COMPARED_LISTS = make(
    "compared_lists", "list that was compared with others of its case", "dataset_no", "derive",
    column("dataset_no", "INTEGER", "dataset"), column("persons", "UBIGINT", "which row was whose then: a hash"),
)  # fmt: skip
LIST_MERGES = make(
    "list_merges", "pair of lists of a case, or list and itself, that held persons found to be one since it was compared", "dataset_no other_no",
    "resolve",
    column("dataset_no", "INTEGER", "dataset"), column("other_no", "INTEGER", "dataset, this or a later one"),
    column("persons", "BIGINT", "persons in both now less those before; of a list and itself, its persons"),
)  # fmt: skip
CASE_MERGES = make(
    "case_merges", "person of a case who was found to be several of before, or was resolved again, since its lists were compared", "case_id person_id", "resolve",
    CASE, column("person_id", "BIGINT", "person"),
)  # fmt: skip
CASE_PERSONS = make(
    "case_persons", "person whom several lists of a case hold", "case_id person_id", "derive", CASE,
    column("person_id", "BIGINT", "person"), column("held", "UBIGINT", "which lists hold the person: a hash of them"),
    column("pattern", "UBIGINT", "in how many cells which of them disagree: a hash; NULL: in none"),
)  # fmt: skip
VARIANTS = make(
    "variants", "list, person and field in which the lists of a case disagree", "case_id dataset_no person_id field", "derive", CASE,
    column("dataset_no", "INTEGER", "dataset"), column("person_id", "BIGINT", "person"),
    column("field", "VARCHAR", "field; copies = rows of the person; phone~, id_number~ = what a mask leaves"),
    column("reading", "UBIGINT", "hash of the cell as it counts"),
    column("masked", "BOOLEAN", "the list hides the full number"),
    column("untidy", "BOOLEAN", "odd spaces in the cell: before, behind or two together"),
)  # fmt: skip
VARIANT_READINGS = make(
    "variant_readings", "person, field and reading, where the lists of a case disagree", "case_id person_id field reading", "derive", CASE,
    column("person_id", "BIGINT", "person"), column("field", "VARCHAR", "field, as in variants"),
    column("reading", "UBIGINT", "hash of the cell as it counts"),
    column("holders", "BIGINT", "distinct files of the case with this reading"),
    column("deviant", "BOOLEAN", "not the reading that most files have"),
    column("usual", "DOUBLE", "ln(1 + other persons with the value), to a tenth; -3 for a broken check digit; of copies -ln of their number"),
    column("spelt", "DOUBLE", "ln(1 + other persons with the rarest pair of characters), to a tenth"),
    column("first_no", "INTEGER", "first list that reads so"), column("number", "BIGINT", "lists that read so"),
    column("lists", "UBIGINT", "which lists read so, and whether it is masked or untidy there: a hash"),
    column("kind", "UBIGINT", "cells that are alike: the same lists agree and disagree, and one reading looks as much like the text; a hash"),
    column("cell_lists", "BIGINT", "lists that have the cell, whatever they read"),
)  # fmt: skip
CASE_SAMPLES = make(
    "case_samples", "case whose readings were weighed", "case_id", "derive", CASE,
    column("sample", "UBIGINT", "what usual and spelt of its readings were counted in: a hash of the sampled cells"),
)  # fmt: skip
SAMPLED_RECORDS = make(
    "sampled_records", "row of a list that tells what is usual in its case", "case_id dataset_no row_no", "derive", CASE,
    column("dataset_no", "INTEGER", "dataset"), column("row_no", "BIGINT", "row"),
    *(column(f.name, "VARCHAR", f"{f.meaning}, canonical", True) for f in FIELDS if f.name in USUAL),
)  # fmt: skip
SPELT_RECORDS = make(
    "spelt_records", "row of a list whose cells are asked how they are spelt", "case_id dataset_no row_no", "derive", CASE,
    column("dataset_no", "INTEGER", "dataset"), column("row_no", "BIGINT", "row"),
    *(column(f.name, "VARCHAR", f"{f.meaning}, as found", True) for f in FIELDS if f.name in WORDS),
)  # fmt: skip
LIST_PAIRS = make(
    "list_pairs", "ordered pair of lists of a case that share persons", "parent_no child_no", "derive", CASE,
    column("parent_no", "INTEGER", "list that would have been copied"), column("child_no", "INTEGER", "list that would have been made from it"),
    column("shared_persons", "BIGINT", "persons in both"), column("order_pairs", "BIGINT", "neighbouring rows compared"),
    column("order_kept", "BIGINT", "of these, rows in the same order in both"),
    column("differing", "DOUBLE", "cells with different readings"), column("shared_variants", "DOUBLE", "deviating readings in common"),
    column("new_variants", "DOUBLE", "deviating readings of the child that the parent lacks"),
    column("new_alone", "DOUBLE", "readings of the child alone, where the parent has what others have"),
    column("lost_alone", "DOUBLE", "readings of the parent alone, where the child has what others have"),
    column("towards", "DOUBLE", "log-likelihood of the look of the readings, if the child's are the errors"),
    column("copies_more", "DOUBLE", "persons with more rows in the child"), column("copies_less", "DOUBLE", "persons with fewer rows in the child"),
    column("copies_kept", "DOUBLE", "persons repeated as often in both"),
    column("changed_columns", "DOUBLE", "fields in which nearly every person in both differs: a column changed as a whole"),
    column("filled", "DOUBLE", "persons of whom the child has a cell that the parent has blank"),
    column("log_likelihood", "DOUBLE", "content of the child made from the parent, against no kin of any list found"),
    column("hidden_log_likelihood", "DOUBLE", "the same of an unseen list that hangs on the parent or on the edge above it"),
    column("further", "DOUBLE", "probability that the parent is a further one of a merged list"),
    column("confidence", "DOUBLE", "posterior of content alone"),
)  # fmt: skip
DERIVATIONS = make(
    "derivations", "list derived from a list", "case_id parent_dataset_id child_dataset_id", "derive", CASE,
    column("parent_dataset_id", "VARCHAR", "list version that was copied"),
    column("child_dataset_id", "VARCHAR", "list version that was made from it"),
    column("confidence", "DOUBLE", "posterior probability that the child was made from the parent (or the parent's like)"),
    column("shared_persons", "BIGINT", "persons in both"), column("containment", "DOUBLE", "shared persons / persons of the child"),
    column("shared_variants", "BIGINT", "deviating cells that both have: errors in common"),
    column("new_variants", "BIGINT", "deviating cells that the child has and the parent lacks"),
    column("new_persons", "BIGINT", "persons that the child has and the parent lacks"),
    column("judgement", "VARCHAR", "confirmed or rejected by a person; NULL when inferred alone"),
)  # fmt: skip

COMPARED: tuple[Table, ...] = (
    LIST_FIELDS, LIST_PERSONS, COMPARED_LISTS, LIST_MERGES, CASE_MERGES, CASE_PERSONS,
    VARIANTS, VARIANT_READINGS, CASE_SAMPLES, SAMPLED_RECORDS, SPELT_RECORDS, LIST_PAIRS, DERIVATIONS,
)  # fmt: skip
