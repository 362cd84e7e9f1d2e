"""Who looks after search: the words that mean the same, and what is looked for in vain."""

from portal.core.actor import Actor
from portal.people.models import Role
from portal.people.policy import Action, may

EDIT_WORDS = Action("search.edit_words", frozenset({Role.EDITOR, Role.ADMINISTRATOR}))
READ_REPORTS = Action("search.read_reports", frozenset({Role.EDITOR, Role.ADMINISTRATOR}))

ACTIONS = (EDIT_WORDS, READ_REPORTS)


def can_edit_words(actor: Actor) -> bool:
    """Editors and administrators."""
    return may(actor, EDIT_WORDS)


def can_read_reports(actor: Actor) -> bool:
    """Editors, who write what is missed, and administrators."""
    return may(actor, READ_REPORTS)
