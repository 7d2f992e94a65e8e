"""``case.ftm.json``: actors, sales and payments as FollowTheMoney entities, one JSON object a line (Aleph, OpenSanctions tools).

An actor is a Company when the name says so, a LegalEntity when nobody was seen, else a Person. A sale is an UnknownLink from
seller to buyer: the model has no schema for the sale of data. Payments are those that the evidence of a sale cites.
"""

import hashlib
import json
import re
from typing import Any

from pipelines.report import text
from pipelines.report.case import Case, Row

COMPANY = re.compile(
    r"公司|学校|培训|中心|集团|机构|医院|银行|大学|学院|工作室|事务所|\b(co|ltd|inc|llc|school|company|agency)\b", re.IGNORECASE
)


def render(case: Case) -> bytes:
    """The entities in a fixed order: actors, sales, payments."""
    hops = {row["hop_id"]: row for row in case["hops"]}
    named = [row["actor"] for row in case["actors"]]
    missing = sorted({end for hop in case["hops"] for end in (hop["seller"], hop["buyer"])} - set(named))
    entities = [_actor(case.case_id, name) for name in [*named, *missing]]
    entities += [_sale(case.case_id, hop) for hop in case["hops"]]
    entities += [
        _payment(case.case_id, hops[e["hop_id"]], e) for e in case["evidence"] if e["paid"] is not None and e["hop_id"] in hops
    ]
    unique = {entity["id"]: entity for entity in entities}
    return "".join(json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n" for entity in unique.values()).encode()


def _id(*parts: object) -> str:
    return "hopback-" + hashlib.sha1("\x1f".join(map(str, parts)).encode()).hexdigest()


def _entity(id_: str, schema: str, **properties: str | None) -> dict[str, Any]:
    return {"id": id_, "schema": schema, "properties": {k: [v] for k, v in properties.items() if v}}


def _actor(case_id: str, name: str) -> dict[str, Any]:
    schema = "LegalEntity" if re.fullmatch(r"(unseen-\d+)?", name) else "Company" if COMPANY.search(name) else "Person"
    return _entity(_id(case_id, "actor", name), schema, name=name)


def _sale(case_id: str, hop: Row) -> dict[str, Any]:
    return _entity(
        _id(case_id, "hop", hop["hop_id"]),
        "UnknownLink",
        subject=_id(case_id, "actor", hop["seller"]),
        object=_id(case_id, "actor", hop["buyer"]),
        role="sold personal data to",
        startDate=hop["first_at"] and text.day(hop["first_at"]),
        endDate=hop["last_at"] and text.day(hop["last_at"]),
        status=hop["status"],
        summary=f"{text.number(hop['records'])} records, confidence {hop['confidence']:.3f}",
    )


def _payment(case_id: str, hop: Row, evidence: Row) -> dict[str, Any]:
    return _entity(
        _id(case_id, "payment", evidence["source_file"], evidence["source_line"]),
        "Payment",
        payer=_id(case_id, "actor", hop["buyer"]),
        beneficiary=_id(case_id, "actor", hop["seller"]),
        date=evidence["paid_at"] and evidence["paid_at"].isoformat(),
        amount=str(evidence["paid"]),
        currency=evidence["paid_currency"],
        recordId=f"{evidence['source_file']}:{evidence['source_line']}",
    )
