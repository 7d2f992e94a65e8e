"""The pipeline's own tables, in ``warehouse.duckdb``."""

from pipelines.contracts.lists import COMPARED
from pipelines.contracts.persons import RESOLVED
from pipelines.contracts.shape import CASE, DATASET, SOURCE_FILE, SOURCE_LINE, Table, column, make
from pipelines.fields import FIELDS, OWN

INTAKES = make(
    "intakes", "intake taken", "intake_id", "seal",
    column("intake_id", "VARCHAR", "hash of the intake's findings"),
    column("name", "VARCHAR", "folder or archive name in the inbox"),
    column("received_at", "TIMESTAMP", "UTC time of taking"),
    column("files", "INTEGER", "files found, archive members included"),
    column("bytes", "BIGINT", "bytes found = bytes sealed"),
)  # fmt: skip

INBOX_SEEN = make(
    "inbox_seen", "intake of the inbox that was taken", "name", "seal",
    column("name", "VARCHAR", "folder or archive name in the inbox"),
    column("signature", "VARCHAR", "hash of its files' names, sizes and times: while it stays, nothing is read again"),
    column("intake_id", "VARCHAR", "intake"),
)  # fmt: skip

FINDINGS = make(
    "findings", "place where a file was found", "finding_id", "seal",
    column("finding_id", "VARCHAR", "hash of case, evidence, path and holder"),
    column("intake_id", "VARCHAR", "intake that brought it"),
    column("evidence_id", "VARCHAR", "SHA-256 of the bytes"),
    column("parent_evidence_id", "VARCHAR", "archive that it was a member of, else NULL"),
    column("path", "VARCHAR", "path as in the manifest; archive.zip!inner for a member"),
    column("file_name", "VARCHAR", "last part of the path"),
    column("size_bytes", "BIGINT", "bytes"),
    column("kind", "VARCHAR", "seized, leaked, reference, payments, chats, calls, accounts, complaints, exclusions, judgements, "
                          "document, archive, manifest, mapping"),
    CASE,
    column("holder", "VARCHAR", "person, handle, account or institution that had it"),
    column("obtained_at", "TIMESTAMP", "time of seizure or download"),
    column("officer", "VARCHAR", "officer who took it"),
    column("note", "VARCHAR", "note of the manifest"),
    column("named", "BOOLEAN", "a manifest names it"),
    column("state", "VARCHAR", "sealed (waits for load), loaded, kept (nothing to parse), quarantined"),
)  # fmt: skip

MAPPINGS = make(
    "mappings", "row of a mapping file: a column's field as a person says", "seq row", "seal",
    column("seq", "INTEGER", "order of taking: a later mapping outranks an earlier one"),
    column("evidence_id", "VARCHAR", "SHA-256 of the mapping file"), column("row", "BIGINT", "row of the mapping file, from 1"), CASE,
    column("path", "VARCHAR", "file as in the manifest"), column("sheet", "VARCHAR", "sheet of a workbook; NULL: every one"),
    column("header", "VARCHAR", "header of the column, or its number from 1"),
    column("field", "VARCHAR", "field as written; NULL: the column is no field"),
)  # fmt: skip

DATASETS = make(
    "datasets", "table of a finding (list version or record table)", "dataset_no", "load",
    column("dataset_no", "INTEGER", "short key of the warehouse, in order of loading"),
    DATASET,
    column("finding_id", "VARCHAR", "finding that it was read from"),
    CASE,
    column("path", "VARCHAR", "path as in the manifest; #sheet is added when a workbook has several filled sheets"),
    column("file_name", "VARCHAR", "name of the file as found"),
    column("sha256", "VARCHAR", "SHA-256 of the file"),
    column("kind", "VARCHAR", "as in findings"),
    column("holder", "VARCHAR", "who had it, as in the manifest"),
    column("obtained_at", "TIMESTAMP", "time of seizure or download"),
    column("format", "VARCHAR", "csv, tsv, txt, xlsx, …"),
    column("encoding", "VARCHAR", "utf-8, utf-8-sig, gb18030, utf-16-le, …; NULL for binary formats"),
    column("delimiter", "VARCHAR", "cell separator of a text format"),
    column("header_line", "BIGINT", "line (or sheet row) of the header, from 1; 0 when there is none"),
    column("preamble", "VARCHAR", "lines before the header, verbatim", True),
    column("staging", "VARCHAR", "Parquet file of the verbatim rows, relative to the home"),
    column("rows_read", "BIGINT", "data rows in the file"),
    column("rows_accepted", "BIGINT", "rows taken; rows_read = rows_accepted + rows_rejected"),
    column("rows_rejected", "BIGINT", "rows not taken, each with a load issue"),
    column("rows_exact_duplicate", "BIGINT", "accepted rows equal cell for cell to an earlier one of the same list"),
    column("claimed_rows", "BIGINT", "count that the file name claims (59万条.xlsx)"),
    column("state", "VARCHAR", "loaded, normalised, resolved, derived, quarantined"),
)  # fmt: skip

