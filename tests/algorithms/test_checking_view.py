"""A text while it is being written: its faults by their lines, so many a minute, and nothing of it is kept."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.algorithms.shapes import MAX_SOURCE_LETTERS
from portal.core.actor import Actor
from portal.core.drafts import Draft
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.views import form_page
from portal.people.models import Attempt
from portal.people.services import guessing
from tests.algorithms.factories import GLASSES, algorithm
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.statements import counted

#: Line 4 names no step, and so the step in line 6 is reached by nothing.
FAULTY = """\
# Повернення
## Вислухати
> «Слухаю вас»
- 👓 Так → Запитат
- Ні → Кінець: Усе
## Запитати
> «Що сталося?»
- Усе → Кінець: Усе
## Кінець: Усе
Результат: вирішено
"""


def asked(client: Clients, actor: Actor | None, source: object, **more: Any) -> TestResponse:
    """What the editor's script sends."""
    return client(actor).post(
        "/algorithms/check", json={"source": source, **more}, headers={"Accept": "application/json"}
    )


def test_each_fault_has_its_line_its_words_and_what_was_meant(client: Clients, olena: Actor) -> None:
    said = asked(client, olena, FAULTY).get_json()

    [first] = said["faults"]
    assert (first["kind"], first["line"], first["level"]) == (1, 4, "error")
    assert "Запитат" in first["message"]
    assert (first["wrong"], first["suggest"]) == ("Запитат", "Запитати")
    assert said["summary"] == "1 помилка"
    assert said["list"].count("<li") == 1
    assert "Замінити на «Запитати»" in said["list"]


def test_a_step_that_nothing_leads_to_is_named_once_every_answer_leads_somewhere(client: Clients, olena: Actor) -> None:
    said = asked(client, olena, FAULTY.replace("→ Запитат\n", "→ Кінець: Усе\n")).get_json()

    assert [(fault["kind"], fault["line"]) for fault in said["faults"]] == [(2, 6)]


def test_the_place_of_what_is_wrong_is_counted_as_scripts_count(client: Clients, olena: Actor) -> None:
    fault = asked(client, olena, FAULTY).get_json()["faults"][0]

    line = FAULTY.splitlines()[3].encode("utf-16-le")
    assert line[2 * fault["column"] :].decode("utf-16-le") == "Запитат"


@pytest.mark.parametrize(
    ("line", "wrong", "suggest"),
    [
        ("- Ні → Кінець: Ссе", "Ссе", "Усе"),
        ("? вік: малий | великий\n- Ні (лише якщо вки = малий) → Запитати", "вки", "вік"),
        ("? вік: малий | великий\n- Ні (лише якщо вік = малй) → Запитати", "малй", "малий"),
    ],
)
def test_what_was_meant_can_take_the_place_of_what_is_wrong(
    client: Clients, olena: Actor, line: str, wrong: str, suggest: str
) -> None:
    source = FAULTY.replace("- 👓 Так → Запитат", f"- Так → Запитати\n{line}")
    faults = asked(client, olena, source).get_json()["faults"]

    [fault] = [fault for fault in faults if fault["suggest"]]
    there = source.splitlines()[fault["line"] - 1]
    assert (fault["wrong"], fault["suggest"]) == (wrong, suggest)
    mended = there[: fault["column"]] + suggest + there[fault["column"] + len(wrong) :]
    again = asked(client, olena, source.replace(there, mended)).get_json()["faults"]
    assert [fault for fault in again if fault["suggest"]] == []


def test_a_name_in_a_note_is_found_in_its_braces(client: Clients, olena: Actor) -> None:
    source = GLASSES.replace("Нотатка для CRM: {скарга}; візит", "Нотатка для CRM: скорга { скорга }; візит")
    [fault] = asked(client, olena, source).get_json()["faults"]

    line = source.splitlines()[fault["line"] - 1]
    assert line[fault["column"] :].startswith("скорга }")


def test_lines_of_any_ending_are_counted_as_the_field_counts_them(client: Clients, olena: Actor) -> None:
    source = FAULTY.replace("> «Що сталося?»\n", "").replace("\n", "\r\n")
    lines = [fault["line"] for fault in asked(client, olena, source).get_json()["faults"]]

    assert lines == [4, 6]


def test_a_text_without_faults_says_so_and_shows_where_it_leads(client: Clients, olena: Actor) -> None:
    said = asked(client, olena, GLASSES, html=True).get_json()

    assert (said["faults"], said["summary"]) == ([], "Помилок немає")
    assert [node["key"] for node in said["graph"]["nodes"]][:2] == ["listen", "adaptation"]
    assert 'data-step="listen"' in said["html"]


def test_nothing_is_laid_out_that_was_not_asked_for(
    client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_page, "PATIENCE_SECONDS", 0)
    with form_page.laying_out, form_page.laying_out:
        assert "html" not in asked(client, olena, GLASSES).get_json()
        assert asked(client, olena, GLASSES, html=True).status_code == 503

    assert asked(client, olena, GLASSES, html=True).status_code == 200


