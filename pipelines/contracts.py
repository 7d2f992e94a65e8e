"""Every table: grain, key, columns, who writes it, and which columns hold a person's values.

``WAREHOUSE`` are the pipeline's own tables, ``PUBLISHED`` the analysts'. DDL, COMMENTs and the data dictionary come from
here; the columns that the contract with other tools fixes may not be renamed or dropped.
"""

from dataclasses import dataclass

from pipelines.fields import FIELDS


@dataclass(frozen=True)
class Column:
    """A column: DuckDB type, what it means, and whether it holds a person's value (then it is masked or not published)."""

    name: str
    type: str
    comment: str
    personal: bool = False


@dataclass(frozen=True)
class Table:
    """A table: ``grain`` completes "one row per …"; ``key`` names the columns that are unique together."""

    name: str
    grain: str
    key: tuple[str, ...]
    stage: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)


def _table(name: str, grain: str, key: str, stage: str, *columns: Column) -> Table:
    return Table(name, grain, tuple(key.split()), stage, columns)


def _c(name: str, type_: str, comment: str, personal: bool = False) -> Column:
    return Column(name, type_, comment, personal)


CASE = _c("case_id", "VARCHAR", "case that the row belongs to")
DATASET = _c("dataset_id", "VARCHAR", "list version, a hash of case, bytes, holder, path and sheet")
SOURCE_FILE = _c("source_file", "VARCHAR", "file that says so, path as in the manifest")
SOURCE_LINE = _c("source_line", "BIGINT", "line (or sheet row) of that file, from 1")

INTAKES = _table(
    "intakes", "intake taken", "intake_id", "seal",
    _c("intake_id", "VARCHAR", "hash of the intake's findings"),
    _c("name", "VARCHAR", "folder or archive name in the inbox"),
    _c("received_at", "TIMESTAMP", "UTC time of taking"),
    _c("files", "INTEGER", "files found, archive members included"),
    _c("bytes", "BIGINT", "bytes found = bytes sealed"),
)  # fmt: skip

INBOX_SEEN = _table(
    "inbox_seen", "intake of the inbox that was taken", "name", "seal",
    _c("name", "VARCHAR", "folder or archive name in the inbox"),
    _c("signature", "VARCHAR", "hash of its files' names, sizes and times: while it stays, nothing is read again"),
    _c("intake_id", "VARCHAR", "intake"),
)  # fmt: skip

FINDINGS = _table(
    "findings", "place where a file was found", "finding_id", "seal",
    _c("finding_id", "VARCHAR", "hash of case, evidence, path and holder"),
    _c("intake_id", "VARCHAR", "intake that brought it"),
    _c("evidence_id", "VARCHAR", "SHA-256 of the bytes"),
    _c("parent_evidence_id", "VARCHAR", "archive that it was a member of, else NULL"),
    _c("path", "VARCHAR", "path as in the manifest; archive.zip!inner for a member"),
    _c("file_name", "VARCHAR", "last part of the path"),
    _c("size_bytes", "BIGINT", "bytes"),
    _c("kind", "VARCHAR", "seized, leaked, reference, payments, chats, calls, accounts, complaints, exclusions, judgements, "
                          "document, archive, manifest"),
    CASE,
    _c("holder", "VARCHAR", "person, handle, account or institution that had it"),
    _c("obtained_at", "TIMESTAMP", "time of seizure or download"),
    _c("officer", "VARCHAR", "officer who took it"),
    _c("note", "VARCHAR", "note of the manifest"),
    _c("named", "BOOLEAN", "a manifest names it"),
    _c("state", "VARCHAR", "sealed (waits for load), loaded, kept (nothing to parse), quarantined"),
)  # fmt: skip

