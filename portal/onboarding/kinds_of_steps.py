"""What each kind of step needs: an item of some kind, questions, so many minutes. Pure: no database, no Flask."""

from portal.onboarding.models import StepKind

#: Kinds of items that a step of a kind can be about; a step of a kind that isn't here is about none.
ITEMS_OF: dict[StepKind, tuple[str, ...]] = {
    StepKind.READ: ("case", "article"),
    StepKind.WALK: ("algorithm",),
    StepKind.PRACTISE: ("dialogue",),
    StepKind.ACKNOWLEDGE: ("case", "article", "algorithm"),
}
#: What is done with an item that an editor has chosen, unless they say otherwise.
USUAL_FOR = {
    "case": StepKind.READ,
    "article": StepKind.READ,
    "algorithm": StepKind.WALK,
    "dialogue": StepKind.PRACTISE,
}
USUAL_MINUTES = {
    StepKind.READ: 7,
    StepKind.WALK: 10,
    StepKind.PRACTISE: 10,
    StepKind.CHECK: 10,
    StepKind.ACKNOWLEDGE: 5,
    StepKind.MEET: 20,
    StepKind.WRITE: 20,
}
#: Kinds with questions, and how many of them at most.
QUESTIONS_OF = {StepKind.READ: 1, StepKind.CHECK: 60}


def needs_item(kind: StepKind) -> bool:
    """Whether a step of the kind is about an item."""
    return kind in ITEMS_OF


def asks_questions(kind: StepKind) -> bool:
    """Whether a step of the kind can have questions."""
    return kind in QUESTIONS_OF


def kinds_for(item_kind: str | None) -> tuple[StepKind, ...]:
    """What can be done with an item of a kind; with none (None) what needs none."""
    if item_kind is None:
        return tuple(kind for kind in StepKind if kind not in ITEMS_OF)
    return tuple(kind for kind, items in ITEMS_OF.items() if item_kind in items)
