"""Rows that a company names and orders itself (statuses, genres): names in each language, places, keys."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from portal.core.errors import Invalid
from portal.core.i18n import LANGUAGES
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line

MAX_NAME_LETTERS = 40


class Placed(Protocol):
    """A row with a place in the company's order."""

    position: Any


P = TypeVar("P", bound=Placed)


def clean_names(names: Mapping[str, str], *, taken: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The names in every language; raise Invalid when one is missing, too long for a chip, or another row's."""
    cleaned = {code: clean_line(names.get(code)) for code in LANGUAGES}
    for code, name in cleaned.items():
        if not name:
            raise Invalid(_l("A name is needed in each language."), field=code)
        if len(name) > MAX_NAME_LETTERS:
            raise Invalid(_l("This name is too long for a chip: up to 40 characters."), field=code)
    others = list(taken)
    for code, name in cleaned.items():
        if any(other.get(code, "").casefold() == name.casefold() for other in others):
            raise Invalid(_l("Another one has this name already."), field=code)
    return cleaned


def key_from(names: Mapping[str, str], fallback: str) -> str:
    """A short name for files and addresses, from the English one, never used before."""
    words = re.sub(r"[^a-z0-9]+", "_", names.get("en", "").lower()).strip("_")[:30] or fallback
    return f"{words}_{secrets.token_hex(2)}"


def number_places(order: Sequence[P]) -> None:
    """Give each row its place."""
    for place, row in enumerate(order, 1):
        row.position = place * 10


def shifted(order: Sequence[P], row: P, by: int) -> bool:
    """Move a row one place up (-1) or down (1); False at an end, where it stays."""
    rows = list(order)
    place = rows.index(row)
    other = place + by
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    number_places(rows)
    return True
