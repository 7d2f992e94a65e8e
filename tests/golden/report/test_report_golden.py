"""What a reader is told of a small case, word for word in both languages, and its graph as other tools read it.

To accept a change: ``UPDATE_GOLDEN=1 pytest tests/golden/report``, then read the difference before committing it.
"""

import os
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.home import Home
from pipelines.report import run as report
from tests.unit.report.report_market import Market

HERE = Path(__file__).parent
BLOCKS = {"p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "tr", "div", "article", "section", "summary", "td", "th"}
SILENT = {"script", "style", "pre", "svg", "title"}
VOID = {"meta", "input", "wbr"}


class Text(HTMLParser):
    """The text of the page as a reader of one language meets it, a block a line."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.other = {"zh-CN": "en", "en": "zh-CN"}[language]
        self.hidden: list[bool] = []
        self.lines = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in BLOCKS:
            self.lines.append("")
        if tag not in VOID:
            self.hidden.append(tag in SILENT or (given.get("class") == "t" and given.get("lang") == self.other))

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and tag not in VOID:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.hidden):
            self.lines[-1] += data

    @property
    def text(self) -> str:
        return "\n".join(filter(None, (" ".join(line.split()) for line in self.lines))) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home.at(tmp_path_factory.mktemp("golden"))
    with warehouse.writer(home) as con:
        Market("golden", actors=6, lists=7, spine=3).write(con)
        report.run(home, con, ["golden"], formats=("html", "graphml"))
    return home.reports / "golden"


@pytest.mark.parametrize(("name", "language"), [("page.zh.txt", "zh-CN"), ("page.en.txt", "en")])
def test_what_the_page_says(folder: Path, name: str, language: str) -> None:
    reader = Text(language)
    reader.feed((folder / "index.html").read_text("utf-8"))
    compare(HERE / name, reader.text)


def test_the_graph_for_other_tools(folder: Path) -> None:
    compare(HERE / "hops.graphml", (folder / "hops.graphml").read_text("utf-8"))


def compare(golden: Path, found: str) -> None:
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")
