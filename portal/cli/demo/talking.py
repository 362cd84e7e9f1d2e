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
from portal.discussion.services.comments import comment, write_down
from portal.discussion.services.reactions import react
from portal.discussion.services.resolving import resolve
from portal.people.models import Role

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
        said = moment.data
        parent = self._comments[moment.story, said["parent"]] if said["parent"] else None
        internal = parent.internal if parent else bool(said.get("internal"))
        add = write_down if self.is_old(moment) else comment
        self._comments[moment.story, said["key"]] = add(
            session, self.items[moment.story], actor, self._render(said["text"]),
            parent_id=parent.id if parent else None, internal=internal, now=moment.at,
            asks=not internal and actor.has(Role.COMMITTEE) and "?" in said["text"],
        )  # fmt: skip

    def _react(self, session: Session, moment: Moment, actor: Actor) -> None:
        to, kind = self._comments[moment.story, moment.data["key"]], ReactionKind(moment.data["kind"])
        if self.is_old(moment):
            self.clicks.react_to_comment(session, to, actor, kind, moment.at)
        else:
            react(session, to.id, actor, kind, now=moment.at)

    def _resolve(self, session: Session, moment: Moment, actor: Actor) -> None:
        resolve(session, self._comments[moment.story, moment.data["key"]].id, actor, now=moment.at)