DATASET_COLUMNS = make(
    "dataset_columns", "column of a dataset", "dataset_no position", "normalise",
    column("dataset_no", "INTEGER", "dataset"),
    column("position", "INTEGER", "column of the file, from 0; staged as c0, c1, …"),
    column("header", "VARCHAR", "header cell, verbatim"),
    column("field", "VARCHAR", "canonical field that it was mapped to; NULL for an unknown column, kept in records.extra"),
    column("reason", "VARCHAR", "why: mapping file, header word, neighbour, values, unknown"),
)  # fmt: skip

LOAD_ISSUES = make(
    "load_issues", "problem of a file or row", "finding_id path row field code", "load",
    column("finding_id", "VARCHAR", "finding"),
    CASE,
    column("dataset_id", "VARCHAR", "list version; NULL when the file could not be read as a table"),
    column("path", "VARCHAR", "path as in the manifest"),
    column("row", "BIGINT", "data row from 1; NULL when the whole file is meant"),
    column("field", "VARCHAR", "field or header; NULL when the whole row is meant"),
    column("code", "VARCHAR", "short stable word"),
    column("message", "VARCHAR", "what is wrong and what to do; never a person's value"),
)  # fmt: skip

RECORDS = make(
    "records", "accepted row of a list", "dataset_no row_no", "normalise",
    column("dataset_no", "INTEGER", "dataset"),
    column("row_no", "BIGINT", "data row of the file, from 1"),
    *(column(f.name, "VARCHAR", f"{f.meaning}, canonical", True, f.name in OWN, sparse=True) for f in FIELDS),
    column("raw", "VARCHAR", "the cells as found that differ from the canonical text, a JSON object field → cell; NULL when none", True),
    column("extra", "VARCHAR", "unknown columns as a JSON object header → cell; NULL when none", True, sparse=True),
    column("id_state", "VARCHAR", "valid, check_digit (wrong), damaged (float or zeros), masked, malformed, placeholder; NULL when empty"),
    column("phone_state", "VARCHAR", "valid, masked, malformed, placeholder; NULL when empty"),
    column("row_hash", "UBIGINT", "hash of the verbatim cells in column order"),
    column("cells_hash", "UBIGINT", "hash of the fields, canonical and as found: equal where two rows say the same"),
    column("duplicate_of", "BIGINT", "row_no of the first exactly equal row of the list; NULL for a first one"),
)  # fmt: skip

_RECORD_SOURCE = (column("finding_id", "VARCHAR", "finding"), SOURCE_FILE, SOURCE_LINE)

