"""The filters of a list in its address: what was chosen, and where each chip leads."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

#: label, href, count (words or None), current; where the bar shows it: icon.
Chip = dict[str, Any]


@lru_cache(maxsize=4096)
def _encoded(name: str, value: Any) -> str:
    """One choice as it stands in an address; nothing for a choice that isn't made."""
    return urlencode({name: value}, doseq=True) if value not in (None, ()) else ""


class AddressLinks:
    """Addresses that differ from the present one in one choice. A page has some fifty, so the parts are kept."""

    def __init__(self, path: str, choices: Mapping[str, Any]) -> None:
        self.path = path
        self._parts = {name: _encoded(name, value) for name, value in choices.items()}

    def href(self, **changes: Any) -> str:
        """The same page with some choices changed (None: taken off), from its beginning."""
        return self.at(self.path, **changes)

    def at(self, path: str, **changes: Any) -> str:
        """Another page with these choices, some of them changed."""
        parts = self._parts | {name: _encoded(name, value) for name, value in changes.items()}
        query = "&".join(part for part in parts.values() if part)
        return f"{path}?{query}" if query else path


def chip(label: Any, href: str, count: str | None, current: bool) -> Chip:
    """A choice that shows whether it is made, and how much it would find."""
    return {"label": label, "href": href, "count": count, "current": current}
