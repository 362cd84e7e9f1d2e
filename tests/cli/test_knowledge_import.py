"""Cases and articles from lines and folders: whole or not at all, and what is written in the portal stays its own."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal.core.files import StoredPicture
from portal.core.links import Link
from portal.knowledge.models import (
    Collection,
    CollectionEntry,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    RevisionState,
)
from tests.cli.conftest import Installation, Installer

OLHA = {"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test"}
PARTS = {"situation": "Мама не відчиняє.", "action": "Слово.", "reaction": "Сміх.", "lesson": "Знак вигадує родина."}
LILAC = {"kind": "case", "id": "lilac", "title": "Слово «бузок»", "author": "olha@example.test", "lang": "uk", **PARTS}


def lines(*items: dict[str, Any]) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def case(**said: Any) -> str:
    return json.dumps({"kind": "case", "title": "Назва", "author": "olha@example.test", **PARTS, **said})


def article(**said: Any) -> str:
    return json.dumps({"kind": "article", "title": "Назва", "body": "Текст", **said})


@pytest.fixture(scope="module")
def bare(new_installation: Installer) -> Installation:
    """One with one person, into which nothing else ever comes."""
    made = new_installation()
    made.run("import", "-", stdin=lines(OLHA))
    return made


def only(portal: Installation) -> KnowledgeItem:
    return portal.ask(lambda session: session.scalars(select(KnowledgeItem)).one())


FAULTS: list[tuple[str, str]] = [
    (article(title=""), "title: is missing"),
    (article(body=""), "there is no text"),
    (article(genre="dreams"), "genre: there is no genre 'dreams'"),
    (article(genre="wow"), "genre: there is no genre 'wow'"),
    (article(genre="term"), "body: an item of the genre term has no such part"),
    (article(body="т" * 30_001), "body: This part is too long"),
    (article(state="sleeping"), "state: is 'sleeping'"),
    (article(state="archived"), "archive_reason: Please say"),
    (article(state="draft"), "author: A draft is seen by its author alone"),
    (article(nameless=True, author="olha@example.test"), "author: What is told without a name has no author"),
    (article(nameless="perhaps"), "nameless: is 'perhaps'"),
    (article(author="ghost@example.test"), "author: nobody here has the e-mail ghost@example.test"),
    (article(keeper="ghost@example.test"), "keeper: nobody here has the e-mail"),
    (article(created="2999-01-01"), "created: is '2999-01-01'"),
    (article(published="2199-01-01"), "published: 2199-01-01 12:00 lies in the future"),
    (article(check_again_on="soon"), "check_again_on: 'soon' is not a date"),
    (article(links="case:x"), "links: has to be a list"),
    (article(links=["x"]), "links: has 'x'"),
    (article(links=[{"kind": "hates", "to": "case:x"}]), "links: is 'hates'"),
    (article(marks=[{"part": "body"}]), "marks: has an entry without its words"),
    (article(marks=[{"part": "body", "quote": "Немає"}]), "marks: The words 'Немає' don't stand"),
    (article(marks=[{"part": "title", "quote": "Назва"}]), "marks: There is no part 'title'"),
    (article(marks=[{"part": "body", "quote": "Текст", "start": "x"}]), "marks: has to be a whole number"),
    (case(lesson="", state="published"), "state: Only a draft may still lack a part"),
    (case(body="Текст"), "body: stands instead of the parts"),
    (case(channel="pigeon"), "channel: is 'pigeon'"),
    (case(tags=list("abcdefghi")), "tags: has 9 tags"),
    (json.dumps({"kind": "collection", "title": "Ні", "items": ["case"]}), "items: has 'case'"),
    (json.dumps({"kind": "genre", "key": "new", "of": "case", "shape": "poem"}), "shape: is 'poem'"),
]


def test_every_fault_is_named_with_its_line_and_nothing_comes_in(bare: Installation) -> None:
    file = [line.replace("{", f'{{"id":"x-{n}",', 1) for n, (line, _) in enumerate(FAULTS)]
    result = bare.run("import", "-", stdin="\n".join([case(id="good"), *file]))
    said = result.stderr.splitlines()
    for number, (_, sentence) in enumerate(FAULTS, 2):
        own = [line for line in said if line.startswith(f"line {number}: ")]
        assert len(own) == 1, (number, own)
        assert sentence in own[0]
    assert result.exit_code == 1
    assert bare.ask(lambda session: session.scalar(select(func.count(KnowledgeItem.id)))) == 0


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ({"links": ["article:nowhere"]}, "line 1: links: there is no article 'nowhere', neither here nor in the files"),
        ({"links": ["case:lilac"]}, "line 1: links: an item isn't tied to itself"),
        ({"collections": ["nowhere"]}, "line 1: collections: there is no collection 'nowhere'"),
    ],
)
def test_what_an_item_names_has_to_be_there(bare: Installation, extra: dict[str, Any], sentence: str) -> None:
    result = bare.run("import", "-", stdin=lines({**LILAC, **extra}))
    assert (result.exit_code, sentence in result.stderr) == (1, True), result.stderr


def test_a_dry_run_keeps_nothing(bare: Installation, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\nid: a\ntitle: Назва\n---\n![x](x.png)", encoding="utf-8")
    (tmp_path / "x.png").write_bytes(picture())
    result = bare.run("import", "--dry-run", str(tmp_path))
    assert ("articles: 1 created" in result.output, "pictures: 1 new" in result.output) == (True, True)
    assert bare.ask(lambda session: session.scalar(select(func.count(KnowledgeItem.id)))) == 0
    assert list(bare.data_dir.glob("files/*/*.webp")) == []


def test_a_second_run_changes_nothing_and_a_changed_line_its_words(installation: Installation) -> None:
    file = lines(OLHA, {**LILAC, "links": ["article:steps"]}, json.loads(article(id="steps")))
    assert "links: 1 new" in installation.run("import", "-", stdin=file).output
    again = installation.run("import", "-", stdin=file).output
    assert "cases: 0 created, 0 updated, 1 unchanged" in again
    assert "links" not in again
    changed = installation.run(
        "import", "-", stdin=lines({**LILAC, "lesson": "Слово вигадує родина.", "state": "draft"})
    )
    assert "cases: 0 created, 1 updated, 0 unchanged" in changed.output
    with installation.opened() as session:
        found = session.execute(
            select(KnowledgeItem.state, KnowledgeRevision.state, KnowledgeRevision.number, KnowledgeRevision.parts)
            .join(KnowledgeRevision)
            .where(KnowledgeItem.kind == "case")
            .order_by(KnowledgeRevision.number)
        ).all()
        assert [row[:3] for row in found] == [
            (ItemState.PUBLISHED, RevisionState.FORMER, 1),
            (ItemState.PUBLISHED, RevisionState.PUBLISHED, 2),
        ]
        assert found[1].parts["lesson"] == "Слово вигадує родина."
        assert session.scalar(select(func.count(Link.id))) == 1


def test_what_somebody_edited_in_the_portal_stays_theirs(installation: Installation) -> None:
    installation.run("import", "-", stdin=lines(OLHA, {**LILAC, "state": "draft"}))
    with installation.opened() as session:
        revision = session.scalars(select(KnowledgeRevision)).one()
        revision.parts = {**revision.parts, "lesson": "Моє."}
        revision.saved_at = revision.saved_at.replace(year=2030)
        session.commit()
    result = installation.run("import", "-", stdin=lines({**LILAC, "lesson": "З файлу."}))
    assert "cases: 0 created, 0 updated, 1 unchanged" in result.output
    assert installation.ask(lambda s: s.scalars(select(KnowledgeRevision)).one().parts["lesson"]) == "Моє."


def test_a_body_is_split_at_its_headings_and_without_them_waits_to_be_completed(installation: Installation) -> None:
    whole = "Ситуація: дзвінок.\n\n**Що зробили**\nДопомогли.\n\n## Реакція клієнта\nДякує.\n\nЧого вчимося — питати."
    told = {"kind": "case", "title": "Одним текстом", "author": "olha@example.test"}
    file = lines(OLHA, {**told, "id": 1, "body": whole}, {**told, "id": 2, "body": "Без розділів, але з думкою."})
    assert installation.run("import", "-", stdin=file).exit_code == 0
    with installation.opened() as session:
        rows = session.execute(
            select(KnowledgeItem.state, KnowledgeRevision.parts).join(KnowledgeRevision).order_by(KnowledgeItem.id)
        ).all()
    assert [row.state for row in rows] == [ItemState.PUBLISHED, ItemState.DRAFT]
    assert {key: text for key, text in rows[0].parts.items() if text} == {
        "situation": "дзвінок.", "action": "Допомогли.", "reaction": "Дякує.", "lesson": "питати.",
    }  # fmt: skip
    assert rows[1].parts["situation"] == "Без розділів, але з думкою."


def test_personal_data_are_counted_and_let_in(installation: Installation) -> None:
    told = {**LILAC, "author": None, "action": "Подзвонили на +380 67 123 45 67 і написали на maria@pochta.example."}
    result = installation.run("import", "-", stdin=lines(told))
    assert result.exit_code == 0
    assert "This may be personal data, look at it: 1 email, 1 phone." in result.stderr
    assert only(installation).state is ItemState.PUBLISHED


def picture(colour: str = "red") -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "PNG")
    return out.getvalue()


def test_plain_files_become_drafts_of_articles(installation: Installation, tmp_path: Path) -> None:
    installation.run("import", "-", stdin=lines(OLHA))
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "Без_назви.md").write_bytes("Просто текст.\r\nДругий рядок.".encode())
    (tmp_path / "one.md").write_text(
        "\ufeff# Як **вітати**\n\nУсміхнутись.\n\n![ні](https не адреса)", encoding="utf-8"
    )
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / ".obsidian" / "x.md").write_text("ні", encoding="utf-8")
    result = installation.run("import", str(tmp_path), "--author", "olha@example.test")
    assert result.exit_code == 0, result.output
    with installation.opened() as session:
        rows = session.execute(
            select(KnowledgeItem.title, KnowledgeItem.state, KnowledgeRevision.parts["body"].as_string())
            .join(KnowledgeRevision)
            .order_by(KnowledgeItem.title)
        ).all()
    assert [tuple(row) for row in rows] == [
        ("Без назви", ItemState.DRAFT, "Просто текст.\nДругий рядок."),
        ("Як вітати", ItemState.DRAFT, "Усміхнутись.\n\n![ні](https не адреса)"),
    ]
    again = installation.run("import", str(tmp_path), "--author", "olha@example.test")
    assert "articles: 0 created, 0 updated, 2 unchanged" in again.output


def test_pictures_of_a_folder_keep_their_addresses_when_it_is_brought_in_again(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "p.png").write_bytes(picture())
    page = tmp_path / "a.md"
    page.write_text(
        "---\nid: a\ntitle: Назва\n---\nОдин ![x](p.png) `![код](none.png)`\n\n[o]: p.png", encoding="utf-8"
    )
    assert installation.run("import", str(tmp_path)).exit_code == 0
    body = installation.ask(lambda s: s.scalars(select(KnowledgeRevision)).one().parts["body"])
    assert body.count("](/files/") == 1
    assert "[o]: /files/" in body
    assert "articles: 0 created, 0 updated, 1 unchanged" in installation.run("import", str(tmp_path)).output
    page.write_text(page.read_text(encoding="utf-8").replace("Один", "Два"), encoding="utf-8")
    assert "articles: 0 created, 1 updated" in installation.run("import", str(tmp_path)).output
    now = installation.ask(
        lambda s: s.scalars(select(KnowledgeRevision).order_by(KnowledgeRevision.number.desc())).first()
    )
    assert now is not None
    assert now.parts["body"] == body.replace("Один", "Два")
    assert installation.ask(lambda session: session.scalar(select(func.count(StoredPicture.id)))) == 1


def page(front: str, text: str = "Текст") -> str:
    return f"---\nid: a\ntitle: Назва\n{front}\n---\n{text}\n"


HOSTILE: list[tuple[str, str]] = [
    (page("tags: [один", ""), "line 1: the front matter isn't YAML"),
    ("---\nid: a\ntitle: Назва\n", "the front matter never ends"),
    (page("x: &a [1]\ny: *a"), "has aliases"),
    (page("tags: " + "[" * 5_000), "nested too deeply"),
    (page("x: !!python/object/apply:os.system ['id']", "![x](none.png)"), "a.md: line 6: there is no picture none.png"),
    (page("- a"), "isn't YAML"),
    (page("state: dreaming"), "a.md: line 4: state: is 'dreaming'"),
    (page("kind: song"), "kind is 'song'"),
    (page("pictures: [../../etc/passwd]"), "isn't one of an archive"),
    (page("pictures: [" + "0" * 64 + ".webp]"), "leads out of the folder"),
    (page("x: 1", "![x](../outside.png)"), "line 6: the picture ../outside.png leads out of the folder"),
    (page("x: 1", "![x](/etc/hostname)"), "leads out of the folder"),
    (page("x: 1", "![x](%2e%2e/outside.png)"), "leads out of the folder"),
    (page("x: 1", "a\n\n![x](link.png)"), "line 8: the picture link.png is reached by a symbolic link"),
    (page("x: 1", "![x](inner/p.png)"), "is reached by a symbolic link"),
    (page("x: 1", "![x](https://example.test/spy.png)"), "lies elsewhere"),
    (page("x: 1", "![x](data:image/png;base64,AAAA)"), "lies elsewhere"),
    (page("x: 1", "![x](.)"), "there is no picture"),
    (page("x: 1", "![x](broken.png)"), "can't be read as a picture"),
]


@pytest.mark.parametrize(("text", "sentence"), HOSTILE)
def test_a_hostile_file_is_refused(bare: Installation, tmp_path: Path, text: str, sentence: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(picture())
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "inner").symlink_to(tmp_path)
    (folder / "broken.png").write_bytes(picture()[:40])
    (folder / "a.md").write_text(text, encoding="utf-8")
    result = bare.run("import", str(folder))
    assert result.exit_code == 1
    own = [line for line in result.stderr.splitlines() if line.startswith("a.md: ")]
    assert any(sentence in line for line in own), result.stderr
    assert "link.png: line 1: is a symbolic link" in result.stderr
    assert "inner: line 1: is a symbolic link" in result.stderr


def test_what_isnt_utf8_is_a_fault_of_its_file(bare: Installation, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff\xfe")
    assert "a.md: line 1: the text isn't UTF-8" in bare.run("import", str(tmp_path)).stderr


def test_an_id_stands_for_one_item_in_all_files(bare: Installation, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("---\nid: same\ntitle: Назва\n---\nТекст", encoding="utf-8")
    assert "b.md: line 2: id: 'same' stands in a.md already" in bare.run("import", str(tmp_path)).stderr


def test_collections_keep_their_order_and_take_what_names_them(installation: Installation) -> None:
    file = [
        {"kind": "collection", "id": "best", "title": "Найкраще", "items": ["article:b", "article:a"]},
        *(json.loads(article(id=name, title=f"Назва {name}", collections=["best"])) for name in "abc"),
    ]
    assert installation.run("import", "-", stdin=lines(*file)).exit_code == 0
    order = (
        select(KnowledgeItem.external_id)
        .join(CollectionEntry, CollectionEntry.item_id == KnowledgeItem.id)
        .join(Collection, Collection.id == CollectionEntry.collection_id)
        .order_by(CollectionEntry.position)
    )
    assert installation.ask(lambda session: list(session.scalars(order))) == ["b", "a", "c"]


def test_a_mistake_told_without_a_name_leads_to_nobody(installation: Installation, tmp_path: Path) -> None:
    told = {**LILAC, "author": None, "nameless": True, "genre": "mistake", "state": "in_review"}
    installation.run("import", "-", stdin=lines(OLHA, told))
    assert installation.run("export", "--markdown", str(tmp_path / "out")).exit_code == 0
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*.*"))
    assert b"olha" not in everything
    assert b"nameless: true" in everything
    assert "olha" not in installation.run("export", "--kind", "case").stdout


def test_only_one_kind_goes_out_when_asked(installation: Installation) -> None:
    installation.run("import", "-", stdin=lines(OLHA, LILAC, json.loads(article(id="a"))))
    for kind in ("case", "article"):
        said = installation.run("export", "--kind", kind).stdout.splitlines()
        assert [json.loads(line)["kind"] for line in said] == [kind]


def test_lines_that_go_out_come_back(installation: Installation, new_installation: Installer) -> None:
    installation.run("import", "-", stdin=lines(OLHA, {**LILAC, "links": ["article:a"]}, json.loads(article(id="a"))))
    first = installation.run("export").stdout
    elsewhere = new_installation()
    assert elsewhere.run("import", "-", stdin=first).exit_code == 0
    assert elsewhere.run("export").stdout == first


def test_an_archive_of_ones_own_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    installation.run("import", "-", stdin=lines(OLHA, LILAC))
    with installation.opened() as session:
        session.scalars(select(KnowledgeItem)).one().external_id = None
        session.commit()
    installation.run("export", "--markdown", str(tmp_path / "out"))
    result = installation.run("import", str(tmp_path / "out"))
    assert "cases: 0 created, 0 updated, 1 unchanged" in result.output
    assert installation.run("export", "--markdown", str(tmp_path / "out")).exit_code == 1  # never over what is there
