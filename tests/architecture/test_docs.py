"""The docs cover every command, setting, table and stage."""

from dataclasses import fields
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipelines import contracts, stages
from pipelines.cli import app
from pipelines.home import Settings

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def _doc(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_command_has_help_and_a_place_in_the_docs(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output
    assert f"`hopback {command}" in _doc("operations.md")


@pytest.mark.parametrize("setting", [f.name for f in fields(Settings)])
def test_setting_stands_in_the_docs(setting: str) -> None:
    assert f"`{setting}`" in _doc("operations.md")


def test_exit_codes_stand_in_the_docs() -> None:
    assert all(f"| {code} |" in _doc("operations.md") for code in range(6))


@pytest.mark.parametrize("table", sorted({t.name for t in (*contracts.WAREHOUSE, *contracts.PUBLISHED)}))
def test_table_stands_in_the_data_dictionary(table: str) -> None:
    assert f"`{table}`" in _doc("data_dictionary.md")


@pytest.mark.parametrize("stage", stages.NAMES)
def test_stage_stands_in_the_data_flow(stage: str) -> None:
    assert f"## {stage}" in _doc("data_flow.md")


def test_links_between_docs_lead_somewhere() -> None:
    import re

    root = DOCS.parent
    for page in (*DOCS.glob("*.md"), *root.glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
