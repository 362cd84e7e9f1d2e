"""Scoring: each alone, then together; versions, quorum, and what happens to initiatives meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.initiatives.models import StatusType
from portal.initiatives.queries import get_visible
from portal.initiatives.services.merging import merge
from portal.initiatives.services.parting import unmerge
from portal.people.models import Role
from portal.scoring.criteria import OwnModel
from portal.scoring.events import QuorumReached, ScoreAgreed, ScoreGiven, ScoringCalled
from portal.scoring.formulas import Kind, Part
from portal.scoring.models import Round, ScoringVersion, Sheet
from portal.scoring.queries.summary import scores_of
from portal.scoring.queries.waiting import count_and_next, waiting
from portal.scoring.services.agreeing import agree, call
from portal.scoring.services.choosing import retire_model, save_model
from portal.scoring.services.giving import give
from tests.anonymous.speaking import propose, strike
from tests.conftest import Clients
from tests.initiatives import factories
from tests.parallel import at_once
from tests.scoring.factories import (
    agreed,
    called,
    chosen,
    criterion,
    given,
    known,
    members,
    numbers,
    own_model,
    scored,
    seen,
    version,
)

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_ukrainian() -> Iterator[None]:
    """Errors are matched by their words."""
    with i18n.speaking("uk"):
        yield


def entries(kind: type) -> list[JournalEntry]:
    session = db.session()
    session.rollback()
    return list(session.scalars(select(JournalEntry).where(JournalEntry.name == kind.name).order_by(JournalEntry.id)))  # type: ignore[attr-defined]  # events have names


def waits_for(actor: Actor) -> list[int]:
    db.session().rollback()
    return [row.id for row in waiting(db.session(), actor)]


# Each alone.


def test_nothing_of_others_is_seen_before_ones_own(olena: Actor, hanna: Actor) -> None:
    number, (roman,) = factories.initiative(olena).id, members(1)
    scored(number, roman, 5, 1)
    before = seen(number, hanna)
    assert before.open is not None
    assert (before.open.sheets, before.open.mine, before.waits) == ((), None, True)
    scored(number, hanna, 2, 4)
    after = seen(number, hanna).open
    assert after is not None
    assert [(sheet.name, sheet.result) for sheet in after.sheets] == [
        ("Роман Глибокий", Decimal("5.00")), ("Ганна Тиха", Decimal("0.50")),
    ]  # fmt: skip


def test_what_waits_for_one_does_not_hang_on_others(olena: Actor, hanna: Actor, now: datetime) -> None:
    (roman,) = members(1)
    untouched = factories.initiative(olena, now=now - 2 * DAY).id
    touched = factories.initiative(olena, now=now - DAY).id
    before = [tuple(row) for row in waiting(db.session(), hanna)]
    scored(touched, roman)
    db.session().rollback()
    assert [tuple(row) for row in waiting(db.session(), hanna)] == before
    assert waits_for(roman) == [untouched]


def test_a_summary_tells_nothing_of_what_is_blind(olena: Actor, hanna: Actor) -> None:
    number, (roman,) = factories.initiative(olena).id, members(1)
    empty = scores_of(db.session(), [number], hanna)
    scored(number, roman, 5, 1, note="Бачу це щодня")
    db.session().rollback()
    assert scores_of(db.session(), [number], hanna) == empty
    mine = scores_of(db.session(), [number], roman)[number]
    assert (mine.given, mine.quorum, mine.middle, mine.waits) == (1, 2, Decimal(5), False)
    assert scores_of(db.session(), [number], olena) == {}


def test_ones_own_is_put_right_only_while_nobody_else_has_scored(olena: Actor, hanna: Actor) -> None:
    number, (roman,) = factories.initiative(olena).id, members(1)
    scored(number, hanna, 1, 1)
    scored(number, hanna, 4, 2)
    mine = seen(number, hanna).open
    assert mine is not None
    assert mine.mine is not None
    assert mine.mine.result == 2
    scored(number, roman)
    with pytest.raises(Conflict, match="лишається якою була"):
        scored(number, hanna, 5, 1)
    assert [entry.data["corrected"] for entry in entries(ScoreGiven)] == [False, True, False]


@pytest.mark.parametrize("values", [{}, {"impact": 6, "effort": 1}, {"impact": 3}, {"impact": 2, "effort": 2, "x": 1}])
def test_an_answer_to_each_criterion_is_needed(olena: Actor, hanna: Actor, values: dict[str, float]) -> None:
    number = factories.initiative(olena).id
    with pytest.raises(Invalid):
        given(number, hanna, numbers(**values))
    assert db.session().scalars(select(Sheet)).all() == []


def test_nobody_scores_their_own_nor_watches(olena: Actor, hanna: Actor) -> None:
    mine, (roman,) = factories.initiative(hanna).id, members(1)
    scored(mine, roman)
    db.session().rollback()
    assert scores_of(db.session(), [mine], hanna) == {}
    with pytest.raises(Forbidden), transaction() as session:
        row = get_visible(session, mine, hanna)
        give(session, row, hanna, numbers(impact=5, effort=1), version_id=known().in_use.id, now=clock.now())
    joint = factories.initiative(olena).id
    factories.wrote_along(joint, hanna)
    assert not {mine, joint} & set(waits_for(hanna))
    assert scores_of(db.session(), [joint], hanna) == {}


def test_work_that_has_begun_is_not_scored_any_more(olena: Actor, hanna: Actor) -> None:
    for type_ in (StatusType.IN_PROGRESS, StatusType.IMPLEMENTED, StatusType.DECLINED):
        number = factories.initiative(olena, type_).id
        with pytest.raises(Forbidden):
            scored(number, hanna)
    for type_ in (StatusType.ACCEPTED, StatusType.DEFERRED):
        number = factories.initiative(olena, type_).id
        scored(number, hanna)
        assert number not in waits_for(hanna)


def test_the_next_one_comes_round_again(olena: Actor, hanna: Actor, now: datetime) -> None:
    first, second, third = (factories.initiative(olena, now=now - n * DAY).id for n in (3, 2, 1))

    def after(number: int | None) -> tuple[int, int | None]:
        db.session().rollback()
        return count_and_next(db.session(), hanna, after=number)

    assert after(None) == (3, first)
    assert after(first) == (3, second)
    assert after(third) == (3, first)
    scored(second, hanna)
    assert after(first) == (2, third)
    scored(first, hanna)
    assert after(third) == (1, third)
    scored(third, hanna)
    assert after(third) == (0, None)


# Together.


def test_the_quorum_is_told_once_and_only_to_those_who_have_scored(olena: Actor, hanna: Actor) -> None:
    number, others = factories.initiative(olena).id, members(4)
    for actor in (hanna, *others):
        scored(number, actor)
    (entry,) = entries(QuorumReached)
    assert sorted(entry.data["given_by"]) == sorted([hanna.id, others[0].id, others[1].id])


def test_a_quorum_that_is_lowered_is_told_with_the_next_sheet(olena: Actor, hanna: Actor) -> None:
    number, (roman, iryna, andrii) = factories.initiative(olena).id, members(3)
    for actor in (hanna, roman):
        scored(number, actor)
    chosen(hanna, known().in_use.id, quorum=2)
    for actor in (iryna, andrii):
        scored(number, actor)
    (entry,) = entries(QuorumReached)
    assert sorted(entry.data["given_by"]) == sorted([hanna.id, roman.id, iryna.id])


def test_a_small_committee_agrees_with_all_it_has(hanna: Actor, olena: Actor) -> None:
    """Three have to score; of three members one wrote it, so two are all there are."""
    roman, iryna = members(2)
    number = factories.initiative(roman).id
    scored(number, hanna)
    with pytest.raises(Invalid, match="замало"):
        agreed(number, hanna, numbers(impact=3, effort=3))
    scored(number, iryna)
    agreed(number, iryna, numbers(impact=3, effort=3))
    assert len(entries(QuorumReached)) == 1


def test_only_those_who_have_scored_agree_and_then_all_may_look(olena: Actor, hanna: Actor) -> None:
    number, (roman, iryna, andrii) = factories.initiative(olena).id, members(3)
    for actor, impact in ((roman, 5), (iryna, 4), (andrii, 4)):
        scored(number, actor, impact, 2, note=f"Вплив {impact}")
    with pytest.raises(Forbidden):
        agreed(number, hanna, numbers(impact=1, effort=5))
    agreed(number, roman, numbers(impact=4, effort=2), note="Домовилися про чотири")
    found = seen(number, hanna)
    assert found.agreed is not None
    assert found.agreed.agreed is not None
    assert (found.agreed.agreed.result, found.agreed.agreed.by) == (Decimal(2), "Роман Глибокий")
    assert len(found.agreed.sheets) == 3
    assert not found.waits
    with pytest.raises(Conflict):
        scored(number, hanna)
    assert len(entries(ScoreAgreed)) == 1


def test_agreeing_twice_is_refused(olena: Actor, hanna: Actor) -> None:
    number, (roman, iryna) = factories.initiative(olena).id, members(2)
    for actor in (hanna, roman, iryna):
        scored(number, actor)
    first = seen(number, hanna).open
    assert first is not None
    agreed(number, hanna, numbers(impact=4, effort=2))
    with pytest.raises(Conflict), transaction() as session:
        row = get_visible(session, number, roman)
        agree(session, row, roman, numbers(impact=1, effort=1), round_id=first.id, now=clock.now())


def test_scored_anew_the_old_values_rest_until_one_has_given_ones_own(olena: Actor, hanna: Actor) -> None:
    number, (roman, iryna) = factories.initiative(olena).id, members(2)
    for actor in (hanna, roman, iryna):
        scored(number, actor, 5, 1)
    agreed(number, hanna, numbers(impact=5, effort=1))
    called(number, roman, Kind.IMPACT_EFFORT)
    assert number in waits_for(hanna)
    asked = seen(number, hanna)
    assert asked.agreed is not None
    assert not asked.agreed.shown
    assert asked.agreed.agreed is not None
    scored(number, hanna, 2, 2)
    told = seen(number, hanna)
    assert told.agreed is not None
    assert told.agreed.shown
    assert len(entries(ScoringCalled)) == 1


def test_another_model_sets_aside_what_was_given(olena: Actor, hanna: Actor) -> None:
    number, (roman,) = factories.initiative(olena).id, members(1)
    scored(number, roman)
    called(number, hanna, Kind.RICE)
    called(number, hanna, Kind.RICE)
    given(number, roman, numbers(reach=100, impact=1, confidence=0.8, effort=2))
    mine = seen(number, roman).open
    assert mine is not None
    assert mine.version.kind is Kind.RICE
    assert [sheet.result for sheet in mine.sheets] == [Decimal(40)]
    assert len(entries(ScoringCalled)) == 1
    with pytest.raises(NotFound), transaction() as session:
        call(session, get_visible(session, number, hanna), hanna, version_id=10**9, now=clock.now())


def test_what_is_called_for_waits_though_it_is_decided(olena: Actor, hanna: Actor) -> None:
    number, (roman,) = factories.initiative(olena, StatusType.ACCEPTED).id, members(1)
    assert waits_for(hanna) == []
    scored(number, roman)
    assert waits_for(hanna) == []
    called(number, roman, Kind.IMPACT_EFFORT)
    assert waits_for(hanna) == [number]
    assert waits_for(roman) == []


# Models and versions.


def test_scores_stay_with_the_version_they_were_given_under(
    olena: Actor, hanna: Actor, now: datetime, earlier: datetime
) -> None:
    (roman,) = members(1)
    chosen(hanna, own_model(hanna, weights=(3, 2, 1), now=earlier), quorum=1, now=earlier)
    old = factories.initiative(olena, now=earlier + timedelta(hours=1)).id
    values = numbers(c1=5, c2=2, c3=4)
    given(old, hanna, values, now=now)
    assert own_model(hanna, weights=(1, 1, 1), after=1, now=now) == known().in_use.id
    new = factories.initiative(olena, now=now + timedelta(minutes=1)).id
    given(new, hanna, values, now=now + timedelta(minutes=2))
    given(old, roman, values, now=now + timedelta(minutes=3))
    first, second = seen(old, hanna).open, seen(new, hanna).open
    assert first is not None
    assert second is not None
    assert (first.version.number, [sheet.result for sheet in first.sheets]) == (1, [Decimal("0.95")] * 2)
    assert (second.version.number, second.sheets[0].result) == (2, Decimal("0.88"))


def test_a_new_model_may_hold_for_what_waits(olena: Actor, hanna: Actor, now: datetime) -> None:
    (roman,) = members(1)
    waits, other = factories.initiative(olena, now=now - DAY).id, factories.initiative(olena, now=now - DAY).id
    scored(waits, hanna)
    called(other, hanna, Kind.RICE)
    chosen(hanna, version(Kind.ICE).id, for_waiting=True)
    assert seen(waits, hanna).version.kind is Kind.ICE
    assert seen(waits, hanna).waits
    assert seen(other, roman).version.kind is Kind.RICE
    chosen(hanna, version(Kind.IMPACT_EFFORT).id)
    assert seen(waits, hanna).version.kind is Kind.ICE
    with pytest.raises(Conflict), transaction() as session:
        row = get_visible(session, waits, hanna)
        give(session, row, hanna, numbers(impact=1, effort=1), version_id=known().in_use.id, now=clock.now())


def test_what_is_scored_while_the_model_changes_is_scored_by_one_of_both(
    app: Flask, olena: Actor, hanna: Actor, now: datetime
) -> None:
    """Whoever is later meets what the other one has done: no sheet stays in a round that is set aside unseen."""
    number, others = factories.initiative(olena, now=now - DAY).id, members(5)
    before, after = version(Kind.IMPACT_EFFORT).id, version(Kind.ICE).id

    def work(place: int) -> bool:
        try:
            if place == 2:
                chosen(hanna, after, for_waiting=True)
            else:
                with transaction() as session:
                    row = get_visible(session, number, others[place])
                    values = numbers(impact=3, effort=3)
                    give(session, row, others[place], values, version_id=before, now=clock.now())
        except Conflict:
            return False
        return True

    done = at_once(app, 5, work)
    assert done[2]
    rounds = db.session().scalars(select(Round).where(Round.initiative_id == number)).all()
    assert [one.version_id for one in rounds if one.replaced_at is None] == []
    assert all(one.version_id == before for one in rounds)


def test_versions_are_never_changed_or_removed(hanna: Actor) -> None:
    own_model(hanna)
    for statement in (update(ScoringVersion).values(number=9), delete(ScoringVersion)):
        with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
            session.execute(statement.execution_options(synchronize_session=False))


def test_two_who_change_a_model_at_once_do_not_overwrite_each_other(hanna: Actor) -> None:
    own_model(hanna)
    own_model(hanna, weights=(1, 1, 1), after=1)
    with pytest.raises(Conflict):
        own_model(hanna, weights=(9, 9, 9), after=1)


@pytest.mark.parametrize("wrong", ["no criteria", "only costs", "heavy", "twins", "nameless"])
def test_a_model_has_to_make_sense(hanna: Actor, wrong: str) -> None:
    criteria = {
        "no criteria": [],
        "only costs": [criterion("c1", "Гроші", 1, Part.COST)],
        "heavy": [criterion("c1", "Клієнти", 101)],
        "twins": [criterion("c1", "Клієнти", 1), criterion("c2", "Клієнти", 1)],
        "nameless": [criterion("c1", "", 1)],
    }[wrong]
    names = {"uk": "Модель", "ru": "Модель", "en": "Model"}
    with pytest.raises(Invalid), transaction() as session:
        save_model(session, hanna, None, OwnModel(names=names, criteria=criteria), now=clock.now())


def test_the_model_in_use_is_not_retired(hanna: Actor, now: datetime) -> None:
    made = own_model(hanna)
    model_id = known().by_id[made].model_id
    chosen(hanna, made)
    with pytest.raises(Invalid, match="Зараз оцінюють за нею"), transaction() as session:
        retire_model(session, hanna, model_id, retired=True, now=now)
    chosen(hanna, version(Kind.ICE).id)
    with transaction() as session:
        retire_model(session, hanna, model_id, retired=True, now=now)
    with pytest.raises(Invalid):
        chosen(hanna, made)


def test_only_committee_and_administrators_choose_how(olena: Actor, lidiia: Actor) -> None:
    chosen(lidiia, version(Kind.ICE).id)
    with pytest.raises(Forbidden):
        chosen(olena, version(Kind.RICE).id)


# What happens to initiatives and people meanwhile.


def test_a_merged_twin_keeps_its_round_and_has_it_back(
    olena: Actor, dmytro: Actor, hanna: Actor, now: datetime
) -> None:
    survivor, twin = factories.initiative(olena).id, factories.initiative(dmytro).id
    (roman,) = members(1)
    scored(twin, roman, 5, 1)
    scored(survivor, roman, 2, 2)
    with transaction() as session:
        merge(session, survivor, [twin], hanna, reason=render("Це одне й те саме, тож ідемо разом."), now=now)
    assert waits_for(hanna) == [survivor]
    joined = seen(survivor, roman).open
    assert joined is not None
    assert [sheet.result for sheet in joined.sheets] == [1]
    with transaction() as session:
        unmerge(session, twin, hanna, reason=render("Це таки різні речі, тож розходимося."), now=now)
    back = seen(twin, roman).open
    assert back is not None
    assert [sheet.result for sheet in back.sheets] == [5]


def test_who_becomes_an_author_no_longer_counts(olena: Actor, hanna: Actor) -> None:
    number, (roman, iryna) = factories.initiative(olena).id, members(2)
    scored(number, roman, 5, 1)
    scored(number, iryna, 2, 2)
    factories.wrote_along(number, roman)
    assert scores_of(db.session(), [number], roman) == {}
    scored(number, hanna)
    found = seen(number, hanna).open
    assert found is not None
    assert [sheet.name for sheet in found.sheets] == ["Ірина Зеленська", "Ганна Тиха"]


def test_who_left_the_committee_sees_nothing_and_what_they_gave_stays(olena: Actor, hanna: Actor) -> None:
    number, (roman,) = factories.initiative(olena).id, members(1)
    scored(number, roman)
    gone = replace(roman, roles=frozenset({Role.EMPLOYEE}))
    assert scores_of(db.session(), [number], gone) == {}
    scored(number, hanna)
    found = seen(number, hanna).open
    assert found is not None
    assert len(found.sheets) == 2


def test_an_anonymous_initiative_is_scored_like_any_other(client: Clients, olena: Actor, hanna: Actor) -> None:
    number = propose(client(olena)).number
    strike()
    assert waits_for(hanna) == [number]
    scored(number, hanna)
    assert number < 0
    assert db.session().scalars(select(Round.initiative_id)).all() == [number]
