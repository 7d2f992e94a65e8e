"""trace: who sold to whom, back to the source. Reads counts of lists and records of dealings; never a person's row but a complaint's."""

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines import progress, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.outcome import Outcome
from pipelines.trace import explain, query, results
from pipelines.trace.facts import Facts, gather, same_person
from pipelines.trace.lists import JUDGED, Kinship
from pipelines.trace.network import Network, build
from pipelines.trace.results import Judged
from pipelines.trace.steps import next_steps
from pipelines.warehouse import Connection

log = logging.getLogger("hopback")


def changed_cases(con: Connection) -> list[str]:
    """Cases whose lists or records are not what they were when last traced."""
    return [row["case_id"] for row in warehouse.rows(con, "trace/inputs") if row["inputs"] != row["traced"]]


def run(
    home: Home,
    con: Connection,
    ids: Sequence[str],
    complaint_id: str | None = None,
    phone: str | None = None,
    file: str | Path | None = None,
    max_hops: int | None = None,
) -> Outcome:
    """Trace the cases ``ids`` (none: all that changed). A query adds chains of its own: a complaint alone, a phone, a file.

    What was asked beside the complaints, or of chains cut short, stands in this run's tables and report alone: the case counts as
    changed from then on, so that the next run without a question says what it said before.

    Writes actors, hops, hop_evidence, sources, chains, next_steps and the confidence of derivations; one transaction a case.
    Raises UsageError for a complaint, phone or file that no case of ``ids`` knows.
    """
    inputs = {row["case_id"]: row for row in warehouse.rows(con, "trace/inputs")}
    asked = complaint_id is not None or phone is not None or file is not None or max_hops is not None
    wanted = [c for c in (ids or sorted(inputs)) if c in inputs]
    todo = [c for c in wanted if asked or inputs[c]["inputs"] != inputs[c]["traced"]]
    answered = 0
    for case in progress.track(todo, "trace", len(todo)):
        with warehouse.transaction(con):
            answered += _trace(con, case, inputs[case]["inputs"], complaint_id, phone, file, max_hops)
    if asked and not answered and max_hops is None:
        raise UsageError("no list of the case holds what was asked for: check the complaint, the phone or the file")
    return Outcome(ids=tuple(ids) or tuple(todo), done=len(todo), skipped=len(wanted) - len(todo))


def _trace(con: Connection, case: str, inputs: str, complaint_id: str | None, phone: str | None,
           file: str | Path | None, max_hops: int | None) -> int:  # fmt: skip
    passing = phone is not None or file is not None or max_hops is not None
    decisions = warehouse.rows(con, "trace/judgements", case_id=case)
    facts, pairs = _read(con, case, decisions)
    judged, derivations = _judgements(decisions, facts)
    kinship = _kinship(pairs, derivations)
    network, dealings = build(facts, kinship, {pair: verdict[0] for pair, verdict in judged.verdicts.items()})
    called = results.names(network)
    confidence = results.probabilities(network, called)
    sources, steps, needed, answered = _queries(con, case, facts, network, called, confidence, complaint_id, phone, file, max_hops)
    terms = explain.terms(network, dealings, kinship, {(r["parent_no"], r["child_no"]): r for r in pairs})
    terms += explain.alternatives(network, terms, called)
    hops, evidence = results.hops(facts, network, dealings, terms, judged, needed, called)
    used = {h[side] for h in hops for side in ("seller", "buyer")}
    first = [(s["seller"], s["buyer"]) for s in steps if s["rank"] == 1]
    warehouse.run(con, "trace/forget", case_id=case)
    for table, rows in (
        ("actors", results.actors(facts, used)),
        ("hops", hops),
        ("hop_evidence", evidence),
        ("sources", sources),
        ("chains", steps),
        ("next_steps", next_steps(facts, network, called, first, sources)),
        ("traced", [{"case_id": case, "inputs": inputs if not passing else f"asked {inputs}"}]),
    ):
        warehouse.insert(con, table, rows)
    _refine(con, case, facts, pairs, results.derivations(network), derivations)
    return answered


def _read(con: Connection, case: str, decisions: Sequence[dict[str, Any]]) -> tuple[Facts, list[dict[str, Any]]]:
    warehouse.run(con, "trace/masks", case_id=case)
    parts = {
        name: warehouse.rows(con, f"trace/{name}", case_id=case) for name in ("lists", "chats", "payments", "accounts", "calls")
    }
    parties = {"lists": ("holder",), "chats": ("sender", "receiver"), "payments": ("payer", "payee"), "calls": ("caller", "callee")}
    known = {row[column] for part, columns in parties.items() for row in parts[part] for column in columns if row[column]}
    accounts = same_person(parts["accounts"], decisions, known)
    facts = gather(case, parts["lists"], parts["chats"], parts["payments"], accounts, parts["calls"])
    return facts, warehouse.rows(con, "trace/list_pairs", case_id=case)


