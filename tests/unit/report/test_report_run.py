"""The stage as a whole: what is written, that nothing changes when nothing changed, and that no person's value gets out."""

import html
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import networkx as nx
import pytest

from pipelines import checkpoints, ledger, warehouse
from pipelines.errors import UsageError
from pipelines.home import Home
from pipelines.report import run as report
from pipelines.report import workbook
from pipelines.report.case import Case
from tests.unit.report.report_market import SHARED, Market, seal

EVERY = tuple(report.FORMATS)
EVIL = "<script>alert(1)</script>\"'--><img src=x onerror=alert(2)>{{7*7}}"


def write(home: Home, *markets: Market) -> None:
    for market in markets:
        seal(home, market)
    with warehouse.writer(home) as con:
        for market in markets:
            market.write(con)


def make(home: Home, *cases: str, formats: tuple[str, ...] = EVERY) -> tuple[int, int]:
    with warehouse.writer(home) as con:
        outcome = report.run(home, con, cases, formats=formats)
    return outcome.done, outcome.skipped


def files(home: Home) -> dict[str, bytes]:
    return {str(p.relative_to(home.reports)): p.read_bytes() for p in sorted(home.reports.rglob("*")) if p.is_file()}


def test_every_format_of_every_case_is_written_once(home: Home) -> None:
    write(home, Market(), Market("quiet", actors=3, lists=3, spine=0))
    assert make(home) == (2, 0)
    names = [name for name, _ in report.FORMATS.values()]
    assert sorted(files(home)) == sorted(f"{case}/{name}" for case in ("jiaxing-2016", "quiet") for name in names)
    before, events = files(home), list(ledger.read(home))
    exports = [e for e in events if e["action"] == "export"]
    assert len(exports) == 2 * len(names) and all(e["out_sha256"] for e in exports)
    times = {p: p.stat().st_mtime_ns for p in home.reports.rglob("*") if p.is_file()}
    assert make(home) == (0, 2)
    assert files(home) == before and list(ledger.read(home)) == events
    assert times == {p: p.stat().st_mtime_ns for p in home.reports.rglob("*") if p.is_file()}


def test_the_same_evidence_makes_the_same_bytes_in_another_home(home: Home, tmp_path: Path) -> None:
    other = Home.at(tmp_path / "other").create()
    for place in (home, other):
        write(place, Market())
        make(place, "jiaxing-2016", formats=("html", "graphml", "ftm"))  # the others hold the ledger's times
    assert files(home) == files(other)


def test_an_export_whose_event_was_lost_in_a_crash_is_noted_later(home: Home) -> None:
    write(home, Market(actors=3, lists=3, spine=2))
    make(home, formats=("graphml",))
    lines = home.ledger.read_bytes().splitlines(keepends=True)
    home.ledger.write_bytes(b"".join(lines[:-1]))
    assert make(home, formats=("graphml",)) == (1, 0)
    assert [e["action"] for e in ledger.read(home)][-1] == "export"


def test_formats_are_chosen_and_an_unknown_one_is_refused(home: Home) -> None:
    write(home, Market(actors=3, lists=3, spine=2))
    make(home, "jiaxing-2016", formats=("html",))
    assert list(files(home)) == ["jiaxing-2016/index.html"]
    with pytest.raises(UsageError, match="docx"):
        make(home, "jiaxing-2016", formats=("docx",))


def test_a_case_cannot_leave_the_reports_folder(home: Home) -> None:
    assert home.report("嘉兴案 2016").name == "嘉兴案 2016"
    for wild in ("../../etc", "..", "/etc/passwd", "a/../../b", "C:\\x", "\x00", " "):
        assert home.report(wild).resolve().parent == home.reports.resolve()
    write(home, Market("../out", actors=3, lists=3, spine=2))
    make(home, "../out", formats=("graphml",))
    assert not (home.root / "out").exists()


def test_no_value_of_a_person_leaves_in_any_format(home: Home) -> None:
    write(home, Market())
    make(home)
    secrets = ["周小满", "16012345678", "15400001111", "嘉兴一中", "私密", "资料费", "16012340000", "学生1"]
    secrets += [text for _, wrong, right in SHARED for text in (wrong, right)]
    for name, content in files(home).items():
        text = unzipped(content) if name.endswith("xlsx") else content.decode()
        assert [s for s in secrets if s in text] == [], name


