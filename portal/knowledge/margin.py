"""What the green pen adds to a page: underlines in the text, notes beside it, and what is no longer in the text."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from markupsafe import Markup
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import ngettext
from portal.knowledge.addresses import address
from portal.knowledge.folding import fold
from portal.knowledge.models import MAX_MARK_NOTE_LETTERS, RevisionState
from portal.knowledge.policy import can_change_mark, can_mark, can_take_mark_back, is_public
from portal.knowledge.queries import genres
from portal.knowledge.queries.marks import ShownMark, marks_of
from portal.knowledge.underlining import Underline, underlined, words_at
from portal.people.identity import initials


class Marker(NamedTuple):
    """Who marked something, as a page names them."""

    name: str
    initials: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One person's mark."""

    id: int
    #: None: somebody who was erased.
    person: Marker | None
    note: str
    at: datetime
    #: Where it is said otherwise; None for others.
    change_href: str | None
    take_back_action: str | None
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What people say of the same words; ``number`` stands behind these in the text. Hashable, for kept pieces."""

    number: int
    voices: tuple[Voice, ...]
    #: What was marked, when something else stands there since.
    was: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The green pen on one page."""

    #: Laid-out text with underlines, by the name of the part.
    parts: Mapping[str, Markup]
    #: Notes by the name of the part, in the order of the text.
    notes: Mapping[str, tuple[Note, ...]]
    #: Marks whose words are not in the text any more.
    lost: tuple[Voice, ...]
    #: Where something is marked, and the page that offers sentences; None for whoever may not.
    action: str | None
    key: str
    max_note: int = MAX_MARK_NOTE_LETTERS


def margin_of(session: Session, item: Any, revision: Any, actor: Actor) -> Margin:
    """The parts of a revision with the marks of what stands; any other revision is shown without. One statement."""
    stands = revision.state is RevisionState.PUBLISHED and is_public(item)
    shape = genres(session).by_id[item.genre_id].shape
    html = {part.key: revision.html.get(part.key, "") for part in shape.parts}
    markable = [part.key for part in shape.parts if part.markable and html[part.key]]
    marks = marks_of(session, item.id) if stands else []
    notes = _notes([mark for mark in marks if mark.lost_in is None and mark.part in markable], markable, html, actor)
    return Margin(
        parts={key: _underlined(text, notes.get(key, {})) for key, text in html.items()},
        notes={key: tuple(found.values()) for key, found in notes.items()},
        lost=tuple(_voice(mark, actor) for mark in marks if mark.lost_in is not None),
        action=address(item.id, "marks") if stands and can_mark(actor, item, revision) else None,
        key=secrets.token_urlsafe(16),
    )


_Span = tuple[int, int]


def _notes(
    marks: Iterable[ShownMark], parts: Iterable[str], html: Mapping[str, str], actor: Actor
) -> dict[str, dict[_Span, Note]]:
    """Marks by part and place, numbered through the page as they stand in the text."""
    places: dict[str, dict[_Span, list[ShownMark]]] = {part: {} for part in parts}
    for mark in marks:
        places[mark.part].setdefault((mark.start, mark.start + mark.length), []).append(mark)
    found: dict[str, dict[_Span, Note]] = {}
    number = 0
    for part, by_span in places.items():
        changed = _changed(by_span, html[part])
        for span in sorted(by_span):
            number += 1
            voices = tuple(_voice(mark, actor) for mark in by_span[span])
            note = Note(number=number, voices=voices, was=voices[0].quote if span in changed else None)
            found.setdefault(part, {})[span] = note
    return found


def _changed(by_span: Mapping[_Span, list[ShownMark]], html: str) -> set[_Span]:
    """Places where other words stand than those that were marked; case, spaces and kinds of signs don't count."""
    spans = tuple(by_span)
    there = dict(zip(spans, words_at(html, spans) if spans else (), strict=True))
    quotes = {span: marks[0].quote for span, marks in by_span.items()}
    return {
        span for span, quote in quotes.items() if quote != there[span] and fold(quote).text != fold(there[span]).text
    }


def _underlined(html: str, notes: Mapping[_Span, Note]) -> Markup:
    return underlined(
        html, tuple(Underline(start, end, note.number, _label(note)) for (start, end), note in notes.items())
    )


def _label(note: Note) -> str:
    """What a listener hears of the number behind marked words."""
    return ngettext(
        "Note %(number)s: marked in green by %(num)s colleague",
        "Note %(number)s: marked in green by %(num)s colleagues",
        len(note.voices),
        number=note.number,
    )


def _voice(mark: ShownMark, actor: Actor) -> Voice:
    person = None
    if mark.by_id is not None and mark.name:
        person = Marker(mark.name, initials(mark.name), f"/people/{mark.by_id}")
    path = f"/knowledge/marks/{mark.id}"
    return Voice(
        id=mark.id,
        person=person,
        note=mark.note,
        at=mark.at,
        change_href=f"{path}/edit" if can_change_mark(actor, mark.by_id) else None,
        take_back_action=f"{path}/take-back" if can_take_mark_back(actor, mark.by_id) else None,
        quote=mark.quote,
    )
