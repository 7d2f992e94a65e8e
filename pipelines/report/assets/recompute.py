"""Counts again, from the rows of this bundle and on demand from the sealed evidence, and says whether all agree.

Python 3.11 and nothing else. The count is written down as the law says it, one person at a time: 法释〔2017〕10号 art. 11.
"""

import argparse
import csv
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

csv.field_size_limit(sys.maxsize)
Row = dict[str, str]
Key = tuple[str, str]
Figures = dict[Key, dict[str, int]]
PROFILES = ("main", "strict", "parents", "identified", "confirmed")
FIVE = ("rows_as_seized", "exact_distinct", "distinct_phones", "distinct_ids", "distinct_persons")
KEYS = dict(zip(FIVE, (None, "exact", "phone", "id", "person"), strict=True))


def table(folder: Path, name: str) -> Iterator[Row]:
    """The rows of a file of the bundle."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def class_of(row: Row, profile: str) -> str | None:
    """A, B or C under a reading of the law; None where the row does not count there."""
    if profile == "identified" and row["bare"] == "1":
        return None
    return row["strict"] if profile == "strict" else row["main"]


def better(best: dict[str, str], key: str, letter: str | None) -> None:
    """Keep the highest class seen of a key: A before B before C."""
    if letter is not None and letter < best.get(key, "Z"):
        best[key] = letter


def recount(rows: Iterable[Row], sales: Iterable[Row], handed: Iterable[Row], profile: str) -> Figures:
    """(actor, class) → the five counts, acquired, sold, counted. rows, sales, handed: as in the files of the bundle."""
    held: dict[str, dict[str, str]] = defaultdict(dict)
    keyed: dict[Key, dict[str, str]] = defaultdict(dict)
    seized: dict[Key, Counter[str]] = defaultdict(Counter)
    holder: dict[str, str] = {}
    for row in rows:
        letter, actor = class_of(row, profile), row["actor"]
        holder[row["dataset_id"]] = actor
        if letter is None:
            continue
        seized[actor, letter]["rows_as_seized"] += 1
        for name, column in KEYS.items():
            if column and row[column]:
                better(keyed[actor, name], row[column], letter)
        if profile == "parents" and row["parent"]:
            better(keyed[actor, "distinct_persons"], "parent " + row["parent"], "C")
        if row["person"] and row["is_false"] == "0":
            better(held[row["dataset_id"]], row["person"], letter)
            if profile == "parents" and row["parent"]:
                better(held[row["dataset_id"]], "parent " + row["parent"], "C")
    for (actor, name), best in keyed.items():
        for letter in best.values():
            seized[actor, letter][name] += 1
    counting = [s for s in sales if s["profile"] == profile and (profile != "confirmed" or s["confirmed"] == "1")]
    return handled(held, holder, counting, handed, seized)


def handled(
    held: dict[str, dict[str, str]],
    holder: dict[str, str],
    sales: list[Row],
    handed: Iterable[Row],
    result: dict[Key, Counter[str]],
) -> Figures:
    """Adds acquired, sold and counted: each person max(1 if acquired, number of distinct recipients)."""
    handed_by_hop: dict[str, list[Key]] = defaultdict(list)
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for link in handed:
        handed_by_hop[link["hop_id"]].append((link["parent_id"], link["child_id"]))
    for dataset, persons in held.items():
        for person, letter in persons.items():
            better(own[holder[dataset]], person, letter)
    recipients: dict[Key, list[str]] = defaultdict(list)
    unseen: Counter[Key] = Counter()
    bought: dict[str, tuple[int, str]] = {}
    for sale in sales:
        got: dict[str, str] = {}
        for parent, child in handed_by_hop[sale["hop_id"]]:
            for person, letter in held[child].items():
                if person in held[parent]:
                    better(got, person, letter)
        for person, letter in got.items():
            recipients[sale["seller"], person].append(letter)
        if sale["class"]:  # a number of records alone is known
            number = int(sale["records"])
            unseen[sale["seller"], sale["class"]] += number
            result[sale["seller"], sale["class"]]["sold"] += number
            bought[sale["buyer"]] = max(bought.get(sale["buyer"], (0, "")), (number, sale["class"]))
    idle: Counter[Key] = Counter()
    for actor, persons in own.items():
        for person, letter in persons.items():
            result[actor, letter]["acquired"] += 1
            units = sorted(recipients[actor, person])
            for sold_as in units:
                result[actor, sold_as]["sold"] += 1
            if not units:
                idle[actor, letter] += 1
                units = [letter]
            elif letter < units[0]:
                units[-1] = letter  # what was acquired ranks above all that was sold
            for unit in units:
                result[actor, unit]["counted"] += 1
    for actor, (number, letter) in bought.items():
        if actor not in set(holder.values()):
            result[actor, letter]["acquired"] += number
            result[actor, letter]["counted"] += number
            idle[actor, letter] += number
    for (actor, letter), number in unseen.items():
        result[actor, letter]["counted"] += max(0, number - idle[actor, letter])
    return {key: {n: v for n, v in figures.items() if v} for key, figures in result.items() if any(figures.values())}


def compare_counts(folder: Path) -> Iterator[str]:
    """Differences between counts.json and a count of our own, in words."""
    told = json.loads((folder / "counts.json").read_text("utf-8"))
    rows, sales, handed = (list(table(folder, name)) for name in ("rows", "sales", "handed"))
    names = (*FIVE, "acquired", "sold", "counted")
    for profile in PROFILES:
        ours = recount(rows, sales, handed, profile)
        theirs = {(r["actor"], r["class"]): {n: r[n] for n in names if r[n]} for r in told if r["profile"] == profile}
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                yield f"counts of {key[0]}, class {key[1]}, {profile}: {theirs.get(key)} in the bundle, {ours.get(key)} by this script"


def compare_severity(folder: Path) -> Iterator[str]:
    """Every number that a rule was held against, and whether it reaches the threshold, from the counts and the receipts."""
    counts = json.loads((folder / "counts.json").read_text("utf-8"))
    rules = {(r["regime"], r["rule"]): r for r in table(folder, "rules")}
    value: Counter[tuple[str, str, str, str]] = Counter()
    for c in counts:
        value[c["actor"], c["profile"], "counted", c["class"]] += c["counted"]
        value[c["actor"], c["profile"], "counted", ""] += c["counted"]
    for line in table(folder, "receipts"):
        if line["kind"] == "sale" and line["currency"] in ("", "CNY"):
            for profile in PROFILES:
                if profile != "confirmed" or line["confirmed"] == "1":
                    value[line["actor"], profile, "receipts", ""] += round(float(line["amount"]) * 100)
    for row in json.loads((folder / "severity.json").read_text("utf-8")):
        rule = rules[row["regime"], row["rule"].partition(" [")[0]]
        if rule["measure"] not in ("counted", "receipts") or row["actor"] == "(incident)":
            continue
        ours = value[row["actor"], row["profile"], rule["measure"], rule["class"]] / (100 if rule["measure"] == "receipts" else 1)
        if abs(ours - row["value"]) > 0.005 or (ours >= row["threshold"]) == row["outcome"].startswith("below"):
            yield f"{row['rule']} of {row['actor']}: {row['value']} in the bundle ({row['outcome']}), {ours} by this script"


def compare_files(folder: Path) -> Iterator[str]:
    """Files of the bundle that are not what they were."""
    for name, digest in json.loads((folder / "sha256.json").read_text("utf-8")).items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            yield f"{name} was changed after the bundle was made"


def compare_evidence(folder: Path, evidence: Path) -> Iterator[str]:
    """Sealed files that are not there, or not what they were."""
    for digest in sorted({f["sha256"] for f in table(folder, "findings")}):
        place = evidence / digest[:2] / digest
        if not place.is_file():
            yield f"evidence {digest[:12]}… is not there"
        elif hashlib.sha256(place.read_bytes()).hexdigest() != digest:
            yield f"evidence {digest[:12]}… was changed"


def restored(findings: list[Row], evidence: Path, work: Path) -> list[Path]:
    """Intakes with a manifest, made of the sealed files: as many as there are findings of one path."""
    named = ("file", "kind", "case_id", "holder", "obtained_at", "officer", "note", "sha256")
    place = {(f["file"], f["sha256"]): f for f in findings}
    intakes: dict[Path, list[Row]] = defaultdict(list)
    times: Counter[str] = Counter()
    into: dict[Key, Path] = {}
    for f in sorted(findings, key=lambda f: f["file"].count("!")):  # archives before what is in them
        within = place.get((f["file"].rpartition("!")[0], f["parent"])) if f["parent"] else None
        if within is None:
            times[f["file"]] += 1
            intake = work / f"intake-{times[f['file']]}"
            target = intake / f["file"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((evidence / f["sha256"][:2] / f["sha256"]).read_bytes())
        else:
            intake = into[within["file"], within["sha256"]]
        into[f["file"], f["sha256"]] = intake
        intakes[intake].append(f)
    for intake, rows in intakes.items():
        with (intake / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, named, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(f for f in rows if f["named"] == "1" and f["kind"] != "archive")
    return list(intakes)


def compare_run(folder: Path, evidence: Path, hopback: str) -> Iterator[str]:
    """Everything again, in a home of its own, from the sealed files alone."""
    with tempfile.TemporaryDirectory() as work:
        home = Path(work) / "home"
        intakes = [str(i) for i in restored(list(table(folder, "findings")), evidence, Path(work))]
        case = json.loads((folder / "about.json").read_text("utf-8"))["case_id"]
        for command in (["run", *intakes], ["report", "--case", case, "--format", "bundle"]):
            if subprocess.run([hopback, *command, "--home", str(home)], capture_output=True, check=False).returncode > 1:
                yield f"hopback {command[0]} failed"
                return
        with zipfile.ZipFile(next((home / "reports").glob("*/bundle.zip"))) as again:
            for name in ("counts.json", "severity.json", "facts.json"):
                if again.read(name) != (folder / name).read_bytes():
                    yield f"{name} of a new run is another"


def main() -> int:
    """Compare, say so, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evidence", type=Path, help="the sealed evidence: the folder evidence/ of a home")
    parser.add_argument("--hopback", help="the program; runs everything again, with --evidence")
    given = parser.parse_args()
    folder = Path(__file__).parent
    steps = [
        ("files of the bundle", compare_files(folder)),
        ("counts", compare_counts(folder)),
        ("thresholds", compare_severity(folder)),
    ]
    if given.evidence:
        steps.append(("sealed evidence", compare_evidence(folder, given.evidence)))
    if given.evidence and given.hopback:
        steps.append(("a new run from the sealed evidence", compare_run(folder, given.evidence, given.hopback)))
    wrong = 0
    for what, found in steps:
        differences = list(found)
        wrong += len(differences)
        print(f"{what}: {'agree' if not differences else 'DIFFER'}", *differences[:20], sep="\n  ")
    print("ALL AGREE" if not wrong else f"{wrong} DIFFERENCES")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
