"""The place to write a comment, as a page shows it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.discussion import queries
from portal.discussion.forms import CommentForm
from portal.discussion.thread import ThreadPage, draft_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """The place to write: a piece of a page (see ``core.web.fragments``) that differs in a few words on each."""

    can_write_internal: bool
    internal: bool
    can_ask: bool
    asks: bool
    #: Whether the server keeps a text that isn't sent.
    saved: bool
    #: What is put into the piece: unsent text, addresses, keys.
    words: Mapping[str, str]
    #: Whether the reader follows the item: read along, for the page's own button.
    follows: bool

    @property
    def fragment_key(self) -> Hashable:
        """All that the piece depends on beside ``words``."""
        return self.can_write_internal, self.internal, self.can_ask, self.asks, self.saved

    def form(self, **fields: str) -> CommentForm:
        """The form with ``fields`` in it: made only when the piece is drawn."""
        form = CommentForm(formdata=None, data={**fields, "internal": self.internal, "asks": self.asks})
        if not self.can_write_internal:
            del form.internal
        if not self.can_ask:
            del form.asks
        return form


def composer(session: Session, page: ThreadPage, actor: Actor) -> Composer:
    """The composer for one page and person, in one statement."""
    key = draft_key(page.item)
    state = queries.composer_state(session, page.item, actor, key)
    fields = state.fields or {}
    return Composer(
        can_write_internal=page.can_write_internal,
        internal=bool(fields.get("internal")),
        can_ask=page.can_ask,
        asks=bool(fields.get("asks")),
        saved=state.saved_at is not None,
        words={
            "body": fields.get("body") or "",
            "submission_key": page.submission_key,
            "action": f"{page.prefix}/comments",
            "draft_action": f"{page.prefix}/draft",
            # Names the copy that the browser keeps; another one after each comment that was sent.
            "copy_key": f"{key}-{state.last_own_id or 0}",
            # When the server kept the text: on the clock ("12:04") and in seconds since 1970.
            "saved_words": f"{i18n.local(state.saved_at):%H:%M}" if state.saved_at else "",
            "saved_epoch": str(int(state.saved_at.timestamp()) + 1 if state.saved_at else 0),
        },
        follows=state.follows,
    )
