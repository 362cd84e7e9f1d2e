"""The HTML of an algorithm: the page to read, the body of the player and the preview of the editor are the same.

What each element is called is a contract with the scripts of player, map and editor: sections by ``data-step``, answers
by ``data-to`` and ``data-number``, and ``data-line`` wherever a line of the source stands.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from portal.algorithms.document import Answer, Block, BlockKind, Part, Phrase, Point, Prose, Question
from portal.algorithms.fragments import Fragment, laid_out
from portal.algorithms.graph import Arrow, Node
from portal.algorithms.understanding import Understood, language_of, understood
from portal.core import i18n
from portal.core.i18n import gettext as _
from portal.core.i18n import speaking
from portal.core.markdown import AS_TYPED

#: The element of what is open at any time.
ANY_TIME = "any-time"


def layout(source: str) -> str:
    """Clean HTML of an algorithm. Slow (Markdown): never inside a transaction."""
    found = understood(source)
    with speaking(language_of(found.document, source, fallback=i18n.language())):
        return _Page(found).html()


@dataclass(slots=True)
class _Page:
    """Puts the page together; Markdown is laid out at the end, all at once."""

    found: Understood
    pieces: list[str | int] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    #: By their lines.
    arrows: dict[int, Arrow] = field(init=False)
    #: By their keys.
    nodes: dict[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        graph = self.found.graph
        self.arrows = {arrow.line: arrow for arrow in (*graph.arrows, *graph.any_time)}
        self.nodes = {node.key: node for node in graph.nodes}

    def html(self) -> str:
        document, graph = self.found.document, self.found.graph
        nodes = {node.line: node for node in graph.nodes}
        self.put(f'<div class="algorithm"{_data(start=graph.start)}>')
        self.goal(document.goal)
        self.prose(document.prose)
        for block in document.blocks:
            self.block(block, nodes.get(block.line))
        self.put("</div>")
        *words, behind = laid_out(self.fragments)
        html = "".join(words[piece] if isinstance(piece, int) else piece for piece in self.pieces)
        if behind.startswith(AS_TYPED):
            return f"{behind}{html}"
        return f'{html}<div class="prose">{behind}</div>' if behind.strip() else html

    def put(self, html: str) -> None:
        self.pieces.append(html)

    def words(self, text: str, *, inline: bool = True) -> None:
        """Some Markdown, which is filled in at the end."""
        self.pieces.append(len(self.fragments))
        self.fragments.append(Fragment(text, inline))

    def goal(self, text: str) -> None:
        if text:
            self.put(_labelled('<p class="goal"><span class="goal-word">', _("Goal")))
            self.words(text)
            self.put("</p>")

    def prose(self, parts: Iterable[Prose]) -> None:
        for part in parts:
            self.put('<div class="prose">')
            self.words(part.text, inline=False)
            self.put("</div>")

    def block(self, block: Block, node: Node | None) -> None:
        self.put(_opening(block, node))
        self.goal(block.goal)
        for kind, parts in groupby(block.parts, key=type):
            self.group(kind, list(parts))
        self.ending(block)
        self.put("</section>")

    def group(self, kind: type[Part], parts: list[Part]) -> None:
        """Neighbours of one kind."""
        if kind is Point:
            self.points(part for part in parts if isinstance(part, Point))
        elif kind is Answer:
            self.answers([part for part in parts if isinstance(part, Answer)])
        for part in parts:
            if isinstance(part, Phrase):
                self.put(f'<blockquote class="phrase"{_data(line=part.line)}><p>')
                self.words(part.text)
                self.put("</p></blockquote>")
            elif isinstance(part, Question):
                self.put("".join(_question(part)))
            elif isinstance(part, Prose):
                self.prose([part])

    def points(self, parts: Iterable[Point]) -> None:
        self.put('<ul class="points">')
        for part in parts:
            self.put(f'<li class="point{" must" if part.must else ""}"{_data(line=part.line)}>')
            if part.must:
                must = _("must")
                self.put(f'<strong class="must-word">{_text(must)}</strong> ')
            self.words(part.text)
            self.put("</li>")
        self.put("</ul>")

    def answers(self, parts: list[Answer]) -> None:
        first = self.arrows[parts[0].line].number
        start = f' start="{first}"' if first > 1 else ""
        self.put(f'<ol class="answers"{start}>')
        for part in parts:
            arrow = self.arrows[part.line]
            self.put(f'<li class="answer"{_data_of(part, arrow)}><span class="says">')
            self.words(part.text)
            self.put(f"</span>{_condition(part)} {_target(part, self.nodes.get(arrow.target or ''))}</li>")
        self.put("</ol>")

    def ending(self, block: Block) -> None:
        """How a conversation ends, and what is noted of it."""
        if block.result is not None:
            self.put(_labelled('<p class="result"><span class="result-word">', _("Result")))
            self.put(f"{_text(block.result.text)}</p>")
        if block.note is not None:
            self.put(_labelled('<p class="note"><span class="note-word">', _("Note for CRM")))
            self.put(f"{_text(block.note.text)}</p>")


def _labelled(opening: str, word: str) -> str:
    """The beginning of a paragraph with a word for what it is."""
    return f"{opening}{_text(word)}:</span> "


def _opening(block: Block, node: Node | None) -> str:
    """The section and its heading."""
    if node is None or block.kind is BlockKind.ANY_TIME:
        title = block.title or _("Any time")
        return f'<section class="any-time" id="{ANY_TIME}"{_data(line=block.line)}><h3>{_text(title)}</h3>'
    data = {"step": node.key, "line": block.line, "number": node.number}
    ends = block.kind is BlockKind.FINISH
    if ends:
        data |= {"finish": ""} | _ending_data(block)
    name = "step finish" if ends else "step"
    heading = f"<h3>{_text(node.title)}</h3>"
    return f'<section class="{name}" id="step-{escape(node.key)}"{_data(**data)}>{heading}'


def _ending_data(block: Block) -> dict[str, object]:
    result, note = block.result, block.note
    return {
        "result": result.kind.value if result else None,
        "days": result.days if result else None,
        "note": note.text if note else None,
    }


def _text(words: str) -> str:
    return escape(words, quote=False)


def _data(**values: object) -> str:
    """Attributes for scripts; what is None is left out."""
    said = ((name.replace("_", "-"), value) for name, value in values.items() if value is not None)
    return "".join(f' data-{name}="{escape(str(value))}"' for name, value in said)


def _data_of(part: Answer, arrow: Arrow) -> str:
    asked = part.condition
    return _data(
        line=part.line,
        number=arrow.number,
        to=arrow.target,
        only_if=asked.question if asked else None,
        value=asked.value if asked else None,
        otherwise="" if part.otherwise else None,
    )


def _condition(part: Answer) -> str:
    words = _("otherwise") if part.otherwise else ""
    if part.condition is not None:
        words = _("only if %(question)s = %(value)s", question=part.condition.question, value=part.condition.value)
    return f' <span class="condition">{_text(words)}</span>' if words else ""


def _target(part: Answer, node: Node | None) -> str:
    """The link to where it leads, with the number that the step has; on paper that is how it is found."""
    if node is None:
        return f'<span class="nowhere">{_text(part.target)}</span>'
    return f'<a href="#step-{escape(node.key)}"{_data(nth=node.number)}>{_text(node.title)}</a>'


def _question(part: Question) -> Iterator[str]:
    yield f'<div class="question"{_data(question=part.name, line=part.line)}><p>{_text(part.name)}</p><ul>'
    yield from (f"<li>{_text(value)}</li>" for value in part.values)
    yield "</ul></div>"
