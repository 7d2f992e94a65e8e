"""The analysts' tables, in ``published/hopback.duckdb``: other tools read them, so no name or column may change or go."""

from pipelines.contracts.internal import (
    ACTORS,
    CHAINS,
    COUNTS,
    CROSSINGS,
    DATASETS,
    EXCLUSIONS_APPLIED,
    EXCLUSIONS_UNMATCHED,
    FACTS,
    HOP_EVIDENCE,
    HOPS,
    LEADS,
    LOAD_ISSUES,
    NEXT_STEPS,
    READINGS_EXCLUDED,
    RECEIPT_LINES,
    RULES,
    SEVERITY,
    SOURCES,
)
from pipelines.contracts.lists import DERIVATIONS
from pipelines.contracts.persons import PERSONS, SHOWN
from pipelines.contracts.shape import CASE, DATASET, Column, Table, column, make

LEDGER = make(
    "ledger", "custody event", "seq", "seal",
    column("seq", "BIGINT", "from 1"), column("prev_hash", "VARCHAR", "hash of the event before"), column("hash", "VARCHAR", "of this event"),
    column("evidence_id", "VARCHAR", "SHA-256 of the evidence; NULL when none is meant"),
    column("parent_ids", "VARCHAR[]", "evidence that it came from"),
    column("action", "VARCHAR", "receive, seal, extract, parse, normalise, resolve, derive, trace, assess, export, publish, "
                                "exclude, destroy, query, reveal, repair"),
    column("at", "TIMESTAMP", "UTC"), column("actor", "VARCHAR", "who"), column("reason", "VARCHAR", "why"), column("tool", "VARCHAR", "tool"),
    column("version", "VARCHAR", "its version"), column("in_sha256", "VARCHAR", "input"), column("out_sha256", "VARCHAR", "output"),
    column("rows_in", "BIGINT", "rows read"), column("rows_out", "BIGINT", "rows accepted"), column("rows_rejected", "BIGINT", "rows rejected"),
)  # fmt: skip


def _as(table: Table, *columns: Column, without: tuple[str, ...] = (), key: str = "") -> Table:
    """A published table with the columns of a warehouse table, some left out, some added."""
    kept = tuple(c for c in table.columns if c.name not in without and not c.personal)
    return Table(table.name, table.grain, tuple(key.split()) or table.key, table.stage, (*kept, *columns))


_OWN_KEYS = ("dataset_no", "finding_id")
_SOURCE_SHA256 = column(
    "source_sha256", "VARCHAR", "SHA-256 of that file: its name in the evidence; NULL when several were found at the path"
)
_ROW_NO = column("row_no", "BIGINT", "data row of the file, from 1")

