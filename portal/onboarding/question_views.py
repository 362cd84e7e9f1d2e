"""The questions of a step as its page shows them: what is asked, what was answered, what it came to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from portal.core.typed import whole_number
from portal.onboarding.asked import Option, Question, QuestionKind
from portal.onboarding.given import Stretch, marked, words_of
from portal.onboarding.marking import Given, mark
from portal.people.queries import shown_name

#: How a question stands.
OPEN, RIGHT, AGAIN, WAITING = "open", "right", "again", "waiting"
#: Fields of the form: the answer, the answer of one option, the attempt that is asked for.
ANSWER, OF_OPTION, ATTEMPT = "q-{}", "q-{}-{}", "n-{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """An option; ``right``: how it was treated in the last answer, None while that isn't told."""

    key: str
    text: str
    name: str
    chosen: bool = False
    #: Whether it was chosen in the answer that is to be looked at again, whatever stands in the field now.
    taken: bool = False
    #: Of an order: the place given to it, from 1; 0: none yet.
    place: int = 0
    #: Of pairs: the key of what was put to it.
    partner: str = ""
    right: bool | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """A mark of the green pen: its number in the words, what it says, whose it is."""

    number: int
    html: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """A question. ``state`` "again": it was answered and is asked once more."""

    key: str
    kind: str
    text: str
    name: str
    attempt: int
    attempt_name: str
    state: str
    options: tuple[OptionView, ...] = ()
    partners: tuple[tuple[str, str], ...] = ()
    words: str = ""
    why: str = ""
    #: What whoever read it said, and what they marked in it.
    note_html: str = ""
    stretches: Sequence[Stretch] = ()
    greens: Sequence[Praise] = ()
    #: Whether the step is done: nothing in it is asked any more.
    over: bool = False
    #: Whether it was sent without an answer, and whether it is the first such: that one takes the focus.
    lacks: bool = False
    first: bool = False

    @property
    def asked(self) -> bool:
        """Whether it can be answered now."""
        return self.state in {OPEN, AGAIN} and not self.over


def question_views(
    questions: Sequence[Question],
    latest: Mapping[str, Any],
    typed: Mapping[str, Any],
    *,
    seed: str,
    greens: Sequence[Any] = (),
    over: bool = False,
    lacking: Collection[str] = (),
) -> tuple[QuestionView, ...]:
    """``latest``: the last answers by key. ``typed``: fields of the form as they were kept while typing.

    ``greens``: rows of ``queries.talk.greens``, what was marked in words of one's own. ``over``: the step is done.
    ``lacking``: keys of the questions that were sent without an answer.
    """
    views = (_view(question, latest.get(question.key), typed, seed, greens) for question in questions)
    first = next((question.key for question in questions if question.key in lacking), None)
    return tuple(replace(view, over=over, lacks=view.key in lacking, first=view.key == first) for view in views)


def _view(question: Question, last: Any, typed: Mapping[str, Any], seed: str, greens: Sequence[Any]) -> QuestionView:
    state = _state(last)
    given: Given = last.given if last is not None and isinstance(last.given, Mapping) else {}
    parts = mark(question, given).parts if last is not None else {}
    said = given_in(question, typed) if state in {OPEN, AGAIN} and _is_typed(question, typed) else given
    if state == AGAIN and said is given and question.kind is QuestionKind.SINGLE:
        said = {}  # nobody presses a choice again that is told to be wrong
    here = [green for green in greens if green.quote in " ".join(words_of(given).split())]
    return QuestionView(
        key=question.key,
        kind=question.kind.value,
        text=question.text,
        name=ANSWER.format(question.key),
        attempt=(last.attempt if last is not None else 0) + 1,
        attempt_name=ATTEMPT.format(question.key),
        state=state,
        options=tuple(_option(question, option, said, given, parts, state) for option in _shown(question, state, seed)),
        partners=question.partners,
        words=str(said.get("text") or ""),
        why=question.why if state in {RIGHT, WAITING} else "",
        note_html=last.note_html if last is not None else "",
        stretches=marked(words_of(given), [green.quote for green in here]),
        greens=[
            Praise(number=number, html=green.body_html, by=shown_name(green.author_name))
            for number, green in enumerate(here, start=1)
        ],
    )


def _shown(question: Question, state: str, seed: str) -> tuple[Option, ...]:
    """The options as they stand on the page: an order that was found is shown as it is, not mixed once more."""
    return question.options if state == RIGHT else question.shuffled(seed)


def _is_typed(question: Question, typed: Mapping[str, Any]) -> bool:
    """Whether anything of this round is kept for it; else what was answered before stands there to be mended."""
    start = ANSWER.format(question.key)
    return any(name == start or name.startswith(f"{start}-") for name in typed)


def _state(last: Any) -> str:
    if last is None:
        return OPEN
    if last.right is None:
        return WAITING
    return RIGHT if last.right else AGAIN


def _option(
    question: Question, option: Option, said: Given, before: Given, parts: Mapping[str, bool], state: str
) -> OptionView:
    """Of a wrong answer the reasons of what was chosen are told, and never which one would be right."""
    chosen_before = option.key in (before.get("chosen") or ())
    tells = state == RIGHT or (state == AGAIN and chosen_before)
    order = list(said.get("order") or ())
    return OptionView(
        key=option.key,
        text=option.text,
        name=OF_OPTION.format(question.key, option.key),
        chosen=option.key in (said.get("chosen") or ()),
        taken=state == AGAIN and chosen_before,
        place=order.index(option.key) + 1 if option.key in order else 0,
        partner=str((said.get("pairs") or {}).get(option.key, "")),
        right=parts.get(option.key) if tells or (state == AGAIN and question.kind in _BY_PARTS) else None,
        why=option.why if tells else "",
    )


_BY_PARTS = {QuestionKind.ORDER, QuestionKind.MATCH}


def given_in(question: Question, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The answer that fields of a form hold: a field with several values is a list. Nothing of it is trusted."""
    answer = fields.get(ANSWER.format(question.key))
    if question.kind is QuestionKind.FREE:
        return {"text": _one(answer)}
    if question.kind in {QuestionKind.SINGLE, QuestionKind.SEVERAL}:
        return {"chosen": [str(key) for key in answer] if isinstance(answer, list) else [str(answer)] if answer else []}
    of_options = {
        option.key: _one(fields.get(OF_OPTION.format(question.key, option.key))) for option in question.options
    }
    if question.kind is QuestionKind.MATCH:
        return {"pairs": {key: partner for key, partner in of_options.items() if partner}}
    numbers = {key: whole_number(place) for key, place in of_options.items()}
    placed = sorted((place, key) for key, place in numbers.items() if place is not None)
    places = [place for place, _key in placed]
    return {"order": [key for _place, key in placed] if places == sorted(set(places)) else []}


def _one(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value or "")


def round_key(enrolment_id: int, step_key: str, latest: Mapping[str, Any]) -> str:
    """The key of what is typed in this round of answering: another round has another one."""
    attempts = sum(answer.attempt for answer in latest.values())
    digest = sha256(f"{step_key}:{attempts}".encode()).hexdigest()[:16]
    return f"learning-{enrolment_id}-{digest}"
