"""What a log says of an error: where it was, and nothing that may be a person's."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.errors import BadFile, MachineRefused, told
from pipelines.home import Home

VALUE = "司马某乙16098765432"


def _convert(con: warehouse.Connection) -> None:
    con.execute("SELECT CAST($value AS BIGINT)", {"value": VALUE})


def test_a_value_in_the_text_of_an_error_is_not_told() -> None:
    with warehouse.scratch() as con, pytest.raises(warehouse.Error, match=VALUE) as caught:
        _convert(con)
    text = told(caught.value)
    assert VALUE not in text
    assert text.startswith("ConversionException")
    assert f"unit/{Path(__file__).name}:" in text and "in _convert" in text


def test_the_errors_behind_an_error_are_told_too() -> None:
    try:
        try:
            raise ValueError(VALUE)
        except ValueError as error:
            raise BadFile("a.csv", "code", "is odd") from error
    except BadFile as error:
        text = told(error)
    assert "BadFile (a.csv: is odd)" in text and "ValueError" in text and VALUE not in text


def test_the_command_line_tells_where_and_not_what(tmp_path: Path) -> None:
    code = (
        "import sys; from pipelines import audit, cli; sys.argv = ['hopback', 'verify', '--home', '.']\n"
        f"def fail(*_): raise ValueError({VALUE!r})\n"
        "audit.verify = fail; cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert "ValueError" in done.stderr and VALUE not in done.stdout + done.stderr


def test_what_the_machine_refuses_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "staging").write_text("a file where the folder should be")
    with pytest.raises(MachineRefused, match=r"File exists.*staging.*run again"), warehouse.writer(Home.at(tmp_path)):
        pass


def test_a_full_disk_while_the_writer_works_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(MachineRefused, match="No space left"), warehouse.writer(Home.at(tmp_path)):
        raise OSError(28, "No space left on device")