DATASETS = _table(
    "datasets", "table of a finding (list version or record table)", "dataset_no", "load",
    _c("dataset_no", "INTEGER", "short key of the warehouse, in order of loading"),
    DATASET,
    _c("finding_id", "VARCHAR", "finding that it was read from"),
    CASE,
    _c("path", "VARCHAR", "path as in the manifest; #sheet is added when a workbook has several filled sheets"),
    _c("file_name", "VARCHAR", "name of the file as found"),
    _c("sha256", "VARCHAR", "SHA-256 of the file"),
    _c("kind", "VARCHAR", "as in findings"),
    _c("holder", "VARCHAR", "who had it, as in the manifest"),
    _c("obtained_at", "TIMESTAMP", "time of seizure or download"),
    _c("format", "VARCHAR", "csv, tsv, txt, xlsx, …"),
    _c("encoding", "VARCHAR", "utf-8, utf-8-sig, gb18030, utf-16-le, …; NULL for binary formats"),
    _c("delimiter", "VARCHAR", "cell separator of a text format"),
    _c("header_line", "BIGINT", "line (or sheet row) of the header, from 1; 0 when there is none"),
    _c("preamble", "VARCHAR", "lines before the header, verbatim", True),
    _c("staging", "VARCHAR", "Parquet file of the verbatim rows, relative to the home"),
    _c("rows_read", "BIGINT", "data rows in the file"),
    _c("rows_accepted", "BIGINT", "rows taken; rows_read = rows_accepted + rows_rejected"),
    _c("rows_rejected", "BIGINT", "rows not taken, each with a load issue"),
    _c("rows_exact_duplicate", "BIGINT", "accepted rows equal cell for cell to an earlier one of the same list"),
    _c("claimed_rows", "BIGINT", "count that the file name claims (59万条.xlsx)"),
    _c("state", "VARCHAR", "loaded, normalised, resolved, derived, quarantined"),
)  # fmt: skip

DATASET_COLUMNS = _table(
    "dataset_columns", "column of a dataset", "dataset_no position", "normalise",
    _c("dataset_no", "INTEGER", "dataset"),
    _c("position", "INTEGER", "column of the file, from 0; staged as c0, c1, …"),
    _c("header", "VARCHAR", "header cell, verbatim"),
    _c("field", "VARCHAR", "canonical field that it was mapped to; NULL for an unknown column, kept in records.extra"),
    _c("reason", "VARCHAR", "why: header word, neighbour, values, unknown"),
)  # fmt: skip

LOAD_ISSUES = _table(
    "load_issues", "problem of a file or row", "finding_id path row field code", "load",
    _c("finding_id", "VARCHAR", "finding"),
    CASE,
    _c("dataset_id", "VARCHAR", "list version; NULL when the file could not be read as a table"),
    _c("path", "VARCHAR", "path as in the manifest"),
    _c("row", "BIGINT", "data row from 1; NULL when the whole file is meant"),
    _c("field", "VARCHAR", "field or header; NULL when the whole row is meant"),
    _c("code", "VARCHAR", "short stable word"),
    _c("message", "VARCHAR", "what is wrong and what to do; never a person's value"),
)  # fmt: skip

RECORDS = _table(
    "records", "accepted row of a list", "dataset_no row_no", "normalise",
    _c("dataset_no", "INTEGER", "dataset"),
    _c("row_no", "BIGINT", "data row of the file, from 1"),
    *(
        column
        for f in FIELDS
        for column in (
            _c(f.name, "VARCHAR", f"{f.meaning}, canonical", True),
            _c(f"{f.name}_raw", "VARCHAR", "the cell as found, where it differs from the canonical text; else NULL", True),
        )
    ),
    _c("extra", "VARCHAR", "unknown columns as a JSON object header → cell; NULL when none", True),
    _c("id_state", "VARCHAR", "valid, check_digit (wrong), damaged (float or zeros), masked, malformed, placeholder; NULL when empty"),
    _c("phone_state", "VARCHAR", "valid, masked, malformed, placeholder; NULL when empty"),
    _c("row_hash", "UBIGINT", "hash of the verbatim cells in column order"),
    _c("duplicate_of", "BIGINT", "row_no of the first exactly equal row of the list; NULL for a first one"),
)  # fmt: skip

_RECORD_SOURCE = (_c("finding_id", "VARCHAR", "finding"), SOURCE_FILE, SOURCE_LINE)

