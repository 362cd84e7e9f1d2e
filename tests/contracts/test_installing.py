"""What `make install` does, `git pull` needs again and the image needs too."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPILES = "-m compileall -q portal migrations"
IMAGE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")


def _steps(*options: str) -> list[str]:
    """What `make install` would let Python do, without the way to it."""
    make = [shutil.which("make") or "make", "-n", *options, "install"]
    said = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True)
    return re.findall(r"^\.venv/bin/python (-m .+)", said.stdout, re.MULTILINE)


def test_the_image_is_made_with_the_steps_of_an_installation() -> None:
    steps = _steps("-B")
    assert COMPILES in steps
    assert len(steps) == 4
    runs = re.findall(r"^RUN .+(?:\n +.+)*", IMAGE.replace("\\\n", "\n"), re.MULTILINE)
    for step in steps:
        words = step.split("install ")[-1] if "-m pip" in step else step
        wanted = ".*".join(re.escape(word) for word in words.split())
        assert any(re.search(wanted, run) for run in runs), step


def test_the_image_is_made_before_it_belongs_to_whoever_serves() -> None:
    assert IMAGE.rindex("\nRUN ") < IMAGE.index("\nUSER ")


def test_what_was_pulled_is_compiled_by_the_next_installation() -> None:
    assert COMPILES in _steps("--old-file", ".venv/.installed")


@pytest.mark.parametrize("source", ["portal/search/data/home.txt", "portal/search/language/groups.py"])
def test_another_dictionary_is_taken_apart_by_the_next_installation(source: str) -> None:
    assert "-m portal.search.language.compiled" in _steps("--what-if", source)
