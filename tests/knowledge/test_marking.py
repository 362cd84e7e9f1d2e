"""The green pen: who marks what, what is refused, and where marks are after the text was edited."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound, TooManyAttempts
from portal.core.journal import JournalEntry
from portal.knowledge.anchoring import Selector
from portal.knowledge.margin import Margin, margin_of
from portal.knowledge.models import GreenMark, ItemState, KnowledgeItem
from portal.knowledge.queries import get_visible, standing
from portal.knowledge.queries.marks import marks_of
from portal.knowledge.services.marking import (
    MAX_MARKS,
    MOST_ON_AN_ITEM,
    change_note,
    forget_taken_back,
    get_mark,
    have_back,
    mark,
    take_back,
)
from portal.knowledge.services.rolling_back import roll_back
from tests.knowledge import factories as knowledge
from tests.statements import counted

LESSON = "Спершу питаємо, що людині потрібно сьогодні, і лише тоді дивимося в правила."
QUOTE = "що людині потрібно сьогодні"
#: Of two parts, of which one says it twice.
TWICE = f"{LESSON} Так, спершу питаємо, {QUOTE}; усе інше потім."


@pytest.fixture
def case(olena: Actor) -> KnowledgeItem:
    """A published case by the author."""
    return knowledge.item(olena, lesson=LESSON)


def _mark(actor: Actor, number: int, quote: str = QUOTE, *, part: str = "lesson", now: datetime, **more: Any) -> int:
    given = {"note": "Саме так!"} | more
    wanted = Selector(quote, given.pop("prefix", ""), given.pop("suffix", ""), given.pop("start", 0))
    with transaction() as session:
        item = get_visible(session, "case", number, actor)
        return mark(session, item, actor, part, wanted, now=now, **given).id


def _margin(session: Session, number: int, actor: Actor) -> Margin:
    item = knowledge.fresh(number)
    return margin_of(session, item, standing(session, item), actor)


def _row(session: Session, mark_id: int) -> GreenMark:
    session.rollback()
    session.expire_all()
    return session.get_one(GreenMark, mark_id)


def test_a_mark_keeps_the_words_as_they_stand_and_what_is_around_them(
    session: Session, case: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, "  що людині\n потрібно   сьогодні ", now=now)

    row = _row(session, made)
    assert (row.quote, row.start, row.length) == (QUOTE, LESSON.index(QUOTE), len(QUOTE))
    assert (row.prefix, row.suffix) == ("Спершу питаємо, ", ", і лише тоді дивимося в правила.")
    assert (row.note, row.by_id, row.made_on, row.lost_in) == ("Саме так!", dmytro.id, 1, None)
    assert knowledge.fresh(case.id).mark_count == 1


def test_of_equal_words_those_are_marked_that_were_chosen(
    session: Session, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    number = knowledge.item(olena, lesson=TWICE).id
    second = TWICE.rindex(QUOTE)

    made = _mark(dmytro, number, start=second, now=now)
    other = _mark(dmytro, number, start=3, prefix="Спершу питаємо, ", suffix=", і лише тоді", now=now)

    assert _row(session, made).start == second
    assert _row(session, other).start == TWICE.index(QUOTE)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"quote": "цих слів тут немає"}, Conflict),
        ({"part": "situation"}, Conflict),
        ({"part": "nowhere"}, Invalid),
        ({"quote": "що"}, Invalid),
        ({"quote": "слово " * 200}, Invalid),
        ({"note": "ж" * 501}, Invalid),
    ],
    ids=["other words", "another part", "no part", "too short", "too long", "a long note"],
)
def test_what_cannot_be_marked_is_refused(
    case: KnowledgeItem, dmytro: Actor, now: datetime, change: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        _mark(dmytro, case.id, **{"now": now, **change})


def test_nobody_marks_their_own_text(case: KnowledgeItem, olena: Actor, marta: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden):
        _mark(olena, case.id, now=now)
    knowledge.changed(case.id, marta, lesson=f"{LESSON} І дякуємо.")
    with pytest.raises(Forbidden):
        _mark(marta, case.id, now=now)


def test_only_what_is_published_is_marked(olena: Actor, dmytro: Actor, marta: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        _mark(dmytro, knowledge.item(olena, ItemState.DRAFT, lesson=LESSON).id, now=now)
    with pytest.raises((Forbidden, NotFound)):
        _mark(marta, knowledge.item(olena, ItemState.IN_REVIEW, lesson=LESSON).id, now=now)
    with pytest.raises(Forbidden):
        _mark(dmytro, knowledge.item(olena, ItemState.ARCHIVED, lesson=LESSON).id, now=now)


def test_sent_twice_it_is_marked_once(session: Session, case: KnowledgeItem, dmytro: Actor, now: datetime) -> None:
    first = _mark(dmytro, case.id, submission_key="k", now=now)

    assert _mark(dmytro, case.id, submission_key="k", now=now) == first
    assert knowledge.fresh(case.id).mark_count == 1


def test_the_same_words_again_change_the_note(
    session: Session, case: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    first = _mark(dmytro, case.id, now=now)

    assert _mark(dmytro, case.id, note="Навчимо цього новачків", now=now) == first
    assert _mark(dmytro, case.id, note="", now=now) == first
    assert _row(session, first).note == "Навчимо цього новачків"


def test_a_person_marks_so_many_places_an_hour(session: Session, olena: Actor, dmytro: Actor, now: datetime) -> None:
    lesson = " ".join(f"Крок{n:02}." for n in range(MAX_MARKS + 1))
    number = knowledge.item(olena, lesson=lesson).id
    for n in range(MAX_MARKS):
        _mark(dmytro, number, f"Крок{n:02}.", start=8 * n, now=now)

    with pytest.raises(TooManyAttempts):
        _mark(dmytro, number, f"Крок{MAX_MARKS}.", start=8 * MAX_MARKS, now=now)
    _mark(dmytro, number, f"Крок{MAX_MARKS}.", start=8 * MAX_MARKS, now=now + timedelta(hours=1, seconds=1))


def test_a_text_full_of_marks_takes_no_more(case: KnowledgeItem, dmytro: Actor, now: datetime) -> None:
    with transaction() as session:
        session.get_one(KnowledgeItem, case.id).mark_count = MOST_ON_AN_ITEM

    with pytest.raises(Conflict):
        _mark(dmytro, case.id, now=now)


def test_a_mark_follows_its_words(
    session: Session, case: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)

    knowledge.changed(case.id, olena, lesson=f"Так вчимося ми всі. {LESSON.replace('правила', 'інструкції')}")

    row = _row(session, made)
    assert (row.start, row.length, row.lost_in) == (20 + LESSON.index(QUOTE), len(QUOTE), None)
    assert knowledge.fresh(case.id).mark_count == 1


def test_a_mark_moves_into_another_part_with_its_words(
    session: Session, case: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)

    knowledge.changed(
        case.id, olena, reaction=f"{LESSON} Так вона сказала.", lesson="Слухати, а тоді говорити; і нічого більше."
    )

    row = _row(session, made)
    assert (row.part, row.start, row.lost_in) == ("reaction", LESSON.index(QUOTE), None)


def test_a_mark_whose_words_are_gone_says_so_and_is_found_when_they_come_back(
    session: Session, case: KnowledgeItem, olena: Actor, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)

    gone = knowledge.changed(case.id, olena, lesson="Слухаємо уважно, не перебиваємо й не поспішаємо.")

    assert _row(session, made).lost_in == gone
    assert knowledge.fresh(case.id).mark_count == 0
    margin = _margin(session, case.id, dmytro)
    assert (margin.notes, [voice.quote for voice in margin.lost]) == ({}, [QUOTE])
    with transaction() as writing:
        roll_back(writing, writing.get_one(KnowledgeItem, case.id), marta, 1, now=now)
    assert _row(session, made).lost_in is None
    assert knowledge.fresh(case.id).mark_count == 1
    assert ">що людині потрібно сьогодні</mark>" in _margin(session, case.id, dmytro).parts["lesson"]


def test_a_note_says_when_other_words_stand_there_now(
    session: Session, case: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    _mark(dmytro, case.id, now=now)
    assert _margin(session, case.id, dmytro).notes["lesson"][0].was is None

    knowledge.changed(case.id, olena, lesson=LESSON.replace("потрібно", "важливо"))

    margin = _margin(session, case.id, dmytro)
    assert margin.notes["lesson"][0].was == QUOTE
    assert ">що людині важливо сьогодні</mark>" in margin.parts["lesson"]


def test_marks_of_several_people_on_the_same_words_share_a_note(
    session: Session, case: KnowledgeItem, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    _mark(hanna, case.id, "дивимося в правила", start=LESSON.index("дивимося"), now=now)
    _mark(dmytro, case.id, now=now)
    _mark(hanna, case.id, now=now)

    notes = _margin(session, case.id, hanna).notes["lesson"]

    assert [(note.number, len(note.voices)) for note in notes] == [(1, 2), (2, 1)]
    assert [voice.change_href is not None for voice in notes[0].voices] == [False, True]


def test_a_mark_is_taken_back_by_its_maker_and_by_editors_alone(
    session: Session, case: KnowledgeItem, dmytro: Actor, stranger: Actor, marta: Actor, now: datetime
) -> None:
    mine, other = _mark(dmytro, case.id, now=now), _mark(dmytro, case.id, "дивимося в правила", start=56, now=now)

    with pytest.raises(Forbidden), transaction() as writing:
        take_back(writing, mine, stranger, now=now)
    with transaction() as writing:
        take_back(writing, mine, dmytro, now=now)
    with transaction() as writing:
        take_back(writing, other, marta, now=now)

    assert knowledge.fresh(case.id).mark_count == 0
    assert marks_of(session, case.id) == []


def taken_back(mark_id: int, actor: Actor, *, now: datetime) -> None:
    with transaction() as session:
        take_back(session, mark_id, actor, now=now)


def had_back(mark_id: int, actor: Actor, *, now: datetime) -> None:
    with transaction() as session:
        have_back(session, mark_id, actor, now=now)


def test_a_mark_that_was_taken_back_is_had_back_as_it_was(
    session: Session, case: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)
    before = marks_of(session, case.id)
    taken_back(made, dmytro, now=now)
    for _ in range(2):
        had_back(made, dmytro, now=now)

    assert marks_of(session, case.id) == before
    assert knowledge.fresh(case.id).mark_count == 1
    names = session.scalars(select(JournalEntry.name).where(JournalEntry.name == "knowledge.mark_had_back")).all()
    assert len(names) == 1


def test_it_comes_back_to_its_words_in_a_text_that_was_edited_meanwhile(
    session: Session, case: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)
    taken_back(made, dmytro, now=now)
    edited = f"Зауважимо ось що. {LESSON}"
    knowledge.changed(case.id, olena, lesson=edited)
    assert knowledge.fresh(case.id).mark_count == 0

    had_back(made, dmytro, now=now)

    row = _row(session, made)
    assert edited[row.start : row.start + row.length] == QUOTE
    assert knowledge.fresh(case.id).mark_count == 1


def test_the_same_words_marked_anew_stay_marked_once(
    session: Session, case: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    first = _mark(dmytro, case.id, now=now, submission_key="k" * 22)
    taken_back(first, dmytro, now=now)
    second = _mark(dmytro, case.id, now=now, submission_key="k" * 22)
    had_back(first, dmytro, now=now)

    assert [mark.id for mark in marks_of(session, case.id)] == [second]
    assert knowledge.fresh(case.id).mark_count == 1


def test_what_an_editor_took_away_is_the_editors_to_put_back(
    session: Session, case: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)
    taken_back(made, marta, now=now)
    with pytest.raises(Forbidden):
        had_back(made, dmytro, now=now)

    had_back(made, marta, now=now)

    assert [mark.by_id for mark in marks_of(session, case.id)] == [dmytro.id]


def test_a_day_later_it_is_gone_for_good(session: Session, case: KnowledgeItem, dmytro: Actor, now: datetime) -> None:
    gone, stays = _mark(dmytro, case.id, now=now), _mark(dmytro, case.id, "дивимося в правила", start=56, now=now)
    taken_back(gone, dmytro, now=now)
    for hours, left in ((23, 2), (25, 1)):
        with transaction() as writing:
            forget_taken_back(writing, now + timedelta(hours=hours))
        assert session.scalar(select(func.count()).select_from(GreenMark)) == left
        session.rollback()

    with pytest.raises(NotFound):
        had_back(gone, dmytro, now=now)
    assert [mark.id for mark in marks_of(session, case.id)] == [stays]


def test_only_its_maker_changes_a_note(
    session: Session, case: KnowledgeItem, dmytro: Actor, marta: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)

    with pytest.raises(Forbidden), transaction() as writing:
        change_note(writing, get_mark(writing, made, marta), marta, note="Інше", now=now)
    with transaction() as writing:
        change_note(writing, get_mark(writing, made, dmytro), dmytro, note="", now=now)
    assert _row(session, made).note == ""


def test_marks_are_in_the_journal_by_their_ids_alone(
    session: Session, case: KnowledgeItem, dmytro: Actor, now: datetime
) -> None:
    made = _mark(dmytro, case.id, now=now)
    with transaction() as writing:
        take_back(writing, made, dmytro, now=now)

    of_marks = select(JournalEntry).where(JournalEntry.name.like("knowledge.mark%"))
    entries = session.scalars(of_marks.order_by(JournalEntry.id)).all()
    assert [entry.name for entry in entries] == ["knowledge.marked", "knowledge.mark_taken_back"]
    assert all(QUOTE not in str(entry.data) and "Саме так" not in str(entry.data) for entry in entries)


def test_a_draft_shows_no_marks(
    session: Session, case: KnowledgeItem, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    _mark(dmytro, case.id, now=now)
    draft = knowledge.draft_beside(case.id, olena, lesson=f"{LESSON} І дякуємо.")

    margin = margin_of(session, knowledge.fresh(case.id), draft, olena)

    assert (margin.notes, margin.lost, margin.action) == ({}, (), None)
    assert "<mark" not in margin.parts["lesson"]


def test_marks_of_a_page_come_in_one_statement(
    session: Session, case: KnowledgeItem, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    for actor in (dmytro, hanna):
        _mark(actor, case.id, now=now)
        _mark(actor, case.id, "дивимося в правила", start=LESSON.index("дивимося"), now=now)
    item = knowledge.fresh(case.id)
    revision = standing(session, item)
    margin_of(session, item, revision, hanna)  # genres are read once in a process

    with counted() as statements:
        margin_of(session, item, revision, hanna)

    assert len(statements) == 1
