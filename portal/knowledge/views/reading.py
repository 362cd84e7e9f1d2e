"""The page of an item of knowledge: its text with the green pen, what stands around it, the discussion."""

from collections.abc import Mapping
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.numbers import number_path
from portal.core.web.coming import way_back
from portal.discussion.composer import composer
from portal.discussion.thread import CURSOR, FILTER, OPEN, thread
from portal.knowledge.channels import channel_label
from portal.knowledge.margin import margin_of
from portal.knowledge.models import ItemState
from portal.knowledge.panels import Panels, panels
from portal.knowledge.policy import is_public
from portal.knowledge.presenting import menu, shown_text, standing_of
from portal.knowledge.queries import genres
from portal.knowledge.queries.detail import Detail, detail
from portal.knowledge.views.nameless.conversing import conversation_of
from portal.linking.panel import LinksPanel, links_panel
from portal.people.identity import initials
from portal.people.queries import areas, team_names


def page_parts(session: Session, kind: str, number: int, actor: Actor) -> dict[str, Any]:
    """What the page is rendered with, whatever the kind; NotFound when it is absent or hidden from ``actor``."""
    found = detail(session, kind, number, actor)
    item, ref = found.item, ItemRef(kind, number)
    genre = genres(session).by_id[item.genre_id]
    around = panels(session, found, actor)
    return {
        "item": facts(session, found),
        "genre": genre,
        "text": shown_text(found.revision, genre),
        "margin": margin_of(session, item, found.revision, actor),
        "standing": standing_of(found, actor),
        "panels": around,
        "menu_items": menu(found, actor),
        "follow": {"on": found.follows, "action": f"/discussion/{kind}/{number_path(number)}/follow"},
        "links": _links(session, found, ref, actor),
        "conversation": conversation_of(session, item, actor),
        "way_back": way_back(session, actor),
        **_talk(session, item, ref, actor, around),
    }


def facts(session: Session, found: Detail) -> dict[str, Any]:
    """Who wrote it, where, when, and under what it is filed."""
    item = found.item
    area = next((row.name for row in areas(session) if row.id == item.area_id), None)
    return {
        "ref": ItemRef(item.kind, item.id),
        "number": item.id,
        "kind": item.kind,
        "title": found.revision.title,
        "language": found.revision.language,
        "author": _author(item, found.author_name),
        "team": team_names(session).get(item.team_id or 0),
        "area": area,
        "channel": channel_label(item.channel),
        "tags": found.tags,
        "published_at": item.published_at,
        "changed_at": item.changed_at,
        "public": is_public(item),
        "version": found.revision.number,
    }


def _author(item: Any, name: str | None) -> Mapping[str, str | None] | None:
    """Nobody for the erased, and for what a file brought without one."""
    if item.nameless:
        return {"name": _("Without a name"), "initials": None, "href": None}
    if item.author_id is None or not name:
        return None
    return {"name": name, "initials": initials(name), "href": f"/people/{item.author_id}"}


def _links(session: Session, found: Detail, ref: ItemRef, actor: Actor) -> LinksPanel:
    item = found.item
    return links_panel(session, ref, actor, {item.author_id, item.keeper_id}, any_there=found.linked)


def _talk(session: Session, item: Any, ref: ItemRef, actor: Actor, around: Panels) -> dict[str, Any]:
    """The discussion of what is, or was, published."""
    if not is_public(item):
        return {"talk": None, "composer": None, "older_href": None, "talk_filters": []}
    unresolved = request.args.get(FILTER) == OPEN
    talk = thread(
        session,
        ref,
        actor,
        after=request.args.get(CURSOR),
        discusses=item.state is ItemState.PUBLISHED,
        settles=around.settles_comments,
        unresolved=unresolved,
    )
    older = f"{around.href}?{CURSOR}={talk.after}{f'&{FILTER}={OPEN}' if unresolved else ''}#talk"
    return {
        "talk": talk,
        "composer": composer(session, talk, actor) if talk.can_comment else None,
        "older_href": older if talk.after else None,
        "talk_filters": around.talk_filters(unresolved=unresolved),
    }
