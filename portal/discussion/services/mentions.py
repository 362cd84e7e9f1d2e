"""``@Ім'я Прізвище`` in a comment: found in the rendered text, matched with people, marked.

It works on the HTML that ``core.markdown`` has cleaned, between the tags only: names in code, quotations and links
mention nobody, and what is wrapped is what stands there already, so nothing typed can become a tag.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.extension import ItemRef
from portal.core.text import plain_name
from portal.discussion.services.visible import kind_of
from portal.people.models import Person, Role
from portal.people.queries import active_people_with_role, is_active

MAX_NAMES = 30
_MAX_WORDS = 4

_TAG = re.compile(r"""(<[^<>"]*(?:"[^"]*"[^<>"]*)*>)""")
_TAG_NAME = re.compile(r"<(/?)(\w+)")
_QUIET = {"a", "code", "pre", "blockquote"}
#: An @, up to four words with inner apostrophes, dots and hyphens, and the number that tells namesakes apart.
_CANDIDATE = re.compile(r"(?<![\w@.])@(\w+(?:['’ʼ.-]\w+)*(?: \w+(?:['’ʼ.-]\w+)*){0,3})(?:#(\d{1,15})\b)?")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The HTML with names marked, and whom it names."""

    html: str
    person_ids: tuple[int, ...]


def mark_mentions(session: Session, item: ItemRef, html: str, *, internal: bool) -> Mentioned:
    """Mark the names of active people who may read the comment; two statements at most, none without an @.

    A name that several people have mentions nobody unless the number behind it says whom.
    """
    names = _names_in(html)
    if not names:
        return Mentioned(html, ())
    people = _readers_named(session, item, names, internal=internal)
    if not people:
        return Mentioned(html, ())
    found: dict[int, None] = {}

    def mark(candidate: re.Match[str]) -> str:
        words = candidate[1].split(" ")
        for length in range(len(words), 0, -1):
            whole = length == len(words)
            person_id = _the_one(people.get(_folded(" ".join(words[:length])), []), candidate[2] if whole else None)
            if person_id is not None:
                found[person_id] = None
                rest = "".join(f" {word}" for word in words[length:])
                number = f"#{candidate[2]}" if candidate[2] and not whole else ""
                return f'<span class="mention">@{" ".join(words[:length])}</span>{rest}{number}'
        return candidate[0]

    return Mentioned("".join(_outside_quiet_tags(html, lambda text: _CANDIDATE.sub(mark, text))), tuple(found))


def _names_in(html: str) -> set[str]:
    """Everything behind an @ that could be a name: each beginning of its words, folded."""
    names: set[str] = set()

    def note(text: str) -> str:
        for candidate in list(_CANDIDATE.finditer(text))[:MAX_NAMES]:
            words = candidate[1].split(" ")
            if len(names) < MAX_NAMES * _MAX_WORDS:
                names.update(_folded(" ".join(words[:length])) for length in range(1, len(words) + 1))
        return text

    if "@" in html:
        list(_outside_quiet_tags(html, note))
    return names


def _readers_named(session: Session, item: ItemRef, names: set[str], *, internal: bool) -> dict[str, list[int]]:
    """Ids of active people by folded name, those alone who may read the comment."""
    rows = session.execute(
        select(Person.id, Person.search_name).where(Person.search_name.in_(names), is_active())
    ).all()
    ids = {row.id for row in rows}
    readers = set(kind_of(item).readers(session, item.id, ids)) if ids else set()
    if internal and readers:
        readers &= set(active_people_with_role(session, Role.COMMITTEE))
    by_name: dict[str, list[int]] = {}
    for row in rows:
        if row.id in readers:
            by_name.setdefault(row.search_name, []).append(row.id)
    return by_name


def _the_one(ids: list[int], number: str | None) -> int | None:
    if number is not None:
        return int(number) if int(number) in ids else None
    return ids[0] if len(ids) == 1 else None


def _folded(name: str) -> str:
    return plain_name(unescape(name))


def _outside_quiet_tags(html: str, change: Callable[[str], str]) -> Iterator[str]:
    """The pieces of the HTML in order; text outside code, quotations and links goes through ``change``."""
    depth = 0
    for place, piece in enumerate(_TAG.split(html)):
        if place % 2 == 0:
            yield change(piece) if depth == 0 else piece
            continue
        tag = _TAG_NAME.match(piece)
        if tag and tag[2] in _QUIET:
            depth += -1 if tag[1] else 1
        yield piece
