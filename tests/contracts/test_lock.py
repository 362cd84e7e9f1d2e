"""The lock file: what is installed is pinned, hashed, complete, and names no registry."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", name)[0]).lower()


def _locked(path: Path) -> dict[str, str]:
    """Each requirement's name with all its lines."""
    entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8"))
    return {_plain(entry): entry for entry in entries if entry.strip() and not entry.startswith("#")}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_line_is_pinned_and_hashed(path: Path) -> None:
    for name, entry in _locked(path).items():
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry), name
        assert "--hash=sha256:" in entry, name
        assert "://" not in entry, name


def test_what_the_portal_needs_is_locked() -> None:
    locked = _locked(ROOT / "requirements.lock")
    assert [need for need in PROJECT["dependencies"] if _plain(need) not in locked] == []


def test_what_the_portal_imports_is_locked() -> None:
    """Where the tests run there is more: an import of theirs would be missed only where people work."""
    begins = re.compile(r"^ *(?:from|import) (\w+)", re.MULTILINE)
    sources = [path.read_text("utf-8") for path in (ROOT / "portal").rglob("*.py")]
    locked, makers = _locked(ROOT / "requirements.lock"), packages_distributions()
    libraries = {name for source in sources for name in begins.findall(source)} & set(makers)
    ours = {"portal", *sys.stdlib_module_names}
    assert "flask" in libraries
    assert [name for name in sorted(libraries - ours) if not {_plain(one) for one in makers[name]} & set(locked)] == []


def test_what_the_tests_need_is_locked() -> None:
    locked = {name for path in LOCKS for name in _locked(path)}
    assert [need for need in PROJECT["optional-dependencies"]["test"] if _plain(need) not in locked] == []


def test_the_lock_files_agree() -> None:
    versions: dict[str, set[str]] = {}
    for path in LOCKS:
        for name, entry in _locked(path).items():
            versions.setdefault(name, set()).add(entry.split()[0].split("==")[1])
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