PAYMENTS = _table(
    "payments", "payment", "finding_id source_line", "normalise", CASE,
    _c("time", "TIMESTAMP", "local time of the payment"), _c("payer", "VARCHAR", "account that paid"),
    _c("payee", "VARCHAR", "account that received"), _c("amount", "DECIMAL(18,2)", "amount paid"),
    _c("currency", "VARCHAR", "ISO 4217"), _c("memo", "VARCHAR", "memo", True), *_RECORD_SOURCE,
)  # fmt: skip
CHATS = _table(
    "chats", "chat message", "finding_id source_line", "normalise", CASE,
    _c("time", "TIMESTAMP", "local time"), _c("sender", "VARCHAR", "account"), _c("receiver", "VARCHAR", "account"),
    _c("text", "VARCHAR", "message", True), _c("file_name", "VARCHAR", "file sent"), _c("file_size", "BIGINT", "bytes"),
    _c("file_sha256", "VARCHAR", "hash of the file sent"), *_RECORD_SOURCE,
)  # fmt: skip
CALLS = _table(
    "calls", "phone call", "finding_id source_line", "normalise", CASE,
    _c("time", "TIMESTAMP", "local time"), _c("caller", "VARCHAR", "number or actor", True),
    _c("callee", "VARCHAR", "number or actor", True), _c("seconds", "BIGINT", "length"), *_RECORD_SOURCE,
)  # fmt: skip
ACCOUNTS = _table(
    "accounts", "account known to be an actor's", "finding_id source_line", "normalise", CASE,
    _c("account", "VARCHAR", "account, handle, number"), _c("actor", "VARCHAR", "person or business"), *_RECORD_SOURCE,
)  # fmt: skip
COMPLAINTS = _table(
    "complaints", "complaint", "case_id complaint_id", "normalise", CASE,
    _c("complaint_id", "VARCHAR", "complaint"), _c("received_at", "TIMESTAMP", "local time"),
    _c("victim_name", "VARCHAR", "victim", True), _c("victim_phone", "VARCHAR", "victim's phone", True),
    _c("caller_phone", "VARCHAR", "number that called", True), _c("caller", "VARCHAR", "who called, if known"),
    _c("known_facts", "VARCHAR", "field=value; … as the caller knew them, errors included", True), *_RECORD_SOURCE,
)  # fmt: skip
EXCLUSIONS = _table(
    "exclusions", "value shown to be false", "finding_id source_line", "normalise", CASE,
    _c("field", "VARCHAR", "canonical field"), _c("value", "VARCHAR", "value shown to be false", True),
    _c("reason", "VARCHAR", "why"), _c("evidence", "VARCHAR", "evidence for it"), *_RECORD_SOURCE,
)  # fmt: skip
JUDGEMENTS = _table(
    "judgements", "decision of a person", "finding_id source_line", "normalise", CASE,
    _c("subject", "VARCHAR", "hop, person or derivation"), _c("left", "VARCHAR", "seller, person or parent"),
    _c("right", "VARCHAR", "buyer, person or child"), _c("verdict", "VARCHAR", "confirmed or rejected"),
    _c("by", "VARCHAR", "who decided"), _c("at", "TIMESTAMP", "when"), _c("reason", "VARCHAR", "why"), *_RECORD_SOURCE,
)  # fmt: skip

QUALITY = _table(
    "quality_metrics", "list and metric", "dataset_no metric", "normalise",
    _c("dataset_no", "INTEGER", "dataset"), _c("metric", "VARCHAR", "name of the metric"), _c("value", "DOUBLE", "value"),
    _c("passed", "BOOLEAN", "within the suite's bounds; NULL when only recorded"),
)  # fmt: skip

