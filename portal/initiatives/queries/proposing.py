"""What the proposal form needs to know: what was sent already, unfinished drafts, tags in use."""

import re
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import Draft, drafts_of, find_draft
from portal.core.i18n import gettext as _
from portal.core.tags import Tag
from portal.initiatives.models import Initiative, InitiativeTag
from portal.initiatives.queries.visibility import visible_to

#: The names of the forms, under which their drafts are kept.
PROPOSAL = "proposal"
EDIT = "initiative_edit"
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

    @property
    def discard_action(self) -> str:
        """Where it is thrown away."""
        return f"/initiatives/drafts/{self.key}/discard"


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


def edit_key(number: int, actor: Actor) -> str:
    """The key of one's unsaved changes to an initiative: one set of them, whatever the tabs."""
    return f"initiative-edit-{number}-{actor.id}"


def unsaved_changes(session: Session, number: int, actor: Actor) -> Draft | None:
    """What one has typed over an initiative and not saved."""
    return find_draft(session, actor, EDIT, edit_key(number, actor))


def tag_names(session: Session, actor: Actor) -> list[str]:
    """Tags to suggest: of initiatives that ``actor`` may see. A word on a hidden one may say what it is about."""
    seen = (
        exists()
        .where(InitiativeTag.tag_id == Tag.id, Initiative.id == InitiativeTag.initiative_id)
        .where(visible_to(actor))
    )
    return list(session.scalars(select(Tag.name).where(seen).order_by(Tag.name).limit(SUGGESTED_TAGS)))