PAYMENTS = make(
    "payments", "payment", "finding_id source_line", "normalise", CASE,
    column("time", "TIMESTAMP", "local time of the payment"), column("payer", "VARCHAR", "account that paid"),
    column("payee", "VARCHAR", "account that received"),
    column("amount", "DECIMAL(18,2)", "amount paid, less what the same line says was paid back"),
    column("currency", "VARCHAR", "ISO 4217"), column("memo", "VARCHAR", "memo", True),
    column("party", "VARCHAR", "name of the other side, where an account stands for it", True), *_RECORD_SOURCE,
)  # fmt: skip
CHATS = make(
    "chats", "chat message", "finding_id source_line", "normalise", CASE,
    column("time", "TIMESTAMP", "local time"), column("sender", "VARCHAR", "account"), column("receiver", "VARCHAR", "account"),
    column("text", "VARCHAR", "message", True), column("file_name", "VARCHAR", "file sent"), column("file_size", "BIGINT", "bytes"),
    column("file_sha256", "VARCHAR", "hash of the file sent"), *_RECORD_SOURCE,
)  # fmt: skip
CALLS = make(
    "calls", "phone call", "finding_id source_line", "normalise", CASE,
    column("time", "TIMESTAMP", "local time"), column("caller", "VARCHAR", "number or actor", True),
    column("callee", "VARCHAR", "number or actor", True), column("seconds", "BIGINT", "length"), *_RECORD_SOURCE,
)  # fmt: skip
ACCOUNTS = make(
    "accounts", "account known to be an actor's", "finding_id source_line", "normalise", CASE,
    column("account", "VARCHAR", "account, handle, number"), column("actor", "VARCHAR", "person or business"), *_RECORD_SOURCE,
)  # fmt: skip
COMPLAINTS = make(
    "complaints", "complaint", "case_id complaint_id", "normalise", CASE,
    column("complaint_id", "VARCHAR", "complaint"), column("received_at", "TIMESTAMP", "local time"),
    column("victim_name", "VARCHAR", "victim", True), column("victim_phone", "VARCHAR", "victim's phone", True),
    column("caller_phone", "VARCHAR", "number that called", True), column("caller", "VARCHAR", "who called, if known"),
    column("known_facts", "VARCHAR", "field=value; … as the caller knew them, errors included", True), *_RECORD_SOURCE,
)  # fmt: skip
EXCLUSIONS = make(
    "exclusions", "value shown to be false", "finding_id source_line", "normalise", CASE,
    column("field", "VARCHAR", "canonical field"), column("value", "VARCHAR", "value shown to be false", True),
    column("reason", "VARCHAR", "why"), column("evidence", "VARCHAR", "evidence for it"), *_RECORD_SOURCE,
)  # fmt: skip
JUDGEMENTS = make(
    "judgements", "decision of a person", "finding_id source_line", "normalise", CASE,
    column("subject", "VARCHAR", "hop, person or derivation"), column("left", "VARCHAR", "seller, person or parent"),
    column("right", "VARCHAR", "buyer, person or child"), column("verdict", "VARCHAR", "confirmed or rejected"),
    column("by", "VARCHAR", "who decided"), column("at", "TIMESTAMP", "when"), column("reason", "VARCHAR", "why"), *_RECORD_SOURCE,
)  # fmt: skip

QUALITY = make(
    "quality_metrics", "list and metric", "dataset_no metric", "normalise",
    column("dataset_no", "INTEGER", "dataset"), column("metric", "VARCHAR", "name of the metric"), column("value", "DOUBLE", "value"),
    column("passed", "BOOLEAN", "within the suite's bounds; NULL when only recorded"),
)  # fmt: skip

