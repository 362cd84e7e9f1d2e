"""Scores: whom they concern. Who hasn't scored isn't told that others have, and nobody is told a value."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.i18n import ngettext
from portal.core.journal import Event
from portal.initiatives.events import InitiativeEvent
from portal.notifications.telling import Telling, stakes_of
from portal.notifications.topics import Topic
from portal.notifications.wording import News, Wording, plain
from portal.people.models import Role
from portal.people.queries import active_people_with_role
from portal.scoring.events import QuorumReached, ScoreAgreed, ScoringCalled


def _enough(_session: Session, event: QuorumReached) -> Telling:
    """Not a matter of the queue: that is handed on to stand-ins, who may not have scored."""
    return Telling(only=Role.COMMITTEE).tell(Topic.MINE, *event.given_by)


def _agreed(session: Session, event: ScoreAgreed) -> Telling:
    """A meeting that agrees on twelve leaves one line."""
    return _committee(session, event, fold_key="scores_agreed")


def _called(session: Session, event: ScoringCalled) -> Telling:
    return _committee(session, event)


def _committee(session: Session, event: InitiativeEvent, fold_key: str | None = None) -> Telling:
    """All of it but the authors."""
    authors = stakes_of(session, event.item_kind, event.item_id).authors
    members = [one for one in active_people_with_role(session, Role.COMMITTEE) if one not in authors]
    return Telling(only=Role.COMMITTEE, fold_key=fold_key).tell(Topic.QUEUE, *members)


SCORES: Mapping[type[Event], Callable[[Session, Any], Telling | None]] = {
    QuorumReached: _enough,
    ScoreAgreed: _agreed,
    ScoringCalled: _called,
}


def _agreed_words(news: News) -> str:
    if not news.others:
        return _("The committee has agreed on the value of “%(title)s”", title=news.title)
    return ngettext(
        "The committee has agreed on the values of “%(title)s” and %(num)s more",
        "The committee has agreed on the values of “%(title)s” and %(num)s more",
        news.others,
        title=news.title,
    )


SCORE_WORDINGS: Mapping[str, Wording] = {
    QuorumReached.name: Wording(
        "sliders-horizontal", plain(_l("Enough of you have scored “%(title)s”: you can compare and agree"))
    ),
    ScoreAgreed.name: Wording("circle-check", _agreed_words),
    ScoringCalled.name: Wording("sliders-horizontal", plain(_l("%(who)s asks the committee to score “%(title)s”"))),
}
