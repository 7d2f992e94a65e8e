"""``custody.jsonld``: evidence and what was done with it as CASE/UCO JSON-LD (caseontology.org), the minimum that tools read.

Each evidence item is an observable File with its SHA-256; each ledger event an InvestigativeAction with performer, tool,
object and result. Ids are name-based, so that the same ledger gives the same document.
"""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pipelines.report.case import Case, Row

CONTEXT = {
    "kb": "urn:hopback:",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "uco-vocabulary": "https://ontology.unifiedcyberontology.org/uco/vocabulary/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Thing = dict[str, Any]


def render(case: Case) -> bytes:
    """The document, indented."""
    evidence = {row["evidence_id"]: _file(row) for row in case["findings"]}
    events = sorted((*case.custody, *case.acts), key=lambda event: int(event["seq"]))
    performers = {e["actor"]: _thing("uco-identity:Identity", e["actor"], **{"uco-core:name": e["actor"]}) for e in events}
    tools = {(e["tool"], e["version"]): _tool(e) for e in events}
    staged = {e["out_sha256"]: _staged(e["out_sha256"]) for e in events if e["action"] == "parse"}
    actions = [_action(e, evidence, staged, performers, tools) for e in events]
    inside = [*evidence.values(), *staged.values(), *performers.values(), *tools.values(), *actions]
    investigation = _thing(
        "case-investigation:Investigation",
        case.case_id,
        **{"uco-core:name": case.case_id, "uco-core:object": [{"@id": thing["@id"]} for thing in inside]},
    )
    document = {"@context": CONTEXT, "@graph": [investigation, *inside]}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _thing(kind: str, *name: object, **properties: Any) -> Thing:
    word = kind.split(":")[1]
    return {"@id": f"kb:{word}-{uuid5(NAMESPACE_URL, '|'.join(map(str, (word, *name))))}", "@type": kind, **properties}


def _file(row: Row) -> Thing:
    key = row["evidence_id"]
    size = {} if row["size_bytes"] is None else {"uco-observable:sizeInBytes": row["size_bytes"]}
    facets = [
        _thing("uco-observable:FileFacet", key, **{"uco-observable:fileName": row["path"], **size}),
        _thing("uco-observable:ContentDataFacet", key, **{"uco-observable:hash": [_hash(key)]}),
    ]
    return _thing("uco-observable:File", key, **{"uco-core:hasFacet": facets})


def _staged(sha256: str) -> Thing:
    """The verbatim rows that were read from a file."""
    facet = _thing("uco-observable:ContentDataFacet", "staged", sha256, **{"uco-observable:hash": [_hash(sha256, "staged")]})
    return _thing("uco-observable:ObservableObject", sha256, **{"uco-core:hasFacet": [facet]})


def _hash(sha256: str, *of: str) -> Thing:
    value = {"@type": "xsd:hexBinary", "@value": sha256}
    return _thing("uco-types:Hash", sha256, *of, **{"uco-types:hashMethod": "SHA256", "uco-types:hashValue": value})


def _tool(event: Row) -> Thing:
    return _thing(
        "uco-tool:Tool", event["tool"], event["version"], **{"uco-core:name": event["tool"], "uco-tool:version": event["version"]}
    )


def _action(
    event: Row, evidence: dict[str, Thing], staged: dict[str, Thing], performers: dict[str, Thing], tools: dict[tuple[str, str], Thing]
) -> Thing:  # fmt: skip
    """One event. What concerns the case as a whole has all of its evidence as object."""
    at = {"@type": "xsd:dateTime", "@value": event["at"].isoformat() + "Z"}
    parents = [evidence[p] for p in event["parent_ids"] or [] if p in evidence]
    items = [evidence[event["evidence_id"]]] if event["evidence_id"] else list(evidence.values())
    result = [staged[event["out_sha256"]]] if event["action"] == "parse" else items
    sides = [f"{side} SHA-256 {event[f'{side}_sha256']}" for side in ("in", "out") if event[f"{side}_sha256"]]
    rows = ", ".join(f"{k} {event[k]}" for k in ("rows_in", "rows_out", "rows_rejected") if event[k] is not None)
    return _thing(
        "case-investigation:InvestigativeAction",
        event["hash"],
        **{
            "uco-core:name": event["action"],
            "uco-core:description": [
                text for text in (event["reason"], rows, *sides, f"event {event['seq']}, hash {event['hash']}") if text
            ],
            "uco-action:startTime": at,
            "uco-action:endTime": at,
            "uco-action:performer": {"@id": performers[event["actor"]]["@id"]},
            "uco-action:instrument": {"@id": tools[event["tool"], event["version"]]["@id"]},
            "uco-action:object": [{"@id": thing["@id"]} for thing in parents or items],
            "uco-action:result": [{"@id": thing["@id"]} for thing in result],
        },
    )