def _kinship(pairs: Sequence[dict[str, Any]], judged: dict[tuple[int, int], str]) -> Kinship:
    sign = {"confirmed": JUDGED, "rejected": -JUDGED}

    def by(column: str) -> dict[tuple[int, int], float]:
        return {(r["parent_no"], r["child_no"]): r[column] for r in pairs}

    direct = {pair: value + sign.get(judged.get(pair, ""), 0.0) for pair, value in by("log_likelihood").items()}
    further: dict[int, float] = {}
    for r in pairs:
        further[r["child_no"]] = further.get(r["child_no"], 0.0) + (r["further"] or 0.0)
    shared = {(r["parent_no"], r["child_no"]): int(r["shared_persons"]) for r in pairs}
    acts = {
        (r["parent_no"], r["child_no"]): (
            (r["order_kept"] or 0) < 0.9 * (r["order_pairs"] or 0),
            (r["copies_more"] or 0) > 0,
            (r["changed_columns"] or 0) > 0,
        )
        for r in pairs
    }
    return Kinship(direct, by("hidden_log_likelihood"), by("confidence"), shared, further, by("differing"), acts)


def _judgements(decisions: Sequence[dict[str, Any]], facts: Facts) -> tuple[Judged, dict[tuple[int, int], str]]:
    """Decisions on hops by actor, on derivations by list number."""
    owner = {account: actor for actor, accounts in facts.accounts.items() for account in accounts}
    lists = {key: v.number for v in facts.lists for key in (v.dataset_id, v.path, v.name)}
    hops, derivations = {}, {}
    for row in decisions:
        if row["verdict"] == "withdrawn":
            continue
        left, right = row["left"], row["right"]
        if row["subject"] == "hop":
            pair = owner.get(left, left), owner.get(right, right)
            hops[pair] = row["verdict"], row["source_file"], row["source_line"]
        elif row["subject"] == "derivation" and left in lists and right in lists:
            derivations[lists[left], lists[right]] = row["verdict"]
    return Judged(hops), derivations


def _queries(con: Connection, case: str, facts: Facts, network: Network, called: dict[str, str],
             confidence: dict[tuple[str, str], float], complaint_id: str | None, phone: str | None, file: str | Path | None,
             max_hops: int | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]], set[tuple[str, str]], int]:  # fmt: skip
    """Chains and sources of every complaint, and of what was asked beside them."""
    owner = {account: actor for actor, accounts in facts.accounts.items() for account in accounts}
    sources: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    needed: set[tuple[str, str]] = set()
    answered, asked = 0, ""
    wanted: list[tuple[str, dict[int, float]]] = []
    for complaint in warehouse.rows(con, "trace/complaints", case_id=case):
        caller = owner.get(complaint["caller"] or "", complaint["caller"]) or owner.get(complaint["caller_phone"] or "")
        caller = caller if caller in facts.accounts else None
        starts = query.starts(facts, network, _knowledge(con, case, query.facts_known(complaint)), caller)
        wanted.append((complaint["complaint_id"], starts))
        answered += bool(starts) and complaint["complaint_id"] == complaint_id
    if phone is not None:
        known = _knowledge(con, case, query.facts_known({"victim_phone": phone}))
        starts = query.starts(facts, network, known, None)
        asked = "phone"  # no hash of it: with the masked phone beside it, eight digits of one would tell the number
        wanted.append((asked, starts))
        answered += bool(starts)
    if file is not None:
        digest = hashlib.sha256(Path(file).read_bytes()).hexdigest() if Path(file).is_file() else ""
        same = {v.number for v in facts.lists if v.sha256 == digest or v.path == str(file) or v.name == Path(file).name.lower()}
        starts = {i: 1.0 for i, n in enumerate(network.nodes) if n.number in same and n.kind == "found"}
        asked = f"file-{(digest or hashlib.sha256(str(file).encode()).hexdigest())[:8]}"
        wanted.append((asked, starts))
        answered += bool(starts)
    for identifier, starts in wanted:
        if starts:
            ways = results.ways(network, starts, called)
            meant = (complaint_id is None and phone is None and file is None) or identifier in (complaint_id, asked)
            found = results.chains(case, identifier, ways, confidence, max_hops if meant else None)
            sources, steps, needed = sources + found[0], steps + found[1], needed | found[2]
    return sources, steps, needed, answered


def _knowledge(con: Connection, case: str, known: dict[str, str]) -> list[dict[str, Any]]:
    if not known:
        return []
    return warehouse.rows(con, "trace/knowledge", case_id=case, fields=list(known), values=list(known.values()))


def _refine(
    con: Connection,
    case: str,
    facts: Facts,
    pairs: Sequence[dict[str, Any]],
    posterior: dict[tuple[int, int], float],
    judged: dict[tuple[int, int], str],
) -> None:
    """Dealings move the confidence of derivations: an unseen seller known by his messages speaks against a direct copy."""
    ids = {v.number: v.dataset_id for v in facts.lists}
    known = [(r["parent_no"], r["child_no"], r["further"]) for r in pairs if r["parent_no"] in ids and r["child_no"] in ids]
    further = {"confirmed": 1.0, "rejected": 0.0}
    warehouse.run(
        con,
        "trace/refine",
        case_id=case,
        parents=[ids[p] for p, _, _ in known],
        children=[ids[c] for _, c, _ in known],
        confidences=[round(min(posterior.get((p, c), 0.0) + further.get(judged.get((p, c), ""), f), 1.0), 6) for p, c, f in known],
        judgements=[judged.get((p, c)) for p, c, _ in known],
    )
