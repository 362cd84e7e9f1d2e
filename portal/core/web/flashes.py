"""What the next page says in a small note: done, and perhaps a way back."""

from typing import Any

from flask import flash, get_flashed_messages


def say(text: str, kind: str = "success", *, undo: tuple[str, str] | None = None) -> None:
    """Say ``text`` on the next page. ``undo``: the address to post to and the button's words."""
    flash({"text": text, "undo": undo}, kind)  # type: ignore[arg-type]  # the session keeps any JSON


def said() -> list[tuple[str, str, dict[str, str] | None]]:
    """The notes for this page as (kind, text, undo); plain ``flash()`` is understood too."""
    found: Any = get_flashed_messages(with_categories=True)
    notes = []
    for kind, note in found:
        text, undo = (note["text"], note["undo"]) if isinstance(note, dict) else (note, None)
        notes.append((kind, text, {"action": undo[0], "label": undo[1]} if undo else None))
    return notes
