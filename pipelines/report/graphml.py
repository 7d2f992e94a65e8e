"""``hops.graphml``: the graph of actors and sales for Gephi, yEd, Cytoscape, networkx.

Written with the standard library: networkx is for the stages that compute with graphs, and its writer has no fixed order.
"""

import re
from xml.etree import ElementTree as Xml

from pipelines.report import graph, layout
from pipelines.report.case import Case, Row, plain
from pipelines.report.chain import answers

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
NODE = {"label": "string", "seized": "boolean", "unseen": "boolean", "x": "double", "y": "double"}
EDGE = {
    "hop_id": "string", "confidence": "double", "status": "string", "first_at": "string", "last_at": "string", "records": "long",
    "amount": "double", "currency": "string", "unit_price": "double", "on_chain": "boolean", "evidence": "string",
}  # fmt: skip
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(case: Case) -> bytes:
    """A directed graph: SELLER sold to BUYER. Positions are those of the page."""
    root = Xml.Element("graphml", xmlns=NAMESPACE)
    for domain, keys in (("node", NODE), ("edge", EDGE)):
        for name, kind in keys.items():
            Xml.SubElement(root, "key", {"id": f"{domain}.{name}", "for": domain, "attr.name": name, "attr.type": kind})
    tree = Xml.SubElement(root, "graph", id=_legal(case.case_id), edgedefault="directed")
    rows = {row["actor"]: row for row in case["actors"]}
    drawing = graph.drawing(case, answers(case))
    placed = {node["id"]: node for node in drawing["nodes"]}
    names = list(dict.fromkeys([*placed, *sorted(rows)]))
    for number, name in enumerate(names):
        node = Xml.SubElement(tree, "node", id=f"n{number}")
        at = placed.get(name, {"x": 0.0, "y": -layout.ROW})
        row = rows.get(name, {"seized": False, "unseen": False})
        _data(node, "node", {"label": name, "seized": row["seized"], "unseen": row["unseen"], "x": at["x"], "y": at["y"]})
    place = {name: f"n{number}" for number, name in enumerate(names)}
    chained = {edge["id"] for edge in drawing["edges"] if edge["chain"]}
    evidence = case.by("evidence", "hop_id")
    for hop in case["hops"]:
        edge = Xml.SubElement(tree, "edge", source=place[hop["seller"]], target=place[hop["buyer"]])
        kinds = sorted({row["kind"] for row in evidence.get(hop["hop_id"], [])})
        _data(edge, "edge", {**hop, "on_chain": hop["hop_id"] in chained, "evidence": " ".join(kinds)})
    Xml.indent(root, " ")
    return bytes(Xml.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _data(parent: Xml.Element, domain: str, values: Row) -> None:
    for name in NODE if domain == "node" else EDGE:
        value = values[name]
        if value is not None:
            text = (
                str(value).lower()
                if isinstance(value, bool)
                else str(value if isinstance(value, str | int | float) else plain(value))
            )
            Xml.SubElement(parent, "data", key=f"{domain}.{name}").text = _legal(text)


def _legal(text: str) -> str:
    """Without the characters that XML 1.0 cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)
