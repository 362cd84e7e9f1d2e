"""Words that call the number after them an order, a document or a card, in three languages and their forms."""

import re
from dataclasses import dataclass

from portal.core.privacy.lists import pattern
from portal.core.privacy.spans import Kind


@dataclass(frozen=True)
class Label:
    """How many digits a number needs to be one: bare after the word, or after a sign such as № beside it."""

    section: str
    kind: Kind
    bare: int
    marked: int
    mixed: bool = False  # a booking's code: letters and as few as one digit
    spread: bool = False  # written in groups, letters among them: passport, IBAN


#: More digits than any number has.
NEVER = 99

#: By the sections of the list; of two whose words begin at one place, the earlier is tried first.
LABELS = (
    Label("order", Kind.ORDER, bare=4, marked=2),
    Label("plural", Kind.ORDER, bare=6, marked=4),
    Label("counted", Kind.ORDER, bare=NEVER, marked=4),
    Label("weak", Kind.ORDER, bare=5, marked=3),
    Label("booking", Kind.ORDER, bare=5, marked=2, mixed=True),
    Label("number", Kind.ORDER, bare=6, marked=5),
    Label("document", Kind.DOCUMENT, bare=5, marked=3, spread=True),
    Label("tax", Kind.DOCUMENT, bare=8, marked=6, spread=True),
    Label("policy", Kind.DOCUMENT, bare=5, marked=4, spread=True),
    Label("code", Kind.DOCUMENT, bare=10, marked=10),
    Label("loyalty", Kind.CARD, bare=5, marked=4),
)
NUMBER = LABELS[5]
LABELLED = re.compile(
    "|".join(
        rf"(?P<label{place}>(?<![^\W_]){pattern('labels', label.section)}(?![^\W\d_]))"
        for place, label in enumerate(LABELS)
    )
    + r"|[№#](?=\W{0,3}\w)"
)
#: What may stand between the word and its number without saying that something else is meant.
FILLER = re.compile(pattern("fillers") + r"[.:,]?$")
MARK = re.compile(
    r"(?:№|#|n|nr|no|num|nº|n°|number|numbers|номер(?:ом|а|у|і|е)?|ном|id|ід|code|код(?:ом|у|а)?|ref|reference|рег)"
    r"[.:№#]{0,3}$"
)


def label_of(found: re.Match[str]) -> Label:
    """The label whose word was found; a bare sign is a number's."""
    return LABELS[int(found.lastgroup.removeprefix("label"))] if found.lastgroup else NUMBER
