"""Who follows the tracks of Malva Dim: people at every stage, as they would stand today by their own days.

What lies behind is written in bulk, reckoned by the portal's own plan, marking and calendar; the last things (a word, a
green mark, a first day) go through the services with the clock standing where they happened.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from html import escape
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal.cli.demo.company import DATA, Company
from portal.cli.demo.track_past import demo_tracks
from portal.committee.calendar import WorkCalendar
from portal.committee.queries.settings import promised
from portal.core.markdown import RenderedText
from portal.knowledge.models import KnowledgeRevision
from portal.onboarding.marking import Given
from portal.onboarding.models import Enrolment, StepAnswer, StepProgress, StepState, Track, TrackStep
from portal.onboarding.queries.care import get_learning
from portal.onboarding.questions import Question, QuestionKind, read_questions
from portal.onboarding.schedule import due_dates
from portal.onboarding.services.enrolling import enrol
from portal.onboarding.services.mentoring import notes_read, write_note
from portal.onboarding.services.reading import answer_of, mark_green
from portal.onboarding.services.stock import take_stock_of_all

#: The hours of a working day in which somebody learns.
FROM, MINUTES_APART = time(9, 10), 23
#: By so much a question that misleads turns round who gets it right.
_TURNED = 0.85
_NOW: Mapping[str | None, StepState] = {"waiting": StepState.WAITING, "again": StepState.AGAIN}


@dataclass
class _Rows:
    """What is written in bulk."""

    progress: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class _Way:
    """The steps of a track with their questions, read once for all who follow it."""

    track: Track
    steps: Sequence[TrackStep]
    questions: Mapping[str, Sequence[Question]]


class LearningPast:
    """Lets people have learnt, once tracks and their items stand."""

    def __init__(self, company: Company, now: datetime, zone: ZoneInfo) -> None:
        self._company, self._now, self._zone = company, now, zone
        self._today = now.astimezone(zone).date()
        self._random = Random("learning")  # noqa: S311 - a past to show, no secret
        self._data: dict[str, Any] = json.loads((DATA / "learning.json").read_text(encoding="utf-8"))
        self._used: dict[str, int] = {}
        self._revisions: dict[int, list[tuple[datetime, int]]] = {}

    def live(self, session: Session) -> None:
        """Everybody, with what they have done and said."""
        calendar = promised(session).calendar
        tracks = demo_tracks(session)
        ways = {name: _way(session, tracks[name]) for name in {line["track"] for line in self._data["learners"]}}
        self._revisions = _revisions(session, [step for way in ways.values() for step in way.steps])
        rows, enrolments = _Rows(), {}
        for line in self._data["learners"]:
            way = ways[line["track"]]
            enrolment = self._begun(session, way.track, line, calendar)
            enrolments[line["who"]] = enrolment
            self._walk(enrolment, way, line, calendar, rows)
        session.flush()  # the rows in bulk name the enrolments
        session.connection().execute(insert(StepProgress), rows.progress)
        session.connection().execute(insert(StepAnswer), rows.answers)
        take_stock_of_all(session)
        self._marks(session, enrolments)
        self._talk(session, enrolments)

    def _begun(self, session: Session, track: Track, line: dict[str, Any], calendar: WorkCalendar) -> Enrolment:
        person, mentor = (self._company.people[line[name]].actor for name in ("who", "mentor"))
        if "finished" not in line:
            first_day = _back(self._today, line["day"], calendar)
            made = min(self._moment(first_day, -1), self._now - timedelta(hours=1))
            return enrol(session, person.id, track, mentor, first_day=first_day, mentor_id=mentor.id, now=made)
        ended = self._today - timedelta(days=line["finished"])
        while not calendar.is_working(ended):
            ended -= timedelta(days=1)
        first_day = _back(ended, line["took"], calendar)
        finished = self._moment(ended, 3)
        row = Enrolment(
            person_id=person.id, track_id=track.id, version_id=track.published_id or 0, first_day=first_day,
            mentor_id=mentor.id, enrolled_by_id=mentor.id, made_at=self._moment(first_day, -1), finished_at=finished,
            told_finished_at=finished,
        )  # fmt: skip
        session.add(row)
        session.flush()  # what they did names it
        return row

    def _walk(self, enrolment: Enrolment, way: _Way, line: dict[str, Any], calendar: WorkCalendar, rows: _Rows) -> None:
        """All that lies behind, each step on its day and none later than the last move."""
        done = line.get("done", len(way.steps))
        last = enrolment.finished_at or self._moment(_back(self._today, line["idle"] + 1, calendar), 6)
        last = min(last, self._now - timedelta(minutes=20))
        days = self._days(enrolment, way, line, calendar)
        for place, step in enumerate(way.steps[: done + 1]):
            at = min(self._moment(days[step.due_day or 1], place % 7), last - timedelta(minutes=3 * (done - place)))
            state = StepState.DONE if place < done else _NOW.get(line.get("now"))
            if state is None:
                continue
            rows.progress.append(self._progress(enrolment, step, state, at))
            rows.answers += self._answers(enrolment, way.questions[step.key], step, line, state, at)

    def _days(self, enrolment: Enrolment, way: _Way, line: dict[str, Any], calendar: WorkCalendar) -> dict[int, date]:
        """The date of each day of the plan; who took longer than planned did everything a little later."""
        planned = max((step.due_day or 1 for step in way.steps), default=1)
        stretch = line.get("took", planned) / planned
        numbers = {step.due_day or 1: max(1, round((step.due_day or 1) * stretch)) for step in way.steps}
        dates = due_dates(enrolment.first_day, numbers.values(), calendar)
        return {day: dates[number] for day, number in numbers.items()}

    def _progress(self, enrolment: Enrolment, step: TrackStep, state: StepState, at: datetime) -> dict[str, Any]:
        done = state is StepState.DONE
        return {
            "enrolment_id": enrolment.id, "step_key": step.key, "state": state,
            "began_at": at - timedelta(minutes=step.minutes), "done_at": at if done else None,
            "handed_in_at": at if state is StepState.WAITING else None,
            "item_revision": self._seen(step, at) if done or state is StepState.WAITING else None,
        }  # fmt: skip

    def _seen(self, step: TrackStep, at: datetime) -> int | None:
        """The revision that stood then; of what was published later, and of every dialogue, the first."""
        if step.item_kind == "dialogue":
            return 1
        stood = self._revisions.get(step.item_id or 0) if step.item_kind is not None else None
        return max((number for since, number in stood if since <= at), default=stood[0][1]) if stood else None

    def _answers(
        self, enrolment: Enrolment, questions: Sequence[Question], step: TrackStep, line: dict[str, Any],
        state: StepState, at: datetime,
    ) -> Iterator[dict[str, Any]]:  # fmt: skip
        """First answers, and a second one where the first was wrong."""
        for question in questions:
            at += timedelta(seconds=40)
            same = {
                "enrolment_id": enrolment.id, "step_key": step.key, "question_key": question.key, "at": at,
                "read_by_id": None, "read_at": None, "note": "", "note_html": "", "renderer_version": 0,
            }  # fmt: skip
            if question.kind is QuestionKind.FREE:
                yield same | self._in_own_words(line, step, state, at)
                continue
            right = self._knows(question, line["knows"])
            yield same | {"given": _right(question) if right else _wrong(question), "right": right, "attempt": 1}
            if not right and state is not StepState.AGAIN:
                later = at + timedelta(minutes=2)
                yield same | {"given": _right(question), "right": True, "attempt": 2, "at": later}

    def _knows(self, question: Question, knows: float) -> bool:
        chance = 0.3 + 0.7 * knows - self._data["hard"].get(question.text, 0.0)
        if question.text in self._data["misleads"]:
            chance = _TURNED - (knows - 0.35)
        return bool(self._random.random() < chance)

    def _in_own_words(self, line: dict[str, Any], step: TrackStep, state: StepState, at: datetime) -> dict[str, Any]:
        choices = self._data["words"][step.key]
        place = self._data["said"].get(line["who"], {}).get(step.key)
        if place is None:
            place = self._used[step.key] = self._used.get(step.key, -1) + 1
        given = {"text": choices[place % len(choices)]}
        if state is StepState.WAITING:
            return {"given": given, "right": None, "attempt": 1}
        mentor = self._company.people[line["mentor"]].actor
        praise = self._data["praise_en" if line["track"].startswith("english") else "praise"]
        words = praise[self._random.randrange(len(praise))] if state is StepState.DONE else ""
        if state is StepState.AGAIN:
            words = self._data["again"][line["who"]]["note"]
        return {
            "given": given, "right": state is StepState.DONE, "attempt": 1, "read_by_id": mentor.id,
            "read_at": min(at + timedelta(hours=4), self._now), "note": words, "note_html": _said(words).html,
            "renderer_version": _said(words).version,
        }  # fmt: skip

    def _marks(self, session: Session, enrolments: Mapping[str, Enrolment]) -> None:
        """The green pen, through its service."""
        for mark in self._data["green"]:
            enrolment, actor = enrolments[mark["who"]], self._company.people[mark["by"]].actor
            wanted = select(StepAnswer.id, StepAnswer.given).where(
                StepAnswer.enrolment_id == enrolment.id, StepAnswer.step_key == mark["step"]
            )
            number = next(
                row.id for row in session.execute(wanted.order_by(StepAnswer.id)) if mark["quote"] in str(row.given)
            )
            learning = get_learning(session, enrolment.id, actor)
            mark_green(
                session, learning, answer_of(session, learning, number), actor, quote=mark["quote"],
                note=_said(mark["note"]), now=self._at(mark["days_ago"], 16),
            )  # fmt: skip

    def _talk(self, session: Session, enrolments: Mapping[str, Enrolment]) -> None:
        for place, line in enumerate(self._data["talk"]):
            actor = self._company.people[line["by"]].actor
            learning = get_learning(session, enrolments[line["with"]].id, actor)
            # One after the other, and none later than this very moment.
            latest = self._now - timedelta(minutes=10 + len(self._data["talk"]) - place)
            at = min(self._at(line["days_ago"], 11) + timedelta(minutes=17 * place), latest)
            write_note(session, learning, actor, body=_said(line["words"]), step_key=line.get("step"), now=at)
            if line["read"]:
                other = learning.mentor_id if actor.id == learning.person_id else learning.person_id
                reader = next(one.actor for one in self._company.people.values() if one.actor.id == other)
                notes_read(session, learning, reader, now=min(at + timedelta(hours=1), self._now))

    def _moment(self, day: date, place: int) -> datetime:
        """The ``place``-th thing of a working day; before its beginning for -1."""
        at = datetime.combine(day, FROM, self._zone) + timedelta(minutes=MINUTES_APART * place)
        return at.astimezone(self._now.tzinfo)

    def _at(self, days_ago: int, hour: int) -> datetime:
        at = datetime.combine(self._today - timedelta(days=days_ago), time(hour), self._zone)
        return min(at.astimezone(self._now.tzinfo), self._now - timedelta(minutes=10))


def _way(session: Session, track: Track) -> _Way:
    wanted = select(TrackStep).where(TrackStep.version_id == track.published_id).order_by(TrackStep.position)
    steps = session.scalars(wanted).all()
    return _Way(track, steps, {step.key: read_questions(step.questions)[0] for step in steps})


def _revisions(session: Session, steps: Sequence[TrackStep]) -> dict[int, list[tuple[datetime, int]]]:
    """When each revision of the items began to stand, the first first."""
    ids = {step.item_id for step in steps if step.item_kind not in {None, "dialogue"}}
    stood = KnowledgeRevision.item_id.in_(ids), KnowledgeRevision.published_at.is_not(None)
    columns = (KnowledgeRevision.item_id, KnowledgeRevision.published_at, KnowledgeRevision.number)
    found: dict[int, list[tuple[datetime, int]]] = {}
    for item_id, at, number in session.execute(select(*columns).where(*stood).order_by(KnowledgeRevision.number)):
        if at is not None:
            found.setdefault(item_id, []).append((at, number))
    return found


def _back(today: date, number: int, calendar: WorkCalendar) -> date:
    """The day on which ``today`` is working day ``number`` (1: today itself); in days to come for less than 1."""
    day, left = today, number - 1
    while left > 0 or not calendar.is_working(day):
        day -= timedelta(days=1)
        left -= calendar.is_working(day) if left > 0 else 0
    return day if left >= 0 else day + timedelta(days=-left + 1)


def _right(question: Question) -> Given:
    if question.kind is QuestionKind.ORDER:
        return {"order": [option.key for option in question.options]}
    if question.kind is QuestionKind.MATCH:
        return {"pairs": {option.key: option.partner_key for option in question.options}}
    return {"chosen": [option.key for option in question.options if option.right]}


def _wrong(question: Question) -> Given:
    """A slip that people make: two neighbours changed places, one choice more, the other choice."""
    options = question.options
    keys = [option.key for option in options]
    if question.kind is QuestionKind.ORDER:
        return {"order": [*keys[:-2], *keys[:-3:-1]]}
    if question.kind is QuestionKind.MATCH:
        partners = [option.partner_key for option in options]
        return {"pairs": dict(zip(keys, [*partners[1:], partners[0]], strict=True))}
    wrong = [option.key for option in options if not option.right]
    if question.kind is QuestionKind.SINGLE:
        return {"chosen": wrong[:1]}
    return {"chosen": [option.key for option in options if option.right or option.key in wrong[:1]]}


def _said(words: str) -> RenderedText:
    """Plain words as Markdown would have them: one paragraph."""
    return RenderedText(words, f"<p>{escape(words, quote=False)}</p>" if words else "")
