"""``custody.html``: the custody of a case's evidence as a page to print or save as PDF: what was sealed, and each handling of it."""

from datetime import timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipelines import __version__
from pipelines.report.case import Case

ACTIONS = {
    "receive": "接收", "seal": "封存", "extract": "解包", "parse": "读取", "normalise": "规范", "resolve": "识别", "derive": "比对", "trace": "溯源",
    "assess": "计数", "export": "导出", "publish": "发布", "exclude": "排除", "query": "查询", "reveal": "显示", "destroy": "销毁", "repair": "修复",
}  # fmt: skip

STATES = {"sealed": "已封存", "loaded": "已读取", "kept": "留存", "quarantined": "隔离", "withdrawn": "撤回"}


def render(case: Case) -> bytes:
    """The page: no script, nothing fetched; the same ledger gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    events = sorted((*case.custody, *case.acts), key=lambda event: event["seq"])
    for event in events:
        event["local"] = event["at"] + timedelta(hours=8)
    number = {row["evidence_id"]: n for n, row in enumerate(case["findings"], 1)}
    page = environment.get_template("custody.html.j2").render(
        case=case, events=events, number=number, actions=ACTIONS, states=STATES, version=__version__
    )
    return (page + "\n").encode()