PERSONS = _table(
    "persons", "resolved person", "person_id", "resolve",
    _c("person_id", "BIGINT", "person, in order of first appearance; kept when new lists come"),
    *(_c(n, "VARCHAR", f"most frequent {n} of the person's records", True) for n in ("name", "phone", "id_number", "birth_date")),
    _c("minor_u14", "BOOLEAN", "under 14 when the earliest list with the person was obtained; NULL when unknown"),
    _c("minor_u18", "BOOLEAN", "under 18 then; NULL when unknown"),
    _c("datasets", "INTEGER", "list versions that hold the person"),
)  # fmt: skip
PERSON_RECORDS = _table(
    "person_records", "row of a list", "dataset_no row_no", "resolve",
    _c("dataset_no", "INTEGER", "dataset"), _c("row_no", "BIGINT", "data row of the file, from 1"),
    _c("person_id", "BIGINT", "person"), _c("reason", "VARCHAR", "key that tied the row to the person; new when none did"),
)  # fmt: skip
PERSON_KEYS = _table(
    "person_keys", "key value seen", "key_kind key_hash", "resolve",
    _c("key_kind", "VARCHAR", "id_number, phone_name, …"), _c("key_hash", "UBIGINT", "hash of the key's value"),
    _c("person_id", "BIGINT", "person; NULL when the value is shared by too many to tie anyone"),
    _c("carrier_hash", "UBIGINT", "hash of the key without the name: the phone of phone + name, …"),
)  # fmt: skip
PERSON_BLOCKS = _table(
    "person_blocks", "person and block in which look-alikes are sought", "block_hash person_id", "resolve",
    _c("block_hash", "UBIGINT", "hash of name and school, name and birth date, or name and ends of the phone"),
    _c("person_id", "BIGINT", "person"),
)  # fmt: skip
PERSON_MERGES = _table(
    "person_merges", "person that was found to be another one", "merged_id", "resolve",
    _c("merged_id", "BIGINT", "person that is no more"), _c("person_id", "BIGINT", "person that it was joined to then"),
    _c("reason", "VARCHAR", "key that tied them"),
)  # fmt: skip

LIST_FIELDS = _table(
    "list_fields", "list and field that it fills", "dataset_no field", "derive",
    _c("dataset_no", "INTEGER", "dataset"), _c("field", "VARCHAR", "canonical field"),
    _c("bit", "INTEGER", "place of the field in fields.py, from 0"), _c("filled", "BIGINT", "cells that hold something"),
    _c("reformatted", "BOOLEAN", "most cells were found in another form than the canonical one: one act, not errors"),
    _c("masked", "BOOLEAN", "most cells hide characters behind *"),
)  # fmt: skip
VARIANTS = _table(
    "variants", "list, person and field in which the lists of a case disagree", "case_id dataset_no person_id field", "derive", CASE,
    _c("dataset_no", "INTEGER", "dataset"), _c("person_id", "BIGINT", "person"),
    _c("field", "VARCHAR", "field; copies = rows of the person; phone~, id_number~ = what a mask leaves"),
    _c("reading", "UBIGINT", "hash of the cell as it counts"),
    _c("holders", "BIGINT", "distinct files of the case with the same reading"),
    _c("deviant", "BOOLEAN", "not the reading that most files have"),
    _c("usual", "DOUBLE", "ln(1 + other persons with the value); -3 for a broken check digit"),
    _c("spelt", "DOUBLE", "ln(1 + other persons with the rarest pair of characters)"),
    _c("masked", "BOOLEAN", "the list hides the full number"),
)  # fmt: skip
LIST_PAIRS = _table(
    "list_pairs", "ordered pair of lists of a case that share persons", "parent_no child_no", "derive", CASE,
    _c("parent_no", "INTEGER", "list that would have been copied"), _c("child_no", "INTEGER", "list that would have been made from it"),
    _c("shared_persons", "BIGINT", "persons in both"), _c("order_pairs", "BIGINT", "neighbouring rows compared"),
    _c("order_kept", "BIGINT", "of these, rows in the same order in both"),
    _c("differing", "DOUBLE", "cells with different readings"), _c("shared_variants", "DOUBLE", "deviating readings in common"),
    _c("new_variants", "DOUBLE", "deviating readings of the child that the parent lacks"),
    _c("new_alone", "DOUBLE", "readings of the child alone, where the parent has what others have"),
    _c("lost_alone", "DOUBLE", "readings of the parent alone, where the child has what others have"),
    _c("towards", "DOUBLE", "log-odds by the look of the readings that the child's are the errors"),
    _c("copies_more", "DOUBLE", "persons with more rows in the child"), _c("copies_less", "DOUBLE", "persons with fewer rows in the child"),
    _c("copies_kept", "DOUBLE", "persons repeated as often in both"),
    _c("log_likelihood", "DOUBLE", "content of the child made from the parent, against no kin of any list found"),
    _c("hidden_log_likelihood", "DOUBLE", "the same of an unseen list that hangs on the parent or on the edge above it"),
    _c("further", "DOUBLE", "probability that the parent is a further one of a merged list"),
    _c("confidence", "DOUBLE", "posterior of content alone"),
)  # fmt: skip
DERIVATIONS = _table(
    "derivations", "list derived from a list", "case_id parent_dataset_id child_dataset_id", "derive", CASE,
    _c("parent_dataset_id", "VARCHAR", "list version that was copied"),
    _c("child_dataset_id", "VARCHAR", "list version that was made from it"),
    _c("confidence", "DOUBLE", "posterior probability that the child was made from the parent (or the parent's like)"),
    _c("shared_persons", "BIGINT", "persons in both"), _c("containment", "DOUBLE", "shared persons / persons of the child"),
    _c("shared_variants", "BIGINT", "deviating cells that both have: errors in common"),
    _c("new_variants", "BIGINT", "deviating cells that the child has and the parent lacks"),
    _c("new_persons", "BIGINT", "persons that the child has and the parent lacks"),
)  # fmt: skip

