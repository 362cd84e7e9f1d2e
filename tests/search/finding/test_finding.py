"""What a query finds: by words and by meaning, in whatever way it was typed, and never what isn't to be seen."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import Initiative
from portal.initiatives.services.planning import restrict
from portal.people.models import Team
from portal.search.asking import Order, Repair
from portal.search.engine import Engine
from portal.search.engines import engine
from portal.search.finding import find
from portal.search.meaning.embedder import understood_by
from tests import factories
from tests.algorithms import factories as algorithms
from tests.initiatives import factories as initiatives
from tests.knowledge import factories as knowledge
from tests.practice import factories as practice
from tests.search.asked import answer, titles, up_to_date

SOFA = "Диван приїхав зі зламаною ніжкою"
REFUND = "Повернення грошей за скасований сеанс"


@pytest.fixture
def sofa(olena: Actor) -> Initiative:
    return initiatives.initiative(olena, title=SOFA)


@pytest.fixture
def refund(olena: Actor) -> Initiative:
    return initiatives.initiative(olena, title=REFUND)


@pytest.mark.parametrize(
    ("query", "by"),
    [
        ("дивани", None),
        ("диван з", None),
        ("lbdfy", Repair.LAYOUT),
        ("dyvan", Repair.TRANSLITERATION),
        ("сеанм", Repair.TYPING_ERROR),
    ],
)
def test_a_query_is_read_as_it_was_meant(
    sofa: Initiative, refund: Initiative, dmytro: Actor, query: str, by: Repair | None
) -> None:
    found = answer(query, dmytro)
    assert found.results[0].title == (REFUND if by is Repair.TYPING_ERROR else SOFA)
    assert (found.reading.by if found.reading else None) == by


@pytest.mark.parametrize(
    ("letters", "title"),
    [
        ("canc", "Скасувати замовлення"),
        ("сфтс", "Скасувати замовлення"),  # the same with the keyboard in another layout
        ("refu", REFUND),
        ("куаг", REFUND),
        ("powe", "Коли вимкнули світло"),  # it begins a phrase: power outage
        ("отмен", "Скасувати замовлення"),
    ],
)
def test_a_beginning_finds_what_its_word_is_called_in_another_language(
    refund: Initiative, olena: Actor, dmytro: Actor, letters: str, title: str
) -> None:
    initiatives.initiative(olena, title="Скасувати замовлення")
    initiatives.initiative(olena, title="Коли вимкнули світло")
    initiatives.initiative(olena, title="Канікули в таборі")
    with understood_by(None):
        found = answer(letters, dmytro, typing=True)
    assert [one.title for one in found.results][:1] == [title]


@pytest.mark.parametrize("letters", ["кур'", "кур’", "кур-"])
def test_a_sign_in_the_middle_of_a_word_is_waited_for(olena: Actor, dmytro: Actor, letters: str) -> None:
    initiatives.initiative(olena, title="Кур'єр і п'ять коробок")
    with understood_by(None):
        assert answer(letters, dmytro, typing=True).count == 1


def test_a_rare_word_for_what_all_speak_of_tells_no_more_than_the_usual_one(olena: Actor, dmytro: Actor) -> None:
    for thing in ("чашку", "лампу", "стіл", "диван", "шафу", "килим"):
        initiatives.initiative(olena, title=f"Клієнт шукає {thing}")
    initiatives.initiative(olena, title="Коли люди кричать")
    with understood_by(None):
        assert titles("споживач кричить", dmytro)[:1] == ["Коли люди кричать"]


def test_in_a_call_an_algorithm_goes_before_what_one_learns_with(
    olena: Actor, marta: Actor, dmytro: Actor, now: datetime
) -> None:
    algorithms.algorithm(olena, source=practice.ALGORITHM)
    practice.dialogue(marta, now, source=practice.DIALOGUE.replace("Blurred since Tuesday", "Comfortable glasses"))
    with understood_by(None):
        assert [one.kind for one in answer("comfortable glasses", dmytro).results][:1] == ["dialogue"]
        typing = answer("comfortable glasses", dmytro, typing=True)
    assert [one.kind for one in typing.results][:2] == ["algorithm", "dialogue"]


def test_a_text_is_found_by_what_it_means(sofa: Initiative, refund: Initiative, dmytro: Actor) -> None:
    assert titles("sofa", dmytro)[:1] == [SOFA]


def test_words_alone_answer_without_a_model(sofa: Initiative, refund: Initiative, dmytro: Actor) -> None:
    with understood_by(None):
        assert titles("ніжка дивана", dmytro)[:1] == [SOFA]


def test_what_has_every_word_stands_before_what_means_it(olena: Actor, dmytro: Actor) -> None:
    initiatives.initiative(olena, title="Канапа чекає на складі тиждень")
    initiatives.initiative(olena, title=SOFA)
    assert titles("диван", dmytro)[:1] == [SOFA]


def test_nonsense_finds_nothing(sofa: Initiative, dmytro: Actor) -> None:
    assert answer("щшгкцрпвт", dmytro).count == 0


def test_nothing_is_asked_and_nothing_found(sofa: Initiative, dmytro: Actor) -> None:
    assert answer("", dmytro).results == []
    assert answer("?!", dmytro).results == []


def test_what_is_not_open_is_neither_found_nor_counted(
    session: Session, sofa: Initiative, dmytro: Actor, stranger: Actor, hanna: Actor, care_team: Team, now: datetime
) -> None:
    assert answer("диван", stranger).count == 1
    with transaction() as session:
        restrict(session, session.get_one(Initiative, sofa.id), hanna, team_ids={care_team.id}, now=now)
    for query in ("диван", "sofa", "диван kind:initiative"):
        found = answer(query, stranger, facets=True)
        assert (found.count, found.results, found.facets["kinds"]) == (0, [], [])
    assert answer("диван", dmytro).count == 1
    for query in ("lbdfy", "диваон"):  # what was meant is known from the words of all texts
        assert answer(query, stranger).reading is None
        assert answer(query, dmytro).reading is not None


def test_the_owner_has_the_last_word(
    sofa: Initiative, stranger: Actor, hanna: Actor, care_team: Team, now: datetime
) -> None:
    """Hidden, and the index doesn't know it yet."""
    assert answer("диван", stranger).count == 1
    with transaction() as session:
        restrict(session, session.get_one(Initiative, sofa.id), hanna, team_ids={care_team.id}, now=now)
    assert find(db.session(), "диван", stranger).count == 0


