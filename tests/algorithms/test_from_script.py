"""From a script to the form: pasted or in a file, looked at, and kept as a draft. Nothing of it is lost on the way."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.algorithms.shapes import MAX_SOURCE_LETTERS
from portal.algorithms.snippets import beginning
from portal.algorithms.understanding import understood
from portal.algorithms.views.converting import MAX_LINES
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import Draft
from portal.knowledge.models import Genre
from portal.people.services import guessing
from tests.cli import word_files as word
from tests.conftest import Clients

SCRIPT = """\
1. Вислухати
«Дякую, що подзвонили. Що сталося?»
- Зламалося: перейти до кроку 2
- Усе гаразд: подякувати й завершити
2. Запросити на ремонт
«Вам зручно сьогодні чи завтра?»
Подивитися розклад.
"""
JSON = {"Accept": "application/json"}
PATH = "/algorithms/from-script"


def word_bytes(tmp_path: Path, said: dict[str, bytes]) -> bytes:
    return word.word_file(tmp_path / "x.docx", said).read_bytes()


def sent(client: Clients, actor: Actor, data: bytes, name: str = "x.docx", **more: Any) -> TestResponse:
    """The form with a file in it."""
    return client(actor).post(PATH, data={"file": (BytesIO(data), name), **more})


def draft_of(session: Session, actor: Actor) -> Draft:
    return session.scalars(select(Draft).where(Draft.person_id == actor.id)).one()


def test_a_pasted_script_is_shown_as_steps_with_the_script_beside_it(client: Clients, olena: Actor) -> None:
    page = client(olena).post(PATH, data={"script": SCRIPT})

    assert page.status_code == 200
    assert "## " in page.text
    assert "Запросити на ремонт" in page.text
    assert 'name="source"' in page.text
    assert page.text.count("Подивитися розклад.") == 2  # in the steps, and in the script to go back to


def test_the_editor_gets_the_steps_as_data(client: Clients, olena: Actor) -> None:
    said = client(olena).post(PATH, data={"script": SCRIPT}, headers=JSON).get_json()

    assert len(understood(said["source"]).document.steps) >= 2
    assert "Вислухати" in said["source"]
    assert said["message"]


def test_what_was_made_of_it_opens_in_the_form_and_is_kept(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    made = browser.post(PATH, data={"script": SCRIPT}, headers=JSON).get_json()["source"]
    answer = browser.post("/algorithms/begin", data={"source": made, "script": SCRIPT})

    kept = draft_of(session, olena)
    assert answer.location == f"/knowledge/new/algorithm?draft={kept.key}"
    assert kept.fields["source"] == made
    page = browser.get(answer.location).text
    assert "Запросити на ремонт" in page
    assert 'data-fault="0"' in page or "fault-list" not in page


def test_back_to_the_script_is_back_to_every_word_of_it(client: Clients, olena: Actor) -> None:
    page = client(olena).post(PATH, data={"script": SCRIPT, "source": "# Щось", "then": "back"})

    assert 'name="script"' in page.text
    assert "Подивитися розклад." in page.text
    assert 'name="source"' not in page.text


def test_a_word_file_becomes_steps(client: Clients, olena: Actor, tmp_path: Path) -> None:
    body = (
        word.heading("Ремонт", 1)
        + word.heading("Вислухати", 2)
        + word.paragraph(word.run("«Що сталося?»"))
        + word.heading("Запросити", 2)
        + word.entry("Подивитися розклад")
    )
    page = sent(client, olena, word_bytes(tmp_path, word.parts(body)))

    assert page.status_code == 200
    for words in ("Ремонт", "Вислухати", "Що сталося?", "Подивитися розклад"):
        assert words in page.text


def test_pictures_of_a_word_file_are_left_out(client: Clients, olena: Actor, tmp_path: Path) -> None:
    body = word.paragraph(word.run("Слова")) + word.paragraph(word.drawing("r4", alt="Схема"))
    relations = word.relation("r4", "image", "media/p.png")
    said = word.parts(body, relations, p_png=b"\x89PNG\r\n\x1a\n and no more")
    page = sent(client, olena, word_bytes(tmp_path, said))

    assert page.status_code == 200
    assert "Слова" in page.text
    assert "Схема" not in page.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_text_file_is_read_however_it_is_written(client: Clients, olena: Actor, encoding: str) -> None:
    page = sent(client, olena, SCRIPT.encode(encoding), "script.txt")

    assert page.status_code == 200
    assert "Запросити на ремонт" in page.text


def test_of_a_file_and_a_pasted_text_the_file_counts(client: Clients, olena: Actor) -> None:
    page = sent(client, olena, SCRIPT.encode(), "x.txt", script="Щось інше, чого немає у файлі")

    assert "Запросити на ремонт" in page.text
    assert "Щось інше" not in page.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old word", "збережіть як .docx"),
        (b"%PDF-1.7 ...", "збережіть як .docx"),
        (b"PK\x03\x04 broken", "Це не цілий файл Word"),
        (b"\x00\x01\x02\x98" * 40, "немає тексту"),
        (b"x" * (2 * 1024 * 1024 + 1), "задовгий"),
        (b"", "Вставте скрипт або виберіть файл"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason_and_nothing_typed_is_lost(
    client: Clients, olena: Actor, data: bytes, sentence: str
) -> None:
    typed = "" if not data else "Те, що вставлено поруч"
    page = sent(client, olena, data, "script.doc", script=typed)

    assert page.status_code == 422
    assert sentence in page.text
    assert typed in page.text


def test_a_word_file_that_unpacks_to_too_much_is_refused(client: Clients, olena: Actor, tmp_path: Path) -> None:
    many = "".join(word.paragraph(word.run(f"{number}")) for number in range(20_000))
    page = sent(client, olena, word_bytes(tmp_path, word.parts(many)))

    assert page.status_code == 422
    assert "завелик" in page.text or "забагато" in page.text


@pytest.mark.parametrize("script", ["ї" * (MAX_SOURCE_LETTERS + 1), "Так\n" * (MAX_LINES + 1)])
def test_a_script_that_is_too_long_is_refused(client: Clients, olena: Actor, script: str) -> None:
    answer = client(olena).post(PATH, data={"script": script}, headers=JSON)

    assert answer.status_code == 422


@pytest.mark.parametrize(
    "script", ["\x00", "<script>alert(1)</script>", "1. " * 3000, "→" * 5000, "\r", "# a\n## b\n- c → b"]
)
def test_whatever_is_pasted_is_shown_as_words(client: Clients, olena: Actor, script: str) -> None:
    page = client(olena).post(PATH, data={"script": script})

    assert page.status_code in {200, 422}
    assert "<script>alert" not in page.text


def test_conversions_are_limited_as_texts_are(client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "TEXTS", guessing.Limit(2, 10))
    answers = [client(olena).post(PATH, data={"script": SCRIPT}, headers=JSON).status_code for _ in range(3)]

    assert answers == [200, 200, 429]


@pytest.mark.parametrize("name", ["example", "outline"])
def test_an_empty_form_can_begin_with_something(client: Clients, session: Session, olena: Actor, name: str) -> None:
    answer = client(olena).post("/algorithms/begin", data={"begin": name, "genre_key": "algorithm", "source": ""})

    assert answer.status_code == 302
    assert draft_of(session, olena).fields["source"] == beginning(name, "uk")


def test_nothing_is_no_beginning(client: Clients, session: Session, olena: Actor) -> None:
    assert client(olena).post("/algorithms/begin", data={"begin": "anything"}).status_code == 422
    assert session.scalars(select(Draft)).all() == []


def test_without_a_genre_that_takes_something_there_is_nothing_to_begin(
    client: Clients, session: Session, olena: Actor, now: Any
) -> None:
    with transaction() as writing:
        writing.scalars(select(Genre).where(Genre.key == "algorithm")).one().retired_at = now

    assert client(olena).post("/algorithms/begin", data={"begin": "example"}).status_code == 404


def test_the_format_is_told_in_the_reader_s_language(client: Clients, olena: Actor) -> None:
    page = client(olena).get("/algorithms/format", headers={"Accept-Language": "uk"})

    assert page.status_code == 200
    for words in ("Нотатка для CRM", "(лише якщо", "## Кінець", "Note for CRM", "Заметка для CRM"):
        assert words in page.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", PATH), ("POST", PATH), ("GET", "/algorithms/format"), ("POST", "/algorithms/begin")],
)
def test_nobody_meets_the_sign_in(client: Clients, method: str, path: str) -> None:
    answer = client().open(path, method=method)

    assert answer.status_code in {302, 401}
    assert "/sign-in" in answer.headers.get("Location", "/sign-in")


def test_without_the_page_s_key_nothing_is_made(app: Flask, client: Clients, olena: Actor) -> None:
    app.config["WTF_CSRF_ENABLED"] = True

    assert client(olena).post(PATH, data={"script": SCRIPT}, headers=JSON).status_code == 400
    assert client(olena).post("/algorithms/begin", data={"begin": "example"}, headers=JSON).status_code == 400
