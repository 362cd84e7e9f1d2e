"""The pages on which tracks are read and put together."""

from html import unescape

import pytest
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.onboarding.marks import step_mark, words_mark
from portal.onboarding.models import Condition, StepKind, Track
from portal.onboarding.queries.tracks import draft_of, get_step, version_at_work
from portal.onboarding.services.stepping import change_step
from portal.people.services import guessing
from tests.conftest import Clients
from tests.knowledge import factories as knowledge
from tests.onboarding import track_factories as tracks
from tests.statements import counted

MOST_STATEMENTS = 8
STEP = {"kind": "meet", "title": "Познайомтеся з наставником", "body": "", "minutes": "20", "due_day": "1",
        "required": "y", "after": "anytime", "questions": "", "item": ""}  # fmt: skip


def fresh(made: Track) -> Track:
    return db.session().get_one(Track, made.id, populate_existing=True)


def test_everybody_reads_what_is_published_and_editors_their_drafts(
    client: Clients, marta: Actor, olena: Actor, session: Session
) -> None:
    made = tracks.track(marta, "Чаювання")
    assert tracks.TITLE in client(marta).get("/tracks").text
    assert tracks.TITLE not in client(olena).get("/tracks").text
    assert client(olena).get(f"/tracks/{made.id}").status_code == 404
    tracks.publish_draft(made, marta)
    page = client(olena).get(f"/tracks/{made.id}")
    assert "Чаювання" in page.text
    assert f"/tracks/{made.id}/begin" in page.text
    assert f"/tracks/{made.id}/edit" not in page.text


def test_an_editor_makes_a_track_and_goes_on_to_its_steps(client: Clients, marta: Actor, session: Session) -> None:
    form = {"title": tracks.TITLE, "summary": "Для **новачків**", "language": "uk", "submission_key": "k" * 22}
    answer = client(marta).post("/tracks/new", data=form)
    assert answer.status_code == 302
    assert answer.location.endswith("/edit#add-words")
    assert tracks.TITLE in client(marta).get(answer.location).text


def test_a_fault_keeps_what_was_typed(client: Clients, marta: Actor, session: Session) -> None:
    answer = client(marta).post("/tracks/new", data={"title": "А", "summary": "Довгий задум", "language": "uk"})
    assert answer.status_code == 422
    assert "Довгий задум" in answer.text


def test_an_item_is_found_by_its_title_and_added_with_what_is_usual(
    client: Clients, marta: Actor, session: Session
) -> None:
    item, made = knowledge.item(marta, title="Окуляри на восьму ранку"), tracks.track(marta)
    page = client(marta).get(f"/tracks/{made.id}/edit?section=first&q=окуляри")
    assert f'value="case:{item.id}"' in page.text
    client(marta).post(f"/tracks/{made.id}/steps/add?section=first", data={"item": f"case:{item.id}"})
    assert tracks.outline(made)[0][1] == ["Окуляри на восьму ранку"]


def test_before_anything_is_typed_the_newest_stand_there(client: Clients, marta: Actor) -> None:
    item, made = knowledge.item(marta, title="Окуляри на восьму ранку"), tracks.track(marta)
    browser = client(marta)
    assert f'value="case:{item.id}"' in browser.get(f"/tracks/{made.id}/edit").text
    assert f'value="case:{item.id}"' not in browser.get(f"/tracks/{made.id}/edit?q=пандус").text


def test_what_nobody_published_is_not_added_by_guessing(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta)
    for item in ("case:999999", "initiative:1", "nonsense", ""):
        assert client(marta).post(f"/tracks/{made.id}/steps/add", data={"item": item}).status_code == 422


def test_before_publishing_the_page_sums_up_and_doubts(client: Clients, marta: Actor, session: Session) -> None:
    item, made = knowledge.item(marta, title="Окуляри на восьму ранку"), tracks.track(marta)
    for due_day in (2, None):
        tracks.step(made, marta, tracks.reading(item, due_day=due_day))
    tracks.step(made, marta, tracks.words(title="Чаювання", required=False))
    page = client(marta).get(f"/tracks/{made.id}/publish").text
    for said in ("3 кроки", "2 з них обов’язкові", "близько 60 хвилин", "останній — до дня 2", f"{made.id}/preview"):
        assert said in page
    assert "«Окуляри на восьму ранку» трапляється кілька разів: кроки 1, 2." in page
    assert "Крок 2 не має дня: про нього ніхто не нагадає." in page