def unzipped(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "\n".join(archive.read(n).decode() for n in archive.namelist())


def test_names_from_criminals_stay_text(home: Home) -> None:
    market = Market(EVIL.replace("/", "")[:40], actors=4, lists=4, spine=3)
    for rows in market.tables.values():
        for row in rows:
            for key, value in row.items():
                if value == market.spine[1] or key in (
                    "file_name",
                    "holder",
                    "note",
                    "target",
                    "source_file",
                    "message",
                    "header",
                    "why",
                ):
                    row[key] = EVIL
                elif key == "accounts":
                    row[key] = [*value, EVIL]
    write(home, market)
    make(home)
    page = next(content.decode() for name, content in files(home).items() if name.endswith("index.html"))
    assert "<script>alert" not in page and "<img" not in page and "49" not in re.findall(r"onerror=alert\(2\)&gt;(\d*)", page)
    assert page.count("<script") == len(re.findall(r"</script>", page)) == 6
    data = re.search(r'<script type="application/json" id="drawing">(.*?)</script>', page, re.DOTALL)
    assert data and EVIL in {node["id"] for node in json.loads(data.group(1))["nodes"]}


def test_the_page_asks_for_nothing_from_outside(home: Home) -> None:
    write(home, Market())
    make(home, formats=("html",))
    page = html.unescape(next(iter(files(home).values())).decode())
    assert "default-src 'none'" in page and "unsafe-eval" not in page
    scripts = re.search(r"script-src ([^;]+);", page)
    assert scripts and "unsafe-inline" not in scripts.group(1)
    markup = re.sub(r"<script.*?</script>|<style>.*?</style>|<pre.*?</pre>", "", page, flags=re.DOTALL)
    assert re.findall(r'(?:src|href|action|data|poster)="(?!#)[^"]*"', markup) == []
    assert "The Cytoscape Consortium" in page and "Permission is hereby granted" in page


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    empty: dict[str, list[dict[str, object]]] = {name: [] for name in workbook.SHEETS}
    wild = ["=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=cmd|' /C calc'!A0", "http://x.example", "\t=1", "a" * 40_000, "\x0b"]
    rows = [{"name": text, "number": 2**70, "list": ["=1", "b"], "flag": True, "nothing": None} for text in wild]
    case = Case("c", {**empty, "hops": rows, "totals": [{"as_of": None}]}, [])
    content = workbook.render(case)
    assert content == workbook.render(case)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n]
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert len(sheets) == len(workbook.SHEETS) + 1
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert "=1+1" in strings and "@SUM(A1)" in strings
    assert 'state="frozen"' in sheets[0]


def test_graphml_is_the_graph_of_the_hops(home: Home) -> None:
    market = Market()
    market.tables["actors"][0]["accounts"] = ["\x00bad"]
    market.tables["hop_evidence"][0]["kind"] = "con\x08tent"
    write(home, market)
    make(home, formats=("graphml",))
    graph = nx.read_graphml(io.BytesIO(next(iter(files(home).values()))), force_multigraph=True)
    label = nx.get_node_attributes(graph, "label")
    found = {(label[a], label[b], d["hop_id"], d["status"]) for a, b, d in graph.edges(data=True)}
    assert found == {(h["seller"], h["buyer"], h["hop_id"], h["status"]) for h in market.tables["hops"]}
    assert set(label.values()) == set(market.people)
    assert sum(d["on_chain"] for *_, d in graph.edges(data=True)) == len(market.spine) - 1


def test_follow_the_money_entities_refer_to_each_other(home: Home) -> None:
    market = Market()
    write(home, market)
    make(home, formats=("ftm",))
    entities = [json.loads(line) for line in next(iter(files(home).values())).splitlines()]
    ids = {e["id"]: e for e in entities}
    assert len(ids) == len(entities)
    kinds = [e["schema"] for e in entities]
    assert kinds.count("UnknownLink") == len(market.tables["hops"]) and kinds.count("Payment") == len(market.tables["payments"])
    for entity in entities:
        for key in {"subject", "object", "payer", "beneficiary"} & entity["properties"].keys():
            assert ids[entity["properties"][key][0]]["schema"] in {"Person", "Company", "LegalEntity"}
    schema = {e["properties"].get("name", [""])[0]: e["schema"] for e in entities}
    assert schema["育才培训学校"] == "Company" and schema["unseen-1"] == "LegalEntity" and schema[market.spine[1]] == "Person"


