"""Changes of a version as a page shows them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.linking.queries import cards_at
from portal.onboarding.policy import can_edit_tracks
from portal.onboarding.track_words import CONDITIONS, FIELDS, HAPPENED, HAPPENED_ICONS, KINDS
from portal.onboarding.version_changes import StepChange


def shown_changes(session: Session, found: Sequence[StepChange], actor: Actor) -> list[dict[str, Any]]:
    """Each change with its words; items by their titles, as far as this reader may see them.

    Questions word by word are for editors alone: their text marks the right answers.
    """
    hidden = frozenset() if can_edit_tracks(actor) else frozenset({"questions"})
    refs = [ItemRef(*pair) for one in found for pair in one.facts.get("item", ()) if pair[0] is not None]
    cards = cards_at(session, refs, actor)
    return [
        {
            "name": one.happened.value,
            "label": HAPPENED[one.happened],
            "icon": HAPPENED_ICONS[one.happened],
            "title": one.title,
            "moved": one.moved and bool(one.texts or one.facts),
            "texts": [(FIELDS[name], pieces) for name, pieces in one.texts.items() if name not in hidden],
            "asks_anew": "questions" in hidden & one.texts.keys(),
            "facts": [
                (FIELDS[name], _words(name, was, cards), _words(name, now, cards))
                for name, (was, now) in one.facts.items()
            ],
        }
        for one in found
    ]


def _words(name: str, value: Any, cards: Any) -> Any:
    """A fact as people read it."""
    if name == "item":
        card: ItemCard | None = cards.get(ItemRef(*value)) if value[0] is not None else None
        return card.title if card is not None else "—"
    if name == "kind":
        return KINDS[value]
    if name == "after":
        return CONDITIONS[value]
    if name == "required":
        return _("yes") if value else _("no")
    return value if value is not None else "—"
