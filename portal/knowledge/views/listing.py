"""Rows of items of knowledge as their lists, collections and the home page show them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import request
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import ItemState, RevisionState
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.queries.drafts import own_open, unsent
from portal.knowledge.queries.lists import list_page
from portal.knowledge.views.filters import knowledge_bar, parse
from portal.people.queries import shown_name, team_names


class ListRow(NamedTuple):
    """One line of a list, as the template shows it."""

    title: str
    href: str
    lead: str
    language: str
    genre_key: str
    genre_label: str
    genre_icon: str
    #: Nothing for what a file brought without one.
    author_name: str | None
    team: str | None
    published_at: Any
    reaction_count: int
    comment_count: int
    mark_count: int
    #: The day on which it was to be looked at again has come.
    overdue: bool
    #: Not in the archive.
    holds: bool


def list_row(row: Any, known: Mapping[int, KnownGenre], teams: Mapping[int, str], today: date) -> ListRow:
    """A row of ``queries.lists`` in words."""
    genre = known[row.genre_id]
    return ListRow(
        title=row.title,
        href=item_href(row.kind, row.id),
        lead=row.lead,
        language=row.language,
        genre_key=genre.key,
        genre_label=genre.label,
        genre_icon=genre.icon,
        author_name=author_words(row),
        team=teams.get(row.team_id or 0),
        published_at=row.published_at,
        reaction_count=row.reaction_count,
        comment_count=row.comment_count,
        mark_count=row.mark_count,
        overdue=row.check_again_on is not None and row.check_again_on <= today,
        holds=row.state is ItemState.PUBLISHED,
    )


def author_words(row: Any) -> str | None:
    """A name, 'without a name', or nothing."""
    if row.author_id is not None:
        return shown_name(row.author_name)
    return _("Without a name") if row.nameless else None


def list_parts(
    session: Session,
    actor: Actor,
    kind: str,
    path: str,
    *,
    has_channels: bool = False,
    apart: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """What a list page is rendered with: the bar, a page of rows, and one's own drafts where one looks for them."""
    known, today = genres(session), i18n.today(clock.now())
    wanted = parse(request.args, kind, known, actor.id, apart=apart)
    page = list_page(session, wanted, actor, cursor=request.args.get("page"))
    bar, teams = knowledge_bar(session, wanted, actor, path, has_channels=has_channels), team_names(session)
    mine = wanted.author_id == actor.id
    return {
        "rows": [list_row(row, known.by_id, teams, today) for row in page.rows],
        "bar": bar,
        "newer": bar.links.href(page=page.newer) if page.newer else None,
        "older": bar.links.href(page=page.older) if page.older else None,
        "any_at_all": bool(bar.counts.by_place),
        "mine": mine,
        "begun": _begun(session, actor, kind) if mine else [],
        "open_genres": known.open_of_kind(kind),
    }


def _begun(session: Session, actor: Actor, kind: str) -> list[dict[str, Any]]:
    """What this person writes or has handed in: only they see it here."""
    known = genres(session)
    drafts = [
        {"title": draft.title, "href": draft.href, "label": _("Draft"), "at": draft.saved_at, "waiting": False}
        for draft in unsent(session, actor)
        if draft.genre_key in known.by_key and known.by_key[draft.genre_key].kind == kind
    ]
    rows = [
        {
            "title": row.title,
            "href": item_href(row.kind, row.id),
            "label": _("With the editors") if row.state is RevisionState.IN_REVIEW else _("Draft"),
            "at": row.saved_at,
            "waiting": row.state is RevisionState.IN_REVIEW,
        }
        for row in own_open(session, actor)
        if row.kind == kind
    ]
    return drafts + rows
