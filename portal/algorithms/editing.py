"""What the editor of an algorithm shows beside the form's own fields."""

from collections.abc import Mapping
from typing import Any

from portal.algorithms.checked import looked_through
from portal.algorithms.own_facts import SOURCE
from portal.algorithms.snippets import BEGINNINGS, NO_TITLES, SNIPPETS, beginning
from portal.algorithms.understanding import language_of, understood
from portal.core import i18n


def editor_facts(parts: Mapping[str, str]) -> dict[str, Any]:
    """The faults of what is typed, and what the buttons write. See ``templates/algorithms/_editor.html``."""
    source = parts.get(SOURCE, "")
    found = understood(source)
    return {
        "checked": looked_through(found) if source.strip() else None,
        "language": language_of(found.document, source, fallback=i18n.language()),
        "snippets": SNIPPETS,
        "no_titles": list(NO_TITLES),
        "beginnings": {name: beginning(name, i18n.language()) for name in BEGINNINGS},
    }
