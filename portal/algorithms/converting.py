"""A plain script to a first draft of an algorithm: what somebody then goes through, and makes their own."""

import re
from collections.abc import Callable, Sequence

from portal.algorithms import script_words as words
from portal.algorithms.draft import Draft, DraftStep, harmless, in_quotes, says_all, short_title
from portal.algorithms.format import read
from portal.algorithms.graph import graph_of
from portal.algorithms.script_lines import Piece, PieceKind, is_quoted, pieces_of, with_quote
from portal.algorithms.script_sections import Sections, title_of
from portal.algorithms.titles import alike
from portal.algorithms.words import WORDS
from portal.core.text import clean_lines, guess_language

_COMMENT = re.compile(r"<!--")
#: Of the words of an end, and of a point with the list that it tells.
MAX_END_LETTERS, MAX_POINT_LETTERS = 120, 200


def steps_of_script(text: str) -> str:
    """The steps of a script in the format, in the language of the script, without an error.

    Nothing that the script says is left out: what isn't understood is ordinary text of its step. A text that is in the
    format already is given back as it is.
    """
    script = clean_lines(text).removeprefix("\ufeff")
    if not script.strip() or _is_algorithm(script):
        return script
    language = guess_language(script, fallback="uk")
    pieces = pieces_of(_COMMENT.sub("&lt;!--", script))
    return _Conversion(pieces, language).draft().text() if pieces else script


def _is_algorithm(text: str) -> bool:
    """Whether steps of a text lead to each other already."""
    return any(arrow.target is not None for arrow in graph_of(read(text)).arrows)