@pytest.mark.parametrize("kind", [StepKind.CHECK, StepKind.MEET, StepKind.WRITE])
def test_a_step_of_words_alone_is_added_by_its_form(
    client: Clients, marta: Actor, session: Session, kind: StepKind
) -> None:
    made = tracks.track(marta)
    assert client(marta).get(f"/tracks/{made.id}/steps/new?kind={kind.value}").status_code == 200
    form = STEP | {"kind": kind.value, "questions": tracks.QUESTION if kind is StepKind.CHECK else ""}
    client(marta).post(f"/tracks/{made.id}/steps/new?section=first", data=form)
    assert tracks.outline(made)[0][1] == [STEP["title"]]


def test_faults_of_questions_are_named_by_their_lines(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta)
    form = STEP | {"kind": "check", "questions": "? Що спершу?\n(x) Слухати"}
    answer = client(marta).post(f"/tracks/{made.id}/steps/new", data=form)
    assert answer.status_code == 422
    assert 'data-line="1"' in answer.text
    assert "(x) Слухати" in unescape(answer.text)


def test_questions_are_looked_at_while_they_are_typed(client: Clients, marta: Actor, session: Session) -> None:
    wrong = client(marta).post("/tracks/questions", data={"questions": "? Що спершу?\n(x) Слухати"})
    assert "field-error" in wrong.text
    right = client(marta).post("/tracks/questions", data={"questions": tracks.QUESTION})
    assert "field-error" not in right.text


