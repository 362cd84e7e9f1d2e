"""Other readings of a query: the keyboard was in another layout, it was typed in Latin letters, or with one error."""

from collections.abc import Sequence

from portal.search.asking import Repair
from portal.search.engine import Engine
from portal.search.language import Token


def readings(text: str) -> list[tuple[Repair, str]]:
    """What the raw text can be meant for, the likeliest first. Whether it is taken, the index decides."""
    return []


def corrected(tokens: Sequence[Token], engine: Engine) -> str | None:
    """The text with its unknown words put right by one edit each; None where nothing is nearer."""
    return None
