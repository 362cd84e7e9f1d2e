"""The questions of a self-check as an editor writes them. Pure: no database, no Flask; whatever the text, no exception.

::

    ? What do we do first when somebody is shouting?
    ( ) Ask them to calm down
    > It says that they are wrong to be upset.
    (x) Listen to the end

    > Whoever was heard can listen.

``( )`` and ``(x)``: one is right; ``[ ]`` and ``[x]``: several are; ``1.`` ``2.``: an order to be found;
``left = right``: pairs to be made; ``___``: an answer in one's own words that the mentor reads. A line that begins
with ``>`` says why: right below a choice for that choice, after an empty line for the whole question. A line that is
indented goes on with the one above it. Each line is looked at once.
"""

import re
from dataclasses import dataclass, field, replace

from portal.core.i18n import gettext as _
from portal.core.line_faults import LineFault, in_order
from portal.core.text import clean_lines
from portal.onboarding.asked import Option, Question, QuestionKind, key_of
from portal.onboarding.marking import Given, Marked, is_answered, is_begun, mark
from portal.onboarding.question_faults import before_any, did_you_mean, lacking, mixed, stray

__all__ = ["Given", "Marked", "Option", "Question", "QuestionKind", "is_answered", "is_begun", "mark", "read_questions"]

MAX_SOURCE_LETTERS = 20_000
MAX_QUESTIONS = 60
MAX_OPTIONS = 12
MAX_LINE_LETTERS = 1_000
#: More faults than that nobody reads at once; the first ones usually explain the others.
MAX_FAULTS = 50

_QUESTION = re.compile(r"\?\s*(.*)")
_SINGLE = re.compile(r"(?:[-*]\s+)?\(\s?([xXхХ✓+]?)\s?\)\s*(.*)")
_SEVERAL = re.compile(r"(?:[-*]\s+)?\[\s?([xXхХ✓+]?)\s?\]\s*(.*)")
_ORDER = re.compile(r"(\d{1,3})[.)]\s+(.*)")
_MATCH = re.compile(r"(\S.*?)\s=\s(.*)")
_FREE = re.compile(r"_{3,}")
_WHY = re.compile(r">\s?(.*)")
#: A mark that was meant as one of ours: ``(v)``, ``(х``, ``[*]``, ``{x}``.
_SLIP = re.compile(r"(?:[-*]\s+)?([(\[{])\s?([^\s)\]}]?)\s?([)\]}]?)\s+(\S.*)")


def read_questions(text: str) -> tuple[tuple[Question, ...], tuple[LineFault, ...]]:
    """The questions that could be understood, and every fault by its line. Without faults all of them are whole."""
    source = clean_lines(text)
    if len(source) > MAX_SOURCE_LETTERS:
        return (), (LineFault(1, _("These questions are too long. Divide them between several steps.")),)
    reader = _Reader()
    for number, line in enumerate(source.split("\n"), 1):
        reader.take(number, line)
    return reader.finished()


@dataclass(slots=True)
class _Begun:
    """A question that is being read."""

    line: int
    text: str
    kind: QuestionKind | None = None
    options: list[Option] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    #: Whether something that belongs to it could not be read: then nothing more is said of what it lacks.
    faulty: bool = False