ACTORS = _table(
    "actors", "person or business", "case_id actor", "trace",
    _c("actor", "VARCHAR", "name as in accounts or the manifest; unseen-N for one whom the evidence needs"), CASE,
    _c("accounts", "VARCHAR[]", "accounts and handles known to be the actor's"),
    _c("seized", "BOOLEAN", "a list was found with the actor"),
)  # fmt: skip
HOPS = _table(
    "hops", "seller → buyer of a case", "hop_id", "trace",
    _c("hop_id", "VARCHAR", "hash of case, seller and buyer"), CASE,
    _c("seller", "VARCHAR", "SELLER sold to BUYER"), _c("buyer", "VARCHAR", "SELLER sold to BUYER"),
    _c("confidence", "DOUBLE", "posterior probability of the sale, 0 to 1"),
    _c("status", "VARCHAR", "confirmed (two independent kinds of evidence or a judgement), suspected, rejected (by a judgement)"),
    _c("first_at", "TIMESTAMP", "earliest sign"), _c("last_at", "TIMESTAMP", "latest sign"),
    _c("records", "BIGINT", "records that changed hands"), _c("amount", "DECIMAL(18,2)", "money that matches the sale"),
    _c("currency", "VARCHAR", "ISO 4217"), _c("unit_price", "DOUBLE", "amount / records"),
)  # fmt: skip
HOP_EVIDENCE = _table(
    "hop_evidence", "piece of evidence for a hop", "hop_id kind dataset_id source_file source_line note", "trace",
    _c("hop_id", "VARCHAR", "hop"), CASE,
    _c("kind", "VARCHAR", "content, money, chat, same_bytes, time, judgement, …"),
    _c("log_likelihood_ratio", "DOUBLE", "natural log; negative speaks against the hop"),
    DATASET, SOURCE_FILE, SOURCE_LINE, _c("note", "VARCHAR", "in words, without a person's values"),
)  # fmt: skip
SOURCES = _table(
    "sources", "candidate source for a complaint", "case_id complaint_id actor", "trace", CASE,
    _c("complaint_id", "VARCHAR", "complaint or query"), _c("actor", "VARCHAR", "candidate"),
    _c("probability", "DOUBLE", "posterior"), _c("rank", "INTEGER", "from 1"),
)  # fmt: skip
CHAINS = _table(
    "chains", "step of a chain, source first", "case_id complaint_id rank step", "trace", CASE,
    _c("complaint_id", "VARCHAR", "complaint or query"), _c("rank", "INTEGER", "chain, best is 1"),
    _c("step", "INTEGER", "from 1 at the source"), _c("seller", "VARCHAR", "SELLER sold to BUYER"),
    _c("buyer", "VARCHAR", "SELLER sold to BUYER"), _c("hop_id", "VARCHAR", "hop"),
    _c("confidence", "DOUBLE", "posterior of the hop"), _c("probability", "DOUBLE", "posterior of the whole chain"),
)  # fmt: skip
NEXT_STEPS = _table(
    "next_steps", "suggestion", "case_id rank", "trace", CASE, _c("rank", "INTEGER", "from 1, most gain first"),
    _c("action", "VARCHAR", "seize, request, compare, …"), _c("target", "VARCHAR", "whom or what"),
    _c("why", "VARCHAR", "in words"), _c("gain", "DOUBLE", "expected gain in certainty, nats"),
)  # fmt: skip
TRACED = _table(
    "traced", "case traced", "case_id", "trace", CASE,
    _c("inputs", "VARCHAR", "hash of all that the trace read"),
)  # fmt: skip
LEADS = _table(
    "leads", "group of complaints", "case_id lead_id", "assess", CASE, _c("lead_id", "VARCHAR", "lead"),
    _c("complaints", "INTEGER", "complaints in the group"), _c("callers", "INTEGER", "distinct callers"),
    _c("known_fields", "VARCHAR", "fields that the callers knew"), _c("common_attribute", "VARCHAR", "what the victims share"),
    _c("common_value", "VARCHAR", "its value"), _c("persons_estimate", "BIGINT", "persons affected; a lead, never a count"),
)  # fmt: skip
COUNTS = _table(
    "counts", "actor × class of information × profile", "case_id actor class profile", "assess", CASE,
    _c("actor", "VARCHAR", "defendant"), _c("class", "VARCHAR", "A, B or C"), _c("profile", "VARCHAR", "reading of the law"),
    _c("rows_as_seized", "BIGINT", "rows"), _c("exact_distinct", "BIGINT", "rows without exact duplicates"),
    _c("distinct_phones", "BIGINT", "phones"), _c("distinct_ids", "BIGINT", "ID numbers"),
    _c("distinct_persons", "BIGINT", "resolved persons"), _c("acquired", "BIGINT", "persons acquired"),
    _c("sold", "BIGINT", "persons × distinct buyers"),
    _c("counted", "BIGINT", "count under 法释〔2017〕10号 art. 11: per person max(1 if acquired, distinct recipients)"),
)  # fmt: skip
SEVERITY = _table(
    "severity", "actor × rule", "case_id actor regime rule", "assess", CASE, _c("actor", "VARCHAR", "defendant"),
    _c("regime", "VARCHAR", "law"), _c("rule", "VARCHAR", "rule"), _c("value", "DOUBLE", "what was counted"),
    _c("threshold", "DOUBLE", "number of the rule"), _c("score", "DOUBLE", "value / threshold"),
    _c("outcome", "VARCHAR", "which numeric threshold is met; never guilt"), _c("citation", "VARCHAR", "article and version"),
    _c("profile", "VARCHAR", "reading of the law; rules of another reading than main carry it in brackets"),
    _c("deadline", "VARCHAR", "by when something is to be done; NULL when nothing is"),
    _c("basis", "VARCHAR", "fact that the rule needs beside the number: who says so, or that it needs proof"),
)  # fmt: skip
RULES = _table(
    "rules", "rule and outcome", "regime rule threshold valid_from", "assess", _c("regime", "VARCHAR", "law"),
    _c("rule", "VARCHAR", "rule, the article's number"), _c("subject", "VARCHAR", "actor or incident"),
    _c("measure", "VARCHAR", "counted, proportion, receipts (yuan) or persons"),
    _c("class", "VARCHAR", "class of information; empty for all"),
    _c("filter", "VARCHAR", "insider, or a field that must be filled; empty for none"),
    _c("threshold", "DOUBLE", "from this number on"), _c("outcome", "VARCHAR", "what the number reaches"),
    _c("deadline", "VARCHAR", "by when something is to be done"), _c("citation", "VARCHAR", "article and version"),
    _c("valid_from", "DATE", "in force from"), _c("valid_to", "DATE", "until, this day not included; NULL while in force"),
)  # fmt: skip
ASSESSMENTS = _table(
    "assessments", "assessed case", "case_id", "assess", CASE,
    _c("inputs", "VARCHAR", "hash of all that the assessment is made of"),
)  # fmt: skip
EXCLUSIONS_APPLIED = _table(
    "exclusions_applied", "row of a list that does not count for its holder", "dataset_id row_no", "assess", CASE,
    _c("actor", "VARCHAR", "holder, as in counts"), DATASET, _c("row_no", "BIGINT", "data row of the file, from 1"),
    _c("person_id", "BIGINT", "person"),
    _c("rule", "VARCHAR", "shown_false, no_person, exact_duplicate, same_person (in this list), same_person_other_list"),
    _c("kept_dataset_id", "VARCHAR", "list version of the row that counts instead"),
    _c("kept_row_no", "BIGINT", "its data row"), _c("field", "VARCHAR", "field shown to be false"),
    _c("reason", "VARCHAR", "why, as in the exclusions"), _c("evidence", "VARCHAR", "evidence for it, as in the exclusions"),
    SOURCE_FILE, SOURCE_LINE,
)  # fmt: skip

