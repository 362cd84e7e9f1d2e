"""Which copy of a draft on this device isn't needed any more: told to the script of the next page."""

from flask import session

_SETTLED = "settled_draft"


def settle_draft(key: str) -> None:
    """Let the next page tell the script that its copy on this device isn't needed any more."""
    session[_SETTLED] = key


def settled_draft() -> str | None:
    """The draft that was sent or thrown away by the request before, told once."""
    key: str | None = session.pop(_SETTLED, None)
    return key
