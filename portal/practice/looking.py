"""A dialogue's text beside the algorithm that it names: what is wrong with it, and how it is played."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.algorithms.document import BlockKind
from portal.algorithms.front_matter import LANGUAGE
from portal.core.i18n import LANGUAGES
from portal.core.i18n import gettext as _
from portal.core.text import guess_language
from portal.practice.checking import MOST_SCENES, check
from portal.practice.document import Dialogue
from portal.practice.play import Moment, Play, play_of
from portal.practice.queries import ReadAlgorithm, algorithm_named
from portal.practice.reader import read
from portal.practice.wording import Checked, said


@dataclass(frozen=True, slots=True)
class Looked:
    """A text that was looked through."""

    dialogue: Dialogue
    algorithm: ReadAlgorithm | None
    checked: Checked

    @property
    def play(self) -> Play | None:
        """How it is played; None while it has errors. What is still to be written keeps nobody from trying it out."""
        if self.algorithm is None or self.checked.errors > self.checked.to_write:
            return None
        return play_of(self.dialogue, self.algorithm.read.graph)

    @property
    def trial(self) -> Play | None:
        """As far as it can be played with its errors; None: ``no_trial`` says why."""
        return play_of(self.dialogue, self.algorithm.read.graph) if self.algorithm and not self.no_trial else None

    @property
    def no_trial(self) -> str:
        """Why nothing of it can be played yet; '': something can."""
        if self.algorithm is None:
            return _("It can't be tried out yet: above the text no published algorithm is named.")
        if not self.dialogue.scenes:
            return _("It can't be tried out yet: there is no scene. One begins with ## and the title of a step.")
        if len(self.dialogue.scenes) > MOST_SCENES:
            return _("It can't be tried out: it has more scenes than can be played.")
        return ""

    def breaks_off(self, moment: Moment) -> bool:
        """Whether nothing follows a moment that is no end of the algorithm."""
        node = self.algorithm.read.graph.by_key.get(moment.step) if self.algorithm else None
        return moment.ends and (node is None or node.kind is not BlockKind.FINISH)


def look(session: Session, source: str) -> Looked:
    """Read a text and look at it beside its algorithm: one statement where it names one."""
    dialogue = read(source)
    algorithm = algorithm_named(session, dialogue.algorithm)
    return Looked(dialogue, algorithm, said(check(dialogue, algorithm.read.graph if algorithm else None)))


def language_of(dialogue: Dialogue, source: str, *, fallback: str) -> str:
    """The language that a text says, else the one that its letters tell."""
    said_so = LANGUAGE.get(dialogue.front.values.get("language", "").casefold(), "")
    return said_so if said_so in LANGUAGES else guess_language(source, fallback=fallback)
