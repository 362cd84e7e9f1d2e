"""A first draft of an algorithm: steps that know where their answers lead, written in the format.

Whatever was put into it, the text that comes out has no errors: each step can be reached, and can end.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from portal.algorithms.reserved import ANY_TIME, CONDITION, FINISH, OTHERWISE
from portal.algorithms.script_lines import is_quoted
from portal.algorithms.script_words import OWN
from portal.algorithms.titles import alike, comparable, one_spaced
from portal.algorithms.words import WORDS

MAX_TITLE_LETTERS = 70
#: Two fewer than there are keys: a way on and a way out may be added.
MOST_ANSWERS = 7
_SENTENCE = re.compile(r"[^.!?…]+")
_SIGNS = re.compile(r"[*_`|\\{}#<>]+")
_ARROWS = re.compile(r"→|-{1,3}>")
_BRACKETS = str.maketrans("()", "[]")
_QUOTES = '«»„“”"'
_EMPTY_BOX = re.compile(r"^(?:\[[ xX]?\] *)+")


class _Distinct:
    """Texts of which no two are the same: a later one gets a number."""

    def __init__(self, key: Callable[[str], str], taken: Iterable[str] = ()) -> None:
        self._key = key
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def of(self, text: str) -> str:
        """The text, with a number when it stands already."""
        stem, distinct = self._key(text), text
        while self._key(distinct) in self._taken:
            self._last[stem] = self._last.get(stem, 1) + 1
            distinct = f"{text} ({self._last[stem]})".strip()
        self._taken.add(self._key(distinct))
        return distinct


@dataclass(eq=False, slots=True)
class DraftStep:
    """A step or a finish while it is made."""

    title: str
    #: Its result in words; None for a step.
    result: str | None = None
    goal: str = ""
    #: Lines or blocks of Markdown with whether blank lines stand around them.
    parts: list[tuple[str, bool]] = field(default_factory=list)
    answers: list["DraftAnswer"] = field(default_factory=list)
    #: What they say, and with that where each leads.
    said: "_Distinct" = field(default_factory=lambda: _Distinct(alike))
    led: "set[tuple[str, DraftStep]]" = field(default_factory=set)
    #: Where it goes on when it says nothing itself; None at the end.
    following: "DraftStep | None" = None
    #: It says what follows from some answer: a single one leaves the others open.
    depends: bool = False


@dataclass(eq=False, slots=True)
class DraftAnswer:
    """What the customer may say, and where that leads."""

    text: str
    target: DraftStep


def short_title(text: str) -> str:
    """The first words of a text as a title."""
    bare = one_spaced(_SIGNS.sub(" ", text)).strip(" .,:;—–-")
    if bare[:1] in _QUOTES and bare[-1:] in _QUOTES and not any(quote in bare[1:-1] for quote in _QUOTES):
        bare = bare[1:-1].strip()
    sentence = _SENTENCE.match(bare)
    bare = sentence[0].strip() if sentence else bare
    if len(bare) > MAX_TITLE_LETTERS:
        bare = bare[:MAX_TITLE_LETTERS].rsplit(" ", 1)[0].rstrip(" ,:;—–-«„“(") + "…"
    return bare[:1].upper() + bare[1:]


def in_quotes(text: str, quotes: str) -> str:
    """A phrase between quotation marks of its language (the opening and the closing one)."""
    bare = text.strip().lstrip("—–- ")
    if is_quoted(bare) or not bare:
        return bare or f"{quotes[0]}{text}{quotes[1]}"
    inner = bare.replace("«", "„").replace("»", "“") if quotes[0] == "«" else bare.replace("“", "‘").replace("”", "’")
    return f"{quotes[0]}{inner}{quotes[1]}"


def harmless(text: str) -> str:
    """Ordinary text that the format doesn't take for anything else."""
    return f"\\{text}" if text[0] in "?#`~>" else text


def says_all(title: str, text: str) -> bool:
    """Whether a title made of a text leaves out none of it."""
    return alike(text.strip("«»„“”\"' .,:;!—–-")) == alike(title)


