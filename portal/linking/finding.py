"""What somebody means who looks for an item to link to: an address, a number, or words of a title."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, card_sources, title_finders
from portal.core.links import cards_of
from portal.core.numbers import read_number

MOST_FOUND = 5
_IN_PATH = re.compile(r"^/(?:\w+/)*(a?\d{1,18})/?$", re.ASCII)


def find_items(session: Session, text: str, actor: Actor, *, but: ItemRef) -> Sequence[ItemCard]:
    """Items that ``actor`` sees and may mean, never ``but``; nothing when nothing was asked for."""
    text = text.strip()
    number = _number(text)
    if number is not None:
        found = _numbered(session, number, actor)
        path = urlsplit(text).path.rstrip("/") if "/" in text else None
        cards = [card for card in found if path is None or card.href == path]
    else:
        cards = _by_words(session, text, actor) if text else []
    return [card for card in cards if card.ref != but]


def _by_words(session: Session, text: str, actor: Actor) -> list[ItemCard]:
    """What has the words in its title, then what a search finds besides: each once."""
    found: dict[ItemRef, ItemCard] = {}
    for find in title_finders:
        for card in find(session, text, actor, MOST_FOUND):
            found.setdefault(card.ref, card)
    return list(found.values())


def _number(text: str) -> int | None:
    """The number that an address ends with, or that stands alone: '№ 128', 'A-1234567'."""
    if "/" in text:
        try:
            found = _IN_PATH.match(urlsplit(text).path)
        except ValueError:
            return None
        return read_number(found[1]) if found else None
    return read_number(text.lstrip("№# "))


def _numbered(session: Session, number: int, actor: Actor) -> Sequence[ItemCard]:
    refs = [ItemRef(kind, number) for kind, _source in card_sources.items()]
    return list(cards_of(session, refs, actor).values())
