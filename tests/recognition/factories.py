"""Thanks for tests: each function writes one and commits."""

from datetime import datetime

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.initiatives.models import Initiative
from portal.initiatives.queries import get_visible
from portal.recognition.models import Thanks
from portal.recognition.services.thanking import pass_on, thank


def thanks(initiative: Initiative, by: Actor, words: str = "Дякую, тепер ми встигаємо!", *, now: datetime) -> Thanks:
    """A colleague thanks."""
    with transaction() as session:
        return thank(session, get_visible(session, initiative.id, by), by, words=words, now=now)


def passed_on(initiative: Initiative, by: Actor, words: str = "Вперше мені передзвонили!", *, now: datetime) -> Thanks:
    """A customer thanks, through a colleague."""
    with transaction() as session:
        return pass_on(session, get_visible(session, initiative.id, by), by, words=words, now=now)
