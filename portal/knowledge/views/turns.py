"""Whose turn a text is: one draft at a time, and what somebody meets who comes second."""

from flask import render_template
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import db
from portal.core.errors import require
from portal.core.i18n import gettext as _
from portal.core.i18n import moment
from portal.knowledge.forms import filled
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.policy import (
    can_edit_revision,
    can_propose_change,
    can_release,
    can_review,
    can_take_back,
    is_writer,
)
from portal.knowledge.queries import genres, open_revision, standing
from portal.knowledge.queries.drafts import unsaved_change
from portal.people.access import current_actor
from portal.people.queries import person_names


def base_of(session: Session, item: KnowledgeItem, actor: Actor) -> KnowledgeRevision | None:
    """What this person's form begins with: their own draft, else what stands. None: it isn't their turn."""
    present = open_revision(session, item)
    if present is not None and can_edit_revision(actor, present):
        return present
    if present is not None and is_writer(actor, present):
        return None
    require(can_propose_change(actor, item))
    return standing(session, item) if present is None else None


def taken_page(item: KnowledgeItem) -> str:
    """Who is at it and since when; what one has typed oneself is kept and shown."""
    session, actor = db.session(), current_actor()
    present = open_revision(session, item)
    kept = unsaved_change(session, item.id, actor)
    shape_name = genres(session).by_id[item.genre_id].shape_name
    return render_template(
        "knowledge/taken.html",
        title=item.title,
        number=item.id,
        href=item_href(item.kind, item.id),
        mine=present is not None and is_writer(actor, present),
        writer=writer_of(session, present),
        since=present.begun_at if present else None,
        waits=present is not None and present.state is RevisionState.IN_REVIEW,
        reads_it=present is not None and can_review(actor, present) and not is_writer(actor, present),
        can_take_back=present is not None and can_take_back(actor, present),
        can_release=present is not None and item.state is ItemState.PUBLISHED and can_release(actor, present),
        kept=filled(shape_name, kept.fields) if kept else None,
    )


def writer_of(session: Session, revision: KnowledgeRevision | None) -> str:
    """The name of whoever is at it."""
    author_id = revision.author_id if revision else None
    return person_names(session, [author_id])[author_id] if author_id is not None else _("Somebody")


def taken_sentence(session: Session, revision: KnowledgeRevision) -> str:
    """For the line below a form that is saved as one types."""
    return _(
        "%(who)s has been changing this text since %(time)s. What you write is kept for you alone.",
        who=writer_of(session, revision),
        time=moment(revision.begun_at),
    )