class _Conversion:
    """Goes through the pieces of a script, one by one."""

    def __init__(self, pieces: Sequence[Piece], language: str) -> None:
        self.pieces = pieces
        self.own, self.word, self.made = words.OWN[language], WORDS[language], Draft(language)
        title = title_of(pieces)
        self.made.title, self.first = title or self.own["conversation"], int(bool(title))
        self.sections = Sections(pieces, self.first)
        #: What follows from answers, by its words.
        self.followed: dict[str, DraftStep] = {}
        #: Steps that go on to whatever comes next in the line.
        self.open_ends: list[DraftStep] = []
        self.here: DraftStep | None = None
        #: The step whose answer opened the one that is being written, and how deep that answer stood.
        self.branched: tuple[DraftStep | None, int] | None = None
        #: What the customer said and nobody answered yet.
        self.waiting: dict[DraftStep, list[str]] = {}
        #: How deep the heading of what is open at any time stands; None elsewhere.
        self.any_time: int | None = None
        self.bare: list[str] = []  # headings that have nothing of their own
        #: A point that names what the items below it tell, as it is written, and how far it is set in.
        self.listing: tuple[str, int] | None = None
        self.takes: dict[PieceKind, Callable[[Piece], None]] = {
            PieceKind.GOAL: self._goal,
            PieceKind.SAID: lambda piece: self._said(piece.text),
            PieceKind.CUSTOMER: self._customer,
            PieceKind.ANSWER: self._answer,
            PieceKind.POINT: self._point,
            PieceKind.PROSE: self._prose,
            PieceKind.VERBATIM: lambda piece: self._put(piece.text, alone=True),
        }

    def draft(self) -> Draft:
        """The draft, once all pieces are taken."""
        for place, piece in enumerate(self.pieces[self.first :], self.first):
            if piece.kind is not PieceKind.HEADING:
                self.takes[piece.kind](piece)
            else:
                self._heading(place, piece)
        if not self.made.steps:
            self._opening().parts, self.made.prose = self.made.prose, []
        self._settle(None)
        return self.made

    def _heading(self, place: int, piece: Piece) -> None:
        if words.ANY_TIME.fullmatch(piece.text):
            if not self.made.steps:
                self._opening()
            self.any_time, self.here, self.branched = piece.depth, None, None
            return
        if self.any_time is not None and piece.depth > self.any_time:
            self._answer(Piece(PieceKind.ANSWER, piece.text))
            return
        self.any_time = None
        step = self.sections.write(place)
        if step is None:
            self.bare.append(piece.text)
            return
        self._go_on_in(self.made.place(step))
        step.parts += [(f"**{heading}**", True) for heading in self.bare]
        self.bare = []

    def _go_on_in(self, step: DraftStep) -> DraftStep:
        """Write the next step of the line: what has no other way on leads there."""
        self._settle(step)
        self.here, self.branched = step, None
        self.open_ends.append(step)
        return step

    def _settle(self, step: DraftStep | None) -> None:
        """What was left open leads to a step; without one, to the end."""
        for base, said in self.waiting.items():
            for text in said:
                self.made.answer(base, text, step or self.made.done())
        for end in self.open_ends:
            end.following = end.following or (None if step in self.sections.jumped_to else step)
        self.waiting, self.open_ends = {}, []

    def _opening(self) -> DraftStep:
        return self._go_on_in(self.made.step(self.own["opening"]))

    def _goal(self, piece: Piece) -> None:
        holder = self.here or self.made
        if holder.goal or self.any_time is not None:
            self._put(f"{self.word['goal']}: {piece.text}", alone=True)
        else:
            holder.goal = piece.text

    def _said(self, text: str) -> None:
        """A phrase. When the customer has said something, it belongs to the next step."""
        if not text.strip():
            return
        if self.here is not None and self.here in self.waiting:
            step = self.made.step(short_title(text))
            if self.branched is None:
                self._go_on_in(step)
            else:
                for said in self.waiting.pop(self.here):
                    self.made.answer(self.here, said, step)
                self.here = step
                self.open_ends.append(step)
        elif self.here is None and self.any_time is None:
            self._opening()
        self._put(f"> {in_quotes(text, self.own['quotes'])}")

    def _customer(self, piece: Piece) -> None:
        """What the customer says leads on; as the first words of a step it is only told."""
        here = self.here
        if here is None or not (here.answers or any(text.startswith(">") for text, _alone in here.parts)):
            self._put(f"{self.own['customer']}: {piece.text}", alone=True)
        else:
            self.waiting.setdefault(here, []).append(piece.text)

    def _answer(self, piece: Piece) -> None:
        """Something that depends on the customer."""
        base, nested = self.here, False
        if self.branched is not None:
            opened, depth = self.branched
            nested = piece.depth > depth
            base = self.here if nested else opened
        if base is None and self.any_time is None:
            base = self._opening()
        if not nested:
            self.here, self.branched = base, None
        if piece.then:
            self._lead(base, piece.text, self._follows(piece))
            return
        step = self._open(short_title(piece.text))
        self._lead(base, piece.text, step)
        self.branched = base, piece.depth
        self.here = step

    def _lead(self, base: DraftStep | None, text: str, target: DraftStep) -> None:
        if base is None:
            self.made.answer_any_time(text, target)
        else:
            base.depends = True
            self.made.answer(base, text, target)

    def _open(self, title: str) -> DraftStep:
        """A step beside the line, which leads back into it."""
        step = self.made.step(title)
        if self.any_time is None:
            self.open_ends.append(step)
        else:
            step.following = self.made.steps[0]
        return step

    def _follows(self, piece: Piece) -> DraftStep:
        """The step that follows from an answer."""
        then = piece.then
        quoted = with_quote(then)
        if quoted and words.SAYS.fullmatch(quoted[0]):
            then = quoted[1]
        if is_quoted(then):
            step = self._open(short_title(piece.text))
            step.parts.append((f"> {in_quotes(then, self.own['quotes'])}", False))
            return step
        if (known := self.followed.get(alike(then))) is not None:
            return known
        found = self._referred(then) or self._ended(then)
        if found is None:
            found = self._open(short_title(then))
            self._fill(found, then)
        self.followed[alike(then)] = found
        return found

    def _referred(self, then: str) -> DraftStep | None:
        """The section that is named, or a step that leads there when something is to be done before."""
        section, before = self.sections.meant(then)
        if section is None or not before:
            return section
        step = self.made.step(short_title(before))
        step.following = section
        self._fill(step, before)
        return step

    def _ended(self, then: str) -> DraftStep | None:
        """The finish that is meant, if one is."""
        if len(then) > MAX_END_LETTERS or then.endswith("?"):
            return None
        named = words.NAMED_END.fullmatch(then)
        then = named["name"] if named else then
        for sign, result in ((words.CALLS_BACK, "follow_up"), (words.ESCALATES, "escalated"), (words.ENDS, "solved")):
            if sign.search(then) or (named and result == "solved"):
                said = self.word[result]
                if result == "follow_up":
                    days = words.DAYS.search(then)
                    said = words.follow_up(self.own, int(days[1]) if days else 1)
                finish = self.made.step(short_title(then), result=said)
                if not says_all(finish.title, then):
                    finish.parts.append((f"- [ ] {then}", False))
                return finish
        return None

    def _fill(self, step: DraftStep, then: str) -> None:
        """Say in a step what its title leaves out."""
        if quoted := with_quote(then):
            step.parts += [
                (f"- [ ] {quoted[0].rstrip(':—– ')}", False),
                (f"> {in_quotes(quoted[1], self.own['quotes'])}", False),
            ]
        elif not says_all(step.title, then):
            step.parts.append((f"- [ ] {then}", False))

    def _point(self, piece: Piece) -> None:
        """Something to do; before the first step it is only told."""
        if self._opens_branch(piece) or self._is_listed(piece) or self._leads_to_end(piece):
            return
        if self.here is None and self.any_time is None:
            if self.sections.steps:
                self._put(f"- {piece.text}")
                return
            self._opening()
        must = words.MUST.match(piece.text)
        rest = piece.text[must.end() :] if must else piece.text
        text = f"- [ ] {self.word['must']} {rest[:1].upper()}{rest[1:]}" if must else f"- [ ] {rest}"
        self._put(text)
        self.listing = (text, piece.depth) if text.endswith(":") else None

    def _is_listed(self, piece: Piece) -> bool:
        """Whether an item belongs to the point right above, set in deeper: it is told there, if there is room."""
        above, depth = self.listing or ("", piece.depth)
        text = f"{above}{' ' if above.endswith(':') else '; '}{piece.text.rstrip(' .,;')}"
        if piece.depth <= depth or len(text) > MAX_POINT_LETTERS or words.MUST.match(piece.text):
            return False
        if self.here is None or self.here.parts[-1:] != [(above, False)]:
            return False
        self.here.parts[-1], self.listing = (text, False), (text, depth)
        return True

    def _prose(self, piece: Piece) -> None:
        if piece.text.strip() and not self._opens_branch(piece) and not self._leads_to_end(piece):
            self._put(harmless(piece.text), alone=True)

    def _opens_branch(self, piece: Piece) -> bool:
        """Whether it names what can happen at any time, and the lines below say what then."""
        if self.any_time is None or not piece.text.endswith(":"):
            return False
        self._answer(Piece(PieceKind.ANSWER, piece.text.rstrip(": "), depth=int(piece.kind is PieceKind.POINT)))
        return True

    def _leads_to_end(self, piece: Piece) -> bool:
        """Whether it names the end to which the step leads, whatever the customer says."""
        here = self.here
        if here is not None and not (here.answers or here.following) and words.NAMED_END.fullmatch(piece.text):
            here.following = self._ended(piece.text)
            return here.following is not None
        return False

    def _put(self, text: str, *, alone: bool = False) -> None:
        """Write something where one is."""
        if self.here is not None:
            self.here.parts.append((text, alone))
        elif self.any_time is not None:
            self.made.any_time_prose.append((text, True))
        else:
            self.made.prose.append((text, alone))