def test_errors_come_before_warnings_of_their_line(client: Clients, olena: Actor) -> None:
    unreached = FAULTY.replace("→ Запитат\n", "→ Кінець: Усе\n").replace("> «Що сталося?»\n", "")
    faults = asked(client, olena, unreached).get_json()["faults"]

    assert [(fault["line"], fault["level"]) for fault in faults] == [(6, "error"), (6, "warning")]


def test_a_long_list_is_cut_and_says_so(client: Clients, olena: Actor) -> None:
    source = "".join(f"## Крок {number}\n> «А»\n- Так → Ніде {number}\n" for number in range(70))
    said = asked(client, olena, source).get_json()

    assert len(said["faults"]) > 70
    assert said["list"].count("<li") == 50
    assert f"і ще {len(said['faults']) - 50}" in said["list"]


def test_what_is_named_has_to_be_published(client: Clients, session: Session, olena: Actor) -> None:
    case, draft = knowledge.item(olena), algorithm(olena, ItemState.DRAFT)
    source = (
        GLASSES.replace("tags:", f"cases: {case.title}, {case.id}, Чого немає\ntags:")
        + f"\nДив. /algorithms/{draft.id} і /cases/{case.id}\n"
    )
    faults = asked(client, olena, source).get_json()["faults"]

    assert [(fault["kind"], fault["level"]) for fault in faults] == [(12, "warning"), (12, "warning")]
    assert "Чого немає" in faults[0]["message"]
    assert str(draft.id) in faults[1]["message"]


def test_however_much_a_text_names_it_is_asked_for_once(client: Clients, olena: Actor) -> None:
    algorithm(olena)
    browser = client(olena)

    def statements(names: int) -> int:
        source = GLASSES + "\n" + " ".join(f"/cases/{number}" for number in range(1, names))
        with counted() as found:
            browser.post("/algorithms/check", json={"source": source})
        return len(found)

    assert statements(2) == statements(400)


def test_nothing_of_it_is_kept(client: Clients, session: Session, olena: Actor) -> None:
    asked(client, olena, GLASSES, html=True)

    assert session.scalar(select(func.count()).select_from(KnowledgeItem)) == 0
    assert session.scalar(select(func.count()).select_from(Draft)) == 0
    assert session.scalars(select(Attempt.bucket)).all() == [f"previews:{olena.id}"]


def test_looks_count_as_previews_do(client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "PREVIEWS", guessing.Limit(2, 10))

    assert [asked(client, olena, GLASSES).status_code for _ in range(3)] == [200, 200, 429]


def test_what_cannot_be_laid_out_counts_as_many(client: Clients, session: Session, olena: Actor) -> None:
    said = asked(client, olena, GLASSES + "\n\n" + "- " * 500 + "глибоко\n", html=True)

    assert said.status_code == 200
    assert session.scalar(select(func.count()).select_from(Attempt)) == guessing.COSTLY_PREVIEW


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"{", b"[]", b'"x"', b"{}", b'{"source": 1}', b'{"source": null}', b"\xff\xfe\x00", b'{"source": ["a"]}',
        b"[" * 200_000,
    ],
)  # fmt: skip
def test_what_the_editor_never_sends_is_refused(client: Clients, olena: Actor, sent: bytes) -> None:
    answer = client(olena).post(
        "/algorithms/check", data=sent, content_type="application/json", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.get_json()["message"]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\x00",
        "\ud800",
        "\ufeff---\n---\n",
        "---\n: : :\n---\n## x",
        "## " * 2000,
        "- a → b\n" * 3000,
        "<script>alert(1)</script>\n## <img src=x onerror=alert(1)>\n- <b>x</b> → <i>y</i>",
        "```\n## x",
        "## a {#../../x}\n- b → a",
        "? a: b\n" * 500,
        "\r" * 5000,
        "x" * 100_000,
    ],
)
def test_whatever_is_written_is_looked_through(client: Clients, olena: Actor, source: str) -> None:
    answer = client(olena).post(
        "/algorithms/check", data=json.dumps({"source": source, "html": True}), content_type="application/json"
    )
    assert answer.status_code == 200
    said = answer.get_json()
    for html in (said["html"], said["list"]):
        assert "<script" not in html
        assert "<img" not in html
        assert "onerror=" not in html.replace("onerror=alert(1)&gt;", "")


def test_a_text_that_is_too_long_is_refused(client: Clients, olena: Actor) -> None:
    assert asked(client, olena, "ї" * MAX_SOURCE_LETTERS).status_code == 200
    assert asked(client, olena, "ї" * (MAX_SOURCE_LETTERS + 1)).status_code == 422


def test_nobody_meets_the_sign_in(client: Clients) -> None:
    assert asked(client, None, GLASSES).status_code == 401


def test_without_the_page_s_key_nothing_is_looked_through(app: Flask, client: Clients, olena: Actor) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert asked(client, olena, GLASSES).status_code == 400
