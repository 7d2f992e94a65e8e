"""The Jiaxing case: structure, figures, traps; byte for byte the same each time."""

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from python_calamine import load_workbook

from pipelines.demo import cases, generate, jiaxing, people
from pipelines.demo.cases import Demo
from pipelines.demo.trade import Market
from pipelines.errors import UsageError

PERSONS = 6_000
Cells = list[list[str]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return generate("jiaxing", PERSONS, tmp_path_factory.mktemp("case"))


@pytest.fixture(scope="module")
def truth(demo: Demo) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(demo.truth.read_text("utf-8"))
    return told


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    return jiaxing.build(tmp_path_factory.mktemp("market"), PERSONS, cases.SEED)[0]


def table(demo: Demo, path: str) -> Cells:
    """The cells of a list, by other tools than the ones that wrote it."""
    outer, _, inner = path.partition("!")
    body = (demo.intake / outer).read_bytes()
    if inner:
        with zipfile.ZipFile(io.BytesIO(body), metadata_encoding="gbk") as archive:
            body = archive.read(inner)
    if path.endswith(".xlsx"):
        return [[str(c) for c in row] for row in load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()]
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("gb18030")
    return list(csv.reader(io.StringIO(text), delimiter="\t" if path.endswith(".txt") else ","))


def records(demo: Demo, name: str) -> list[dict[str, str]]:
    header, *rows = table(demo, f"records/{name}.csv")
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_same_arguments_same_bytes(demo: Demo, tmp_path: Path) -> None:
    again = generate("jiaxing", PERSONS, tmp_path)
    other = generate("jiaxing", PERSONS, tmp_path / "other", seed=7)

    def digests(made: Demo) -> dict[str, str]:
        files = [p for p in made.truth.parent.rglob("*") if p.is_file() and "other" not in p.parts]
        return {str(p.relative_to(made.truth.parent)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}

    assert digests(demo) == digests(again)
    assert {p.name for p in demo.intake.rglob("*")} == {p.name for p in other.intake.rglob("*")}
    assert (other.intake / "seized/2016浙江家长.csv").read_bytes() != (demo.intake / "seized/2016浙江家长.csv").read_bytes()


def test_no_case_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="jiaxing"):
        generate("nowhere", 500, tmp_path)


def test_existing_intake_is_not_overwritten(demo: Demo) -> None:
    with pytest.raises(UsageError, match="not empty"):
        generate("jiaxing", PERSONS, demo.intake.parent)


@pytest.mark.parametrize("persons", [500, 700])
def test_small_cases_have_the_same_structure(demo: Demo, tmp_path: Path, persons: int) -> None:
    small = generate("jiaxing", persons, tmp_path)
    assert (small.actors, small.lists, small.sales) == (demo.actors, demo.lists, demo.sales)


def test_structure(demo: Demo, truth: dict[str, Any]) -> None:
    assert demo.actors >= 24
    assert demo.lists >= 40
    assert len(truth["chain"]) == 7
    assert {*zip(truth["chain"], truth["chain"][1:], strict=False)} <= {(h["seller"], h["buyer"]) for h in truth["hops"]}
    assert truth["source"] == truth["chain"][0]
    side = {h["seller"] for h in truth["hops"]} - {*truth["chain"]}
    sellers = Counter(h["seller"] for h in truth["hops"])
    assert all(sellers[actor] >= 2 for actor in truth["chain"][:-1]), "a side sale at every level"
    assert len(side) >= 6


def test_full_size_of_the_figures() -> None:
    assert jiaxing.PERSONS >= 500_000
    assert jiaxing.SCHOOLS == 254
    assert len(people.CITIES) == 10
    assert round(jiaxing.PERSONS * jiaxing.TAKEN) == 500_000


def test_technician_gets_a_fifth_of_a_yuan_a_record(truth: dict[str, Any]) -> None:
    held = next(d["rows"] for d in truth["datasets"] if d["kind"] == "origin" and d["holder"] == truth["source"])
    assert sum(h["amount"] for h in truth["hops"] if h["seller"] == truth["source"]) == pytest.approx(held * 0.2)
    paid = [h for h in truth["hops"] if h["paid"]]
    assert sum(h["amount"] for h in paid) / sum(h["rows"] for h in paid) == pytest.approx(0.2, abs=0.03)


def test_manifest_names_all_but_one_file(demo: Demo, truth: dict[str, Any]) -> None:
    header, *rows = table(demo, "manifest.csv")
    manifest = [dict(zip(header, row, strict=True)) for row in rows]
    named = {row["file"] for row in manifest}
    there = {str(p.relative_to(demo.intake)) for p in demo.intake.rglob("*") if p.is_file()} - {"manifest.csv"}
    assert there - {n.partition("!")[0] for n in named} == {"其他/回收站恢复_0031.txt"}
    assert {n.partition("!")[0] for n in named} <= there
    assert {d["file"] for d in truth["datasets"]} - named == {"其他/回收站恢复_0031.txt"}
    for row in manifest:
        if row["sha256"] and "!" not in row["file"]:
            assert row["sha256"] == hashlib.sha256((demo.intake / row["file"]).read_bytes()).hexdigest()


def test_lists_hold_the_rows_that_the_truth_tells(demo: Demo, truth: dict[str, Any]) -> None:
    titled = {"seized/招生电话.xlsx", "seized/湖州.csv"}
    for told in truth["datasets"]:
        assert len(table(demo, told["file"])) - 1 - (told["file"] in titled) == told["rows"], told["file"]


def test_the_reference_is_a_later_state_of_what_was_taken(market: Market) -> None:
    """Else nothing but money would tell the technician's list from the company's own."""
    both = market.versions["taken"].table.join(market.versions["company"].table, "pid", right_suffix=" later")
    differs = {
        f: pc.sum(pc.fill_null(pc.not_equal(both[f], both[f + " later"]), True)).as_py() for f in ("name", "school", "phone")
    }
    assert all(0 < n < len(both) / 30 for n in differs.values()), differs


def test_files_are_found_in_every_form(demo: Demo, truth: dict[str, Any]) -> None:
    files = [d["file"] for d in truth["datasets"]]
    assert {f[-4:] for f in files} == {".csv", ".txt", "xlsx"}
    assert sum("!" in f for f in files) >= 3
    assert (demo.intake / "seized/o_五六年级.csv").read_bytes() == (demo.intake / "seized/五六年级.csv").read_bytes()
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(demo.intake / "seized/损坏.xlsx")
    with pytest.raises(UnicodeDecodeError):
        (demo.intake / "seized/浙江8市学生.csv").read_bytes().decode("utf-8")
    assert (demo.intake / "seized/衢州丽水.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_value_can_belong_to_anyone(market: Market) -> None:
    for version in market.versions.values():
        if "phone" in version.table.column_names:
            phone = pc.replace_substring_regex(version.table["phone"].drop_null(), "[-*]|^\\+86", "")
            mobile = phone.filter(pc.match_substring_regex(phone, "^1[0-9]{10}$"))
            prefixes = set(pc.unique(pc.utf8_slice_codeunits(mobile, 0, 3)).to_pylist())
            assert prefixes <= {*people.PREFIXES, "138"}, version.key
            assert set(mobile.filter(pc.starts_with(mobile, "138")).to_pylist()) <= {"13800138000"}, version.key
        if "id_number" in version.table.column_names:
            ids = version.table["id_number"].drop_null()
            whole = ids.filter(pc.match_substring_regex(ids, "^[0-9]{17}[0-9X]$"))
            assert pc.all(pc.starts_with(whole, "99")).as_py(), version.key


def test_a_list_is_never_sold_before_it_was_bought(market: Market) -> None:
    bought = {s.list: s.at for s in market.sales}

    def had(key: str) -> Any:
        version = market.versions[key]
        return max([bought[key]] if key in bought else [had(p) for p in version.parents], default=market.opened)

    for sale in market.sales:
        for parent in market.versions[sale.list].parents:
            assert had(parent) < sale.at, sale


def test_changes_of_the_domain_happen(market: Market) -> None:
    v = market.versions
    text = {k: "".join(str(c) for f in x.table.column_names[1:] for c in x.table[f].drop_null().to_pylist()) for k, x in v.items()}
    assert any("****" in t for t in text.values()), "masked digits"
    assert any("０" in t for t in text.values()), "full-width digits"
    assert any(len(x.parents) == 2 for x in v.values()), "merged"
    assert any({"remark", "email_im"} <= set(x.table.column_names) for x in v.values()), "columns of a dealer's own"
    assert any(pc.any(pc.greater_equal(x.table["pid"], 10**9)).as_py() for x in v.values()), "invented persons"
    assert any(len(pc.unique(x.table["pid"])) < x.rows for x in v.values()), "rows twice"
    assert v["jia dedup"].rows < v["jia"].rows, "duplicates removed"
    assert not any(str(s).startswith("0") for s in v["taken"].table["student_number"].to_pylist() if s), "leading zeros lost"
    ids = v["ge"].table["id_number"].drop_null()
    assert pc.mean(pc.cast(pc.ends_with(ids, "000"), "float64")).as_py() > 0.5, "float IDs"
    assert {x.file.encoding for x in v.values() if x.file} == {"utf-8", "utf-8-sig", "gb18030"}


def test_file_name_claims_more_rows_than_there_are(truth: dict[str, Any]) -> None:
    assert next(d["rows"] for d in truth["datasets"] if d["file"].endswith("59万条.xlsx")) < 590_000


def test_unseen_dealer_is_known_by_money_alone(demo: Demo, truth: dict[str, Any]) -> None:
    (unseen,) = truth["unseen"]
    accounts = {r["account"] for r in records(demo, "accounts") if r["actor"] == unseen}
    assert accounts
    assert truth["chain"].index(unseen) in range(2, 5)
    assert unseen not in {d["holder"] for d in truth["datasets"]}
    assert not any(accounts & {c["sender"], c["receiver"]} for c in records(demo, "chats"))
    hops = [h for h in truth["hops"] if unseen in (h["seller"], h["buyer"])]
    payments = records(demo, "payments")
    owner = {r["account"]: r["actor"] for r in records(demo, "accounts")}
    for hop in hops:
        sums = [
            float(p["amount"]) for p in payments if (owner.get(p["payer"]), owner.get(p["payee"])) == (hop["buyer"], hop["seller"])
        ]
        assert any(s == pytest.approx(hop["amount"]) for s in sums)


def test_one_dealer_sells_back_up_and_two_barter(truth: dict[str, Any]) -> None:
    pairs = {(h["seller"], h["buyer"]) for h in truth["hops"]}
    chain = truth["chain"]
    assert any(b in chain and a not in chain and (chain[chain.index(b) + 1], a) in pairs for a, b in pairs)
    assert any((b, a) in pairs for a, b in pairs)
    assert sum(not h["paid"] for h in truth["hops"]) == 2


def test_decoy_is_tied_to_nobody(truth: dict[str, Any], market: Market) -> None:
    (decoy,) = truth["decoys"]
    assert all(decoy not in (h["seller"], h["buyer"]) for h in truth["hops"])
    file = next(d["file"] for d in truth["datasets"] if d["holder"] == decoy)
    assert all(file not in (d["parent"], d["child"]) for d in truth["derivations"])
    office, lu = (set(market.versions[k].table["pid"].to_pylist()) for k in ("office", "lu"))
    assert len(office & lu) > len(lu) / 4, "the same pupils"


def test_payments_have_three_times_as_many_unrelated_ones(demo: Demo, market: Market) -> None:
    true = sum(len(s.parts) for s in market.sales)
    assert len(records(demo, "payments")) == 4 * true
    assert sum(p["memo"] == "退款" for p in records(demo, "payments")) == 1


def test_some_have_several_accounts(demo: Demo) -> None:
    owners = Counter(r["actor"] for r in records(demo, "accounts") if r["account"] != jiaxing.CALLER_PHONE)
    assert {1, 2, 3} <= set(owners.values())


def test_caller_repeats_the_error_of_the_chain(demo: Demo, truth: dict[str, Any], market: Market) -> None:
    (complaint,) = records(demo, "complaints")
    known = dict(f.split("=") for f in complaint["known_facts"].split("; "))
    field, wrong = truth["error"]
    assert known[field] == wrong != complaint["victim_name"]
    holders = {k for k, v in market.versions.items() if wrong in v.table["name"].to_pylist()}
    assert {"fang", "shen", "jia", "school"} <= holders
    assert not holders & {"company", "taken", "ding", "lu", "office"}
    last = market.versions["school"].table.filter(pc.equal(market.versions["school"].table["pid"], market.spare)).to_pylist()[0]
    assert {k: last[k] for k in known} == known
    assert complaint["victim_phone"] == last["phone"]


def test_public_scorer_can_read_the_truth(truth: dict[str, Any]) -> None:
    files = {d["file"] for d in truth["datasets"]}
    assert {d[k] for d in truth["derivations"] for k in ("parent", "child")} <= files
    assert all({"seller", "buyer", "rows", "amount", "paid", "chat", "both_seized"} == set(h) for h in truth["hops"])
    assert all({"file", "holder", "rows", "persons", "kind"} == set(d) for d in truth["datasets"])
    assert all(h["paid"] or h["chat"] for h in truth["hops"])
