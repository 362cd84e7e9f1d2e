"""A person's day: ten cards at most, what is due first, answers that can be taken back, sources that change."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.cards.models import Phase, Rating
from portal.cards.queries import due_today
from portal.cards.queries.kept import Remembering, Show, cards_page, remembering
from portal.cards.schedule import CARDS_A_DAY
from portal.cards.services.answering import answer, take_back
from portal.cards.services.learning import pause
from portal.cards.services.making import confirm, edit, get_card
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.services.keeping import archive
from portal.people.models import Team
from tests.cards import factories
from tests.factories import person
from tests.knowledge import factories as knowledge

#: In the morning, so that the day doesn't end within a test.
MORNING = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def take_last_back(actor: Actor, now: datetime) -> int | None:
    last = factories.history(actor)[-1].id
    with transaction() as session:
        return take_back(session, actor, last, now=now)


def test_a_day_has_ten_cards_however_many_there_are(olena: Actor) -> None:
    numbers = factories.cards(14, now=MORNING)
    factories.learner(olena, now=MORNING)
    for number in numbers[:CARDS_A_DAY]:
        assert factories.answered(olena, number, 3, now=MORNING) is not None
    assert factories.day_of(olena, MORNING).queue == ()
    assert factories.answered(olena, numbers[10], 3, now=MORNING) is None
    tomorrow = factories.day_of(olena, MORNING + timedelta(days=1))
    assert tomorrow.queue == tuple(numbers[CARDS_A_DAY:])


def test_what_is_due_goes_before_what_is_new(olena: Actor) -> None:
    numbers = factories.cards(12, now=MORNING)
    factories.learner(olena, now=MORNING)
    for number in numbers[2:6]:
        factories.answered(olena, number, 3, now=MORNING)
    later = MORNING + timedelta(days=30)
    assert factories.day_of(olena, later).queue == (*numbers[2:6], *numbers[:2], *numbers[6:10])
    assert due_today(db.session(), olena.id, later) == CARDS_A_DAY


def test_what_did_not_come_to_mind_comes_back_behind_the_others(olena: Actor) -> None:
    first, second, third = factories.cards(3, now=MORNING)
    factories.learner(olena, now=MORNING)
    factories.answered(olena, first, 1, now=MORNING)
    assert factories.day_of(olena, MORNING).queue == (second, third, first)
    factories.answered(olena, second, 3, now=MORNING)
    factories.answered(olena, third, 3, now=MORNING)
    factories.answered(olena, first, 3, now=MORNING)
    day = factories.day_of(olena, MORNING)
    assert (day.queue, day.met) == ((), 3)


def test_a_card_due_tomorrow_is_there_in_the_morning(olena: Actor) -> None:
    number = factories.card(now=MORNING).id
    factories.learner(olena, now=MORNING)
    evening = MORNING + timedelta(hours=10)
    factories.answered(olena, number, 1, now=evening)
    given = factories.answered(olena, number, 1, now=evening)
    assert given is not None
    assert given.interval_days == 0
    assert factories.day_of(olena, MORNING + timedelta(days=1)).queue == (number,)


def test_a_page_that_is_behind_or_sent_twice_changes_nothing(olena: Actor) -> None:
    number = factories.card(now=MORNING).id
    factories.learner(olena, now=MORNING)
    for _ in range(2):
        with transaction() as session:
            answer(session, olena, number, Rating.AGAIN, seen=0, now=MORNING)
    assert [one.rating for one in factories.history(olena)] == [1]


@pytest.mark.parametrize("before", [[], [3], [3, 1], [1, 1, 4]])
def test_taking_back_leaves_what_was_before(olena: Actor, before: list[int]) -> None:
    number, now = factories.card(now=MORNING).id, MORNING
    factories.learner(olena, now=MORNING)
    for rating in before:
        assert factories.answered(olena, number, rating, now=now) is not None
        known = factories.memory(olena, number)
        assert known is not None
        now += timedelta(days=(known.due_on - known.last_on).days)
    was = factories.memory(olena, number)
    kept = None if was is None else (was.phase, was.step, was.stability, was.difficulty, was.due_on, was.answered_at)
    assert factories.answered(olena, number, 2, now=now) is not None
    assert take_last_back(olena, now) == number
    found = factories.memory(olena, number)
    now_kept = (
        None
        if found is None
        else (found.phase, found.step, found.stability, found.difficulty, found.due_on, found.answered_at)
    )
    assert now_kept == kept
    assert len(factories.history(olena)) == len(before) + 1  # the answer itself stays, and says that it is taken back
    assert number in factories.day_of(olena, now).queue


def test_an_answer_is_taken_back_once_however_often_it_is_sent(olena: Actor) -> None:
    first, second = factories.cards(2, now=MORNING)
    factories.learner(olena, now=MORNING)
    for number in (first, second):
        factories.answered(olena, number, 3, now=MORNING)
    last = factories.day_of(olena, MORNING).last
    assert last is not None
    for _ in range(2):
        with transaction() as session:
            assert take_back(session, olena, last, now=MORNING) == second
    given = factories.history(olena)
    assert [one.taken_back_at is None for one in given] == [True, False]
    assert factories.day_of(olena, MORNING).last == given[0].id
    assert factories.day_of(olena, MORNING + timedelta(days=1)).last is None


def test_an_answer_of_somebody_else_is_not_taken_back(olena: Actor, dmytro: Actor) -> None:
    number = factories.card(now=MORNING).id
    for actor in (olena, dmytro):
        factories.learner(actor, now=MORNING)
    factories.answered(olena, number, 3, now=MORNING)
    with transaction() as session:
        assert take_back(session, dmytro, factories.history(olena)[0].id, now=MORNING) is None
    assert factories.history(olena)[0].taken_back_at is None


def test_yesterday_is_not_taken_back(olena: Actor) -> None:
    number = factories.card(now=MORNING).id
    factories.learner(olena, now=MORNING)
    factories.answered(olena, number, 3, now=MORNING)
    assert take_last_back(olena, MORNING + timedelta(days=1)) is None


def test_nobody_is_asked_who_wants_no_cards(olena: Actor, dmytro: Actor) -> None:
    number = factories.card(now=MORNING).id
    factories.learner(olena, now=MORNING)
    with transaction() as session:
        pause(session, olena, now=MORNING)
    for actor in (olena, dmytro):
        assert due_today(db.session(), actor.id, MORNING) == 0
        assert factories.answered(actor, number, 3, now=MORNING) is None


def test_each_remembers_alone(olena: Actor, dmytro: Actor) -> None:
    number = factories.card(now=MORNING).id
    factories.learner(olena, now=MORNING)
    factories.learner(dmytro, now=MORNING)
    factories.answered(olena, number, 4, now=MORNING)
    assert factories.day_of(dmytro, MORNING).queue == (number,)
    assert factories.memory(dmytro, number) is None


def test_a_card_hides_with_its_item_and_comes_back_with_it(olena: Actor, marta: Actor) -> None:
    item = knowledge.item(olena, now=MORNING)
    number = factories.card(item_id=item.id, now=MORNING).id
    factories.learner(olena, now=MORNING)
    assert factories.day_of(olena, MORNING).queue == (number,)
    with transaction() as session:
        archive(session, session.get_one(KnowledgeItem, item.id), marta, reason="Правила змінилися.", now=MORNING)
    assert factories.day_of(olena, MORNING).queue == ()
    assert factories.answered(olena, number, 3, now=MORNING) is None


def knows(actor: Actor, number: int) -> None:
    """Somebody has answered a card so well that it rests for long."""
    factories.learner(actor, now=MORNING)
    assert factories.answered(actor, number, 4, now=MORNING) is not None


def test_a_card_whose_source_changed_comes_back_once(olena: Actor, dmytro: Actor) -> None:
    item = knowledge.item(olena, now=MORNING)
    number = factories.card(item_id=item.id, now=MORNING).id
    knows(dmytro, number)
    later = MORNING + timedelta(days=1)
    assert factories.day_of(dmytro, later).queue == ()
    knowledge.changed(item.id, olena, now=later, lesson="Тепер спершу дзвонимо, а тоді шукаємо правило в довіднику.")
    assert factories.day_of(dmytro, later + timedelta(hours=1)).queue == (number,)
    assert factories.fresh(number).to_be_checked
    factories.answered(dmytro, number, 3, now=later + timedelta(hours=1))
    assert factories.day_of(dmytro, later + timedelta(hours=2)).queue == ()


@pytest.mark.parametrize(
    ("major", "changes", "concerned"),
    [
        (False, {"situation": "Клієнтка зламала ногу. Окуляри потрібні їй у п'ятницю, а прийти вона не може."}, False),
        (True, {"situation": "Клієнтка зламала ногу. Окуляри потрібні їй у п'ятницю, а прийти вона не може."}, True),
        (False, {"lesson": "Спершу питаємо, що людині потрібно сьогодні, а правила дивимося разом із нею."}, True),
        (False, {"title": "Зовсім інша назва цього кейсу"}, False),
    ],
)
def test_a_change_elsewhere_brings_back_nothing_that_was_quoted(
    olena: Actor, dmytro: Actor, major: bool, changes: dict[str, str], concerned: bool
) -> None:
    item = knowledge.item(olena, now=MORNING)
    number = factories.card(item_id=item.id, now=MORNING).id
    with transaction() as session:
        get_card(session, number).quote = knowledge.PARTS["story"]["lesson"]
    knows(dmytro, number)
    later = MORNING + timedelta(days=1)
    knowledge.changed(item.id, olena, now=later, major=major, **changes)
    assert factories.fresh(number).to_be_checked is concerned
    assert (factories.day_of(dmytro, later).queue == (number,)) is concerned


def test_an_editor_says_that_it_holds_or_asks_again(olena: Actor, marta: Actor, dmytro: Actor) -> None:
    item = knowledge.item(olena, now=MORNING)
    number = factories.card(item_id=item.id, now=MORNING).id
    later = MORNING + timedelta(days=1)
    knowledge.changed(item.id, olena, now=later, major=True, title="Нова назва кейсу про окуляри")
    with transaction() as session:
        confirm(session, get_card(session, number), marta, now=later + timedelta(hours=1))
    assert not factories.fresh(number).to_be_checked
    factories.learner(dmytro, now=MORNING)
    factories.answered(dmytro, number, 4, now=later + timedelta(hours=2))
    after = later + timedelta(days=1)
    for again in (False, True):
        with transaction() as session:
            card = get_card(session, number)
            said = factories.words(item_id=item.id, back=f"«Чую Вас.» {again}")
            edit(session, card, marta, said, again=again, version=card.version, now=after)
        assert (factories.day_of(dmytro, after).queue == (number,)) is again


def test_what_is_remembered_has_its_phase(olena: Actor) -> None:
    number = factories.card(now=MORNING).id
    factories.learner(olena, now=MORNING)
    factories.answered(olena, number, 3, now=MORNING)
    known = factories.memory(olena, number)
    assert known is not None
    assert (known.phase, known.answers) == (Phase.REVIEW, 1)


@pytest.mark.parametrize(("learn", "come_back", "said"), [(5, 1, False), (6, 4, False), (5, 5, True)])
def test_of_fewer_than_five_people_whom_it_came_back_to_nothing_is_said(
    care_team: Team, learn: int, come_back: int, *, said: bool
) -> None:
    number, later = factories.card(now=MORNING).id, MORNING + timedelta(days=40)
    for place in range(learn):
        actor = factories.learner(person(f"Learner {place}", care_team), now=MORNING)
        factories.answered(actor, number, Rating.GOOD, now=MORNING)
        if place < come_back:
            factories.answered(actor, number, Rating.AGAIN if place < 2 else Rating.GOOD, now=later)
    db.session().rollback()
    known = remembering(db.session(), [number]).get(number)
    hard = cards_page(db.session(), Show.HARD, language=None, cursor=None).rows
    assert (known is not None, bool(hard)) == (said, said)


def test_a_share_is_said_in_tens() -> None:
    assert [Remembering(5, 7, 2).percent, Remembering(5, 40, 1).percent] == [30, 0]
    assert [Remembering(5, 10, 3).hard, Remembering(5, 7, 2).hard] == [True, False]
