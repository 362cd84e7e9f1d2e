"""Forms that hold words: when one can't be carried out now, the words are shown and can be sent again at a click.

Only what a view names goes along. Other forms (roles, rights, choices of people) are never offered to be sent again:
somebody has to look at them anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import current_app, request

F = TypeVar("F", bound=Callable[..., Any])

#: So many fields of a form are shown; none of ours has half of them.
MAX_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Held:
    """What the words of a form become once they are sent, and the names of its fields."""

    becomes: Any
    words: tuple[str, ...]
    #: What says nothing by itself, such as the area of a proposal or the comment that is answered.
    along: tuple[str, ...]


def holds(becomes: Any, *words: str, along: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Mark a view that takes what people write. ``becomes`` is a sentence: 'Sent again, it becomes a comment.'"""

    def mark(view: F) -> F:
        view.held = Held(becomes, words, along)  # type: ignore[attr-defined]  # read by held
        return view

    return mark


def held() -> Held | None:
    """What is held of the form of this request, if its view holds any."""
    if request.method != "POST" or request.endpoint is None:
        return None
    return getattr(current_app.view_functions[request.endpoint], "held", None)


def sent(names: tuple[str, ...] | None = None) -> list[tuple[str, str]]:
    """Names and values of the form of this request; of ``names`` only, when they are given."""
    pairs = ((name, value) for name, values in request.form.lists() for value in values)
    found = [(name, value) for name, value in pairs if names is None or name in names]
    return found[:MAX_FIELDS]