def test_looks_at_questions_are_limited(client: Clients, marta: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "PREVIEWS", guessing.Limit(2, 10))
    browser = client(marta)

    answers = [browser.post("/tracks/questions", data={"questions": tracks.QUESTION}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_a_read_step_can_become_one_to_acknowledge(client: Clients, marta: Actor, session: Session) -> None:
    item, made = knowledge.item(marta), tracks.track(marta)
    row = tracks.step(made, marta, tracks.reading(item))
    form = STEP | {"kind": "acknowledge", "title": row.title, "item": f"case:{item.id}", "known": step_mark(row)}
    client(marta).post(f"/tracks/{made.id}/steps/{row.key}", data=form | {"after": "previous", "due_day": ""})
    session.expire_all()
    draft = draft_of(session, made.id)
    assert draft is not None
    changed = get_step(session, draft.id, row.key)
    assert (changed.kind, changed.after, changed.due_day) == (StepKind.ACKNOWLEDGE, Condition.PREVIOUS, None)


def test_a_conflict_shows_both_texts(client: Clients, marta: Actor, session: Session, now: object) -> None:
    made = tracks.track(marta)
    row = tracks.step(made, marta, tracks.words())
    known = step_mark(row)
    with transaction() as writing:
        change_step(writing, made, row.key, marta, tracks.words(title="Інша назва"), known=known, now=clock.now())
    answer = client(marta).post(
        f"/tracks/{made.id}/steps/{row.key}", data=STEP | {"title": "Моя назва", "known": known}
    )
    assert answer.status_code == 409
    assert "Моя назва" in answer.text
    assert "Інша назва" in answer.text


def test_a_step_that_was_taken_out_comes_back_by_the_note(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка")
    key = tracks.keys(made)["Чаювання"]
    page = client(marta).post(f"/tracks/{made.id}/steps/{key}/remove", follow_redirects=True)
    assert f"/tracks/{made.id}/steps/{key}/put-back" in page.text
    client(marta).post(f"/tracks/{made.id}/steps/{key}/put-back")
    assert tracks.outline(made)[0][1] == ["Чаювання", "Прогулянка"]


def test_publishing_names_what_is_missing_and_then_what_changes(
    client: Clients, marta: Actor, session: Session
) -> None:
    made = tracks.track(marta)
    draft = draft_of(session, made.id)
    assert draft is not None
    refused = client(marta).post(f"/tracks/{made.id}/publish", data={"change_note": "", "version": draft.version})
    assert refused.status_code == 422
    tracks.step(made, marta, tracks.words(title="Чаювання"))
    tracks.publish_draft(made, marta)
    tracks.step(made, marta, tracks.words(title="Прогулянка"))
    page = client(marta).get(f"/tracks/{made.id}/publish").text
    assert "Прогулянка" in page
    session.expire_all()
    again = draft_of(session, made.id)
    assert again is not None
    form = {"change_note": "Ходимо на прогулянку.", "version": again.version}
    assert client(marta).post(f"/tracks/{made.id}/publish", data=form).status_code == 302
    for address in (f"/tracks/{made.id}/versions", f"/tracks/{made.id}/versions/2"):
        assert "Ходимо на прогулянку." in client(marta).get(address).text


def test_what_changed_tells_right_answers_to_editors_alone(
    client: Clients, marta: Actor, olena: Actor, session: Session
) -> None:
    made = tracks.track(marta)
    row = tracks.step(made, marta, tracks.words(StepKind.CHECK, title="Перевірка", questions=tracks.QUESTION))
    tracks.publish_draft(made, marta)
    said = tracks.words(StepKind.CHECK, title="Перевірка", questions=tracks.QUESTION.replace("Вислухати", "Мовчати"))
    with transaction() as writing:
        change_step(writing, fresh(made), row.key, marta, said, known=step_mark(row), now=clock.now())
    tracks.publish_draft(made, marta)
    address = f"/tracks/{made.id}/versions/2"
    assert "Мовчати" in client(marta).get(address).text
    page = client(olena).get(address).text
    assert "Запитання змінилися." in page
    assert "(x)" not in page
    assert "Мовчати" not in page


def test_changes_are_thrown_away_only_by_whoever_was_asked(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    tracks.step(made, marta, tracks.words(title="Прогулянка"))
    client(marta).post(f"/tracks/{made.id}/drop-draft")
    assert tracks.outline(made)[0][1] == ["Чаювання", "Прогулянка"]
    client(marta).post(f"/tracks/{made.id}/drop-draft", data={"sure": "yes"})
    assert tracks.outline(made)[0][1] == ["Чаювання"]


def test_words_and_settings_are_saved(client: Clients, marta: Actor, session: Session) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    known = words_mark(version_at_work(db.session(), fresh(made)))
    words = {"title": "Перший тиждень", "summary": "", "known": known}
    client(marta).post(f"/tracks/{made.id}/words", data=words)
    assert fresh(made).title == tracks.TITLE
    settings = {"language": "uk", "keeper": "", "for_newcomers": "y", "version": fresh(made).version}
    client(marta).post(f"/tracks/{made.id}/settings", data=settings)
    settled = fresh(made)
    assert (settled.keeper_id, settled.open_to_all, settled.for_newcomers) == (None, False, True)
    assert client(marta).post(f"/tracks/{made.id}/settings", data=settings | {"open_to_all": "y"}).status_code == 409


def test_closing_and_throwing_away_can_be_undone(client: Clients, marta: Actor, session: Session) -> None:
    draft, stands = tracks.track(marta, "Чаювання"), tracks.track(marta, "Чаювання", published=True)
    client(marta).post(f"/tracks/{draft.id}/discard")
    assert client(marta).get(f"/tracks/{draft.id}").status_code == 404
    client(marta).post(f"/tracks/{draft.id}/have-back")
    assert client(marta).get(f"/tracks/{draft.id}").status_code == 200
    client(marta).post(f"/tracks/{stands.id}/close")
    assert fresh(stands).closed_at is not None
    client(marta).post(f"/tracks/{stands.id}/open-again")
    assert fresh(stands).closed_at is None


def test_a_preview_shows_every_step_as_a_newcomer_sees_it(client: Clients, marta: Actor, session: Session) -> None:
    item, made = knowledge.item(marta, title="Окуляри на восьму ранку"), tracks.track(marta, "Чаювання")
    row = tracks.step(made, marta, tracks.reading(item, questions=tracks.QUESTION))
    assert item.title in client(marta).get(f"/tracks/{made.id}/preview").text
    page = client(marta).get(f"/tracks/{made.id}/preview/{row.key}").text
    assert "Вислухати" in page
    assert item.title in page


def test_pages_cost_few_statements(client: Clients, marta: Actor, olena: Actor, session: Session) -> None:
    item, made = knowledge.item(marta), tracks.track(marta, "Чаювання")
    row = tracks.step(made, marta, tracks.reading(item, questions=tracks.QUESTION))
    tracks.publish_draft(made, marta)
    tracks.step(made, marta, tracks.words(title="Прогулянка"))
    own = f"/tracks/{made.id}"
    edited = ("/edit", "/publish", f"/preview/{row.key}", f"/steps/{row.key}", "/versions/1", "/preview")
    for reader, addresses in ((olena, ("/tracks", own)), (marta, tuple(f"{own}{part}" for part in edited))):
        browser = client(reader)
        for address in addresses:
            browser.get(address)
            with counted() as statements:
                browser.get(address)
            assert len(statements) <= MOST_STATEMENTS, (address, statements)
