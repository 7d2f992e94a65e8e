"""The answer: for each complaint the most probable source and the chain of sales from it, as cards and arrows."""

from dataclasses import dataclass
from math import log10

from pipelines.report.case import Case, Row


@dataclass(frozen=True)
class Card:
    """An actor of the chain: ``version`` is the list that stands for him, ``more`` how many others he held."""

    actor: str
    seized: bool
    unseen: bool
    version: Row | None
    more: int


@dataclass(frozen=True)
class Step:
    """A sale of the chain: the hop's row, and the kinds of evidence with the sum of their log-likelihood ratios."""

    hop: Row
    kinds: tuple[tuple[str, float], ...]

    @property
    def single(self) -> bool:
        """At most one kind of evidence speaks for the sale."""
        return sum(weight > 0 for _, weight in self.kinds) <= 1


@dataclass(frozen=True)
class Answer:
    """What the evidence says about one complaint (None: about the case, no complaint)."""

    complaint: Row | None
    sources: tuple[Row, ...]
    cards: tuple[Card, ...]
    steps: tuple[Step, ...]
    probability: float | None
    """Posterior of the source, else of the chain."""

    @property
    def source(self) -> str | None:
        if self.sources:
            return str(self.sources[0]["actor"])
        return self.cards[0].actor if self.cards else None

    @property
    def end(self) -> str | None:
        return self.cards[-1].actor if self.cards else None


def answers(case: Case) -> list[Answer]:
    """One answer a complaint, the latest complaint of the most certain source first; one without complaint when none is."""
    complaints = {row["complaint_id"]: row for row in case["complaints"]}
    sources, chains = case.by("sources", "complaint_id"), case.by("chains", "complaint_id")
    keys = list(dict.fromkeys([*complaints, *sources, *chains]))
    made = [_answer(case, complaints.get(k) or _query(k), sources.get(k, []), chains.get(k, [])) for k in keys]
    made.sort(key=lambda a: (-(a.probability or 0.0), str(a.complaint["complaint_id"] if a.complaint else "")))
    return made or [Answer(None, (), (), (), None)]


def _query(key: str | None) -> Row | None:
    """A chain that was asked for without a complaint (a phone, a file) carries only its key."""
    return {"complaint_id": key, "received_at": None, "caller": None} if key else None


def _answer(case: Case, complaint: Row | None, sources: list[Row], chains: list[Row]) -> Answer:
    hops = {row["hop_id"]: row for row in case["hops"]}
    evidence = case.by("evidence", "hop_id")
    best = min((row["rank"] for row in chains), default=None)
    steps = [row for row in chains if row["rank"] == best]
    rows = [hops.get(row["hop_id"]) or _bare(row) for row in steps]
    path = [row["seller"] for row in steps[:1]] + [row["buyer"] for row in steps]
    probability = sources[0]["probability"] if sources else steps[0]["probability"] if steps else None
    return Answer(
        complaint=complaint,
        sources=tuple(sources),
        cards=tuple(_card(case, path, rows, i) for i in range(len(path))),
        steps=tuple(Step(row, kinds(evidence.get(row["hop_id"], []))) for row in rows),
        probability=probability,
    )


def _bare(step: Row) -> Row:
    """A step whose hop is not stored (an actor needed by the evidence alone)."""
    blank = dict.fromkeys(("first_at", "last_at", "records", "amount", "currency", "unit_price"))
    return {**blank, "hop_id": step["hop_id"], "seller": step["seller"], "buyer": step["buyer"],
            "confidence": step["confidence"] or 0.0, "status": "suspected"}  # fmt: skip


def kinds(evidence: list[Row]) -> tuple[tuple[str, float], ...]:
    """Kinds of evidence with the sum of their log-likelihood ratios, the heaviest first. How far the next best explanation lies is
    the sum of the others again, and no kind of its own."""
    sums: dict[str, float] = {}
    for row in evidence:
        if row["kind"] != "alternative":
            sums[row["kind"]] = sums.get(row["kind"], 0.0) + (row["llr"] or 0.0)
    return tuple(sorted(sums.items(), key=lambda kind: (-kind[1], kind[0])))


def _card(case: Case, path: list[str], rows: list[Row], at: int) -> Card:
    actor = path[at]
    known = next((row for row in case["actors"] if row["actor"] == actor), None)
    held = [row for row in case["lists"] if row["actor"] == actor]
    return Card(
        actor=actor,
        seized=bool(known and known["seized"]) or bool(held),
        unseen=bool(known and known["unseen"]) or (known is None and not held and actor.startswith("unseen-")),
        version=_version(case, held, rows[at - 1] if at else None, path[at + 1] if at + 1 < len(path) else None),
        more=max(len(held) - 1, 0),
    )


def _version(case: Case, held: list[Row], bought: Row | None, buyer: str | None) -> Row | None:
    """The actor's list that the chain went through: by kinship, by the evidence of the sale, by its size; large ones first."""
    owner = {row["dataset_id"]: row["actor"] for row in case["lists"]}
    weight = {row["dataset_id"]: 1.0 for row in held}
    for d in case["derivations"]:
        parent, child, sure = d["parent_dataset_id"], d["child_dataset_id"], d["confidence"] or 0.0
        if bought and child in weight and owner.get(parent) == bought["seller"]:
            weight[child] += sure
        if parent in weight and owner.get(child) == buyer:
            weight[parent] += sure
    if bought:
        for e in case["evidence"]:
            if e["hop_id"] == bought["hop_id"] and e["dataset_id"] in weight and (e["llr"] or 0.0) > 0:
                weight[e["dataset_id"]] += 1.0
        for row in held:
            if bought["records"] and abs(bought["records"] - (row["rows_accepted"] or 0)) <= 0.05 * bought["records"]:
                weight[row["dataset_id"]] += 2.0

    def score(row: Row) -> float:
        return weight[row["dataset_id"]] * log10(10 + (row["rows_accepted"] or 0))

    return min(held, key=lambda row: (-score(row), row["path"], row["dataset_id"])) if held else None
