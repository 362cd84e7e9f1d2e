"""What an item said before: its versions with the words that changed, one of them whole, and back to it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid, NotFound, require
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.pages import Page
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.knowledge.forms import StatementForm
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision, RevisionState
from portal.knowledge.policy import (
    REVIEW,
    can_close_version,
    can_roll_back,
    can_see_pictures,
    can_see_revision,
    is_public,
)
from portal.knowledge.presenting import Naming, changes, facts_of, named, shown_text, without_pictures
from portal.knowledge.queries import KnownGenre, genres, get_visible, revision_of, standing
from portal.knowledge.queries.history import Version, versions
from portal.knowledge.services.closing import KEPT
from portal.knowledge.services.guarding import findings_in
from portal.knowledge.services.reanchoring import find_places
from portal.knowledge.services.rolling_back import roll_back
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.turns import writer_of
from portal.linking.history import link_changes
from portal.people.access import current_actor, signed_in
from portal.people.policy import may
from portal.people.queries import areas


@blueprint.get("/<item:number>")
@signed_in
def go(number: int) -> ResponseReturnValue:
    """The page of the item, whatever its kind."""
    item = get_visible(db.session(), None, number, current_actor())
    return redirect(item_href(item.kind, item.id))


@blueprint.get("/<item:number>/versions")
@signed_in
def history(number: int) -> ResponseReturnValue:
    """What it said before, with the words that changed each time."""
    session, actor = db.session(), current_actor()
    item = get_visible(session, None, number, actor)
    found = versions(session, item, request.args.get("page")) if is_public(item) else None
    naming, closes, since = _naming(session), may(actor, REVIEW) and is_public(item), clock.now() - KEPT
    return render_template(
        "knowledge/versions.html",
        title=item.title,
        number=number,
        href=item_href(item.kind, number),
        versions=[(one.row, _changes(session, one, naming)) for one in found.rows] if found else [],
        older=found.older if found else None,
        newer=found.newer if found else None,
        can_roll_back=can_roll_back(actor, item),
        can_close=closes,
        links=link_changes(session, ItemRef(item.kind, item.id), actor) if found and not found.newer else (),
        opens={row.number for row in _closed(found) if closes and row.closed_at > since},
    )


def _closed(found: Page[Version] | None) -> list[Row[Any]]:
    return [one.row for one in found.rows if one.row.closed_at is not None] if found else []


@blueprint.get("/<item:number>/versions/<int:revision>")
@signed_in
def version(number: int, revision: int) -> ResponseReturnValue:
    """One revision whole, as it was, or will be, read."""
    session, actor = db.session(), current_actor()
    item = get_visible(session, None, number, actor)
    shown = revision_of(session, item, revision)
    if shown.is_closed and is_public(item):
        return redirect(url_for(".history", number=number, _anchor=f"version-{revision}"))
    if not can_see_revision(actor, item, shown):
        raise NotFound
    stands = standing(session, item)
    genre = genres(session).by_id[shown.genre_id]
    text = shown_text(shown, genre)
    bare = text if can_see_pictures(actor, item, shown) else without_pictures(text)
    returns = shown.state is RevisionState.FORMER and can_roll_back(actor, item)
    return render_template(
        "knowledge/version.html",
        title=item.title,
        number=number,
        href=item_href(item.kind, number),
        revision=shown,
        writer=writer_of(session, shown),
        text=bare,
        left_out=bare != text,
        facts=facts_of(shown, _naming(session)),
        **_beside(session, stands, shown, genre),
        can_roll_back=returns,
        can_close=can_close_version(actor, item, shown),
        findings=findings_in(session, shown) if returns else (),
        statement=StatementForm(formdata=None),
    )


def _beside(
    session: Session, stands: KnowledgeRevision | None, shown: KnowledgeRevision, genre: KnownGenre
) -> dict[str, Any]:
    """What differs from the text that stands, and its number."""
    other = stands is not None and stands.id != shown.id
    return {
        "changes": changes(stands, shown, genre, _naming(session)) if other else None,
        "stands": stands.number if stands else 0,
    }


@blueprint.post("/<item:number>/versions/<int:revision>/roll-back")
@signed_in
def go_back(number: int, revision: int) -> ResponseReturnValue:
    """Publish the text of a former revision anew."""
    actor = current_actor()
    against, stated = whole_number(request.form.get("against")), bool(StatementForm().not_personal.data)
    _look_before(get_visible(db.session(), None, number, actor), revision)
    try:
        with transaction() as session:
            item = get_visible(session, None, number, actor, lock=True)
            require(can_roll_back(actor, item))
            roll_back(session, item, actor, revision, against=against, not_personal=stated, now=clock.now())
    except Invalid as error:
        say(str(error.sentence), "info")
        return redirect(url_for(".version", number=number, revision=revision, _anchor="roll-back"))
    say(_("This text stands again. What stood until now is kept among the versions."))
    return redirect(url_for(".history", number=number))


def _look_before(item: KnowledgeItem, number: int) -> None:
    """What is slow for a long text: it is kept, and not done again inside the transaction."""
    session = db.session()
    former = revision_of(session, item, number)
    if former.state is RevisionState.FORMER and can_roll_back(current_actor(), item):
        findings_in(session, former)
        find_places(session, item, former)


def _changes(session: Session, one: Version, naming: Naming) -> list[object] | None:
    """What a revision changed; nothing for the first. None: one of the two is closed."""
    if not one.is_comparable:
        return None
    if one.before is None:
        return []
    genre = genres(session).by_id[one.row.facts["genre_id"]]
    return list(changes(one.before, one.row, genre, naming))


def _naming(session: Session) -> Naming:
    return Naming(named(genres(session).all), named(areas(session)))
