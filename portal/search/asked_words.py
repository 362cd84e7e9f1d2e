"""What is kept of a query: nothing of a person who asked it, or of one whom it names."""

import re
from collections.abc import Collection

from portal.core.i18n import gettext as _
from portal.core.privacy import Kind, find, mask
from portal.core.text import clean_line, storable
from portal.search.models import MAX_ASKED_LETTERS
from portal.search.repairing import readings

#: Neutral masks: words of different readers count together. ``said`` says them in the reader's language.
_LABELS = {kind: kind.value for kind in Kind}
_MASKS = re.compile(r"\[(" + "|".join(kind.value for kind in Kind) + r") \d+\]")


def kept_words(text: str, public: Collection[str] = ()) -> str:
    """The query in small letters, with masks in place of personal data; of what names somebody only in the wrong
    layout nothing but that reading is kept. ``public``: contacts that are nobody's."""
    line = clean_line(storable(text))[:MAX_ASKED_LETTERS]
    if not find(line, public):
        line = next((read for _by, read in readings(line) if find(read, public)), line)
    return mask(line, public, _LABELS).casefold()[:MAX_ASKED_LETTERS].strip()


def said(words: str) -> str:
    """Kept words as their reader is shown them."""
    names = {
        Kind.PHONE: _("phone"),
        Kind.EMAIL: _("e-mail"),
        Kind.CARD: _("card"),
        Kind.ORDER: _("order"),
        Kind.DOCUMENT: _("document"),
        Kind.ADDRESS: _("address"),
        Kind.NAME: _("name"),
    }
    return _MASKS.sub(lambda found: f"[{names[Kind(found[1])]}]", words)
