"""What the words with a move have to be: asked by the form, which shows all faults at once, and by the service."""

from typing import Any

from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.models import MIN_REASON_LETTERS, StatusType
from portal.initiatives.policy import ANSWERS, NEEDS_REASON

MAX_REASON_LETTERS = 10_000


def reason_fault(to: StatusType, words: str) -> Any | None:
    """What is wrong with the words of a move to a status of that type, or None."""
    length = len(words.strip())
    if length > MAX_REASON_LETTERS:
        return _l("This reason is too long to be read. Say the main thing here.")
    if to in NEEDS_REASON and length < MIN_REASON_LETTERS:
        return (
            _l("Please write what was measured and what came out, in a sentence or two.")
            if to is StatusType.MEASURED
            else _l("Please give the reason in a sentence or two: the author and everyone who follows will read it.")
        )
    if to in ANSWERS and 0 < length < MIN_REASON_LETTERS:
        return _l("Everyone will read this as the official answer: write a whole sentence, or leave it empty.")
    return None