ACTORS = make(
    "actors", "person or business", "case_id actor", "trace",
    column("actor", "VARCHAR", "name as in accounts or the manifest; unseen-N for one whom the evidence needs"), CASE,
    column("accounts", "VARCHAR[]", "accounts and handles known to be the actor's"),
    column("seized", "BOOLEAN", "a list was found with the actor"),
)  # fmt: skip
HOPS = make(
    "hops", "seller → buyer of a case", "hop_id", "trace",
    column("hop_id", "VARCHAR", "hash of case, seller and buyer"), CASE,
    column("seller", "VARCHAR", "SELLER sold to BUYER"), column("buyer", "VARCHAR", "SELLER sold to BUYER"),
    column("confidence", "DOUBLE", "posterior probability of the sale, 0 to 1"),
    column("status", "VARCHAR", "confirmed (two independent kinds of evidence or a judgement), suspected, rejected (by a judgement)"),
    column("first_at", "TIMESTAMP", "earliest sign"), column("last_at", "TIMESTAMP", "latest sign"),
    column("records", "BIGINT", "records that changed hands"), column("amount", "DECIMAL(18,2)", "money that matches the sale"),
    column("currency", "VARCHAR", "ISO 4217"), column("unit_price", "DOUBLE", "amount / records"),
    column("none_between", "DOUBLE", "of the ways by which the buyer's list came from a list found with the seller: straight"),
    column("one_between", "DOUBLE", "… through one whose list was not found"),
    column("more_between", "DOUBLE", "… through two or more; NULL where no list of both was found"),
)  # fmt: skip
HOP_EVIDENCE = make(
    "hop_evidence", "piece of evidence for a hop", "hop_id kind dataset_id source_file source_line note", "trace",
    column("hop_id", "VARCHAR", "hop"), CASE,
    column("kind", "VARCHAR", "content, money, chat, same_bytes, time, judgement, …"),
    column("log_likelihood_ratio", "DOUBLE", "natural log; negative speaks against the hop"),
    DATASET, SOURCE_FILE, SOURCE_LINE, column("note", "VARCHAR", "in words, without a person's values"),
)  # fmt: skip
SOURCES = make(
    "sources", "candidate source for a complaint", "case_id complaint_id actor", "trace", CASE,
    column("complaint_id", "VARCHAR", "complaint or query"), column("actor", "VARCHAR", "candidate"),
    column("probability", "DOUBLE", "posterior"), column("rank", "INTEGER", "from 1"),
)  # fmt: skip
CHAINS = make(
    "chains", "step of a chain, source first", "case_id complaint_id rank step", "trace", CASE,
    column("complaint_id", "VARCHAR", "complaint or query"), column("rank", "INTEGER", "chain, best is 1"),
    column("step", "INTEGER", "from 1 at the source"), column("seller", "VARCHAR", "SELLER sold to BUYER"),
    column("buyer", "VARCHAR", "SELLER sold to BUYER"), column("hop_id", "VARCHAR", "hop"),
    column("confidence", "DOUBLE", "posterior of the hop"), column("probability", "DOUBLE", "posterior of the whole chain"),
    column("note", "VARCHAR", "why an actor stands in the chain twice"),
)  # fmt: skip
NEXT_STEPS = make(
    "next_steps", "suggestion", "case_id rank", "trace", CASE, column("rank", "INTEGER", "from 1, most gain first"),
    column("action", "VARCHAR", "seize, request, compare, …"), column("target", "VARCHAR", "whom or what"),
    column("why", "VARCHAR", "in words"), column("gain", "DOUBLE", "expected gain in certainty, nats"),
)  # fmt: skip
TRACED = make(
    "traced", "case traced", "case_id", "trace", CASE,
    column("inputs", "VARCHAR", "hash of all that the trace read"),
)  # fmt: skip
CASE_RUNS = make(
    "case_runs", "case taken from trace to publish", "case_id", "trace", CASE,
    column("begun", "VARCHAR", "hash of all that the case is made of, when its last run began"),
    column("finished", "VARCHAR", "the same of the last run that ended; the case changed when it is not what it is now"),
)  # fmt: skip
LEADS = make(
    "leads", "group of complaints", "case_id lead_id", "assess", CASE, column("lead_id", "VARCHAR", "lead"),
    column("complaints", "INTEGER", "complaints in the group"), column("callers", "INTEGER", "distinct callers"),
    column("known_fields", "VARCHAR", "fields that the callers knew"), column("common_attribute", "VARCHAR", "what the victims share"),
    column("common_value", "VARCHAR", "its value"), column("persons_estimate", "BIGINT", "persons affected; a lead, never a count"),
    column("persons_low", "BIGINT", "lower end of the 95% interval"), column("persons_high", "BIGINT", "upper end of the 95% interval"),
    column("victims", "INTEGER", "distinct victims"), column("called", "BIGINT", "distinct numbers that the callers called, by call records"),
    column("common_victims", "INTEGER", "victims who share the value"),
    column("p_value", "DOUBLE", "chance that as many would, Holm-corrected; NULL: no other complaint to compare with"),
    column("common_values", "VARCHAR[]", "all values of the attribute that are too frequent for chance, with victims"),
    column("wrong_fields", "VARCHAR", "fields in which the callers were mistaken"),
    column("first_at", "TIMESTAMP", "first complaint"), column("last_at", "TIMESTAMP", "last complaint"),
    column("ask_first", "VARCHAR", "institution to ask first, and why"),
)  # fmt: skip
COUNTS = make(
    "counts", "actor × class of information × profile", "case_id actor class profile", "assess", CASE,
    column("actor", "VARCHAR", "defendant"), column("class", "VARCHAR", "A, B or C"), column("profile", "VARCHAR", "reading of the law"),
    column("rows_as_seized", "BIGINT", "rows"), column("exact_distinct", "BIGINT", "rows without exact duplicates"),
    column("distinct_phones", "BIGINT", "phones"), column("distinct_ids", "BIGINT", "ID numbers"),
    column("distinct_persons", "BIGINT", "resolved persons"), column("acquired", "BIGINT", "persons acquired"),
    column("sold", "BIGINT", "persons × distinct buyers"),
    column("counted", "BIGINT", "count under 法释〔2017〕10号 art. 11: per person max(1 if acquired, distinct recipients)"),
)  # fmt: skip
SEVERITY = make(
    "severity", "actor × rule", "case_id actor regime rule", "assess", CASE, column("actor", "VARCHAR", "defendant"),
    column("regime", "VARCHAR", "law"), column("rule", "VARCHAR", "rule"), column("value", "DOUBLE", "what was counted"),
    column("threshold", "DOUBLE", "number of the rule"), column("score", "DOUBLE", "value / threshold"),
    column("outcome", "VARCHAR", "which numeric threshold is met; never guilt"), column("citation", "VARCHAR", "article and version"),
    column("profile", "VARCHAR", "reading of the law; rules of another reading than main carry it in brackets"),
    column("highest", "BOOLEAN", "the gravest outcome met by the actor under this profile and the criminal law"),
    column("deadline", "VARCHAR", "by when something is to be done; NULL when nothing is"),
    column("basis", "VARCHAR", "fact that the rule needs beside the number: who says so, or that it needs proof"),
    column("acts_until", "DATE", "day that chose the version of the rule: the end of the acts"),
    column("dated_by", "VARCHAR", "what told that day"),
)  # fmt: skip
FACTS = make(
    "facts", "actor and fact that no count shows", "case_id actor fact", "assess", CASE,
    column("actor", "VARCHAR", "whom it concerns"),
    column("fact", "VARCHAR", "insider, death, knowledge, earlier_penalty, lawful_business, … (sql/assess/facts.csv)"),
    column("number", "DOUBLE", "how many or how much, where the intake says so"),
    column("state", "VARCHAR", "recorded (a judgement names its evidence), asserted (without), likely (nobody says so: needs proof)"),
    column("basis", "VARCHAR", "who says so, or what needs proof"),
    column("also_needs", "VARCHAR", "what a recorded fact leaves to be proved; NULL when nothing"), SOURCE_FILE, SOURCE_LINE,
)  # fmt: skip
RECEIPT_LINES = make(
    "receipt_lines", "payment or barter of a sale", "hop_id kind source_file source_line", "assess", CASE,
    column("hop_id", "VARCHAR", "hop"), column("actor", "VARCHAR", "seller"), column("buyer", "VARCHAR", "buyer"),
    column("kind", "VARCHAR", "sale (to the seller), refund (back to the buyer), barter (a list for a list, no money)"),
    column("confirmed", "BOOLEAN", "the hop is confirmed"), DATASET, column("time", "TIMESTAMP", "local time"),
    column("amount", "DECIMAL(18,2)", "money; NULL for barter"), column("currency", "VARCHAR", "ISO 4217"), SOURCE_FILE, SOURCE_LINE,
)  # fmt: skip
RULES = make(
    "rules", "rule and outcome", "regime rule threshold valid_from", "assess", column("regime", "VARCHAR", "law"),
    column("rule", "VARCHAR", "rule, the article's number"), column("subject", "VARCHAR", "actor or incident"),
    column("measure", "VARCHAR", "counted, proportion, receipts or profit (yuan), persons, fact"),
    column("class", "VARCHAR", "class of information; empty for all"),
    column("filter", "VARCHAR", "fact that must hold, or field that must be filled; empty for none"),
    column("threshold", "DOUBLE", "from this number on"), column("outcome", "VARCHAR", "what the number reaches"),
    column("deadline", "VARCHAR", "by when something is to be done"), column("citation", "VARCHAR", "article and version"),
    column("valid_from", "DATE", "in force from"), column("valid_to", "DATE", "until, this day not included; NULL while in force"),
    column("needs", "VARCHAR", "what has to be proved beside the number; NULL when nothing"),
)  # fmt: skip
ASSESSMENTS = make(
    "assessments", "assessed case", "case_id", "assess", CASE,
    column("inputs", "VARCHAR", "hash of all that the assessment is made of"),
)  # fmt: skip
COUNTED_ACTORS = make(
    "counted_actors", "actor of a case whose counts stand", "case_id actor", "assess", CASE, column("actor", "VARCHAR", "as in counts"),
    column("inputs", "VARCHAR", "hash of all that his counts and excluded rows are made of: while it stays, he is not counted again"),
    column("matched", "UBIGINT[]", "which of the values shown to be false his lists hold: hashes; NULL: none"),
)  # fmt: skip
EXCLUSIONS_APPLIED = make(
    "exclusions_applied", "row of a list that does not count for its holder", "dataset_id row_no", "assess", CASE,
    column("actor", "VARCHAR", "holder, as in counts"), DATASET, column("row_no", "BIGINT", "data row of the file, from 1"),
    column("person_id", "BIGINT", "person"),
    column("rule", "VARCHAR", "shown_false, no_person, exact_duplicate, same_person (in this list), same_person_other_list"),
    column("kept_dataset_id", "VARCHAR", "list version of the row that counts instead"),
    column("kept_row_no", "BIGINT", "its data row"), column("field", "VARCHAR", "field shown to be false"),
    column("reason", "VARCHAR", "why, as in the exclusions"), column("evidence", "VARCHAR", "evidence for it, as in the exclusions"),
    SOURCE_FILE, SOURCE_LINE,
)  # fmt: skip
EXCLUSIONS_UNMATCHED = make(
    "exclusions_unmatched", "exclusion that matched no row", "source_file source_line field", "assess", CASE,
    column("field", "VARCHAR", "field whose value was shown to be false; no row of a list of the case holds the value"),
    SOURCE_FILE, SOURCE_LINE,
)  # fmt: skip
READINGS_EXCLUDED = make(
    "readings_excluded", "row of a list that one reading of the law does not count, and reading", "dataset_id row_no profile", "assess", CASE,
    column("actor", "VARCHAR", "holder, as in counts"), DATASET, column("row_no", "BIGINT", "data row of the file, from 1"),
    column("profile", "VARCHAR", "reading, as in counts: identified"),
    column("rule", "VARCHAR", "bare_phone: a phone is all that could name the person"),
)  # fmt: skip
CROSSINGS = make(
    "crossings", "actor, rule and outcome met", "case_id actor regime rule", "assess", CASE,
    column("actor", "VARCHAR", "actor, or (incident)"), column("regime", "VARCHAR", "as in severity"),
    column("rule", "VARCHAR", "as in severity"), column("outcome", "VARCHAR", "as in severity"),
    column("crossed_at", "TIMESTAMP", "UTC; when an assessment first found it so"),
)  # fmt: skip

WAREHOUSE: tuple[Table, ...] = (
    INTAKES, INBOX_SEEN, FINDINGS, MAPPINGS, DATASETS, DATASET_COLUMNS, LOAD_ISSUES, RECORDS, PAYMENTS, CHATS, CALLS, ACCOUNTS, COMPLAINTS,
    EXCLUSIONS, JUDGEMENTS, QUALITY, *RESOLVED, *COMPARED, ACTORS, HOPS, HOP_EVIDENCE, SOURCES,
    CHAINS, NEXT_STEPS, TRACED, LEADS, COUNTS, SEVERITY, FACTS, RECEIPT_LINES, RULES, EXCLUSIONS_APPLIED,
    EXCLUSIONS_UNMATCHED, READINGS_EXCLUDED, CROSSINGS, ASSESSMENTS, COUNTED_ACTORS, CASE_RUNS,
)  # fmt: skip
