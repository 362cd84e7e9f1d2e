"""Algorithms as their own Markdown files: they stay as they are, in and out again."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.knowledge.models import GreenMark, ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from tests.algorithms.factories import GLASSES
from tests.cli.conftest import Installation, Installer

OLHA = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test"}
IVAN = {"kind": "person", "name": "Іван Дуб", "email": "ivan@example.test"}
FAULTY = "---\ntitle: Повернення\n---\n# Повернення\n## Вислухати\n- Так → Нема такого\n"


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def line(**more: Any) -> dict[str, Any]:
    """An algorithm as a line of JSON."""
    return {"kind": "algorithm", "id": "glasses", "source": GLASSES, "author": "olha@example.test"} | more


def bring(installation: Installation, path: Path, *rows: dict[str, Any]) -> str:
    """Import lines; what the command says."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    result = installation.run("import", str(path))
    assert result.exit_code == 0, result.output
    return result.output


def texts(session: Session) -> dict[str, tuple[str, str, str, str | None]]:
    """Title, state, source and keeper of each algorithm by its id in files."""
    rows = (
        select(KnowledgeItem, KnowledgeRevision)
        .join(KnowledgeRevision)
        .where(KnowledgeItem.kind == "algorithm", KnowledgeRevision.state != RevisionState.FORMER)
    )
    return {
        item.external_id or "": (
            item.title, item.state.value, said.parts["source"], item.keeper.email if item.keeper else None,
        )
        for item, said in session.execute(rows)
    }  # fmt: skip


@pytest.fixture(scope="module")
def prepared(new_installation: Installer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation = new_installation()
    bring(installation, tmp_path_factory.mktemp("lines") / "people.jsonl", OLHA, IVAN)
    return installation


@pytest.fixture
def people(new_installation: Installer, prepared: Installation) -> Installation:
    """Two who may keep an algorithm."""
    return new_installation(like=prepared)


def test_a_line_becomes_an_algorithm_with_what_its_text_says(people: Installation, tmp_path: Path) -> None:
    source = GLASSES.replace("language: uk", "language: uk\nkeeper: Іван Дуб")
    said = bring(people, tmp_path / "a.jsonl", line(source=source))
    assert "algorithms: 1 created" in said
    assert people.ask(texts) == {"glasses": ("Окуляри незручні", "published", source, "ivan@example.test")}
    assert "algorithms: 0 created, 0 updated, 1 unchanged" in bring(people, tmp_path / "b.jsonl", line(source=source))


def test_an_export_of_lines_comes_back(people: Installation, new_installation: Installer, tmp_path: Path) -> None:
    bring(people, tmp_path / "a.jsonl", line())
    elsewhere, exported = new_installation(), tmp_path / "all.jsonl"
    exported.write_text(people.run("export").output, encoding="utf-8")
    assert elsewhere.run("import", str(exported)).exit_code == 0
    assert elsewhere.ask(texts) == people.ask(texts)


def test_files_go_out_and_come_in_to_the_last_byte(
    people: Installation, new_installation: Installer, tmp_path: Path
) -> None:
    folder = tmp_path / "ours" / "algorithms"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "frame.png").write_bytes(picture())
    shown = GLASSES.replace("- [ ] Спитати", "![оправа](pictures/frame.png)\n\n- [ ] Спитати")
    (folder / "with picture.md").write_text(shown, encoding="utf-8")
    (folder / "odd.md").write_text(f"\n{GLASSES}  \n\n<!-- далі -->\n", encoding="utf-8")
    result = people.run("import", str(tmp_path / "ours"), "--author", "olha@example.test")
    assert result.exit_code == 0, result.output
    mark = {
        "part": "source",
        "quote": "Дякую, що кажете про це.",
        "by": "ivan@example.test",
        "at": "2025-05-01T08:00:00Z",
    }
    bring(people, tmp_path / "marked.jsonl", line(id="marked", keeper="ivan@example.test", marks=[mark]))

    first, second = tmp_path / "first", tmp_path / "second"
    assert people.run("export", "--markdown", str(first)).exit_code == 0
    elsewhere = new_installation()
    result = elsewhere.run("import", str(first))
    assert result.exit_code == 0, result.output
    assert elsewhere.run("export", "--markdown", str(second)).exit_code == 0

    assert tree(first) == tree(second)
    files = [data for name, data in tree(first).items() if name.startswith("algorithms/")]
    assert f"\n{GLASSES}  \n\n<!-- далі -->\n".encode() in files
    assert GLASSES.encode() in files
    assert len(files) == 3
    assert len(elsewhere.ask(lambda session: list(session.scalars(select(GreenMark.quote))))) == 1