def test_a_word_can_be_left_out(sofa: Initiative, olena: Actor, dmytro: Actor) -> None:
    initiatives.initiative(olena, title="Канапа й крісло для гостей")
    initiatives.initiative(olena, title="Диван і крісло для гостей")
    assert titles("диван -крісло", dmytro) == [SOFA]


def test_a_phrase_has_to_stand_there(sofa: Initiative, olena: Actor, dmytro: Actor) -> None:
    initiatives.initiative(olena, title="Ніжка до дивана окремо")
    assert titles('"диван приїхав"', dmytro) == [SOFA]


def test_facets_count_what_is_found(sofa: Initiative, olena: Actor, dmytro: Actor) -> None:
    knowledge.item(olena, title="Диван, який не пройшов у двері")
    facets = answer("диван", dmytro, facets=True).facets
    assert {one.value: one.count for one in facets["kinds"]} == {"initiative": 1, "case": 1}


def test_pages_follow_each_other(olena: Actor, dmytro: Actor) -> None:
    for number in range(5):
        initiatives.initiative(olena, title=f"Диван номер {number}")
    whole = titles("диван", dmytro)
    assert len(whole) == 5
    assert titles("диван", dmytro, limit=2) + titles("диван", dmytro, limit=3, offset=2) == whole


def test_the_newest_can_stand_first(olena: Actor, dmytro: Actor, now: datetime) -> None:
    for days, title in ((1, "Диван новий"), (9, "Диван давній"), (4, "Диван середній")):
        initiatives.initiative(olena, title=title, now=now - timedelta(days=days))
    assert titles("диван", dmytro, order=Order.NEWEST) == ["Диван новий", "Диван середній", "Диван давній"]


def test_words_are_marked_as_they_stand_and_nothing_else(olena: Actor, dmytro: Actor) -> None:
    initiatives.initiative(olena, title="Дивани <b>на</b> складі", problem="Клієнти питають про дивани & крісла.")
    found = answer("диван", dmytro).results[0]
    assert found.marked_title == "<mark>Дивани</mark> &lt;b&gt;на&lt;/b&gt; складі"
    assert "<mark>дивани</mark> &amp; крісла" in found.snippet


def test_a_passage_begins_and_ends_with_a_whole_word(olena: Actor, dmytro: Actor) -> None:
    around = " ".join(["перевантажений"] * 30)
    initiatives.initiative(olena, title="Склад без черги", problem=f"{around} диван {around}")
    passage = answer("диван", dmytro).results[0].snippet.striptags()
    assert passage.startswith("… перевантажений ")
    assert passage.endswith(" перевантажений …")


def test_steps_speak_for_their_algorithm_or_for_themselves(olena: Actor, dmytro: Actor) -> None:
    """A palette leads to the step, a page of results to the whole."""
    algorithms.algorithm(olena)
    assert [(one.kind, one.part) for one in answer("звикання", dmytro).results] == [("algorithm", "")]
    assert "adaptation" in [one.part for one in answer("звикання", dmytro, steps=True).results]


#: Letters that queries are made of, and those that mean something to the grammar, to layouts and to engines.
_TYPED = st.text(
    st.sampled_from("диваніїґьъ' \"«»:-,.;[]\\|&!()*<>%_kindstaus0189`ёы\u0301\x00") | st.characters(), max_size=300
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_TYPED)
def test_whatever_is_typed_is_answered(indexed_sofa: Engine, dmytro: Actor, text: str) -> None:
    found = find(db.session(), text, dmytro, facets=True, typing=len(text) % 2 == 0)
    db.session().rollback()
    assert len(found.results) == found.count <= 1
    assert indexed_sofa.broken() == ""
    db.session().rollback()


@pytest.fixture
def indexed_sofa(session: Session, sofa: Initiative) -> Engine:
    """The engine, which knows the one initiative."""
    up_to_date()
    return engine(session)


def test_somebody_else_is_somebody_else(sofa: Initiative) -> None:
    assert [one.title for one in answer("диван", factories.person("Нова Людина")).results][:1] == [SOFA]


def test_a_word_of_what_is_not_open_is_told_beside_no_other_word(
    session: Session, sofa: Initiative, dmytro: Actor, stranger: Actor, hanna: Actor, care_team: Team, now: datetime
) -> None:
    """What a word was taken for is told to whoever sees a text that has it, not only the rest of the query."""
    secret = initiatives.initiative(dmytro, title="Скорочення гуглофонів у Гадячі")
    with transaction() as session:
        restrict(session, session.get_one(Initiative, secret.id), hanna, team_ids={care_team.id}, now=now)
    for query in ("диван гадячт", "lbdfy гадячт", "диван зламаноюю гадячт"):
        found = answer(query, stranger)
        assert [one.title for one in found.results] == [SOFA]
        assert found.reading is None, query
        assert answer(query, dmytro).reading is not None, query
    assert answer("диван зламаноюю", stranger).reading is not None
