"""What an algorithm says of itself in its front matter and its first heading."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from portal.algorithms.document import Document
from portal.algorithms.understanding import understood
from portal.core.i18n import LANGUAGES
from portal.core.tags import clean_tags
from portal.core.text import clean_line
from portal.core.typed import FIRST_DAY, LAST_DAY
from portal.knowledge.shapes import OwnFacts

SOURCE = "source"
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_SIGNS = re.compile(r"[*`~]+|(?<!\w)_+|(?<!_)_+(?!\w)")


def own_facts(parts: Mapping[str, str]) -> OwnFacts:
    """The facts of a source; what it doesn't say, or says in a way that can't be meant, is left empty."""
    document = understood(parts.get(SOURCE, "")).document
    values = document.front.values
    language, again = values.get("language"), values.get("check again")
    return OwnFacts(
        title=_title(document),
        lead=_without_signs(document.goal),
        tags=clean_tags(_words(values.get("tags"))),
        language=language if isinstance(language, str) and language in LANGUAGES else None,
        keeper=clean_line(str(values.get("keeper") or "")),
        check_again_on=again if isinstance(again, date) and FIRST_DAY <= again <= LAST_DAY else None,
    )


def _title(document: Document) -> str:
    """Its own; a draft that has none yet is called as its first step is."""
    return document.title or next((block.title for block in document.blocks), "")


def _without_signs(text: str) -> str:
    """The words of a line without Markdown's signs, as a sentence: as good as laid out, for a list."""
    words = _SIGNS.sub("", _LINK.sub(r"\1", clean_line(text)))
    return words[:1].upper() + words[1:]


def _words(value: object) -> Iterable[str]:
    return (str(word) for word in value) if isinstance(value, tuple | list) else ()
