"""Intervals are the library's own, whatever the history."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import fsrs
import pytest

from portal.cards.models import Phase, Rating
from portal.cards.schedule import LONGEST_DAYS, after, choices, reckoned

HISTORIES = 1_000
FIRST = date(2026, 1, 5)


def library() -> fsrs.Scheduler:
    """The library as somebody would set it up who has only read its documentation and our settings."""
    step = (timedelta(minutes=10),)
    return fsrs.Scheduler(
        desired_retention=0.9, learning_steps=step, relearning_steps=step, maximum_interval=LONGEST_DAYS,
        enable_fuzzing=False,
    )  # fmt: skip


def chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same histories every time, no secret


def history(random: Random) -> list[tuple[date, Rating]]:
    """Up to 25 answers: some on the day that was asked for, some early, some much too late, some on the same day."""
    day, answers, remembered = FIRST, [], None
    for _answer in range(random.randint(1, 25)):
        rating = random.choices(list(Rating), [2, 2, 5, 1])[0]
        answers.append((day, rating))
        remembered = after(remembered, rating, day)
        late = random.choice([0, 0, 0, 1, 4, 40, -1])
        day = max(day, remembered.due_on + timedelta(days=late))
    return answers


def test_a_thousand_histories_give_the_intervals_of_the_library() -> None:
    random, scheduler = chance(6), library()
    longest = 0
    for _history in range(HISTORIES):
        card, ours = fsrs.Card(card_id=1), None
        for day, rating in history(random):
            moment = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
            card, _log = scheduler.review_card(card, fsrs.Rating(int(rating)), moment)
            ours = after(ours, rating, day)
            assert (ours.due_on - day).days == (card.due - moment).days
            assert (ours.stability, ours.difficulty) == (card.stability, card.difficulty)
            assert (ours.step, ours.phase.value) == (card.step, card.state.name.lower())
            longest = max(longest, ours.interval_days)
    assert longest > 60  # else the histories would say little


def test_what_a_button_promises_is_what_its_answer_gives() -> None:
    random = chance(7)
    for _history in range(100):
        ours, day = None, FIRST
        for day, rating in history(random):
            promised = choices(ours, day)
            ours = after(ours, rating, day)
            assert promised[rating] == ours.interval_days


def test_a_memory_can_be_reckoned_anew_from_its_history() -> None:
    random = chance(8)
    for _history in range(100):
        answers, ours = history(random), None
        for day, rating in answers:
            ours = after(ours, rating, day)
        assert reckoned(answers) == ours
    assert reckoned([]) is None


def test_a_first_answer_by_hand() -> None:
    """With the default weights the first stability is w[rating - 1] days: 0.212, 1.2931, 2.3065, 8.2956 (py-fsrs 6)."""
    assert choices(None, FIRST) == {Rating.AGAIN: 0, Rating.HARD: 0, Rating.GOOD: 2, Rating.EASY: 8}
    assert after(None, Rating.GOOD, FIRST).stability == pytest.approx(2.3065)


def test_what_is_forgotten_comes_back_the_same_day() -> None:
    known = reckoned([(FIRST, Rating.GOOD), (FIRST + timedelta(days=2), Rating.GOOD)])
    assert known is not None
    assert known.phase is Phase.REVIEW
    forgotten = after(known, Rating.AGAIN, known.due_on)
    assert (forgotten.phase, forgotten.interval_days) == (Phase.RELEARNING, 0)
    assert after(forgotten, Rating.GOOD, known.due_on).interval_days >= 1


def test_a_clock_that_was_set_back_counts_as_the_day_before() -> None:
    known = after(None, Rating.GOOD, FIRST)
    assert after(known, Rating.GOOD, FIRST - timedelta(days=9)) == after(known, Rating.GOOD, FIRST)


def test_nothing_waits_longer_than_a_year() -> None:
    ours, day = None, FIRST
    for _answer in range(12):
        ours = after(ours, Rating.EASY, day)
        day = ours.due_on
    assert ours is not None
    assert ours.interval_days == LONGEST_DAYS
