"""What the people of the demo say to each other, whatever they talk about."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.cli.demo.silently import Clicks
from portal.cli.demo.timeline import Moment
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.markdown import RenderedText
from portal.discussion.models import Comment, ReactionKind
from portal.discussion.services.comments import comment
from portal.discussion.services.reactions import react
from portal.discussion.services.resolving import resolve

Deed = Callable[[Session, Moment, Actor], None]


class Talk:
    """What has been said so far, and under what."""

    def __init__(self, render: Callable[[str], RenderedText], *, remembered_since: datetime) -> None:
        self._render, self.remembered_since = render, remembered_since
        self.clicks = Clicks()
        #: What the stories are about, by their keys.
        self.items: dict[str, ItemRef] = {}
        self._comments: dict[tuple[str, str], Comment] = {}
        self.deeds: dict[str, Deed] = {"comment": self._comment, "react": self._react, "resolve": self._resolve}

    def is_old(self, moment: Moment) -> bool:
        """Whether nobody is told of it any more."""
        return moment.at < self.remembered_since

    def _comment(self, session: Session, moment: Moment, actor: Actor) -> None:
        parent = moment.data["parent"]
        made = comment(
            session,
            self.items[moment.story],
            actor,
            self._render(moment.data["text"]),
            parent_id=self._comments[moment.story, parent].id if parent else None,
            internal=bool(moment.data.get("internal")),
            now=moment.at,
        )
        self._comments[moment.story, moment.data["key"]] = made

    def _react(self, session: Session, moment: Moment, actor: Actor) -> None:
        to, kind = self._comments[moment.story, moment.data["key"]], ReactionKind(moment.data["kind"])
        if self.is_old(moment):
            self.clicks.react_to_comment(session, to, actor, kind, moment.at)
        else:
            react(session, to.id, actor, kind, now=moment.at)

    def _resolve(self, session: Session, moment: Moment, actor: Actor) -> None:
        resolve(session, self._comments[moment.story, moment.data["key"]].id, actor, now=moment.at)
