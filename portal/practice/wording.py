"""The faults of a dialogue in plain words, in the reader's language; and how a text is said to be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.core.i18n import filled, ngettext
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.practice.checking import TO_WRITE, WARNING, Fault

#: So many are listed at once: mending a few usually mends more.
MOST_LISTED = 50

_SENTENCES: Mapping[str, Any] = {
    "front_unreadable": _l("This line can't be read. Above the text stand facts like “title: …”, one a line."),
    "front_open": _l("The facts above the text never end: a line “---” is missing below them."),
    "unknown_key": _l("“%(name)s” means nothing here: title, algorithm, language, tags, minutes and keeper do."),
    "no_language": _l("This language isn't known here: uk, ru and en are."),
    "no_minutes": _l("Minutes are a whole number from 1 to %(most)s."),
    "no_title": _l("The dialogue has no title yet: “# …” in the first line."),
    "long_title": _l("The title is longer than %(most)s characters."),
    "no_algorithm": _l("Which algorithm is practised? Say it above the text: “algorithm: …”, by title or number."),
    "unknown_algorithm": _l("There is no published algorithm “%(ref)s”."),
    "no_scene": _l("There is no scene yet. A scene begins with ## and the title of a step of the algorithm."),
    "many_scenes": _l("There are more than %(most)s scenes. Nobody plays that in one go: part it in two."),
    "many_lines": _l("There are more than %(most)s lines; the rest isn't read."),
    "stray": _l("This line belongs to nothing: the customer's words begin with >, replies with “- (+)”."),
    "no_words": _l("What does the customer say at “%(title)s”? Their words begin with >."),
    "words_to_fill": _l("The customer's words at “%(title)s” are still to be written."),
    "long_words": _l("This is longer than %(most)s characters: nobody says so much in one breath."),
    "same_reply": _l("The same reply stands here twice: “%(text)s”."),
    "many_replies": _l("“%(title)s” has more than nine replies: the keys 1–9 choose among no more."),
    "one_reply": _l("“%(title)s” has one reply: there is nothing to choose."),
    "empty_reply": _l("This reply says nothing."),
    "reply_to_fill": _l("This reply is still to be written."),
    "says_to_fill": _l("What the customer says to this reply is still to be written."),
    "why_to_fill": _l("Why it is so is still to be written."),
    "long_reply": _l("This reply with what belongs to it is longer than %(most)s characters."),
    "no_best": _l("No reply of “%(title)s” is the best one: mark it with (+)."),
    "no_mark": _l("A reply begins with its mark: (+) the best, (~) possible, (-) to look at again."),
    "no_why": _l("Why is this not the best? A line “Why: …” below it says so to the learner."),
    "no_step": _l("The algorithm has no step “%(title)s”."),
    "apart": _l("“%(title)s” stands in line %(first)s already. Moments of one step stand together."),
    "reply_at_end": _l("“%(title)s” is an end of the algorithm: nothing is answered there."),
    "no_next": _l("Nothing follows: the next heading is not “%(title)s” once more."),
    "no_way": _l("In the algorithm no answer of “%(title)s” leads to “%(target)s”."),
    "no_answer": _l("In the algorithm “%(title)s” has no answer “%(target)s”, and nothing there leads to it."),
    "several_ways": _l("In the algorithm “%(target)s” leads to several steps: name the step that is meant."),
    "no_scene_there": _l("It leads to “%(title)s”, and there is no scene for that step."),
    "dead_end": _l("No reply of “%(title)s” leads on. Put → and an answer of the algorithm behind one."),
    "unreached": _l("No reply leads to “%(title)s”."),
    "endless": _l("From “%(title)s” no end can be reached: the conversation goes round in a circle."),
}


@dataclass(frozen=True, slots=True)
class SaidFault:
    """A fault as it is shown."""

    line: int
    level: str
    message: str
    suggest: str | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in the order of the lines."""

    faults: Sequence[SaidFault]

    @property
    def shown(self) -> Sequence[SaidFault]:
        """Those that are listed."""
        return self.faults[:MOST_LISTED]

    @property
    def more(self) -> int:
        """How many are not."""
        return len(self.faults) - len(self.shown)

    @property
    def errors(self) -> int:
        """How many keep it from being published."""
        return sum(fault.level != WARNING for fault in self.faults)

    @property
    def to_write(self) -> int:
        """How many of these are nothing wrong, but not written yet."""
        return sum(fault.level == TO_WRITE for fault in self.faults)

    @property
    def summary(self) -> str:
        """How many errors and warnings there are, and how much is to be written."""
        warnings, wrong = len(self.faults) - self.errors, self.errors - self.to_write
        counted = [
            ngettext("%(num)s error", "%(num)s errors", wrong) if wrong else "",
            ngettext("%(num)s place to be written", "%(num)s places to be written", self.to_write)
            if self.to_write
            else "",
            ngettext("%(num)s warning", "%(num)s warnings", warnings) if warnings else "",
        ]
        return ", ".join(filter(None, counted)) or _("No faults")


def said(faults: Sequence[Fault]) -> Checked:
    """The faults as they are shown."""
    return Checked([SaidFault(one.line, one.level, message(one), one.suggest) for one in faults])


def message(fault: Fault) -> str:
    """What is wrong, in a sentence or two. What was probably meant is apart: ``fault.suggest``."""
    return filled(str(_SENTENCES[fault.name]), fault.values)