def tree(folder: Path) -> dict[str, bytes]:
    """Every file with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_imported_text_has_its_keys_and_is_known_again(people: Installation, tmp_path: Path) -> None:
    bare = GLASSES.replace(" {#listen}", "")
    bring(people, tmp_path / "a.jsonl", line(source=bare))
    [(_title, _state, source, _keeper)] = people.ask(texts).values()
    assert source.count("{#") == 6
    assert "1 unchanged" in bring(people, tmp_path / "b.jsonl", line(source=bare))


def test_faults_are_named_by_file_and_line(people: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "algorithms"
    folder.mkdir()
    (folder / "return.md").write_text(FAULTY, encoding="utf-8")
    result = people.run("import", str(folder))
    assert result.exit_code == 1
    assert "return.md: line 6:" in result.output
    assert people.ask(texts) == {}


def test_a_faulty_file_becomes_a_draft_of_whoever_is_named(people: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "algorithms"
    folder.mkdir()
    (folder / "return.md").write_text(FAULTY, encoding="utf-8")
    assert people.run("import", str(folder), "--author", "olha@example.test").exit_code == 0
    assert people.ask(texts)["file:return.md"][:3] == ("Повернення", "draft", FAULTY)


def test_a_file_alone_is_known_by_its_arrows(people: Installation, tmp_path: Path) -> None:
    file = tmp_path / "glasses.md"
    file.write_text(GLASSES, encoding="utf-8")
    assert "algorithms: 1 created" in people.run("import", str(file), "--author", "olha@example.test").output


def test_a_file_with_one_arrow_in_a_list_is_no_algorithm(people: Installation, tmp_path: Path) -> None:
    file = tmp_path / "menu.md"
    file.write_text("# Меню\n\n## Друк\n\n- Файл → Друк\n", encoding="utf-8")
    assert "articles: 1 created" in people.run("import", str(file), "--author", "olha@example.test").output


def test_a_list_that_tells_of_a_file_that_is_not_there_is_refused(people: Installation, tmp_path: Path) -> None:
    row = {"kind": "algorithm", "id": "x", "file": "algorithms/none.md"}
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "algorithms.jsonl").write_text(json.dumps(row), encoding="utf-8")
    result = people.run("import", str(tmp_path / "ours"))
    assert "algorithms.jsonl: line 1: file: there is no file algorithms/none.md." in result.output


def test_another_text_changes_what_nobody_touched(people: Installation, tmp_path: Path) -> None:
    bring(people, tmp_path / "a.jsonl", line())
    better = GLASSES.replace("Дати договорити", "Не перебивати")
    assert "1 updated" in bring(people, tmp_path / "b.jsonl", line(source=better))
    assert people.ask(texts)["glasses"][2] == better


@pytest.mark.parametrize("state", [ItemState.PUBLISHED, ItemState.IN_REVIEW])
def test_what_is_faulty_is_not_brought_in_as_if_it_stood(
    people: Installation, tmp_path: Path, state: ItemState
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(line(source=FAULTY, state=state.value)), encoding="utf-8")
    result = people.run("import", str(file))
    assert result.exit_code == 1
    assert "line 1: source: " in result.output
