"""What the proposal form needs to know: what was sent already, unfinished drafts, tags in use."""

import re
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import Draft, drafts_of
from portal.core.i18n import gettext as _
from portal.initiatives.models import Initiative, Tag

#: The name of the form, under which its drafts are kept.
PROPOSAL = "proposal"
SUGGESTED_TAGS = 300
TITLE_LETTERS = 80
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class UnfinishedProposal:
    """A draft as lists show it."""

    key: str
    title: str
    saved_at: datetime

    @property
    def href(self) -> str:
        """Where one goes on writing."""
        return f"/initiatives/new?draft={self.key}"


def unfinished(session: Session, actor: Actor, *, without: str | None = None) -> list[UnfinishedProposal]:
    """One's own drafts, newest first, but for the one that is open already."""
    return [
        UnfinishedProposal(draft.key, _title(draft), draft.updated_at)
        for draft in drafts_of(session, actor, PROPOSAL)
        if draft.key != without
    ]


def _title(draft: Draft) -> str:
    """The title, else the first words; a picture says nothing in a list."""
    typed = (_PICTURE.sub(" ", str(draft.fields.get(name, ""))) for name in ("title", "problem", "solution", "outcome"))
    words = next((text for text in typed if text.strip()), "")
    return shorten(words, TITLE_LETTERS, placeholder="…") or _("Without a title yet")


def sent_as(session: Session, actor: Actor, key: str) -> int | None:
    """The number of the initiative that a draft has become, if it was sent."""
    return session.scalar(
        select(Initiative.id).where(Initiative.submission_key == key, Initiative.author_id == actor.id)
    )


def tag_names(session: Session) -> list[str]:
    """Tags to suggest."""
    return list(session.scalars(select(Tag.name).order_by(Tag.name).limit(SUGGESTED_TAGS)))