WAREHOUSE: tuple[Table, ...] = (
    INTAKES, INBOX_SEEN, FINDINGS, DATASETS, DATASET_COLUMNS, LOAD_ISSUES, RECORDS, PAYMENTS, CHATS, CALLS, ACCOUNTS, COMPLAINTS,
    EXCLUSIONS, JUDGEMENTS, QUALITY, PERSONS, PERSON_RECORDS, PERSON_KEYS, PERSON_BLOCKS, PERSON_MERGES, LIST_FIELDS,
    VARIANTS, LIST_PAIRS, DERIVATIONS, ACTORS, HOPS, HOP_EVIDENCE, SOURCES,
    CHAINS, NEXT_STEPS, TRACED, LEADS, COUNTS, SEVERITY, RULES, EXCLUSIONS_APPLIED,
    ASSESSMENTS,
)  # fmt: skip

LEDGER = _table(
    "ledger", "custody event", "seq", "seal",
    _c("seq", "BIGINT", "from 1"), _c("prev_hash", "VARCHAR", "hash of the event before"), _c("hash", "VARCHAR", "of this event"),
    _c("evidence_id", "VARCHAR", "SHA-256 of the evidence; NULL when none is meant"),
    _c("parent_ids", "VARCHAR[]", "evidence that it came from"),
    _c("action", "VARCHAR", "receive, seal, extract, parse, exclude, query, reveal, export, destroy, repair"),
    _c("at", "TIMESTAMP", "UTC"), _c("actor", "VARCHAR", "who"), _c("reason", "VARCHAR", "why"), _c("tool", "VARCHAR", "tool"),
    _c("version", "VARCHAR", "its version"), _c("in_sha256", "VARCHAR", "input"), _c("out_sha256", "VARCHAR", "output"),
    _c("rows_in", "BIGINT", "rows read"), _c("rows_out", "BIGINT", "rows accepted"), _c("rows_rejected", "BIGINT", "rows rejected"),
)  # fmt: skip


