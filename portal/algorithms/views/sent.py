"""What the scripts of pages send."""

from typing import Any

from flask import request


def sent_json() -> Any:
    """What was sent as JSON; None for what is none, and for what is nested deeper than anything is."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
