"""Drafting and publishing tracks: what is published stays as it is, and what learners have done keeps its place."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Faults, Forbidden, Invalid, NotFound
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.knowledge.models import ItemState
from portal.notifications.models import Notification
from portal.onboarding.events import TrackEntrusted
from portal.onboarding.marks import step_mark, words_mark
from portal.onboarding.models import Condition, StepKind, Track, TrackStep, TrackVersion
from portal.onboarding.queries.tracks import draft_of, step_rows, version_at_work, version_of, visible_track
from portal.onboarding.services.drafting import change_words, drop_draft, hold_draft
from portal.onboarding.services.making import KeptTracks, Settings, close, discard, make_track, settle
from portal.onboarding.services.ordering import Numbers, arrange, move_step
from portal.onboarding.services.publishing import publish
from portal.onboarding.services.stepping import (
    add_step,
    change_step,
    put_step_back,
    remove_section,
    remove_step,
)
from tests.knowledge import factories as knowledge
from tests.onboarding import track_factories as tracks
from tests.statements import counted


def of(made: Track, **changes: Any) -> Settings:
    usual = Settings(language="uk", open_to_all=True, for_newcomers=False, keeper_id=made.keeper_id)
    return replace(usual, **changes)


def count(kind: type[TrackVersion | TrackStep]) -> int:
    db.session().rollback()
    return db.session().scalar(select(func.count()).select_from(kind)) or 0


def test_sending_the_form_twice_makes_one_track(session: Session, marta: Actor, now: datetime) -> None:
    for _ in range(2):
        with transaction() as writing:
            make_track(
                writing,
                marta,
                title=tracks.TITLE,
                summary=tracks.EMPTY,
                language="uk",
                submission_key="k" * 22,
                now=now,
            )
    assert session.scalar(select(func.count()).select_from(Track)) == 1


def test_only_editors_make_tracks(session: Session, olena: Actor, now: datetime) -> None:
    with pytest.raises(Forbidden), transaction() as writing:
        make_track(writing, olena, title=tracks.TITLE, summary=tracks.EMPTY, language="uk", submission_key="k", now=now)


def test_a_draft_is_hidden_from_everybody_but_editors(session: Session, marta: Actor, olena: Actor) -> None:
    made = tracks.track(marta, "Чаювання")
    assert visible_track(session, made.id, marta).id == made.id
    with pytest.raises(NotFound):
        visible_track(session, made.id, olena)
    tracks.publish_draft(made, marta)
    session.rollback()
    assert visible_track(session, made.id, olena).id == made.id


def test_a_published_version_stays_as_it_is(session: Session, marta: Actor, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка", published=True)
    before = [tuple(row) for row in step_rows(session, version_of(session, made.id, 1).id)]
    key = tracks.keys(made)["Чаювання"]
    with transaction() as writing:
        remove_step(writing, made, key, marta, now=now)
    tracks.step(made, marta, tracks.words(title="Знайомство"))
    tracks.publish_draft(made, marta)
    session.rollback()
    assert [tuple(row) for row in step_rows(session, version_of(session, made.id, 1).id)] == before
    second = step_rows(session, version_of(session, made.id, 2).id)
    assert [row.title for row in second] == ["Прогулянка", "Знайомство"]
    assert second[0].key == before[1][1]


def test_a_draft_is_begun_by_the_first_change(session: Session, marta: Actor, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка", published=True)
    assert draft_of(session, made.id) is None
    keys = tracks.keys(made)
    with transaction() as writing:
        move_step(writing, made, keys["Прогулянка"], marta, by=-1, now=now)
    assert tracks.outline(made)[0][1] == ["Прогулянка", "Чаювання"]
    assert tracks.keys(made) == keys


def test_beginning_a_draft_asks_no_more_of_a_longer_track(marta: Actor, session: Session, now: datetime) -> None:
    asked = []
    for steps in (2, 12):
        made = tracks.track(marta, *(f"Чаювання {place}" for place in range(steps)))
        for place in range(steps // 2 - 1):
            tracks.step(made, marta, tracks.words(), tracks.section(made, marta, f"День {place}"))
        tracks.publish_draft(made, marta)
        session.rollback()
        with counted() as sent, transaction() as writing:
            hold_draft(writing, writing.get_one(Track, made.id), marta, now=now)
        asked.append(len(sent))
        assert tracks.outline(made)[0][1] == [f"Чаювання {place}" for place in range(steps)]
    assert asked[0] == asked[1]


def test_dropping_the_draft_leaves_what_is_published(session: Session, marta: Actor, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    tracks.step(made, marta, tracks.words(title="Знайомство"))
    with transaction() as writing:
        assert drop_draft(writing, made, marta, now=now)
    assert tracks.outline(made)[0][1] == ["Чаювання"]
    assert count(TrackVersion) == 1
    with transaction() as writing:
        assert not drop_draft(writing, made, marta, now=now)


def test_the_title_changes_for_readers_only_when_it_is_published(session: Session, marta: Actor, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    known = words_mark(version_of(session, made.id, 1))
    with transaction() as writing:
        change_words(writing, made, marta, title="Перший тиждень", summary=tracks.EMPTY, known=known, now=now)
    session.rollback()
    assert session.get_one(Track, made.id).title == tracks.TITLE
    tracks.publish_draft(made, marta)
    session.rollback()
    assert session.get_one(Track, made.id).title == "Перший тиждень"


def test_two_editors_at_the_same_words_both_keep_theirs(session: Session, marta: Actor, now: datetime) -> None:
    made = tracks.track(marta)
    with transaction() as writing:
        change_words(
            writing, made, marta, title="Перший тиждень", summary=tracks.EMPTY, now=now,
            known=words_mark(version_at_work(writing, made)),
        )  # fmt: skip
    with pytest.raises(Conflict), transaction() as writing:
        change_words(writing, made, marta, title="Інший тиждень", summary=tracks.EMPTY, known="old", now=now)


def test_two_editors_at_the_same_step_both_keep_theirs(session: Session, marta: Actor, now: datetime) -> None:
    made = tracks.track(marta)
    row = tracks.step(made, marta, tracks.words())
    known = step_mark(row)
    with transaction() as writing:
        change_step(writing, made, row.key, marta, tracks.words(minutes=30), known=known, now=now)
    with pytest.raises(Conflict), transaction() as writing:
        change_step(writing, made, row.key, marta, tracks.words(minutes=40), known=known, now=now)
    with transaction() as writing:  # what stands already is no conflict
        change_step(writing, made, row.key, marta, tracks.words(minutes=30), known=known, now=now)


def test_a_step_that_was_taken_out_can_be_had_back_at_its_place(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка", "Знайомство")
    key = tracks.keys(made)["Прогулянка"]
    with transaction() as writing:
        remove_step(writing, made, key, marta, now=now)
    assert tracks.outline(made)[0][1] == ["Чаювання", "Знайомство"]
    with transaction() as writing:
        put_step_back(writing, made, key, marta, now=now)
    assert tracks.outline(made)[0][1] == ["Чаювання", "Прогулянка", "Знайомство"]


def test_what_was_taken_out_is_gone_once_it_is_published(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка")
    with transaction() as writing:
        remove_step(writing, made, tracks.keys(made)["Чаювання"], marta, now=now)
    tracks.publish_draft(made, marta)
    assert count(TrackStep) == 1


def test_a_section_that_goes_leaves_its_steps(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання")
    second = tracks.section(made, marta)
    gone = tracks.step(made, marta, tracks.words(title="Забутий крок"), second)
    tracks.step(made, marta, tracks.words(title="Знайомство"), second)
    with transaction() as writing:
        remove_step(writing, made, gone.key, marta, now=now)
        remove_section(writing, made, second, marta, now=now)
    assert [steps for _title, steps in tracks.outline(made)] == [["Чаювання", "Знайомство"]]
    with transaction() as writing:
        put_step_back(writing, made, gone.key, marta, now=now)
    assert set(tracks.outline(made)[0][1]) == {"Чаювання", "Знайомство", "Забутий крок"}


def test_an_order_that_knows_too_little_is_refused(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", "Прогулянка")
    keys = tracks.keys(made)
    told = ["section:first", f"step:{keys['Прогулянка']}", f"step:{keys['Чаювання']}"]
    with pytest.raises(Conflict), transaction() as writing:
        arrange(writing, made, marta, told[:-1], {}, now=now)
    with transaction() as writing:
        arrange(writing, made, marta, told, {keys["Чаювання"]: Numbers(5, 3)}, now=now)
    assert tracks.outline(made)[0][1] == ["Прогулянка", "Чаювання"]
    draft = draft_of(session, made.id)
    assert draft is not None
    assert [(row.minutes, row.due_day) for row in step_rows(session, draft.id)] == [(20, None), (5, 3)]


def test_a_step_needs_what_its_kind_needs(marta: Actor, session: Session, now: datetime) -> None:
    made, item = tracks.track(marta), knowledge.item(marta)
    for wrong in (
        tracks.words(StepKind.READ),
        tracks.words(StepKind.WALK, item=ItemRef(item.kind, item.id)),
        tracks.words(StepKind.READ, item=ItemRef("case", 999_999)),
        tracks.words(StepKind.CHECK, questions="( ) без запитання"),
        tracks.reading(item, questions=f"{tracks.QUESTION}\n\n? Друге?\n___"),
        tracks.words(minutes=0),
        tracks.words(due_day=501),
        tracks.words(title="Ні"),
    ):
        with pytest.raises(Invalid), transaction() as writing:
            add_step(writing, made, "first", marta, wrong, now=now)


def test_what_no_step_of_the_kind_has_is_left_out(marta: Actor, session: Session, now: datetime) -> None:
    made, item = tracks.track(marta), knowledge.item(marta)
    row = tracks.step(
        made, marta, tracks.words(item=ItemRef(item.kind, item.id), questions=tracks.QUESTION, after=Condition.PREVIOUS)
    )
    assert (row.item_kind, row.item_id, row.questions, row.after) == (None, None, "", Condition.PREVIOUS)


def test_a_draft_with_holes_is_not_published(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta)
    with pytest.raises(Faults):
        tracks.publish_draft(made, marta)
    hidden = knowledge.item(marta, ItemState.DRAFT)
    tracks.step(made, marta, tracks.reading(hidden))
    tracks.step(made, marta, tracks.words(StepKind.CHECK, title="Перевірте себе"))
    tracks.section(made, marta)
    with pytest.raises(Faults) as refused:
        tracks.publish_draft(made, marta)
    assert len(refused.value.sentences) == 3


def test_a_draft_that_changed_meanwhile_is_not_published(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання")
    seen = draft_of(session, made.id)
    assert seen is not None
    version = seen.version
    tracks.step(made, marta, tracks.words(title="Знайомство"))
    with pytest.raises(Conflict), transaction() as writing:
        publish(writing, made, marta, change_note="", version=version, now=now)


def test_a_second_version_says_what_changed(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    tracks.step(made, marta, tracks.words(title="Знайомство"))
    with pytest.raises(Invalid):
        tracks.publish_draft(made, marta, note="  ")
    assert tracks.publish_draft(made, marta, note="Додали знайомство.").number == 2


def test_one_track_of_a_language_is_for_newcomers(marta: Actor, session: Session, now: datetime) -> None:
    first, second = (tracks.track(marta, "Чаювання", published=True) for _ in range(2))
    english = tracks.track(marta, "Чаювання", published=True, language="en")
    for made, language in ((first, "uk"), (english, "en"), (second, "uk")):
        with transaction() as writing:
            row = writing.get_one(Track, made.id)
            settle(writing, row, marta, of(made, language=language, for_newcomers=True), version=row.version, now=now)
    session.rollback()
    chosen = set(session.scalars(select(Track.id).where(Track.for_newcomers)))
    assert chosen == {second.id, english.id}


def test_no_editor_makes_themselves_keeper_of_what_somebody_keeps(
    marta: Actor, dmytro: Actor, session: Session, now: datetime
) -> None:
    """A keeper reads what learners answer."""
    made = tracks.track(marta, "Чаювання", published=True)
    other = replace(dmytro, roles=marta.roles)
    with pytest.raises(Invalid), transaction() as writing:
        row = writing.get_one(Track, made.id)
        settle(writing, row, other, of(made, keeper_id=other.id), version=row.version, now=now)
    with transaction() as writing:
        row = writing.get_one(Track, made.id)
        settle(writing, row, marta, of(made, keeper_id=None), version=row.version, now=now)
    with transaction() as writing:
        row = writing.get_one(Track, made.id)
        settle(writing, row, other, of(made, keeper_id=other.id), version=row.version, now=now)
    session.rollback()
    assert session.get_one(Track, made.id).keeper_id == other.id


def test_closing_and_taking_that_back_leaves_the_track_for_newcomers(
    marta: Actor, session: Session, now: datetime
) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    with transaction() as writing:
        row = writing.get_one(Track, made.id)
        settle(writing, row, marta, of(made, for_newcomers=True), version=row.version, now=now)
        close(writing, row, marta, now=now)
        close(writing, row, marta, closed=False, now=now)
    session.rollback()
    assert session.get_one(Track, made.id).for_newcomers


def test_what_nobody_can_begin_does_not_become_the_track_for_newcomers(
    marta: Actor, session: Session, now: datetime
) -> None:
    theirs, closed = (tracks.track(marta, "Чаювання", published=True) for _ in range(2))
    draft = tracks.track(marta, "Чаювання")
    with transaction() as writing:
        row = writing.get_one(Track, theirs.id)
        settle(writing, row, marta, of(theirs, for_newcomers=True), version=row.version, now=now)
        close(writing, writing.get_one(Track, closed.id), marta, now=now)
    for made in (closed, draft):
        with pytest.raises(Invalid), transaction() as writing:
            row = writing.get_one(Track, made.id)
            settle(writing, row, marta, of(made, for_newcomers=True), version=row.version, now=now)
    session.rollback()
    assert list(session.scalars(select(Track.id).where(Track.for_newcomers))) == [theirs.id]


def test_what_was_published_is_never_thrown_away(marta: Actor, session: Session, now: datetime) -> None:
    made = tracks.track(marta, "Чаювання", published=True)
    with pytest.raises(Invalid), transaction() as writing:
        discard(writing, writing.get_one(Track, made.id), marta, now=now)


def test_keeping_is_handed_over_and_both_hear_of_it(
    marta: Actor, olena: Actor, lidiia: Actor, session: Session
) -> None:
    made, duty = tracks.track(marta, "Чаювання", published=True), KeptTracks()
    assert session.scalar(select(duty.count(marta.id))) == 1
    with transaction() as writing:
        duty.hand_over(writing, marta.id, olena.id, lidiia)
    session.rollback()
    assert session.get_one(Track, made.id).keeper_id == olena.id
    assert session.scalar(select(duty.count(marta.id))) == 0
    of_it = select(Notification.person_id).join(JournalEntry, JournalEntry.id == Notification.entry_id)
    told = session.scalars(of_it.where(JournalEntry.name == TrackEntrusted.name))
    assert set(told) == {marta.id, olena.id}
