"""The pages and forms of a discussion, person by person."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.drafts import Draft, save_draft
from portal.discussion.composer import composer
from portal.discussion.models import Comment, Reaction, Report
from portal.discussion.services.moderation import hide, report
from portal.discussion.thread import DRAFTS, draft_key, thread
from portal.people.services import guessing
from tests.conftest import Clients
from tests.discussion.factories import ITEM, KIND, Noticeboard, said
from tests.statements import MOST_A_PAGE, counted

REASON = "Це образливо для колеги"
PREFIX = f"/discussion/{KIND}/1"


def all_comments() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def report_it(row: Comment, by: Actor) -> None:
    with transaction() as session:
        report(session, row.id, by, reason=REASON, now=clock.now())


def hide_it(row: Comment, by: Actor) -> None:
    with transaction() as session:
        hide(session, row.id, by, reason=REASON, now=clock.now())


# Who may do what to a comment of Olena's. 302: done, 200: a page, 403: not theirs.

VERBS: dict[str, tuple[str, str, dict[str, str]]] = {
    "reply": ("POST", PREFIX + "/comments", {"body": "Відповідь", "parent_id": "{id}"}),
    "comment": ("POST", PREFIX + "/comments", {"body": "Ще один"}),
    "note": ("POST", PREFIX + "/comments", {"body": "Нотатка", "internal": "y"}),
    "draft": ("POST", PREFIX + "/draft", {"body": "Недопи"}),
    "follow": ("POST", PREFIX + "/follow", {"follow": "1"}),
    "show": ("GET", "/discussion/comments/{id}", {}),
    "edit page": ("GET", "/discussion/comments/{id}/edit", {}),
    "edit": ("POST", "/discussion/comments/{id}/edit", {"body": "Інакше", "version": "1"}),
    "withdraw": ("POST", "/discussion/comments/{id}/withdraw", {}),
    "react": ("POST", "/discussion/comments/{id}/react", {"give": "thanks"}),
    "report page": ("GET", "/discussion/comments/{id}/report", {}),
    "report": ("POST", "/discussion/comments/{id}/report", {"reason": REASON}),
    "revisions": ("GET", "/discussion/comments/{id}/revisions", {}),
    "hide page": ("GET", "/discussion/comments/{id}/hide", {}),
    "hide": ("POST", "/discussion/comments/{id}/hide", {"reason": REASON}),
    "settle": ("POST", "/discussion/comments/{id}/settle", {}),
    "reports": ("GET", "/discussion/reports", {}),
}  # fmt: skip
PEOPLE = ("olena", "dmytro", "stranger", "hanna", "marta")
#                         author colleague stranger committee editor
RIGHTS = {
    "reply":               (302, 302, 302, 302, 302),
    "comment":             (302, 302, 302, 302, 302),
    "note":                (403, 403, 403, 302, 403),
    "draft":               (302, 302, 302, 302, 302),
    "follow":              (302, 302, 302, 302, 302),
    "show":                (302, 302, 302, 302, 302),
    "edit page":           (200, 403, 403, 403, 403),
    "edit":                (302, 403, 403, 403, 403),
    "withdraw":            (302, 403, 403, 403, 403),
    "react":               (403, 302, 302, 302, 302),
    "report page":         (403, 200, 200, 200, 200),
    "report":              (403, 302, 302, 302, 302),
    "revisions":           (200, 200, 200, 200, 200),
    "hide page":           (403, 403, 403, 403, 200),
    "hide":                (403, 403, 403, 403, 302),
    "settle":              (403, 403, 403, 403, 302),
    "reports":             (403, 403, 403, 403, 200),
}  # fmt: skip


def send(browser: FlaskClient, verb: str, comment_id: int) -> TestResponse:
    method, path, data = VERBS[verb]
    filled = {name: value.format(id=comment_id) for name, value in data.items()}
    return browser.open(path.format(id=comment_id), method=method, data=filled if method == "POST" else None)


@pytest.mark.parametrize("verb", VERBS)
def test_everyone_may_do_what_the_table_says(
    verb: str, request: pytest.FixtureRequest, board: Noticeboard, client: Clients, olena: Actor
) -> None:
    for name, expected in zip(PEOPLE, RIGHTS[verb], strict=True):
        actor: Actor = request.getfixturevalue(name)
        row = said(olena, f"Слова для {name}")
        assert send(client(actor), verb, row.id).status_code == expected, name


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_does_anything_without_signing_in(verb: str, board: Noticeboard, client: Clients, olena: Actor) -> None:
    row = said(olena)
    answer = send(client(), verb, row.id)
    if VERBS[verb][0] == "GET":
        assert answer.status_code == 302
        assert "/sign-in" in answer.location
    else:
        assert answer.status_code == 401
    assert all_comments() == 1


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "reports"])
def test_on_an_item_that_one_does_not_see_nothing_is_there(
    verb: str, board: Noticeboard, client: Clients, olena: Actor, marta: Actor
) -> None:
    row = said(olena)
    board.blind.add(marta.id)
    assert send(client(marta), verb, row.id).status_code == 404


@pytest.mark.parametrize("verb", ["reply", "show", "edit page", "edit", "withdraw", "react", "report page", "report",
                                  "revisions", "hide page", "hide", "settle"])  # fmt: skip
def test_an_internal_note_is_not_there_for_an_editor(
    verb: str, board: Noticeboard, client: Clients, hanna: Actor, marta: Actor
) -> None:
    row = said(hanna, "Таємниця", internal=True)
    assert send(client(marta), verb, row.id).status_code == 404


def test_unknown_kinds_and_numbers_are_not_found(board: Noticeboard, client: Clients, olena: Actor) -> None:
    browser = client(olena)
    assert browser.post("/discussion/nothing/1/comments", data={"body": "Слова"}).status_code == 404
    assert browser.post(f"/discussion/{KIND}/9/comments", data={"body": "Слова"}).status_code == 404
    assert browser.get("/discussion/comments/999").status_code == 404


def test_a_form_without_its_token_is_kept_and_not_carried_out(
    app: Flask, board: Noticeboard, client: Clients, olena: Actor
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client(olena).post(f"{PREFIX}/comments", data={"body": "Довгі думки"})
    assert answer.status_code == 400
    assert "Довгі думки" in answer.text
    assert all_comments() == 0


# What happens


def test_a_comment_leads_back_to_its_place(board: Noticeboard, client: Clients, olena: Actor) -> None:
    answer = client(olena).post(f"{PREFIX}/comments", data={"body": "Слова"})
    row = db.session.scalars(select(Comment)).one()
    assert answer.location == f"/noticeboard/1#comment-{row.id}"


def test_on_a_long_thread_the_way_back_names_the_page(
    board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor
) -> None:
    rows = [said(person, f"Коментар {n}") for n in range(26) for person in (olena, dmytro)]
    answer = client(olena).get(f"/discussion/comments/{rows[-1].id}")
    assert answer.location == f"/noticeboard/1?talk={rows[49].id}#comment-{rows[-1].id}"


def test_what_cannot_be_taken_is_shown_again(board: Noticeboard, client: Clients, olena: Actor) -> None:
    answer = client(olena).post(f"{PREFIX}/comments", data={"body": "Слово " * 3000, "submission_key": "k" * 20})
    assert answer.status_code == 422
    assert "Слово Слово" in answer.text
    assert "k" * 20 in answer.text


def test_after_too_many_comments_the_text_is_still_there(board: Noticeboard, client: Clients, olena: Actor) -> None:
    for n in range(30):
        said(olena, f"Коментар {n}")
    answer = client(olena).post(f"{PREFIX}/comments", data={"body": "Тридцять перша думка"})
    assert answer.status_code == 429
    assert "Тридцять перша думка" in answer.text
    assert all_comments() == 30


def test_an_edit_of_an_old_version_shows_both_texts(board: Noticeboard, client: Clients, olena: Actor) -> None:
    row = said(olena, "Перше")
    browser, path = client(olena), f"/discussion/comments/{row.id}/edit"
    assert browser.post(path, data={"body": "Друге слово", "version": "1"}).status_code == 302
    answer = browser.post(path, data={"body": "Третє слово", "version": "1"})
    assert answer.status_code == 409
    assert "Друге слово" in answer.text
    assert "Третє слово" in answer.text


def test_the_revisions_show_what_changed_as_text(
    board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor
) -> None:
    row = said(olena, "Пандус <b>біля</b> магазину")
    client(olena).post(
        f"/discussion/comments/{row.id}/edit", data={"body": "Пандус <i>біля</i> складу", "version": "1"}
    )
    answer = client(dmytro).get(f"/discussion/comments/{row.id}/revisions")
    assert re.search(r"<del>.*магазину</del>", answer.text)
    assert "&lt;" in answer.text
    assert "<i>" not in answer.text


def test_the_earlier_words_of_a_hidden_comment_are_the_editors(
    board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    row = said(olena, "Грубі слова")
    hide_it(row, marta)
    path = f"/discussion/comments/{row.id}/revisions"
    assert client(dmytro).get(path).status_code == 403
    assert client(olena).get(path).status_code == 403
    assert client(marta).get(path).status_code == 200


def test_a_withdrawal_offers_its_undo(board: Noticeboard, client: Clients, olena: Actor) -> None:
    row = said(olena)
    browser = client(olena)
    assert browser.post(f"/discussion/comments/{row.id}/withdraw").location == "/noticeboard/1#talk"
    assert f"/discussion/comments/{row.id}/put-back" in browser.get("/discussion/comments/0").text
    browser.post(f"/discussion/comments/{row.id}/put-back")
    db.session.rollback()
    assert db.session.scalars(select(Comment.withdrawn_at)).one() is None


def test_a_reaction_by_a_script_answers_with_the_comment(
    board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor
) -> None:
    top = said(olena)
    reply = said(olena, to=top)
    answer = client(dmytro).post(
        f"/discussion/comments/{reply.id}/react", data={"give": "thanks"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert answer.text.strip().startswith(f'<li class="comment" id="comment-{top.id}"')
    assert 'name="take_back" value="thanks"' in answer.text


def test_there_are_no_other_reactions(board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor) -> None:
    row = said(olena)
    assert client(dmytro).post(f"/discussion/comments/{row.id}/react", data={"give": "angry"}).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Reaction)) == 0


def test_a_draft_is_kept_and_goes_with_the_comment(board: Noticeboard, client: Clients, olena: Actor) -> None:
    browser = client(olena)
    answer = browser.post(f"{PREFIX}/draft", data={"body": "Недописане"}, headers={"Accept": "application/json"})
    assert re.fullmatch(r"\d\d:\d\d", answer.get_json()["saved"])
    assert db.session.scalars(select(Draft)).one().fields["body"] == "Недописане"
    browser.post(f"{PREFIX}/comments", data={"body": "Дописане", "submission_key": "k" * 20})
    db.session.rollback()
    assert db.session.scalars(select(Draft)).all() == []
    late = browser.post(f"{PREFIX}/draft", data={"body": "Дописан", "submission_key": "k" * 20})
    assert late.status_code == 409
    assert db.session.scalars(select(Draft)).all() == []


def test_emptying_the_field_forgets_the_draft(board: Noticeboard, client: Clients, olena: Actor) -> None:
    browser = client(olena)
    for body in ("Недописане", " "):
        browser.post(f"{PREFIX}/draft", data={"body": body})
    assert db.session.scalars(select(Draft)).all() == []


def test_the_editors_page_shows_the_comment_in_its_context(
    board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    row = said(olena, "Грубі слова")
    report_it(row, dmytro)
    browser = client(marta)
    answer = browser.get("/discussion/reports")
    for words in ("Грубі слова", "Оголошення 1", REASON, "Дмитро Гай"):
        assert words in answer.text
    gone = browser.post(f"/discussion/comments/{row.id}/hide", data={"reason": REASON, "then": "reports"})
    assert gone.location == "/discussion/reports"
    assert "Грубі слова" not in browser.get("/discussion/reports").text


def test_leaving_a_comment_settles_its_reports(
    board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    row = said(olena)
    report_it(row, dmytro)
    client(marta).post(f"/discussion/comments/{row.id}/settle")
    db.session.rollback()
    assert db.session.scalars(select(Report.settled_by_id)).one() == marta.id


def test_internal_notes_are_not_among_the_reports(
    session: Session, board: Noticeboard, client: Clients, hanna: Actor, marta: Actor, now: datetime
) -> None:
    row = said(hanna, "Таємна нотатка", internal=True)
    with transaction() as writing:
        writing.add(Report(words_kind="comment", words_id=row.id, by_id=hanna.id, reason=REASON, at=now))
    assert "Таємна нотатка" not in client(marta).get("/discussion/reports").text


def test_pages_cost_few_statements(
    board: Noticeboard, client: Clients, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    rows = [said(olena, f"Слова {n}") for n in range(12)]
    for row in rows:
        report_it(row, dmytro)
    browser = client(marta)
    browser.get("/discussion/reports")
    for path in ("/discussion/reports", f"/discussion/comments/{rows[3].id}/report",
                 f"/discussion/comments/{rows[3].id}/revisions"):  # fmt: skip
        with counted() as statements:
            assert browser.get(path).status_code == 200
        assert len(statements) <= MOST_A_PAGE, statements


def test_pieces_that_are_kept_hold_nothing_of_another_reader(
    board: Noticeboard, app: Flask, olena: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    rows = [said(olena, f"Слова {n}") for n in range(2)]
    with transaction() as session:
        save_draft(session, dmytro, DRAFTS, draft_key(ITEM), {"body": "Чернетка <Дмитра>"}, now=now)

    def page(actor: Actor) -> str:
        with app.app_context(), app.test_request_context():
            talk = thread(db.session(), ITEM, actor)
            template = app.jinja_env.get_template("discussion/_thread.html")
            return template.render(talk=talk, composer=composer(db.session(), talk, actor), older_href=None)

    first, second = page(dmytro), page(stranger)
    for html in (first, second):
        assert html.count('name="parent_id"') == 2
        assert all(html.count(f'name="parent_id" value="{row.id}"') == 1 for row in rows)
        assert "put-in" not in html
    assert "Чернетка &lt;Дмитра&gt;" in first
    assert "Чернетка" not in second
    tokens = [set(re.findall('name="csrf_token" value="([^"]+)"', html)) for html in (first, second)]
    keys = [set(re.findall('name="submission_key"[^>]* value="([^"]+)"', html)) for html in (first, second)]
    assert [len(found) for found in (*tokens, *keys)] == [1, 1, 1, 1]
    assert not tokens[0] & tokens[1]
    assert not keys[0] & keys[1]


def test_the_thread_shows_each_reader_their_buttons(
    app: Flask, board: Noticeboard, olena: Actor, dmytro: Actor, hanna: Actor, marta: Actor
) -> None:
    row = said(olena, "<img src=x onerror=alert(1)> @Дмитро Гай")
    note = said(hanna, "Таємна нотатка", internal=True)

    def page(actor: Actor) -> str:
        db.session.rollback()
        talk = thread(db.session(), ITEM, actor)
        with app.test_request_context():
            template = app.jinja_env.get_template("discussion/_thread.html")
            return template.render(talk=talk, composer=composer(db.session(), talk, actor), csrf="x", older_href=None)

    own = f"/discussion/comments/{row.id}"
    assert f'href="{own}/edit"' in page(olena)
    assert f'action="{own}/react"' not in page(olena)
    assert f'action="{own}/react"' in page(dmytro)
    assert f'href="{own}/hide"' in page(marta)
    assert f"comment-{note.id}" in page(hanna)
    assert 'name="internal"' in page(hanna)
    for reader in (olena, dmytro, marta):
        html = page(reader)
        assert "Таємна" not in html
        assert 'name="internal"' not in html
        assert "<img" not in html


def test_a_comment_too_many_is_held_and_not_kept(
    board: Noticeboard, client: Clients, olena: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guessing, "TEXTS", guessing.Limit(1, 10))
    browser = client(olena)
    assert browser.post(PREFIX + "/comments", data={"body": "Перший"}).status_code == 302
    answer = browser.post(PREFIX + "/comments", data={"body": "Другий", "internal": "y"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 429
    assert f'action="{PREFIX}/comments"' in page
    assert "Другий" in page
    assert 'name="internal" value="y"' in page
    assert all_comments() == 1


@pytest.mark.parametrize("number", [str(2**63), "9" * 5000, "-1", "x"])
def test_an_answer_to_no_comment_is_shown_again_with_its_reason(
    board: Noticeboard, client: Clients, olena: Actor, number: str
) -> None:
    answer = client(olena).post(PREFIX + "/comments", data={"body": "Кому це?", "parent_id": number})
    assert answer.status_code == 422
    assert "Кому це?" in answer.get_data(as_text=True)
    assert all_comments() == 0
