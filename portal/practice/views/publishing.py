"""Letting everybody play a dialogue; closing it; its versions; who keeps it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.difference import difference
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.web.flashes import say
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited
from portal.practice.forms import KeeperForm, PublishForm
from portal.practice.looking import look
from portal.practice.policy import WRITE_DIALOGUES
from portal.practice.queries import get_dialogue, versions_of
from portal.practice.services.publishing import close, entrust, publish
from portal.practice.views import blueprint


@blueprint.post("/<int:number>/publish")
@requires(WRITE_DIALOGUES)
@rate_limited
def let_play(number: int) -> ResponseReturnValue:
    """Publish the text as it was saved."""
    form, actor = PublishForm(), current_actor()
    look(db.session(), get_dialogue(db.session(), number, actor).source)  # read before anything is locked
    try:
        with transaction() as session:
            dialogue = get_dialogue(session, number, actor)
            version = form.version.data or 0
            note, major = form.note.data or "", bool(form.major.data)
            publish(session, dialogue, actor, version=version, note=note, major=major, now=clock.now())
    except Conflict:
        say(_("Somebody saved another text meanwhile. Please look at it before you publish."), "info")
        return redirect(url_for(".edit", number=number))
    except Invalid as error:
        say(str(error.sentence), "info")
        return redirect(url_for(".edit", number=number))
    say(_("Everybody can play it now."))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/close")
@requires(WRITE_DIALOGUES)
def shut(number: int) -> ResponseReturnValue:
    """Let nobody begin it any more; a note offers to undo that."""
    with transaction() as session:
        close(session, get_dialogue(session, number, current_actor()), current_actor(), now=clock.now())
    say(
        _("Closed. Whoever has begun it can play it to its end."),
        undo=(url_for(".open_again", number=number), _("Undo")),
    )
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/open")
@requires(WRITE_DIALOGUES)
def open_again(number: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        dialogue = get_dialogue(session, number, current_actor())
        close(session, dialogue, current_actor(), closed=False, now=clock.now())
    say(_("It can be played again."))
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/keeper")
@requires(WRITE_DIALOGUES)
def give(number: int) -> ResponseReturnValue:
    """Make somebody else its keeper."""
    form = KeeperForm()
    with transaction() as session:
        dialogue = get_dialogue(session, number, current_actor())
        entrust(session, dialogue, current_actor(), form.keeper_id.data, now=clock.now())
    say(_("Saved."))
    return redirect(url_for(".show", number=number))


@blueprint.get("/<int:number>/versions")
@requires(WRITE_DIALOGUES)
def versions(number: int) -> str:
    """What was published, with the words that changed each time."""
    dialogue = get_dialogue(db.session(), number, current_actor())
    rows = versions_of(db.session(), dialogue)
    before = [row.source for row in rows[1:]]
    changes = [difference(old, row.source) for row, old in zip(rows, before, strict=False)]
    return render_template(
        "practice/versions.html",
        dialogue=dialogue,
        versions=[(row, changes[place] if place < len(changes) else None) for place, row in enumerate(rows)],
        waits=difference(rows[0].source, dialogue.source) if rows and rows[0].source != dialogue.source else None,
    )
