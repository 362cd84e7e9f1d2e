"""A first draft of a dialogue, made from an algorithm: every step and every answer stands there, to be filled in."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portal.algorithms.document import Answer, Block, Document
from portal.algorithms.titles import alike, comparable
from portal.practice.checking import MOST_REPLIES, MOST_SCENES, TO_FILL
from portal.practice.reserved import WORDS

_EXAMPLES = Path(__file__).parent / "examples"
_QUOTES = {"uk": "«»", "ru": "«»", "en": "“”"}


def first_draft(document: Document, *, title: str, language: str) -> str:
    """The text; ``title`` is that of the algorithm."""
    return "\n".join(_lines(document, title, language)) + "\n"


@cache
def example(language: str) -> str:
    """A short text that shows all of the format."""
    return (_EXAMPLES / f"{language}.md").read_text(encoding="utf-8")


def _lines(document: Document, title: str, language: str) -> Iterator[str]:
    word = WORDS[language]
    yield from ("---", f"algorithm: {title}", f"language: {language}", "---", f"# {title}")
    yield f"{word['customer']}: {TO_FILL}"
    yield f"{word['goal']}: {document.goal or TO_FILL}"
    blocks = [block for block in document.steps if block.answers][:MOST_SCENES]
    for block in blocks:
        yield from _scene(block, language)
    led = {comparable(answer.target) for block in blocks for answer in block.answers}
    finishes = [block for block in document.finishes if comparable(block.title) in led]
    for block in finishes[: MOST_SCENES - len(blocks)]:
        yield from ("", f"## {block.title}", f"> {_quoted(TO_FILL, language)}")


def _scene(block: Block, language: str) -> Iterator[str]:
    """The example phrase is offered as the best reply to the first answer; one reply is left for what goes wrong."""
    why = f"  {WORDS[language]['why']}: {TO_FILL}"
    phrase = block.phrases[0].text if block.phrases else _quoted(TO_FILL, language)
    yield from ("", f"## {block.title}", f"> {_quoted(TO_FILL, language)}")
    for place, answer in enumerate(block.answers[: MOST_REPLIES - 1]):
        said = _plain(phrase) if place == 0 else _quoted(TO_FILL, language)
        yield from (f"- ({'~' if place else '+'}) {said} → {_plain(_target(block, answer))}", why)
    yield from (f"- (-) {_quoted(TO_FILL, language)}", f"  > {_quoted(TO_FILL, language)}", why)


def _target(block: Block, answer: Answer) -> str:
    """The answer's words; where they lead to several steps, the step."""
    led = {comparable(one.target) for one in block.answers if alike(one.text) == alike(answer.text)}
    return answer.text if len(led) == 1 else answer.target


def _plain(text: str) -> str:
    """Words in which no arrow leads anywhere."""
    return text.replace("->", "—").replace("→", "—")


def _quoted(text: str, language: str) -> str:
    quotes = _QUOTES[language]
    return f"{quotes[0]}{text}{quotes[1]}"
