"""Answers to the questions of a step: each attempt is kept, what was right is not asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.text import clean_text, storable
from portal.onboarding.kinds_of_steps import asks_questions
from portal.onboarding.marking import MAX_TEXT_LETTERS
from portal.onboarding.models import Enrolment, StepAnswer, StepProgress, StepState, TrackStep
from portal.onboarding.queries.learning import latest_answers
from portal.onboarding.questions import Given, Question, QuestionKind, is_answered, is_begun, mark, read_questions
from portal.onboarding.services.doing import seen_revision
from portal.onboarding.services.progress import complete_step, hand_in, look_again, under_way
from portal.onboarding.services.stock import take_stock

_UNIQUE = ["enrolment_id", "step_key", "question_key", "attempt"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What came for a question, and which attempt the page had asked for: sent twice, it is one."""

    given: Given
    attempt: int


class Unanswered(Invalid):
    """Something that is asked lacks its answer: nothing was marked or sent.

    ``keys``: of these questions; ``begun``: whether anything was answered, so that there is something to keep.
    """

    def __init__(self, keys: Sequence[str], *, begun: bool) -> None:
        self.keys = frozenset(keys)
        super().__init__(_lacks_and_kept(len(self.keys)) if begun else _lacks(len(self.keys)))


def _lacks_and_kept(count: int) -> str:
    return ngettext(
        "%(num)s question has no answer yet. What you answered is kept; nothing has been sent.",
        "%(num)s questions have no answer yet. What you answered is kept; nothing has been sent.",
        count,
    )


def _lacks(count: int) -> str:
    return ngettext("%(num)s question has no answer yet.", "%(num)s questions have no answer yet.", count)


def answer_step(
    session: Session, enrolment: Enrolment, step: TrackStep, actor: Actor, sent: Mapping[str, Sent], *,
    revision: int | None = None, now: datetime,
) -> StepProgress:  # fmt: skip
    """Keep and mark what was answered. The step is done when all of it is right; the mentor reads words of one's own.

    ``revision``: of the item that it is about, as the page showed it.

    All that is asked is answered at once: what is sent can't be taken back. Raises Unanswered when something is not,
    Invalid for words beyond measure and while the step's turn hasn't come, NotFound for a step that asks nothing: no
    answers would be none that is wrong.
    """
    questions, _faults = read_questions(step.questions)
    if not (asks_questions(step.kind) and questions):
        raise NotFound
    row = under_way(session, enrolment, step, actor, now)
    if row.state is StepState.DONE:
        return row
    latest = dict(latest_answers(session, enrolment.id, step.key))
    if lacking := _lacking(questions, latest, sent):
        raise Unanswered(lacking, begun=any(is_begun(one.given) for one in sent.values()))
    for question in questions:
        kept = _keep(session, row, question, latest.get(question.key), sent.get(question.key), now)
        if kept is not None:
            latest[question.key] = kept
    answers = [latest.get(question.key) for question in questions]
    seen = seen_revision(session, step, actor.id, shown=revision)
    return _result(session, enrolment, step, actor, answers, seen, now)


def asks(last: StepAnswer | None) -> bool:
    """Whether a question is still to be answered: what is right isn't, and what somebody is reading neither."""
    return last is None or last.right is False


def _lacking(questions: Sequence[Question], latest: Mapping[str, StepAnswer], sent: Mapping[str, Sent]) -> list[str]:
    """Keys of what is asked and wasn't answered; none when a page arrives a second time: its answers are kept."""
    asked = [question for question in questions if asks(latest.get(question.key))]
    fresh = {question.key for question in asked if _is_fresh(latest.get(question.key), sent.get(question.key))}
    if not fresh:
        return []
    answered = {
        question.key for question in asked if question.key in fresh and is_answered(question, sent[question.key].given)
    }
    return [question.key for question in asked if question.key not in answered]


def _is_fresh(last: StepAnswer | None, sent: Sent | None) -> bool:
    """Whether it came from a page that asks for the attempt that is due."""
    return sent is not None and sent.attempt == (last.attempt + 1 if last is not None else 1)


def _keep(
    session: Session, row: StepProgress, question: Question, last: StepAnswer | None, sent: Sent | None, now: datetime
) -> StepAnswer | None:
    """The answer as it is kept now; None where nothing new was said."""
    if sent is None or not _is_fresh(last, sent) or not asks(last) or not is_answered(question, sent.given):
        return None
    values: dict[str, Any] = {
        "enrolment_id": row.enrolment_id, "step_key": row.step_key, "question_key": question.key,
        "attempt": sent.attempt, "given": _plain(question, sent.given), "right": mark(question, sent.given).right,
        "at": now, "note": "", "note_html": "", "renderer_version": 0,
    }  # fmt: skip
    if insert_new(session, StepAnswer, values, _UNIQUE):
        take_stock(session, row.enrolment_id)
    return latest_answers(session, row.enrolment_id, row.step_key).get(question.key)


def _plain(question: Question, given: Given) -> dict[str, Any]:
    """The part of what came that answers the question."""
    if question.kind is not QuestionKind.FREE:
        known = {option.key for option in question.options} | {key for key, _text in question.partners}
        return {
            name: [key for key in value if key in known] if isinstance(value, list) else
            {left: right for left, right in value.items() if {left, right} <= known}
            for name, value in given.items() if name in {"chosen", "order", "pairs"}
        }  # fmt: skip
    text = clean_text(storable(str(given["text"])))
    if len(text) > MAX_TEXT_LETTERS:
        raise Invalid(_l("One of your answers is too long. Shorten it a little; nothing else is lost."))
    return {"text": text}


def _result(
    session: Session, enrolment: Enrolment, step: TrackStep, actor: Actor, answers: list[StepAnswer | None],
    seen: int | None, now: datetime,
) -> StepProgress:  # fmt: skip
    """What the step is now."""
    if any(answer is not None and answer.right is False for answer in answers):
        return look_again(session, enrolment, step, now=now)
    if not answers or any(answer is None for answer in answers):
        return under_way(session, enrolment, step, actor, now)
    if any(answer is not None and answer.right is None for answer in answers):
        return hand_in(session, enrolment, step, actor, item_revision=seen, now=now)
    return complete_step(session, enrolment, step, actor, item_revision=seen, now=now)
