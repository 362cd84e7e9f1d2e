"""The page of a step after it was answered: what was chosen is marked, by a drawing and words."""

import re
from collections.abc import Iterator

import pytest

from portal.core import i18n
from portal.core.actor import Actor
from portal.onboarding.models import StepKind
from portal.onboarding.questions import Option, read_questions
from tests.conftest import Clients
from tests.onboarding import mentoring_factories as make

QUESTIONS = """
? Що першим?
(x) Слухаємо
( ) Говоримо
( ) Мовчимо

? Що з цього правда?
[x] Перше
[ ] Друге
[x] Третє
"""
ONE = "\n? Що в цьому випадку головне?\n(x) Спитали, коли зручно\n( ) Зробили швидко\n"
TAKEN, AGAIN = "ви обрали це", "ви обрали це: погляньте ще раз"


@pytest.fixture(autouse=True)
def in_ukrainian() -> Iterator[None]:
    with i18n.speaking("uk"):
        yield


def said_of(page: str, option: Option) -> str:
    """What the page says beside an option: the words of its mark, or nothing."""
    row = re.search(
        rf'<div class="answer[^"]*">\s*<label[^>]*>[^\n]*<span>{option.text}</span></label>(.*?)</div>', page, re.S
    )
    assert row is not None
    return " ".join(re.sub(r"<[^>]+>", " ", row[1]).split())


def answered(clients: Clients, newcomer: Actor, mentor: Actor, kind: StepKind, questions: str, *chosen: int) -> str:
    """The page of a step of that kind after the options at these places (of all questions together) were sent."""
    step = {"key": "asked", "kind": kind, "title": "Крок", "questions": questions}
    row = make.enrol(newcomer, make.track(steps=[step]), mentor)
    browser, path = clients(newcomer), f"/learning/{row.id}/steps/asked"
    page = browser.get(path).text
    data: dict[str, list[str]] = {
        name: [value]
        for name, value in re.findall(r'<input type="hidden" name="((?:n-|draft)[^"]*)" value="([^"]*)"', page)
    }
    fields = [
        (f"q-{question.key}", option.key) for question in read_questions(questions)[0] for option in question.options
    ]
    for place in chosen:
        name, key = fields[place]
        data.setdefault(name, []).append(key)
    assert browser.post(f"{path}/answers", data=data).status_code == 303
    return browser.get(path).text


@pytest.mark.parametrize("kind", [StepKind.CHECK, StepKind.READ])
def test_the_wrong_choice_is_marked_with_words(client: Clients, newcomer: Actor, mentor: Actor, kind: StepKind) -> None:
    page = answered(client, newcomer, mentor, kind, ONE, 1)
    right, wrong = read_questions(ONE)[0][0].options
    assert (said_of(page, right), said_of(page, wrong)) == ("", AGAIN)


def test_of_several_each_that_was_chosen_is_marked_and_no_other_is_given_away(
    client: Clients, newcomer: Actor, mentor: Actor
) -> None:
    page = answered(client, newcomer, mentor, StepKind.CHECK, QUESTIONS, 0, 3, 4)
    first, second, third = read_questions(QUESTIONS)[0][1].options
    assert [said_of(page, one) for one in (first, second, third)] == [TAKEN, AGAIN, ""]


def test_what_is_right_says_so_and_asks_for_nothing(client: Clients, newcomer: Actor, mentor: Actor) -> None:
    page = answered(client, newcomer, mentor, StepKind.READ, ONE, 0)
    right, wrong = read_questions(ONE)[0][0].options
    assert (said_of(page, right), said_of(page, wrong)) == ("правильно", "")
