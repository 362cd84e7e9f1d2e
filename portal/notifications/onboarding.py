"""Onboarding: learners, those who help them, and the team when somebody has come to the end.

How somebody gets on is told to nobody but the three whom it concerns: lines are about the enrolment, which is closed to
all others. What the team hears is about the track.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import Event
from portal.knowledge.queries.acknowledgements import told_of
from portal.notifications.telling import Telling
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording, plain
from portal.onboarding.care_events import (
    AnswersRead,
    AnswerWaits,
    CareEnded,
    MeetingNoted,
    MentorChanged,
    NoteWritten,
    ReadItemChanged,
)
from portal.onboarding.events import TrackEntrusted
from portal.onboarding.learning_events import Enrolled, StepsDue, TrackFinished
from portal.onboarding.models import Enrolment, Track
from portal.onboarding.queries.changes import readers_of
from portal.onboarding.queries.learning import DIALOGUE
from portal.people.models import Person


def _three(session: Session, enrolment_id: int) -> tuple[int | None, int | None]:
    """The learner, and whoever helps: the mentor, or the keeper of the track where there is none.

    Nobody helps themselves: not a keeper who learns their own track.
    """
    row = session.execute(
        select(Enrolment.person_id, Enrolment.mentor_id, Track.keeper_id)
        .join(Track, Track.id == Enrolment.track_id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()
    if row is None:
        return None, None
    keeper = row.keeper_id if row.keeper_id != row.person_id else None
    return row.person_id, row.mentor_id or keeper


def _mentor_changed(session: Session, event: MentorChanged) -> Telling:
    """Whoever helps now; the learner, unless they hear of it with the track itself."""
    learner = None if event.at_start else _three(session, event.enrolment_id)[0]
    return Telling().tell(Topic.DUTIES, event.mentor_id).tell(Topic.LEARNING, learner)


def _care_ended(_session: Session, event: CareEnded) -> Telling:
    return Telling().tell(Topic.DUTIES, event.mentor_id)


def _waits(session: Session, event: AnswerWaits) -> Telling:
    return Telling(fold_key=f"waits:{event.enrolment_id}").tell(Topic.DUTIES, _three(session, event.enrolment_id)[1])


def _read(session: Session, event: AnswersRead) -> Telling:
    return Telling(fold_key=f"read:{event.enrolment_id}").tell(Topic.LEARNING, _three(session, event.enrolment_id)[0])


def _met(session: Session, event: MeetingNoted) -> Telling:
    return Telling().tell(Topic.LEARNING, _three(session, event.enrolment_id)[0])


def _note(session: Session, event: NoteWritten) -> Telling:
    """The other side; both sides when the keeper of the track joins in."""
    return Telling(fold_key=f"talk:{event.enrolment_id}").tell(Topic.LEARNING, *_three(session, event.enrolment_id))


def _enrolled(_session: Session, event: Enrolled) -> Telling:
    return Telling().tell(Topic.LEARNING, event.person_id)


def _steps_due(_session: Session, event: StepsDue) -> Telling:
    return Telling().tell(Topic.LEARNING, event.person_id)


def _finished(session: Session, event: TrackFinished) -> Telling:
    """The team of whoever has done it, who helped, and they themselves where somebody else had the last word."""
    learner, helper = _three(session, event.enrolment_id)
    telling = Telling(team_id=session.scalar(select(Person.team_id).where(Person.id == event.person_id)))
    return telling.tell(Topic.DUTIES, helper).tell(Topic.LEARNING, learner)


def _item_changed(session: Session, event: ReadItemChanged) -> Telling:
    """Whoever read it on a track; who is asked to acknowledge it hears of that already."""
    readers = {row.person_id for row in readers_of(session, event.item_kind, event.item_id)}
    # Ids of dialogues are numbers of their own: nobody acknowledges one.
    asked = told_of(session, event.item_id, ()) if event.item_kind != DIALOGUE else set()
    return Telling().tell(Topic.LEARNING, *(readers - asked))


def _entrusted(_session: Session, event: TrackEntrusted) -> Telling:
    return Telling().tell(Topic.DUTIES, event.person_id, event.previous_keeper_id)


ONBOARDING: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    MentorChanged: _mentor_changed,
    CareEnded: _care_ended,
    AnswerWaits: _waits,
    AnswersRead: _read,
    MeetingNoted: _met,
    NoteWritten: _note,
    Enrolled: _enrolled,
    StepsDue: _steps_due,
    TrackFinished: _finished,
    ReadItemChanged: _item_changed,
    TrackEntrusted: _entrusted,
}


def _mentor_words(news: News) -> str:
    if news.reader_id != news.data["mentor_id"]:
        return _("Somebody else helps you with “%(title)s” now: look who it is", title=news.title)
    return _("You help %(whom)s with “%(title)s”", whom=news.whom, title=news.title)


def _entrusted_words(news: News) -> str:
    if news.reader_id != news.data["person_id"]:
        return _("You no longer keep the track “%(title)s”", title=news.title)
    return _("%(who)s asks you to keep the track “%(title)s”", who=news.who, title=news.title)


def _began(news: News) -> str:
    return _("“%(title)s” is there for you: the first steps wait on your page of today", title=news.title)


def _due_words(news: News) -> str:
    """How many steps it is stands nowhere but on the page; by their names both days are right also when read later."""
    day, before = (_day(news.data[name]) for name in ("day", "day_before"))
    if not before:
        return _("“%(title)s”: have a look at what your plan has for %(day)s", title=news.title, day=day)
    return _(
        "“%(title)s”: have a look at what your plan has for %(day)s, and at what may be left from %(before)s",
        title=news.title,
        day=day,
        before=before,
    )


def _day(written: str | None) -> str:
    return i18n.full_day(date.fromisoformat(written)) if written is not None else ""


def _changed_words(news: News) -> str:
    if news.data.get("item_kind") == DIALOGUE:
        return _("“%(title)s”, which you practised on your track, has changed: see what is new", title=news.title)
    return _("“%(title)s”, which you read on your track, has changed: see what is new", title=news.title)


def _finished_words(news: News) -> str:
    if news.data["person_id"] == news.reader_id:
        return _("You have finished “%(title)s”. Well done! Your certificate is ready.", title=news.title)
    return _("%(whom)s has finished “%(title)s”: say a kind word", whom=news.whom, title=news.title)


ONBOARDING_WORDINGS: Mapping[str, Wording] = {
    MentorChanged.name: Wording("sprout", _mentor_words),
    CareEnded.name: Wording("sprout", plain(_l("Somebody else helps %(whom)s with “%(title)s” now"))),
    AnswerWaits.name: Wording("inbox", plain(_l("%(who)s has something for you to read: “%(title)s”"))),
    AnswersRead.name: Wording("highlighter", plain(_l("%(who)s has looked at what you did on “%(title)s”"))),
    MeetingNoted.name: Wording("users", plain(_l("%(who)s has noted that you met: this step of “%(title)s” is done"))),
    NoteWritten.name: Wording("message-circle", plain(_l("%(who)s writes to you: “%(title)s”"))),
    Enrolled.name: Wording("sprout", _began),
    StepsDue.name: Wording("calendar-clock", _due_words),
    TrackFinished.name: Wording("badge-check", _finished_words),
    ReadItemChanged.name: Wording("history", _changed_words),
    TrackEntrusted.name: Wording("sprout", _entrusted_words),
}


def place_of_learning(name: str, item_id: int, data: Mapping[str, Any], reader_id: int) -> str | None:
    """Where a line leads that doesn't lead to the page of its item."""
    if name == NoteWritten.name:
        return f"/learning/{item_id}/talk"
    if name == MeetingNoted.name:
        return f"/learning/{item_id}/steps/{data['step_key']}"
    if name == TrackFinished.name and data["person_id"] == reader_id:
        return f"/learning/{data['enrolment_id']}"
    if name == TrackFinished.name:
        return f"/people/{data['person_id']}"
    return "/learning/changes" if name == ReadItemChanged.name else None
