"""Who thanks, and who hides what shouldn't stand."""

from datetime import datetime
from typing import Any, Protocol

from portal.core.actor import Actor
from portal.initiatives.models import DONE_TYPES, Initiative
from portal.initiatives.policy import is_one_of_authors
from portal.people.models import Role
from portal.people.policy import Action, may

MODERATE = Action("recognition.moderate", frozenset({Role.EDITOR}))

ACTIONS = (MODERATE,)


class Judged(Protocol):
    """What the rules ask of a thank you; a model and a row of a select both answer."""

    @property
    def by_id(self) -> Any: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...


def can_thank(actor: Actor, initiative: Initiative) -> bool:
    """Everybody who sees it, once it is done, but not its authors; whoever carried it out may thank them."""
    return initiative.status_type in DONE_TYPES and not is_one_of_authors(actor, initiative)


def can_pass_on(actor: Actor, initiative: Initiative) -> bool:  # noqa: ARG001 - asked like the other rules
    """A customer's thanks may come through anybody, its authors too."""
    return initiative.status_type in DONE_TYPES


def can_withdraw(actor: Actor, thanks: Judged) -> bool:
    """One's own, as long as it stands: what an editor hid stays as it was."""
    return thanks.by_id == actor.id and _stands(thanks)


def can_put_back(actor: Actor, thanks: Judged) -> bool:
    """One's own that was taken back."""
    return thanks.by_id == actor.id and thanks.withdrawn_at is not None and thanks.hidden_at is None


def can_moderate(actor: Actor) -> bool:
    """Editors."""
    return may(actor, MODERATE)


def can_report(actor: Actor, thanks: Judged) -> bool:
    """Everybody who reads them, but not one's own."""
    return thanks.by_id != actor.id and _stands(thanks)


def can_hide(actor: Actor, thanks: Judged) -> bool:
    """Editors, what stands."""
    return can_moderate(actor) and _stands(thanks)


def can_show_again(actor: Actor, thanks: Judged) -> bool:
    """Editors, what was hidden."""
    return can_moderate(actor) and thanks.hidden_at is not None


def can_read(actor: Actor, thanks: Judged) -> bool:
    """What stands, everybody; what is hidden, editors and whoever said it."""
    if thanks.withdrawn_at is not None:
        return False
    return thanks.hidden_at is None or can_moderate(actor) or thanks.by_id == actor.id


def _stands(thanks: Judged) -> bool:
    return thanks.withdrawn_at is None and thanks.hidden_at is None
