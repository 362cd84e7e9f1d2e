"""A document taken apart says where its words stand, and what a query finds in it is weighed and marked."""

from collections.abc import Mapping

import pytest
from markupsafe import Markup

from portal.search.evidence import evidence, shared
from portal.search.language import analyse
from portal.search.reading import MAX_LETTERS, Reading, number_of, read
from portal.search.snippets import marked, snippet
from portal.search.sought import Sought
from portal.search.wording import Wanted

TITLE = "Повернення товару"
BODY = "Гроші за інтернет-замовлення повертаються на картку за три дні."


@pytest.fixture
def reading() -> Reading:
    return read("uk", TITLE, "гроші\nкартка", BODY)


def sought(*words: str, near: Mapping[str, float] | None = None, beginning: str = "") -> Sought:
    made = [Wanted(frozenset(analyse(word, "uk")[0].keys), near or {}, (), 1.0, beginning=beginning) for word in words]
    return Sought(made)


def test_each_word_keeps_its_place_and_all_its_keys(reading: Reading) -> None:
    tokens = [*analyse(TITLE, "uk"), *analyse("гроші\nкартка", "uk"), *analyse(BODY, "uk")]
    assert sum(reading.lengths) == len(tokens)
    assert list(zip(reading.starts, reading.ends, strict=True)) == [(token.start, token.end) for token in tokens]
    keys = [(word, number_of(key)) for word, token in enumerate(tokens) for key in token.keys]
    assert list(zip(reading.of_words, reading.keys, strict=True)) == keys


def test_what_stands_behind_very_many_letters_is_left_out() -> None:
    long = read("uk", "", "", f"{'слово ' * (MAX_LETTERS // 6)}картка")
    assert long.lengths == (0, 0, MAX_LETTERS // 6)


def test_an_empty_document_answers_nothing() -> None:
    empty = read("uk", "", "", "")
    assert evidence(empty, sought("картка")).share == 0
    assert shared(empty, sought("картка")) == (0, 0)
    assert snippet("", empty, sought("картка")) == ""


def test_words_of_the_title_say_more_than_those_of_the_body(reading: Reading) -> None:
    ahead, inside, absent = (evidence(reading, sought(word)) for word in ("товар", "день", "вертоліт"))
    assert ahead.share > inside.share > absent.share == 0
    assert (ahead.title, ahead.whole_title, inside.title) == (1.0, 0.5, 0.0)


def test_a_word_that_means_the_same_is_found_but_not_as_the_word_itself(reading: Reading) -> None:
    key = analyse("картка", "uk")[0].keys[0]
    meant = evidence(reading, sought("бейдж", near={key: 0.6}))
    assert (meant.covered, evidence(reading, sought("картка")).covered) == (0.0, 1.0)
    assert 0 < meant.share < evidence(reading, sought("картка")).share
    assert shared(reading, sought("бейдж", near={key: 0.6})) == (0.6, 0.0)


def test_words_stand_together_in_their_order_and_in_one_field(reading: Reading) -> None:
    assert evidence(reading, sought("повернення", "товар")).together == 1
    assert evidence(reading, sought("товар", "повернення")).together == 0
    assert evidence(reading, sought("товар", "гроші")).together == 0


def test_found_words_are_marked_where_they_stand(reading: Reading) -> None:
    assert marked(TITLE, reading, sought("товар")) == Markup("Повернення <mark>товару</mark>")
    assert "на <mark>картку</mark> за" in snippet(BODY, reading, sought("картка"))
    assert "<mark>інтернет</mark>-замовлення" in snippet(BODY, reading, sought("інтернет"))
    assert "<mark>повертаються</mark>" in snippet(BODY, reading, sought("вертоліт", beginning="поверт"))


def test_a_word_of_a_phrase_is_marked_with_the_rest_of_it_alone() -> None:
    title = "Без черги, сходами без шуму: магазин без сходів"
    without_steps = tuple(frozenset(analyse(word, "uk")[0].keys) for word in ("без", "сходів"))
    ramp = Sought([Wanted(frozenset({"пандус"}), {}, [(without_steps, 0.7)], 1.0)])

    said = marked(title, read("uk", title, "", ""), ramp)

    assert said == "Без черги, сходами без шуму: магазин <mark>без</mark> <mark>сходів</mark>"


@pytest.mark.parametrize("now", ["", "коротко", "Гроші повертаються на кар"])
def test_a_text_that_was_shortened_meanwhile_is_shown_as_it_is(now: str) -> None:
    """PostgreSQL lets each statement of a request see the latest: words were read, and then the text was changed."""
    before = read("uk", TITLE, "", f"{'Довгий початок. ' * 10}{BODY}")

    assert snippet(now, before, sought("картка")) == now
    assert snippet(now, before, sought("вертоліт", beginning="поверт")) == now
    assert marked("", before, sought("товар")) == ""
