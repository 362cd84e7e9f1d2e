"""The Markdown archive: what goes out and in again is the same, links, pictures, marks and collections too."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.markdown.front_matter import front_matter, read_front_matter
from portal.cli.transfer.markdown.marked_parts import joined, parted, shown
from portal.core.files import PictureUse, StoredPicture
from portal.core.links import Link
from portal.core.markdown import PICTURE_IN_TEXT
from portal.core.text import clean_text
from portal.knowledge.models import (
    AcknowledgingTeam,
    Collection,
    CollectionEntry,
    GreenMark,
    KnowledgeItem,
    KnowledgeRevision,
)
from portal.people.models import Team
from tests.cli.conftest import Installation, Installer

PEOPLE: list[dict[str, Any]] = [
    {"kind": "person", "id": "p-1", "name": "Ольга Мельник", "email": "olha@example.test", "team": "Доставка"},
    {"kind": "person", "name": "Іван Дуб", "email": "ivan@example.test", "active": False},
    {"kind": "person", "name": "Не Згадана", "email": "nobody@example.test"},
]
STORY = {
    "kind": "case",
    "id": "lilac",
    "genre": "wow",
    "lang": "uk",
    "title": "Слово «бузок»: двері [відчинено] #1",
    "situation": "Мама нікому не відчиняє.\n\n# Реакція\n\nЦе не заголовок частини, а мій власний.",
    "action": "<!-- reaction -->\nПридумали слово.\n\n```\n![не картинка](pictures/none.png)\n<!-- \\lesson -->\n```",
    "reaction": "За дверима засміялися. **За дверима** засміялися ще раз.",
    "lesson": "---\nkind: article\n---\nЗнак вигадує родина, а не ми.\n\n!!! tip\n    Слово кажемо першими.",
    "quote": "Я не прошу знижку: я прошу, щоб мама не злякалась.\nТак.",
    "channel": "call",
    "area": "Доставка додому",
    "tags": ["двері", "безпека", "yes", "2024-01-01"],
    "author": "olha@example.test",
    "keeper": "ivan@example.test",
    "created": "2025-03-01T10:00:00.123456+02:00",
    "published": "2025-03-02T10:00:00+02:00",
    "checked": "2025-04-02T10:00:00+02:00",
    "checked_by": "olha@example.test",
    "check_again_on": "2027-01-31",
    "must_acknowledge": True,
    "acknowledging_teams": ["Доставка", "Нічна зміна"],
    "links": ["article:steps", {"kind": "grew_out_of", "to": "initiative:ramp", "by": "olha@example.test"}],
    "marks": [
        {"part": "reaction", "quote": "засміялися", "start": 34, "by": "ivan@example.test",
         "at": "2025-05-01T08:00:00Z", "note": "Оце так: «бузок»!"},
        {"part": "lesson", "quote": "Знак вигадує родина", "at": "2025-05-02T08:00:00Z"},
        {"part": "lesson", "quote": "Цих слів уже немає", "by": "ivan@example.test", "at": "2025-05-02T09:00:00Z",
         "lost": True},
    ],
}  # fmt: skip
CHEST = {
    "kind": "case", "id": "chest-1", "genre": "mistake", "lang": "ru", "title": "Перепутала адреса", "nameless": True,
    "situation": "Две квартиры.", "action": "Позвонила обоим.", "reaction": "Посмеялись.", "lesson": "Смотрю на букву.",
    "created": "2025-02-01T10:00:00Z", "keeper": "nobody", "check_again_on": "never",
    "state": "archived", "archived": "2025-09-01T10:00:00Z", "archive_reason": "Правило інше.",
}  # fmt: skip
DRAFT = {
    "kind": "case",
    "id": "draft-1",
    "title": "Незакінчене",
    "body": "Тільки думка.",
    "author": "olha@example.test",
}
WAITING = {
    "kind": "article", "id": "waits", "title": "Чекає редакторів", "body": "Коротко.", "state": "in_review",
    "author": "ivan@example.test",
}  # fmt: skip
STEPS = {
    "kind": "article", "id": "steps", "genre": "instruction", "lang": "en", "title": "yes",
    "created": "2025-01-01",
    "body": "- [ ] a\n- [x] b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nA note[^1].\n\n[^1]: h\n\n<!-- why -->\n\tTab",
}  # fmt: skip
TERM = {
    "kind": "article", "id": "t-1", "say": "null", "used_to_say": "оператор;\nагент", "why": "Бо людина.", "lang": "uk",
    "author": "olha@example.test",
}  # fmt: skip
OWN_GENRE = {
    "kind": "genre", "key": "ours", "of": "article", "shape": "text", "names": {"uk": "Наше", "en": "Ours"},
}  # fmt: skip
OURS = {"kind": "article", "id": "o-1", "genre": "ours", "title": "Наше правило", "body": "Текст.", "lang": "uk"}
RAMP = {
    "kind": "initiative", "id": "ramp", "lang": "uk", "title": "Пандус", "problem": "Немає пандуса біля входу взагалі.",
    "solution": "Поставити пандус біля кожного входу.", "outcome": "Кожен заходить сам, без допомоги.",
    "tags": ["вхід"],
    "author": "olha@example.test", "created": "2025-01-05T10:00:00Z", "status": "accepted", "area": "Магазини",
    "metric": {"name": "входи", "unit": "%", "baseline": 54.5, "target": 85}, "links": ["case:lilac"],
}  # fmt: skip
BEST = {
    "kind": "collection", "id": "best", "lang": "uk", "title": "Найкраще", "about": "Що **відкривали** найчастіше.",
    "by": "olha@example.test", "created": "2025-06-01T10:00:00Z",
    "items": ["article:steps", "case:lilac", "article:t-1"],
}  # fmt: skip
EVERYTHING = [*PEOPLE, OWN_GENRE, RAMP, STORY, CHEST, DRAFT, WAITING, STEPS, TERM, OURS, BEST]


def lines(*items: dict[str, Any]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def picture(colour: str = "red", side: int = 40, form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), colour).save(out, form)
    return out.getvalue()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(session: Session) -> dict[str, Any]:
    """Everything that counts, without the numbers that each portal gives."""
    hashes = {row.token: row.sha256 for row in session.scalars(select(StoredPicture))}
    names = {item.id: item.external_id for item in session.scalars(select(KnowledgeItem))}

    def text(source: str) -> str:
        return PICTURE_IN_TEXT.sub(lambda found: hashes.get(found[1], found[0]), source)

    items = {}
    for item, said in session.execute(select(KnowledgeItem, KnowledgeRevision).join(KnowledgeRevision)):
        items[item.external_id] = {
            name: getattr(item, name)
            for name in (
                "kind", "state", "language", "title", "lead", "channel", "nameless", "check_again_on", "checked_at",
                "must_acknowledge", "created_at", "published_at", "changed_at", "archived_at", "archive_reason",
                "last_activity_at", "mark_count",
            )
        } | {
            "genre": item.genre.key, "area": item.area and item.area.name, "author": item.author and item.author.email,
            "keeper": item.keeper and item.keeper.email, "tags": said.tags, "note": said.note, "revision": said.state,
            "parts": {key: text(part) for key, part in said.parts.items()},
            "html": {key: text(part) for key, part in said.html.items()},
        }  # fmt: skip
    marks = sorted(
        (names[m.item_id], m.at, m.part, m.quote, m.prefix, m.suffix, m.start, m.length, m.note, m.lost_in is not None,
         m.by.email if m.by else None)
        for m in session.scalars(select(GreenMark))
    )  # fmt: skip
    entries = select(Collection.external_id, CollectionEntry.position, CollectionEntry.item_id).join(CollectionEntry)
    asked = select(AcknowledgingTeam.item_id, Team.name).join(Team, Team.id == AcknowledgingTeam.team_id)
    return {
        "items": items,
        "asked": sorted((names[number], team) for number, team in session.execute(asked)),
        "marks": [str(mark) for mark in marks],
        "collections": sorted((c, place, names[number]) for c, place, number in session.execute(entries)),
        "about": sorted(
            (c.external_id, c.title, c.language, text(c.about)) for c in session.scalars(select(Collection))
        ),
        "links": sorted((link.kind, link.from_kind, link.to_kind, link.at) for link in session.scalars(select(Link))),
        "uses": sorted((use.item_kind,) for use in session.scalars(select(PictureUse))),
    }


@pytest.fixture
def filled(installation: Installation, tmp_path: Path) -> Installation:
    """A portal with some of everything, pictures too."""
    file = tmp_path / "everything.jsonl"
    file.write_text(lines(*EVERYTHING), encoding="utf-8")
    result = installation.run("import", str(file))
    assert result.exit_code == 0, result.output
    folder = tmp_path / "with-pictures"
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "один (1).png").write_bytes(picture("green"))
    (folder / "pictures" / "two.jpg").write_bytes(picture("blue", form="JPEG"))
    text = '![перша](<pictures/один (1).png>) і ![друга](pictures/two.jpg "Друга")\n\n![ще раз](pictures/two.jpg)'
    (folder / "p.md").write_text(f"---\nid: pic\ntitle: З картинками\nlang: uk\n---\n{text}\n", encoding="utf-8")
    result = installation.run("import", str(folder))
    assert result.exit_code == 0, result.output
    return installation


def test_an_archive_brought_into_an_empty_portal_is_the_same(
    filled: Installation, new_installation: Installer, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    assert filled.run("export", "--markdown", str(first)).exit_code == 0
    elsewhere = new_installation()
    result = elsewhere.run("import", str(first))
    assert result.exit_code == 0, result.output
    assert elsewhere.ask(rows) == filled.ask(rows)
    assert elsewhere.run("export", "--markdown", str(second)).exit_code == 0
    assert tree(second) == tree(first)
    pictures = sorted(path.name for path in (first / "pictures").iterdir())
    for name in pictures:
        kept = elsewhere.data_dir / "files" / name[:2] / name
        assert kept.read_bytes() == (filled.data_dir / "files" / name[:2] / name).read_bytes()
    assert len(pictures) == 2


PIECES = st.sampled_from(
    ["---", "...", "<!-- lesson -->", "<!-- \\lesson -->", "<!-- action --> ", "## Що зробили", "#", "", " ", "a", "\t",
     "\u2028", "\x85", "\x0c", "\x07", "\ufeff", "'", '"', ": ", "- ", "🙂", "{", "%", "&x", "*y", "!!", "0", "yes"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).flatmap(
    lambda pieces: st.sampled_from(["\n", ""]).map(lambda glue: clean_text(glue.join(pieces)))
)


@given(st.lists(TEXTS.filter(bool), min_size=1, max_size=4))
def test_parts_come_out_of_a_text_as_they_went_in(texts: list[str]) -> None:
    parts = [(name, "Що зробили", text) for name, text in zip(("action", "lesson", "why", "body"), texts, strict=False)]
    written = f"{front_matter({'kind': 'case'})}\n{joined(parts)}"
    front = read_front_matter(written)
    assert front is not None
    if len(parts) == 1:
        assert clean_text(shown(front.text)) == parts[0][2]
    else:
        read = parted(front.text, {"action", "lesson", "why", "body"})
        assert read is not None
        assert {name: clean_text(text) for name, text in read.items()} == {name: text for name, _, text in parts}


@given(st.dictionaries(st.sampled_from(["title", "quote", "note"]), TEXTS), st.lists(TEXTS))
def test_front_matter_says_what_it_was_given(values: dict[str, str], tags: list[str]) -> None:
    said: dict[str, Any] = {**values, "tags": tags, "marks": [{"quote": tag, "part": "body"} for tag in tags]}
    front = read_front_matter(front_matter(said))
    assert front is not None
    assert front.values == said
