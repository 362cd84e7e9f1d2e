"""Practice dialogues as lines and as files of their own: out of one portal and into another."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.people.models import Person
from portal.practice.models import Dialogue, DialogueVersion
from tests.cli.conftest import Installation, Installer
from tests.practice.factories import ALGORITHM, DIALOGUE

OLHA = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test", "roles": ["editor"]}
PRACTISED = {"kind": "algorithm", "id": "glasses", "source": ALGORITHM, "author": "olha@example.test"}


def line(**more: Any) -> dict[str, Any]:
    """A dialogue as a line of JSON."""
    return {"kind": "dialogue", "id": "ruth", "source": DIALOGUE, "keeper": "olha@example.test"} | more


def bring(installation: Installation, path: Path, *rows: dict[str, Any]) -> str:
    """Import lines; what the command says."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return installation.run("import", str(path)).output


def kept(session: Session) -> dict[str, tuple[Any, ...]]:
    """What stands of each dialogue, by its id in files."""
    rows = (
        select(Dialogue, DialogueVersion, Person.email)
        .outerjoin(DialogueVersion, DialogueVersion.dialogue_id == Dialogue.id)
        .outerjoin(Person, Person.id == Dialogue.keeper_id)
    )
    return {
        one.origin_key: (one.title, one.source, one.closed_at is None, version.play if version else None, email)
        for one, version, email in session.execute(rows)
    }


@pytest.fixture(scope="module")
def prepared(new_installation: Installer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation, file = new_installation(), tmp_path_factory.mktemp("lines") / "all.jsonl"
    rows = (
        line(),
        line(id="closed", state="closed", source=DIALOGUE.replace("Blurred", "Dim")),
        line(id="beside", draft=DIALOGUE.replace("Tuesday", "Wednesday") + "\n<!-- more -->\n"),
        line(id="written", state="draft", source=DIALOGUE.replace("(+)", "")),
    )
    said = bring(installation, file, OLHA, PRACTISED, *rows)
    assert "dialogues: 4 created" in said
    return installation


@pytest.fixture
def filled(new_installation: Installer, prepared: Installation) -> Installation:
    """A dialogue that is played, one that is closed, one with a draft beside it, and one that is being written."""
    return new_installation(like=prepared)


def test_the_same_lines_change_nothing(filled: Installation, tmp_path: Path) -> None:
    before = filled.ask(kept)
    assert "dialogues: 0 created, 0 updated, 1 unchanged" in bring(filled, tmp_path / "again.jsonl", line())
    assert filled.ask(kept) == before
    changed = line(source=DIALOGUE.replace("swims", "dances"))
    assert "0 created, 1 updated" in bring(filled, tmp_path / "changed.jsonl", changed)


def test_an_export_of_lines_comes_back(filled: Installation, new_installation: Installer, tmp_path: Path) -> None:
    elsewhere, exported = new_installation(), tmp_path / "exported.jsonl"
    exported.write_text(filled.run("export").output, encoding="utf-8")
    assert elsewhere.run("import", str(exported)).exit_code == 0
    assert elsewhere.ask(kept) == filled.ask(kept)


def test_an_archive_comes_back_to_the_last_byte(
    filled: Installation, new_installation: Installer, tmp_path: Path
) -> None:
    elsewhere, folder = new_installation(), tmp_path / "archive"
    assert filled.run("export", "--markdown", str(folder)).exit_code == 0
    texts = sorted(path.read_text(encoding="utf-8") for path in (folder / "dialogues").iterdir())
    assert DIALOGUE in texts
    said = elsewhere.run("import", str(folder))
    assert said.exit_code == 0, said.output
    assert elsewhere.ask(kept) == filled.ask(kept)


def test_a_file_alone_is_a_dialogue_when_it_names_an_algorithm(installation: Installation, tmp_path: Path) -> None:
    bring(installation, tmp_path / "first.jsonl", OLHA, PRACTISED)
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "ruth.md").write_text(DIALOGUE, encoding="utf-8")
    assert "dialogues: 1 created" in installation.run("import", str(folder)).output
    assert "dialogues: 0 created, 0 updated, 1 unchanged" in installation.run("import", str(folder)).output


def test_faults_are_named_by_the_lines_of_the_file(installation: Installation, tmp_path: Path) -> None:
    bring(installation, tmp_path / "first.jsonl", OLHA, PRACTISED)
    folder = tmp_path / "dialogues"
    folder.mkdir()
    text = DIALOGUE.replace("→ Vision is blurred", "→ Vision is blured")
    (folder / "ruth.md").write_text(text, encoding="utf-8")
    result = installation.run("import", str(folder))
    assert result.exit_code == 1
    number = next(place for place, one in enumerate(text.split("\n"), 1) if "blured" in one)
    assert f"ruth.md: line {number}" in result.output
    assert installation.ask(kept) == {}
