"""A self-check that is sent before all of it is answered: nothing goes off, and each question says what it lacks."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.drafts import Draft
from portal.onboarding.models import Enrolment, StepAnswer, StepKind, StepProgress, StepState
from portal.onboarding.questions import read_questions
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make

WORDS = "? Що ви помітили?\n___\n\n? Що зробите інакше?\n___\n"
KINDS = """
? Що першим?
(x) Слухаємо
( ) Говоримо

? Що з цього правда?
[x] Перше
[ ] Друге

? Що далі?
1. Питаємо
2. Пропонуємо

? Що до чого?
Повернення = каса
Пандус = список

? Як було у вас?
___
"""
LACKS = [
    "Оберіть відповідь.", "Оберіть хоча б одну відповідь.", "Дайте кожному своє місце.", "Доберіть пару до кожного.",
    "Напишіть відповідь.",
]  # fmt: skip


@pytest.fixture(autouse=True)
def in_ukrainian() -> Iterator[None]:
    with i18n.speaking("uk"):
        yield


def way(newcomer: Actor, mentor: Actor, questions: str) -> Enrolment:
    step = {"key": "check", "kind": StepKind.CHECK, "title": "Перевірте себе", "questions": questions}
    return make.enrol(newcomer, make.track(steps=[step]), mentor)


def hidden(page: str) -> dict[str, Any]:
    return dict(re.findall(r'<input type="hidden" name="((?:n-|draft)[^"]*)" value="([^"]*)"', page))


def test_one_of_two_answers_in_words_is_kept_and_not_sent(
    client: Clients, session: Session, newcomer: Actor, mentor: Actor
) -> None:
    row, (first, second) = way(newcomer, mentor, WORDS), read_questions(WORDS)[0]
    browser, path = client(newcomer), f"/learning/{row.id}/steps/check"
    data = hidden(browser.get(path).text) | {f"q-{first.key}": "Людину дослухали до кінця."}

    answer = browser.post(f"{path}/answers", data=data)

    assert answer.status_code == 422
    assert "1 запитання ще без відповіді." in answer.text
    assert re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*autofocus', answer.text) == [f"q-{second.key}"]
    assert session.scalar(select(func.count()).select_from(StepAnswer)) == 0
    assert session.get_one(StepProgress, (row.id, "check")).state is StepState.OPEN
    assert session.scalars(select(Draft.fields)).one()[f"q-{first.key}"] == "Людину дослухали до кінця."
    # Another day it stands there, to be mended and sent.
    assert "Людину дослухали до кінця.</textarea>" in browser.get(path).text


def test_an_empty_self_check_says_at_each_question_what_it_lacks(
    client: Clients, session: Session, newcomer: Actor, mentor: Actor
) -> None:
    row = way(newcomer, mentor, KINDS)
    browser, path = client(newcomer), f"/learning/{row.id}/steps/check"

    answer = browser.post(f"{path}/answers", data=hidden(browser.get(path).text))

    assert answer.status_code == 422
    assert "5 запитань ще без відповіді." in answer.text
    said = re.findall(r'<p class="field-error" id="question-[^"]*-lacks"[^>]*>.*?<span>([^<]*)</span></p>', answer.text)
    assert said == LACKS
    assert len(re.findall(r"<(?:input|select|textarea)[^>]* autofocus", answer.text)) == 1
    assert session.scalar(select(func.count()).select_from(StepAnswer)) == 0
    assert session.get_one(StepProgress, (row.id, "check")).state is StepState.OPEN


@pytest.mark.parametrize(
    ("language", "lacks", "kept"),
    [
        ("uk", "5 запитань ще без відповіді.", "Ваші відповіді збережено, нічого не надіслано."),
        ("ru", "5 вопросов ещё без ответа.", "Ваши ответы сохранены, ничего не отправлено."),
        ("en", "5 questions have no answer yet.", "What you answered is kept; nothing has been sent."),
    ],
)
def test_answers_are_said_to_be_kept_only_where_there_are_any(
    client: Clients, newcomer: Actor, mentor: Actor, language: str, lacks: str, kept: str
) -> None:
    row, questions = way(newcomer, mentor, KINDS), read_questions(KINDS)[0]
    browser, path = client(newcomer), f"/learning/{row.id}/steps/check"
    empty, spoken = hidden(browser.get(path).text), {"Accept-Language": language}

    nothing = browser.post(f"{path}/answers", data=empty | {f"q-{questions[4].key}": "  "}, headers=spoken).text
    pair = {f"q-{questions[3].key}-{questions[3].options[0].key}": questions[3].partners[0][0]}
    half = browser.post(f"{path}/answers", data=empty | pair, headers=spoken).text

    assert lacks in nothing
    assert kept not in nothing
    assert f"{lacks} {kept}" in half  # half an answer isn't lost either


def test_where_there_is_one_question_nothing_speaks_of_the_rest(
    client: Clients, newcomer: Actor, mentor: Actor
) -> None:
    questions = "? Що першим?\n(x) Слухаємо\n( ) Говоримо\n"
    row, question = way(newcomer, mentor, questions), read_questions(questions)[0][0]
    browser, path = client(newcomer), f"/learning/{row.id}/steps/check"

    browser.post(
        f"{path}/answers", data=hidden(browser.get(path).text) | {f"q-{question.key}": question.options[1].key}
    )
    shown = browser.get(path).text

    assert "Це варте ще одного погляду" in shown
    assert "решту" not in shown
