"""Word files come in as drafts, with headings, lists, tables, links and pictures; hostile ones are refused."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from portal.core.files import PictureUse, StoredPicture
from portal.core.markdown import plain_text
from portal.core.typesetting import to_html
from portal.core.word import opening
from portal.core.word.html_to_markdown import to_markdown
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from tests.cli import word_files as word
from tests.cli.conftest import Installation, Installer

OLHA = '{"kind": "person", "name": "Ольга Мельник", "email": "olha@example.test"}\n'
STORY = word.heading("Код «бузок»", 1) + "".join(
    word.heading(name, 2) + word.paragraph(word.run(text))
    for name, text in (
        ("Ситуація", "Мама не відчиняє."),
        ("Що зробили", "Придумали слово."),
        ("Реакція", "Засміялися."),
        ("Чого вчимося", "Знак вигадує родина."),
    )
)


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def bare(new_installation: Installer) -> Installation:
    """One into which nothing ever comes."""
    made = new_installation()
    made.run("import", "-", stdin=OLHA)
    return made


@pytest.fixture
def portal(new_installation: Installer, bare: Installation) -> Installation:
    """One with somebody whose drafts they become."""
    return new_installation(like=bare)


def imported(portal: Installation, path: Path) -> tuple[KnowledgeItem, dict[str, str]]:
    """The only item that came in, and its parts."""
    result = portal.run("import", str(path), "--author", "olha@example.test")
    assert result.exit_code == 0, result.output
    with portal.opened() as session:
        item, revision = session.execute(select(KnowledgeItem, KnowledgeRevision).join(KnowledgeRevision)).one()
        return item, revision.parts


def test_a_document_becomes_a_draft_of_an_article(portal: Installation, tmp_path: Path) -> None:
    body = (
        word.heading("Повернення *без* чека")
        + word.paragraph(word.run("Шукаємо "), word.run("ми", "b"), word.run(", а не "), word.run("клієнт", "i"))
        + word.heading("Кроки", 2)
        + word.entry("Телефон")
        + word.entry("або картка", 1)
        + word.entry("Дата")
        + word.table(("Оплата", "Строк"), ("карткою | готівкою", "3 дні"))
        + word.paragraph(word.link("Правила", "r2"), word.link("зле", "r3"), word.run(" # не заголовок"))
        + word.paragraph(word.drawing("r4", alt="Схема [каси]"))
    )
    relations = (
        word.relation("r2", "hyperlink", "https://example.test/a(b)", external=True)
        + word.relation("r3", "hyperlink", "javascript:alert(1)", external=True)
        + word.relation("r4", "image", "media/p.png")
        + word.relation("r5", "attachedTemplate", "file:///c:/Normal.dotm", external=True)
    )
    item, parts = imported(portal, word.word_file(tmp_path / "x.docx", word.parts(body, relations, p_png=png())))
    assert (item.kind, item.state, item.title) == ("article", ItemState.DRAFT, "Повернення *без* чека")
    before, _, picture = parts["body"].rpartition("\n\n")
    assert before == (
        "Шукаємо **ми**, а не *клієнт*\n\n## Кроки\n\n- Телефон\n    - або картка\n- Дата\n\n"
        "| Оплата | Строк |\n| --- | --- |\n| карткою \\| готівкою | 3 дні |\n\n"
        "[Правила](https://example.test/a%28b%29)зле # не заголовок"
    )
    assert picture.startswith("![Схема (каси)](/files/")
    with portal.opened() as session:
        [stored] = session.scalars(select(StoredPicture))
        assert stored.token in picture
        assert [use.item_kind for use in session.scalars(select(PictureUse))] == ["knowledge_revision"]
    assert (portal.data_dir / "files" / stored.sha256[:2] / f"{stored.sha256}.webp").is_file()


@pytest.mark.parametrize(
    "names",
    [
        ("Ситуація", "Що зробили", "Реакція", "Чого вчимося"),
        ("Ситуация", "Что сделали", "Реакция клиента", "Чему учимся"),
        ("What happened", "What was done", "Reaction", "What we learn"),
    ],
)
def test_headings_of_a_case_make_it_one(portal: Installation, tmp_path: Path, names: tuple[str, ...]) -> None:
    body = word.heading("Код «бузок»") + "".join(
        word.paragraph(word.run(name, "b")) + word.paragraph(word.run(f"Текст {place}"))
        for place, name in enumerate(names)
    )
    item, parts = imported(portal, word.word_file(tmp_path / "case.docx", word.parts(body)))
    assert (item.kind, item.title) == ("case", "Код «бузок»")
    assert [parts[name] for name in ("situation", "action", "reaction", "lesson")] == [f"Текст {n}" for n in range(4)]


def test_without_a_heading_the_name_of_the_file_is_the_title(portal: Installation, tmp_path: Path) -> None:
    path = word.word_file(tmp_path / "Як_вітати-гостей.docx", word.parts(word.paragraph(word.run("Усміхнутись."))))
    assert imported(portal, path)[0].title == "Як вітати гостей"


def test_the_same_file_again_changes_nothing_and_a_changed_one_its_draft(portal: Installation, tmp_path: Path) -> None:
    path = tmp_path / "case.docx"
    imported(portal, word.word_file(path, word.parts(STORY)))
    again = portal.run("import", str(path), "--author", "olha@example.test")
    assert "cases: 0 created, 0 updated, 1 unchanged" in again.output
    word.word_file(path, word.parts(STORY.replace("Засміялися", "Подякували")))
    assert imported(portal, path)[1]["reaction"] == "Подякували."


def test_a_draft_needs_somebody_who_sees_it(bare: Installation, tmp_path: Path) -> None:
    result = bare.run("import", str(word.word_file(tmp_path / "case.docx", word.parts(STORY))))
    assert (result.exit_code, "case.docx: line 1: author: A draft is seen by its author alone" in result.output) == (
        1,
        1,
    )


def entities() -> dict[str, bytes]:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    said = word.parts(word.paragraph(word.run("x")))
    return said | {"word/document.xml": bomb.encode() + said["word/document.xml"]}


def hidden_entities() -> dict[str, bytes]:
    """In another encoding, where no search for bytes finds them."""
    text = '<?xml version="1.0" encoding="UTF-16"?>' + entities()["word/document.xml"].decode()
    return entities() | {"word/document.xml": text.encode("utf-16")}


def bomb() -> dict[str, bytes]:
    return word.parts(word.paragraph(word.run(" " * 7_000_000)))


def media_bomb() -> dict[str, bytes]:
    return word.parts(word.paragraph(word.run("x")), p_png=b"\x89PNG\r\n\x1a\n" + bytes(30_000_000))


def deep() -> dict[str, bytes]:
    return word.parts("<w:sdt><w:sdtContent>" * 3_000 + "</w:sdtContent></w:sdt>" * 3_000)


def elsewhere() -> dict[str, bytes]:
    relations = word.relation("r1", "image", "https://example.test/spy.png", external=True)
    return word.parts(word.paragraph(word.drawing("r1", attribute="link")), relations)


def no_picture() -> dict[str, bytes]:
    drawn = word.paragraph(word.drawing("r1"))
    return word.parts(drawn, word.relation("r1", "image", "media/p.png"), p_png=b"\x89PNG\r\n\x1a\n and no more")


def disguised() -> dict[str, bytes]:
    """The main part is said to be a file that nobody looks at."""
    said = word.parts(word.paragraph(word.run("x")))
    relations = said["_rels/.rels"].replace(b"word/document.xml", b"word/evil.bin")
    return said | {"_rels/.rels": relations, "word/evil.bin": entities()["word/document.xml"]}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (entities(), "declares a document type"),
        (hidden_entities(), "declares a document type"),
        (bomb(), "packed as no document is"),
        (media_bomb(), "packed as no document is"),
        (deep(), "nested too deeply"),
        (elsewhere(), "a picture that doesn't lie in the file"),
        (no_picture(), "can't be read as a picture"),
        ({"word/document.xml": b"<w:document"}, "isn't XML"),
        ({"other.xml": b"<a/>"}, "isn't a Word file"),
        (word.parts("x") | {"../../etc/passwd": b"x"}, "leads out of it"),
        (word.parts("x") | {f"word/{n}.xml": b"<a/>" for n in range(opening.MAX_MEMBERS)}, "too many parts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_document_is_refused(
    bare: Installation, tmp_path: Path, said: dict[str, bytes], sentence: str
) -> None:
    result = bare.run("import", str(word.word_file(tmp_path / "x.docx", said)), "--author", "olha@example.test")
    assert (result.exit_code, sentence in result.output) == (1, True), result.output
    assert bare.ask(lambda session: session.scalar(select(KnowledgeItem.id))) is None


def test_a_part_that_nobody_looked_at_is_never_read(portal: Installation, tmp_path: Path) -> None:
    _item, parts = imported(portal, word.word_file(tmp_path / "x.docx", disguised()))
    assert parts["body"] == "x"


@pytest.mark.parametrize("keep", [0, 10, 300, -30])
def test_a_file_that_is_cut_off_is_refused(bare: Installation, tmp_path: Path, keep: int) -> None:
    path = word.word_file(tmp_path / "x.docx", word.parts(STORY))
    path.write_bytes(path.read_bytes()[:keep])
    result = bare.run("import", str(path), "--author", "olha@example.test")
    assert (result.exit_code, "x.docx: line 1: " in result.output) == (1, True)


def test_a_locked_file_is_refused(bare: Installation, tmp_path: Path) -> None:
    path = word.word_file(tmp_path / "x.docx", word.parts(STORY))
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(signature, at + 4)
    path.write_bytes(bytes(data))
    with zipfile.ZipFile(path) as packed:
        assert packed.infolist()[0].flag_bits & 1
    assert "locked with a password" in bare.run("import", str(path)).output


LETTERS = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
WORDS = st.lists(
    st.text(LETTERS | st.sampled_from("*_`[]()#>-+!|.1~&;<\\="), min_size=1, max_size=6), min_size=1, max_size=6
)


@given(WORDS)
@settings(max_examples=300, deadline=None)
def test_words_are_shown_as_they_were_typed(words: list[str]) -> None:
    shown = [word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for word in words]
    for html in (f"<p>{' '.join(shown)}</p>", f"<p>{'<br />'.join(shown)}</p>", f"<ul><li>{' '.join(shown)}</li></ul>"):
        assert plain_text(to_html(to_markdown(html))) == " ".join(words)
