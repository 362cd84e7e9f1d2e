"""`portal --help` names every command without reading what they need, and the README does too."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from portal.cli import COMMANDS, main


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_introduced_by_how_its_own_help_begins(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert COMMANDS[name][1] == command.get_short_help_str(1000)


def test_the_readme_introduces_every_command() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (`.+?`) \|", readme.split("| command |")[1].split("\n\n")[0], re.MULTILINE)
    assert {one.split()[0] for row in rows for one in re.findall(r"`(.+?)`", row)} == set(COMMANDS)


def test_help_reads_no_slice() -> None:
    program = (
        "import sys; from portal.cli import main\n"
        "try: main(['--help'])\n"
        "finally: print(sorted(name for name in sys.modules if name.startswith(('portal.', 'sqlalchemy', 'flask'))))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert all(name in said for name in COMMANDS)
    assert said.splitlines()[-1] == "['portal.cli', 'portal.config', 'portal.core', 'portal.core.collecting']"


def test_what_serves_pages_carries_nothing_that_few_need(tmp_path: Path) -> None:
    """Each web worker would: what changes tables, and what reads and writes workbooks, takes a tenth of its memory."""
    program = (
        "import sys; from portal.cli import web; web.create_app()\n"
        "print(*({'alembic', 'flask', 'icalendar', 'mako', 'mammoth', 'openpyxl'} & set(sys.modules)))"
    )
    environ = {**os.environ, "PORTAL_DATA_DIR": str(tmp_path), "PORTAL_SECRET_KEY": "k" * 40}
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environ)
    assert said.stdout.split() == ["flask"]
