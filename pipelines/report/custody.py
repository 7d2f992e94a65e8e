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
    performers = {e["actor"]: _thing("uco-identity:Identity", e["actor"], **{"uco-core:name": e["actor"]}) for e in case.custody}
    tools = {(e["tool"], e["version"]): _tool(e) for e in case.custody}
    actions = [_action(e, evidence, performers, tools) for e in case.custody]
    inside = [*evidence.values(), *performers.values(), *tools.values(), *actions]
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


def _hash(sha256: str) -> Thing:
    value = {"@type": "xsd:hexBinary", "@value": sha256}
    return _thing("uco-types:Hash", sha256, **{"uco-types:hashMethod": "SHA256", "uco-types:hashValue": value})


def _tool(event: Row) -> Thing:
    return _thing(
        "uco-tool:Tool", event["tool"], event["version"], **{"uco-core:name": event["tool"], "uco-tool:version": event["version"]}
    )


def _action(event: Row, evidence: dict[str, Thing], performers: dict[str, Thing], tools: dict[tuple[str, str], Thing]) -> Thing:
    at = {"@type": "xsd:dateTime", "@value": event["at"].isoformat() + "Z"}
    parents = [evidence[p] for p in event["parent_ids"] or [] if p in evidence]
    item = evidence[event["evidence_id"]]
    rows = ", ".join(f"{k} {event[k]}" for k in ("rows_in", "rows_out", "rows_rejected") if event[k] is not None)
    return _thing(
        "case-investigation:InvestigativeAction",
        event["hash"],
        **{
            "uco-core:name": event["action"],
            "uco-core:description": [text for text in (event["reason"], rows) if text],
            "uco-action:startTime": at,
            "uco-action:endTime": at,
            "uco-action:performer": {"@id": performers[event["actor"]]["@id"]},
            "uco-action:instrument": {"@id": tools[event["tool"], event["version"]]["@id"]},
            "uco-action:object": [{"@id": thing["@id"]} for thing in parents or [item]],
            "uco-action:result": [{"@id": item["@id"]}],
        },
    )
