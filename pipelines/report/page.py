"""The page: one HTML file with style, scripts, data and the graph library inside, and a policy that lets nothing out."""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipelines.report import chain, graph, law, lineage, notes, text, timeline, words
from pipelines.report.case import Case, Row

HERE = Path(__file__).parent
LIBRARY = "cytoscape-3.34.4.min.js"
SCRIPTS = ("language.js", "tables.js", "graph.js")
STYLES = ("page.css", "parts.css", "print.css")
MOST_EVENTS = 400
MOST_BARS = 30


def render(case: Case) -> str:
    """The whole page. The same case gives the same text, byte for byte."""
    answers = chain.answers(case)
    drawing = graph.drawing(case, answers)
    scripts = {name: _asset(name) for name in ("first.js", *SCRIPTS, LIBRARY)}
    data = as_json(drawing)
    return _environment().get_template("page.html.j2").render(
        case=case,
        answers=answers,
        drawing=drawing,
        rows_total=sum(row["rows_accepted"] or 0 for row in case["lists"]),
        data=Markup(data),
        forest=lineage.forest(case),
        times=timeline.build(case),
        verdicts=law.verdicts(case),
        profiles=law.PROFILES,
        evidence=case.by("evidence", "hop_id"),
        shared=case.by("shared_errors", "hop_id"),
        custody=custody(case),
        chain_hops=[step.hop["hop_id"] for answer in answers for step in answer.steps],
        styles=Markup("\n".join(_asset(name) for name in STYLES)),
        scripts={name: Markup(body) for name, body in scripts.items()},
        library=LIBRARY,
        later=(LIBRARY, *SCRIPTS),
        version=LIBRARY.split("-")[1].removesuffix(".min.js"),
        licence=_asset("cytoscape-LICENSE.txt"),
        policy=policy([*scripts.values()]),
        most_bars=MOST_BARS,
    )  # fmt: skip


def as_json(value: Any) -> str:
    """JSON that may stand inside <script>: no ``<``, ``>``, ``&`` and no line separators of JavaScript in it."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return re.sub("[<>&\u2028\u2029]", lambda c: f"\\u{ord(c.group()):04x}", body)


def policy(scripts: list[str]) -> str:
    """Content security policy: nothing may be fetched or sent; only these very scripts run."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    return f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"


def custody(case: Case) -> list[Row]:
    """One row per finding: the file, and what the ledger says was done with its bytes, oldest first."""
    events: dict[str, list[Row]] = {}
    for event in case.custody:
        events.setdefault(event["evidence_id"], []).append(event)
    return [{**row, "events": events.get(row["evidence_id"], [])} for row in case["findings"]]


@cache
def _asset(name: str) -> str:
    return (HERE / "assets" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(
        t=words.t, both=words.both, pair=words.pair, attribute=words.attribute, known=words.known, actor=words.actor,
        note=notes.both, field=notes.field, tier=graph.tier, firm=graph.FIRM, most_events=MOST_EVENTS,
    )  # fmt: skip
    for f in (
        text.number,
        text.share,
        text.likelihood,
        text.money,
        text.price,
        text.signed,
        text.day,
        text.minute,
        text.days,
        text.size,
    ):
        env.filters[f.__name__] = f
    env.filters["marked"] = marked
    return env


def marked(masked: str | None) -> Markup:
    """A masked value with what is not hidden set off: ``•••8•••`` shows the 8."""
    parts = re.findall(r"•+|[^•]+", masked or "")
    return Markup("").join(
        Markup("<i>{}</i>").format(p) if p.startswith("•") else Markup("<mark>{}</mark>").format(p.replace(" ", "␣")) for p in parts
    )
