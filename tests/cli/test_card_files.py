"""Cards as lines and within an archive: out of one portal and into another."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cards.models import Card
from portal.knowledge.models import KnowledgeItem
from tests.cli.conftest import Installation, Installer

OLHA = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test", "roles": ["editor"]}
CASE = {
    "kind": "case", "id": "frames", "genre": "wow", "title": "Оправа до п'ятниці", "author": "olha@example.test",
    "situation": "Клієнтка зламала ногу й не може прийти, а окуляри їй потрібні у п'ятницю.",
    "action": "Я попросила кур'єра забрати оправу й домовилася з майстернею.",
    "reaction": "Вона сказала, що так про неї ще ніхто не дбав.",
    "lesson": "Спершу питаємо, що людині потрібно сьогодні.",
}  # fmt: skip


def line(**more: Any) -> dict[str, Any]:
    """A card as a line of JSON."""
    given = {"kind": "card", "id": "today-first", "lang": "uk", "topic": "Принципи", "of": "case:frames"}
    given |= {"front": "Що питаємо спершу?", "back": "Що **потрібно** сьогодні."} | more
    return {name: value for name, value in given.items() if value is not None}


def bring(installation: Installation, path: Path, *rows: dict[str, Any]) -> str:
    """Import lines; what the command says."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return installation.run("import", str(path)).output


def kept(session: Session) -> list[tuple[Any, ...]]:
    """What stands of each card."""
    rows = select(Card, KnowledgeItem.title).outerjoin(KnowledgeItem).order_by(Card.front)
    return [
        (card.language, card.topic, card.front, card.back, card.back_html, title, card.retired_at is None)
        for card, title in session.execute(rows)
    ]


@pytest.fixture(scope="module")
def prepared(new_installation: Installer, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    installation, file = new_installation(), tmp_path_factory.mktemp("lines") / "all.jsonl"
    more = (line(id="alone", of=None, front="Де скриня?"), line(id="out", retired=True, front="Яка оправа?"))
    assert "cards: 3 created" in bring(installation, file, OLHA, CASE, line(), *more)
    return installation


@pytest.fixture
def filled(new_installation: Installer, prepared: Installation) -> Installation:
    """A card of a case, one of nothing, and one that is out."""
    return new_installation(like=prepared)


def test_the_same_lines_change_nothing_and_others_do(filled: Installation, tmp_path: Path) -> None:
    assert "cards: 0 created, 0 updated, 1 unchanged" in bring(filled, tmp_path / "again.jsonl", line())
    changed = line(back="Коли зручно.")
    assert "0 created, 1 updated" in bring(filled, tmp_path / "changed.jsonl", changed)
    assert ("uk", "принципи", "Що питаємо спершу?", "Коли зручно.") in [row[:4] for row in filled.ask(kept)]


@pytest.mark.parametrize("archive", [False, True])
def test_what_goes_out_comes_back(
    filled: Installation, new_installation: Installer, tmp_path: Path, archive: bool
) -> None:
    elsewhere, path = new_installation(), tmp_path / "exported"
    if archive:
        assert filled.run("export", "--markdown", str(path)).exit_code == 0
    else:
        path = path.with_suffix(".jsonl")
        path.write_text(filled.run("export").output, encoding="utf-8")
    said = elsewhere.run("import", str(path))
    assert said.exit_code == 0, said.output
    assert elsewhere.ask(kept) == filled.ask(kept)
    assert "cards: 0 created, 0 updated, 3 unchanged" in elsewhere.run("import", str(path)).output


@pytest.mark.parametrize(
    ("more", "said"), [({"front": ""}, "front"), ({"of": "case:nothing"}, "case:nothing"), ({"lang": "de"}, "lang")]
)
def test_faults_are_named(filled: Installation, tmp_path: Path, more: dict[str, Any], said: str) -> None:
    before = filled.ask(kept)
    path = tmp_path / "faulty.jsonl"
    path.write_text(json.dumps(line(id="new", **more), ensure_ascii=False), encoding="utf-8")
    result = filled.run("import", str(path))
    assert result.exit_code == 1
    assert said in result.output
    assert filled.ask(kept) == before