class Draft:
    """The steps of a draft, in the order in which they are written."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.title, self.goal = "", ""
        self.prose: list[tuple[str, bool]] = []
        self.steps: list[DraftStep] = []
        self.finishes: list[DraftStep] = []
        self.any_time: list[DraftAnswer] = []
        self.any_time_prose: list[tuple[str, bool]] = []
        self._any_time_said = _Distinct(alike)
        self._titles = _Distinct(comparable, {""})

    def step(self, title: str, *, result: str | None = None) -> DraftStep:
        """A new step, or a new finish."""
        return self.place(DraftStep(title, result))

    def place(self, step: DraftStep) -> DraftStep:
        """Write a step below those that are written."""
        step.title = self._titles.of(_safe_title(step.title))
        (self.steps if step.result is None else self.finishes).append(step)
        return step

    def text(self) -> str:
        """The draft in the format."""
        self.steps = [part for step in self.steps for part in self._parted(step)]
        self._lead_on()
        self._reach_all()
        self._end_all()
        return _written(self._blocks())

    def done(self) -> DraftStep:
        """The finish of what simply ends."""
        title = OWN[self.language]["done"]
        found = next((finish for finish in self.finishes if comparable(finish.title) == comparable(title)), None)
        return found or self.step(title, result=WORDS[self.language]["solved"])

    def answer(self, step: DraftStep, text: str, target: DraftStep) -> None:
        """One more answer of a step; one that it has already only once."""
        text = _safe_answer(text) or OWN[self.language]["next"]
        if (alike(text), target) not in step.led:
            step.led.add((alike(text), target))
            step.answers.append(DraftAnswer(step.said.of(text), target))

    def answer_any_time(self, text: str, target: DraftStep) -> None:
        """One more answer that is open from every step."""
        text = _safe_answer(text) or OWN[self.language]["next"]
        self.any_time.append(DraftAnswer(self._any_time_said.of(text), target))

    def _lead_on(self) -> None:
        for step in self.steps:
            if not step.answers or (step.depends and len(step.answers) == 1):
                self.answer(step, OWN[self.language]["next"], step.following or self.done())

    def _reach_all(self) -> None:
        """Lead to each step, and to each finish: where nothing does, from the step written before it."""
        found: set[DraftStep] = set()
        first = self.steps[0]
        _spread(found, [first, *(answer.target for answer in self.any_time)], _targets)
        before = first
        for step in self.steps:
            if step not in found:
                self._add(before, step)
                _spread(found, [step], _targets)
            before = step
        self.finishes = [finish for finish in self.finishes if finish in found]

    def _end_all(self) -> None:
        """From each step a finish can be reached: where none can, the last of a circle ends."""
        coming: dict[DraftStep, list[DraftStep]] = {}
        for step in self.steps:
            for target in _targets(step):
                coming.setdefault(target, []).append(step)
        found: set[DraftStep] = set()
        _spread(found, self.finishes, lambda step: coming.get(step, ()))
        for step in reversed(self.steps):
            if step not in found:
                self._add(step, self.done())
                _spread(found, [step], lambda one: coming.get(one, ()))
        if not self.finishes:
            self._add(self.steps[-1], self.done())

    def _add(self, step: DraftStep, target: DraftStep) -> None:
        own = OWN[self.language]
        self.answer(step, own["else"] if step.answers else own["next"], target)

    def _parted(self, step: DraftStep) -> Iterator[DraftStep]:
        """What nine keys can't choose among stands in steps of its own; the last key leads there."""
        yield step
        if len(step.answers) <= MOST_ANSWERS:
            return
        title = f"{step.title}: {OWN[self.language]['more'].lower()}"
        answers, step.answers = step.answers[MOST_ANSWERS - 1 :], step.answers[: MOST_ANSWERS - 1]
        for place in range(0, len(answers), MOST_ANSWERS - 1):
            more = DraftStep(self._titles.of(title))
            self.answer(step, OWN[self.language]["more"], more)
            for answer in answers[place : place + MOST_ANSWERS - 1]:
                self.answer(more, answer.text, answer.target)
            yield more
            step = more

    def _blocks(self) -> Iterator[tuple[str, bool]]:
        word = WORDS[self.language]
        yield f"# {self.title}", False
        yield from _goal(word["goal"], self.goal)
        yield from self.prose
        for step in self.steps:
            yield f"\n## {step.title}", False
            yield from _goal(word["goal"], step.goal)
            yield from step.parts
            yield from ((_arrow(answer, word["finish"]), False) for answer in step.answers)
        for finish in self.finishes:
            yield f"\n## {word['finish']}: {finish.title}", False
            yield f"{word['result']}: {finish.result}", False
            yield from finish.parts
        if self.any_time or self.any_time_prose:
            yield f"\n## {word['any_time']}", False
            yield from self.any_time_prose
            yield from ((_arrow(answer, word["finish"]), False) for answer in self.any_time)


def _goal(word: str, goal: str) -> Iterator[tuple[str, bool]]:
    if goal:
        yield f"{word}: {goal}", False


def _arrow(answer: DraftAnswer, finish: str) -> str:
    title = answer.target.title
    return f"- {answer.text} → {f'{finish}: {title}' if answer.target.result is not None else title}"


def _written(blocks: Iterable[tuple[str, bool]]) -> str:
    """The blocks below each other, with empty lines around those that need them."""
    lines: list[str] = []
    apart = False
    for text, alone in blocks:
        if lines and (alone or apart) and lines[-1] and not text.startswith("\n"):
            lines.append("")
        lines += text.split("\n")
        apart = alone
    return "\n".join(lines) + "\n"


def _targets(step: DraftStep) -> Iterable[DraftStep]:
    return (answer.target for answer in step.answers)


def _spread(
    found: set[DraftStep], starts: Iterable[DraftStep], near: Callable[[DraftStep], Iterable[DraftStep]]
) -> None:
    """Add to what is found all that can be reached from some steps."""
    waiting = deque(step for step in dict.fromkeys(starts) if step not in found)
    found.update(waiting)
    while waiting:
        for step in near(waiting.popleft()):
            if step not in found:
                found.add(step)
                waiting.append(step)


def _safe_title(title: str) -> str:
    """A title that means nothing but itself."""
    text = one_spaced(_ARROWS.sub("—", title)).replace("{#", "{").replace("`", "'").translate(_BRACKETS)
    if FINISH.match(text) or ANY_TIME.fullmatch(text):
        text = "– " + text.replace(":", " —", 1)
    return text.rstrip("# ")


def _safe_answer(text: str) -> str:
    """The words of an answer that mean nothing but themselves."""
    said = one_spaced(_ARROWS.sub("—", text)).replace("`", "'").rstrip(" .,;:—–-")
    said = _EMPTY_BOX.sub("", said)
    return said.translate(_BRACKETS) if CONDITION.search(said) or OTHERWISE.search(said) else said