class _Reader:
    """Takes a text line by line."""

    def __init__(self) -> None:
        self._questions: list[Question] = []
        self._faults: list[LineFault] = []
        self._begun: _Begun | None = None
        self._after_empty = False
        self._said_too_many = False

    def take(self, number: int, line: str) -> None:
        """Look at the next line."""
        words = line.strip()
        if not words:
            self._after_empty = True
            return
        if len(words) > MAX_LINE_LETTERS:
            self._fault(number, _("This line is too long: at most %(most)s letters.", most=MAX_LINE_LETTERS))
        elif found := _QUESTION.fullmatch(words):
            self._end()
            self._begin(number, found[1].strip())
        elif self._begun is None:
            self._fault(number, before_any(words))
        else:
            self._belonging(self._begun, number, line, words)
        self._after_empty = False

    def finished(self) -> tuple[tuple[Question, ...], tuple[LineFault, ...]]:
        """All that was read."""
        self._end()
        return tuple(self._questions), in_order(self._faults)[:MAX_FAULTS]

    def _begin(self, number: int, text: str) -> None:
        self._begun = _Begun(number, text)
        if not text:
            self._fault(number, _("Write the question itself after the question mark."))

    def _belonging(self, begun: _Begun, number: int, line: str, words: str) -> None:
        if found := _WHY.fullmatch(words):
            self._explain(begun, found[1].strip())
        elif line[:1] in {" ", "\t"} and not self._after_empty and not _begins_option(words):
            self._go_on(begun, number, words)
        elif found := _SINGLE.fullmatch(words):
            self._option(begun, QuestionKind.SINGLE, number, found[2], right=bool(found[1]))
        elif found := _SEVERAL.fullmatch(words):
            self._option(begun, QuestionKind.SEVERAL, number, found[2], right=bool(found[1]))
        elif found := _ORDER.fullmatch(words):
            self._place(begun, number, int(found[1]), found[2])
        elif _FREE.fullmatch(words):
            self._kind(begun, QuestionKind.FREE, number)
        elif begun.kind in {None, QuestionKind.MATCH} and (found := _MATCH.fullmatch(words)):
            self._option(begun, QuestionKind.MATCH, number, found[1], partner=found[2])
        elif found := _SLIP.fullmatch(words):
            self._fault(number, did_you_mean(found[1], found[2], found[4]))
        elif begun.kind is None and not begun.options:
            begun.text = f"{begun.text}\n{words}"
        else:
            self._fault(number, stray(begun.kind, words))

    def _explain(self, begun: _Begun, why: str) -> None:
        chosen = begun.kind in {QuestionKind.SINGLE, QuestionKind.SEVERAL}
        if chosen and begun.options and not self._after_empty and not begun.why:
            last = begun.options[-1]
            begun.options[-1] = replace(last, why=f"{last.why} {why}".strip())
        else:
            begun.why.append(why)

    def _go_on(self, begun: _Begun, number: int, words: str) -> None:
        """An indented line: more of what stands above it."""
        if begun.why:
            begun.why[-1] = f"{begun.why[-1]} {words}"
        elif not begun.options:
            begun.text = f"{begun.text}\n{words}"
        else:
            last = begun.options[-1]
            # Its key is made anew with each line: an answer over several lines has an end.
            if len(last.text) + len(words) >= MAX_LINE_LETTERS:
                self._fault(number, _("This line is too long: at most %(most)s letters.", most=MAX_LINE_LETTERS))
            else:
                begun.options[-1] = _longer(last, words)

    def _place(self, begun: _Begun, number: int, written: int, text: str) -> None:
        expected = len(begun.options) + 1
        if begun.kind in {None, QuestionKind.ORDER} and written != expected:
            said = {"written": written, "expected": expected}
            self._fault(
                number, _("Number %(written)s stands where %(expected)s comes. Did you mean “%(expected)s.”?", **said)
            )
        self._option(begun, QuestionKind.ORDER, number, text)

    def _option(
        self, begun: _Begun, kind: QuestionKind, number: int, text: str, *, right: bool = False, partner: str = ""
    ) -> None:
        if not self._kind(begun, kind, number):
            return
        text, partner = text.strip(), partner.strip()
        if not text or (kind is QuestionKind.MATCH and not partner):
            self._fault(number, _("There are no words here. Write the answer after its mark."))
            return
        if len(begun.options) == MAX_OPTIONS:
            self._fault(
                number, _("More than %(most)s answers are hard to survey. Divide the question.", most=MAX_OPTIONS)
            )
            return
        option = Option(key=key_of(text), text=text, line=number, right=right, partner=partner)
        twin = next((other for other in begun.options if other.key == option.key), None)
        if twin is not None:
            self._fault(number, _("The same answer stands in line %(line)s already.", line=twin.line))
            return
        begun.options.append(option)

    def _kind(self, begun: _Begun, kind: QuestionKind, number: int) -> bool:
        """Whether the line is of the kind that the question is of; the first line says which that is."""
        if begun.kind is None:
            begun.kind = kind
            return True
        if begun.kind is kind:
            return True
        self._fault(number, mixed(begun.kind))
        return False

    def _fault(self, number: int, sentence: str) -> None:
        self._faults.append(LineFault(number, sentence))
        if self._begun is not None:
            self._begun.faulty = True

    def _end(self) -> None:
        begun, self._begun = self._begun, None
        if begun is None or not begun.text or begun.faulty:
            return
        lack = lacking(begun.kind, begun.options)
        if lack:
            self._faults.append(LineFault(begun.line, lack))
        elif len(self._questions) == MAX_QUESTIONS:
            if not self._said_too_many:
                said = _("More than %(most)s questions are no self-check any more. Divide them.", most=MAX_QUESTIONS)
                self._faults.append(LineFault(begun.line, said))
            self._said_too_many = True
        else:
            self._keep(begun)

    def _keep(self, begun: _Begun) -> None:
        made = Question(
            key=key_of(begun.text), kind=begun.kind or QuestionKind.FREE, text=begun.text, line=begun.line,
            options=tuple(begun.options), why="\n".join(begun.why),
        )  # fmt: skip
        twin = next((other for other in self._questions if other.key == made.key), None)
        if twin is None:
            self._questions.append(made)
        else:
            said = _("The same question stands in line %(line)s already. Word it otherwise.", line=twin.line)
            self._faults.append(LineFault(begun.line, said))


def _longer(option: Option, words: str) -> Option:
    """With more words at its end."""
    if option.why:
        return replace(option, why=f"{option.why} {words}")
    if option.partner:
        return replace(option, partner=f"{option.partner} {words}")
    text = f"{option.text} {words}"
    return replace(option, text=text, key=key_of(text))


def _begins_option(words: str) -> bool:
    return any(mark.match(words) for mark in (_SINGLE, _SEVERAL, _ORDER)) or _FREE.fullmatch(words) is not None