PUBLISHED: tuple[Table, ...] = (
    Table("datasets", "list version found", ("dataset_id",), "load", (
        *(c for c in DATASETS.columns if c.name not in ("dataset_no", "finding_id", "staging", "preamble")),
        column("distinct_persons", "BIGINT", "resolved persons in the list"),
        column("actor", "VARCHAR", "person or business behind the holder, by the accounts of the case"),
    )),
    ACTORS,
    make(
        "persons", "resolved person", "person_id", "resolve",
        column("person_id", "BIGINT", "person; `hopback reveal` shows the values, with a reason"),
        column("name_masked", "VARCHAR", "most frequent name, masked"), column("phone_masked", "VARCHAR", "most frequent phone, masked"),
        column("id_number_masked", "VARCHAR", "most frequent ID number, masked"),
        *(c for c in PERSONS.columns if c.name in ("minor_u14", "minor_u18", "datasets")),
    ),
    make(
        "person_records", "row of a list", "dataset_id row_no", "resolve", DATASET, _ROW_NO,
        column("person_id", "BIGINT", "person; NULL where no person could be told"),
        column("reason", "VARCHAR", "key that tied the row to the person; new when none did"),
    ),
    *SHOWN, DERIVATIONS, HOPS, _as(HOP_EVIDENCE, _SOURCE_SHA256), SOURCES, CHAINS, LEADS, COUNTS, SEVERITY, FACTS,
    _as(RECEIPT_LINES, _SOURCE_SHA256), RULES, EXCLUSIONS_APPLIED,
    EXCLUSIONS_UNMATCHED, READINGS_EXCLUDED, CROSSINGS, NEXT_STEPS,
    _as(LOAD_ISSUES, without=_OWN_KEYS, key="path row field code"),
    LEDGER,
    make(
        "variants", "list, person and field in which the lists of a case disagree", "case_id dataset_id person_id field", "derive",
        CASE, DATASET, column("person_id", "BIGINT", "person"), column("field", "VARCHAR", "field; copies = rows of the person"),
        column("reading", "INTEGER", "number of the reading for this person and field, the most frequent first; no value"),
        column("holders", "BIGINT", "distinct files of the case with the same reading"),
        column("deviant", "BOOLEAN", "not the reading that most files have"),
    ),
    make(
        "list_columns", "column of a list", "dataset_id position", "normalise", DATASET, CASE,
        column("position", "INTEGER", "column of the file, from 0"),
        column("header", "VARCHAR", "header cell; masked where it is no known header word"),
        column("field", "VARCHAR", "canonical field; NULL for an unknown column"), column("reason", "VARCHAR", "why this field"),
    ),
    make(
        "list_values", "list, grouping field and value", "dataset_id field value", "normalise", DATASET, CASE,
        column("field", "VARCHAR", "school, city, region, grade or gender"),
        column("value", "VARCHAR", "value; (rare) puts those together that fewer than five persons of the list have"),
        column("rows", "BIGINT", "rows that have it, exact duplicates not counted"),
        column("distinct_values", "BIGINT", "values behind it"),
    ),
    make(
        "complaints", "complaint", "case_id complaint_id", "normalise", CASE, column("complaint_id", "VARCHAR", "complaint"),
        column("received_at", "TIMESTAMP", "local time"), column("victim_name_masked", "VARCHAR", "victim, masked"),
        column("victim_phone_masked", "VARCHAR", "victim's phone, masked"),
        column("caller_phone_masked", "VARCHAR", "number that called, masked"),
        column("caller", "VARCHAR", "actor behind the caller, if known"), column("known_fields", "VARCHAR[]", "fields that the caller knew"),
    ),
    make(
        "complaint_matches", "complaint and list that holds the victim", "case_id complaint_id dataset_id", "publish", CASE,
        column("complaint_id", "VARCHAR", "complaint"), DATASET, column("row_no", "BIGINT", "the list's row that agrees best"), column("person_id", "BIGINT", "its person"),
        column("facts", "BIGINT", "facts that the caller knew"), column("agree", "BIGINT", "facts that the row has, errors included"),
        column("differ", "BIGINT", "facts that the row has otherwise"), column("fields_agree", "VARCHAR[]", "fields of the facts that agree"),
        column("fields_differ", "VARCHAR[]", "fields of the facts that differ"),
        column("fields_absent", "VARCHAR[]", "fields of the facts that the row lacks"), column("exact", "BOOLEAN", "every fact agrees"),
    ),
    make(
        "masked_accounts", "masked account or name of a payment, chat or call that fits one that is known", "case_id seen", "trace",
        CASE, column("seen", "VARCHAR", "as the file shows it; (others) for all that fit none"),
        column("found", "BIGINT", "payments, messages and calls that have it"),
        column("state", "VARCHAR", "matched (taken as the actor's), possible (too little shows), several (actors fit), contradicted (by the "
                                   "name beside it), unknown"),
        column("actors", "BIGINT", "actors of whom an account fits"), column("account", "VARCHAR", "account that fits, when one actor has it"),
        column("actor", "VARCHAR", "that actor"),
    ),
    make(
        "case_links", "pair of cases and thing that both have", "case_a case_b kind what", "publish",
        column("case_a", "VARCHAR", "case"), column("case_b", "VARCHAR", "another case"),
        column("kind", "VARCHAR", "file, account, actor, caller_phone, persons"),
        column("what", "VARCHAR", "SHA-256, account, actor, masked phone; NULL for persons"),
        column("number", "BIGINT", "how many: persons in both cases, else 1"),
    ),
    make(
        "about", "publication", "inputs", "publish",
        column("version", "VARCHAR", "hopback that published"), column("inputs", "VARCHAR", "hash of all that the publication is made of"),
    ),
)  # fmt: skip