def test_custody_names_every_evidence_item_and_event(home: Home) -> None:
    market = Market()
    write(home, market)
    make(home, formats=("case",))
    graph = json.loads(next(iter(files(home).values())))["@graph"]
    hashes = {
        f["uco-core:hasFacet"][1]["uco-observable:hash"][0]["uco-types:hashValue"]["@value"]
        for f in graph
        if f["@type"] == "uco-observable:File"
    }
    assert hashes == {row["evidence_id"] for row in market.tables["findings"]}
    actions = [thing for thing in graph if thing["@type"] == "case-investigation:InvestigativeAction"]
    assert [a["uco-core:name"] for a in actions] == ["seal"] * len(market.tables["findings"])
    ids = {thing["@id"] for thing in graph}
    assert len(ids) == len(graph)
    for action in actions:
        for key in ("uco-action:performer", "uco-action:instrument"):
            assert action[key]["@id"] in ids


def test_custody_conforms_to_case(home: Home) -> None:
    write(home, Market())
    make(home, formats=("case",))
    (path,) = home.reports.rglob("custody.jsonld")
    validate = Path(sys.executable).with_name("case_validate")
    found = subprocess.run([validate, path], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout.split()[-2:]) == (0, ["Conforms:", "True"]), found.stdout[-2000:] + found.stderr[-2000:]


def test_the_page_of_custody_has_every_item_every_event_and_no_script(home: Home) -> None:
    market = Market()
    write(home, market)
    make(home, formats=("custody",))
    page = next(iter(files(home).values())).decode()
    for event in ledger.read(home):
        if event["evidence_id"]:
            assert event["hash"] in page
    assert all(row["evidence_id"] in page and html.escape(row["path"]) in page for row in market.tables["findings"])
    assert "<script" not in page
    assert "http://" not in page and "https://" not in page


def test_a_case_id_longer_than_a_file_name_may_be_has_a_report(home: Home) -> None:
    long = ["案" * 200 + n for n in "ab"]
    write(home, *(Market(case, actors=3, lists=3, spine=0) for case in long))
    assert make(home, *long, formats=("html",)) == (2, 0)
    assert len({home.report(case) for case in long}) == 2


def test_a_name_that_turns_the_order_of_letters_turns_its_own_alone(home: Home) -> None:
    write(home, Market(actors=4, lists=4, spine=3))
    make(home, "jiaxing-2016", formats=("html",))
    page = (home.report("jiaxing-2016") / "index.html").read_text("utf-8")
    title = page[page.index('<h1 id="answer-title">') : page.index("</h1>")]
    assert title.count("<strong") == title.count("<bdi>") > 0


def test_custody_tells_of_the_case_as_a_whole_and_of_the_signature(home: Home) -> None:
    market = Market(actors=4, lists=4, spine=3)
    for finding in market.tables["findings"]:
        finding["intake_id"] = "abc123"
    write(home, market)
    acts = [
        ledger.Event("receive", reason="intake abc123: folder, 4 files, 9 bytes", in_sha256="1" * 64),
        ledger.Event("trace", reason=f"case {market.case_id}", in_sha256="2" * 64, out_sha256="3" * 64, rows_out=3),
    ]
    others = [
        ledger.Event("trace", reason=f"case {market.case_id}-2", out_sha256="4" * 64),
        ledger.Event("query", reason="published database"),
    ]
    ledger.append(home, [*acts, *others])
    make(home, market.case_id, formats=("custody",))
    (page,) = files(home).values()
    assert "尚未签名".encode() in page
    checkpoints.sign(home)
    make(home, market.case_id, formats=("custody", "case"))
    made = files(home)
    (page, case) = (made[f"{market.case_id}/custody.{suffix}"].decode() for suffix in ("html", "jsonld"))
    signed = checkpoints.read(home)[0]
    assert signed["signature"] in page and signed["key"] in page
    for text in (page, case):
        assert "1" * 64 in text and "3" * 64 in text and "intake abc123" in text
        assert "4" * 64 not in text and "published database" not in text
    checkpoints.sign(home)
    make(home, market.case_id, formats=("custody", "case"))
    assert files(home) == made, "what was handed out is an event; it does not change the page"
