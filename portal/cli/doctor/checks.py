"""What a check is, and how its answer is shown."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.orm import Session

from portal.core.numbers import number_words


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks look at. They read with the session and write nothing."""

    app: Flask
    session: Session


#: Sentences about what is wrong; none: all is well.
Faults = list[str]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so; ``mend`` puts it right where that can be done by itself."""

    name: str
    look: Callable[[Examined], Faults]
    #: Changes data in a transaction of its own; a sentence about what it did.
    mend: Callable[[], str] | None = None
    #: When it fails, nothing else can be looked at.
    vital: bool = False


def shortened(ids: list[int], limit: int = 5) -> str:
    """'3, 5, 8 and 12 more'."""
    shown = ", ".join(number_words(number) for number in ids[:limit])
    return shown if len(ids) <= limit else f"{shown} and {len(ids) - limit} more"
