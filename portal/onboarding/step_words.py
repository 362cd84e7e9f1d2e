"""What each kind of step is called, the drawing for it, and the words on its buttons."""

from dataclasses import dataclass
from typing import Any

from portal.core.i18n import lazy_gettext as _l
from portal.onboarding.models import StepKind


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind of step is spoken of."""

    label: Any
    icon: str
    #: On the link to what the step is about.
    go: Any
    #: On the button with which the learner says that it is done.
    done: Any


KIND_WORDS: dict[StepKind, KindWords] = {
    StepKind.READ: KindWords(_l("Reading"), "book-open", _l("Read it"), _l("I have read it")),
    StepKind.WALK: KindWords(_l("Algorithm"), "route", _l("Walk the algorithm"), _l("I have walked it to the end")),
    StepKind.PRACTISE: KindWords(
        _l("Practice"), "headset", _l("Talk with the customer"), _l("I have talked to the end")
    ),
    StepKind.CHECK: KindWords(_l("Self-check"), "list-checks", "", ""),
    StepKind.ACKNOWLEDGE: KindWords(_l("To know"), "book-check", _l("Read it"), _l("I have read it and will use it")),
    StepKind.MEET: KindWords(_l("Meeting"), "users", "", _l("We have met")),
    StepKind.WRITE: KindWords(_l("Your own case"), "pencil", _l("Write a case"), _l("I have sent my case")),
}
