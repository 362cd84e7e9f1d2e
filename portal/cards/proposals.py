"""What items offer to be remembered: phrases of algorithms, lessons of cases, entries of the dictionary. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from portal.algorithms.document import Block, BlockKind
from portal.algorithms.own_facts import SOURCE
from portal.algorithms.understanding import understood
from portal.articles.shapes import TERM, USED_TO_SAY, WHY, phrases
from portal.cards.models import MAX_BACK_LETTERS, MAX_FRONT_LETTERS
from portal.cases.shapes import STORY
from portal.core.i18n import gettext as _
from portal.core.i18n import speaking

#: So much of what happened stands above the question what we learn from it.
_SITUATION_LETTERS = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An item as far as cards are made of it: what stands now."""

    item_id: int
    kind: str
    #: The name of its genre's shape.
    shape: str
    language: str
    title: str
    parts: Mapping[str, str]
    tags: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A card that could be made. ``key`` is the same as long as the words are."""

    text: Text
    key: str
    front: str
    back: str
    #: The words of the item that it is made of, in lines.
    quote: str

    @property
    def topic(self) -> str:
        """The deck where it would lie: the first of the item's tags."""
        return self.text.tags[0] if self.text.tags else ""


def proposals_of(text: Text) -> list[Proposal]:
    """What a text offers, in its order; what is too long for a card is left out."""
    with speaking(text.language):  # a card asks in the language of what it asks about
        found = list(_offered(text))
    return [one for one in found if len(one.front) <= MAX_FRONT_LETTERS and len(one.back) <= MAX_BACK_LETTERS]


def _offered(text: Text) -> Iterator[Proposal]:
    if text.shape == STORY.name:
        yield from _lesson(text)
    elif text.shape == TERM.name:
        yield from _term(text)
    elif SOURCE in text.parts:
        blocks = understood(text.parts[SOURCE]).document.blocks
        yield from (_phrases(text, block) for block in blocks if block.phrases and block.kind is not BlockKind.FINISH)


def _phrases(text: Text, block: Block) -> Proposal:
    """One card a step: what one may say there."""
    front = _("“%(title)s”, the step “%(step)s”. What could you say?", title=text.title, step=block.title)
    if block.goal:
        front += "\n\n" + _("Goal: %(goal)s", goal=block.goal)
    back = "\n".join(f"- {one.text}" for one in block.phrases)
    return _proposal(text, front, back, "\n".join(one.text for one in block.phrases))


def _lesson(text: Text) -> Iterator[Proposal]:
    lesson, situation = text.parts.get("lesson", "").strip(), " ".join(text.parts.get("situation", "").split())
    if lesson:
        asked = _("What do we learn from the case “%(title)s”?", title=text.title)
        yield _proposal(text, f"{_beginning(situation)}\n\n**{asked}**" if situation else asked, lesson, lesson)


def _term(text: Text) -> Iterator[Proposal]:
    old, why = phrases(text.parts.get(USED_TO_SAY, "")), text.parts.get(WHY, "").strip()
    if old:
        words = ", ".join(_quoted(one) for one in old)
        front = _("What do we say instead of %(words)s?", words=words)
        yield _proposal(text, front, f"**{text.title}**\n\n{why}".strip(), why)


def _quoted(word: str) -> str:
    return _("“%(word)s”", word=word)


def _beginning(words: str) -> str:
    """The first sentences, as many as fit."""
    if len(words) <= _SITUATION_LETTERS:
        return words
    cut = words[:_SITUATION_LETTERS]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > 0 else cut.rsplit(" ", 1)[0] + "…"


def _proposal(text: Text, front: str, back: str, quote: str) -> Proposal:
    key = sha256(f"{text.item_id}\n{back}".encode()).hexdigest()[:32]
    return Proposal(text=text, key=key, front=front, back=back, quote=quote)