def _as(table: Table, *columns: Column, without: tuple[str, ...] = (), key: str = "") -> Table:
    """A published table with the columns of a warehouse table, some left out, some added."""
    kept = tuple(c for c in table.columns if c.name not in without and not c.personal)
    return Table(table.name, table.grain, tuple(key.split()) or table.key, table.stage, (*kept, *columns))


_OWN_KEYS = ("dataset_no", "finding_id")
_ROW_NO = _c("row_no", "BIGINT", "data row of the file, from 1")

PUBLISHED: tuple[Table, ...] = (
    Table("datasets", "list version found", ("dataset_id",), "load", (
        *(c for c in DATASETS.columns if c.name not in ("dataset_no", "finding_id", "staging", "preamble")),
        _c("distinct_persons", "BIGINT", "resolved persons in the list"),
        _c("actor", "VARCHAR", "person or business behind the holder, by the accounts of the case"),
    )),
    ACTORS,
    _table(
        "persons", "resolved person", "person_id", "resolve",
        _c("person_id", "BIGINT", "person; `hopback reveal` shows the values, with a reason"),
        _c("name_masked", "VARCHAR", "most frequent name, masked"), _c("phone_masked", "VARCHAR", "most frequent phone, masked"),
        _c("id_number_masked", "VARCHAR", "most frequent ID number, masked"),
        *(c for c in PERSONS.columns if c.name in ("minor_u14", "minor_u18", "datasets")),
    ),
    _table(
        "person_records", "row of a list", "dataset_id row_no", "resolve", DATASET, _ROW_NO,
        _c("person_id", "BIGINT", "person; NULL where no person could be told"),
        _c("reason", "VARCHAR", "key that tied the row to the person; new when none did"),
    ),
    DERIVATIONS, HOPS, HOP_EVIDENCE, SOURCES, CHAINS, LEADS, COUNTS, SEVERITY, RULES, EXCLUSIONS_APPLIED, NEXT_STEPS,
    _as(LOAD_ISSUES, without=_OWN_KEYS, key="path row field code"),
    LEDGER,
    _table(
        "variants", "list, person and field in which the lists of a case disagree", "case_id dataset_id person_id field", "derive",
        CASE, DATASET, _c("person_id", "BIGINT", "person"), _c("field", "VARCHAR", "field; copies = rows of the person"),
        _c("reading", "INTEGER", "number of the reading for this person and field, the most frequent first; no value"),
        _c("holders", "BIGINT", "distinct files of the case with the same reading"),
        _c("deviant", "BOOLEAN", "not the reading that most files have"),
    ),
    _table(
        "list_columns", "column of a list", "dataset_id position", "normalise", DATASET, CASE,
        _c("position", "INTEGER", "column of the file, from 0"),
        _c("header", "VARCHAR", "header cell; masked where it is no known header word"),
        _c("field", "VARCHAR", "canonical field; NULL for an unknown column"), _c("reason", "VARCHAR", "why this field"),
    ),
    _table(
        "list_values", "list, grouping field and value", "dataset_id field value", "normalise", DATASET, CASE,
        _c("field", "VARCHAR", "school, city, region, grade or gender"),
        _c("value", "VARCHAR", "value; (rare) puts those together that few rows have"),
        _c("rows", "BIGINT", "rows that have it, exact duplicates not counted"),
        _c("distinct_values", "BIGINT", "values behind it"),
    ),
    _table(
        "complaints", "complaint", "case_id complaint_id", "normalise", CASE, _c("complaint_id", "VARCHAR", "complaint"),
        _c("received_at", "TIMESTAMP", "local time"), _c("victim_name_masked", "VARCHAR", "victim, masked"),
        _c("victim_phone_masked", "VARCHAR", "victim's phone, masked"),
        _c("caller_phone_masked", "VARCHAR", "number that called, masked"),
        _c("caller", "VARCHAR", "actor behind the caller, if known"), _c("known_fields", "VARCHAR[]", "fields that the caller knew"),
    ),
    _table(
        "complaint_matches", "complaint and list that holds the victim", "case_id complaint_id dataset_id", "publish", CASE,
        _c("complaint_id", "VARCHAR", "complaint"), DATASET, _c("row_no", "BIGINT", "the list's row that agrees best"), _c("person_id", "BIGINT", "its person"),
        _c("facts", "BIGINT", "facts that the caller knew"), _c("agree", "BIGINT", "facts that the row has, errors included"),
        _c("differ", "BIGINT", "facts that the row has otherwise"), _c("fields_agree", "VARCHAR[]", "fields of the facts that agree"),
        _c("fields_differ", "VARCHAR[]", "fields of the facts that differ"),
        _c("fields_absent", "VARCHAR[]", "fields of the facts that the row lacks"), _c("exact", "BOOLEAN", "every fact agrees"),
    ),
    _table(
        "case_links", "pair of cases and thing that both have", "case_a case_b kind what", "publish",
        _c("case_a", "VARCHAR", "case"), _c("case_b", "VARCHAR", "another case"),
        _c("kind", "VARCHAR", "file, account, actor, caller_phone, persons"),
        _c("what", "VARCHAR", "SHA-256, account, actor, masked phone; NULL for persons"),
        _c("number", "BIGINT", "how many: persons in both cases, else 1"),
    ),
    _table(
        "about", "publication", "inputs", "publish",
        _c("version", "VARCHAR", "hopback that published"), _c("inputs", "VARCHAR", "hash of all that the publication is made of"),
    ),
)  # fmt: skip


def table(name: str) -> Table:
    """The warehouse table of that name. Raises KeyError."""
    return _BY_NAME[name]


_BY_NAME = {t.name: t for t in WAREHOUSE}
