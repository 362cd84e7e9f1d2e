"""What pages tell of searches: that one was made, something opened, an article missed. Nobody's name is kept."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import transaction
from portal.core.errors import Busy, TooManyAttempts
from portal.core.i18n import gettext as _
from portal.core.rate_limit import RateLimit
from portal.core.text import clean_line, storable
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.people.access import current_actor, signed_in
from portal.search.models import MAX_ASKED_LETTERS
from portal.search.services.noting import note_asked, note_opened, note_wish
from portal.search.views.blueprint import PATH, blueprint

#: In the memory of the process alone: no row tells who told.
_rate_limit = RateLimit()


@blueprint.post("/told")
@signed_in
def told() -> ResponseReturnValue:
    """A beacon of the palette or of the page: q, rank of what was opened (0: nothing), counted, found."""
    text, rank = _text(), whole_number(request.form.get("rank")) or 0
    if text and _rate_limit.allow(current_actor().id):
        counted, found = bool(request.form.get("counted")), bool(request.form.get("found"))
        try:
            with transaction() as session:
                if rank > 0:
                    note_opened(session, text, rank, counted=counted, now=clock.now())
                elif not counted:
                    note_asked(session, text, found=found, now=clock.now())
        except Busy:
            pass  # one count less; whoever searches isn't held up
    return "", 204


@blueprint.post("/wish")
@signed_in
def wish() -> ResponseReturnValue:
    """The editors are told that an article is missed."""
    text = _text()
    if not _rate_limit.allow(current_actor().id):
        raise TooManyAttempts
    if text:
        with transaction() as session:
            note_wish(session, text, now=clock.now())
        say(_("Thank you. The editors see that an article is missed; your name isn't kept."))
    return redirect(PATH, 303)


def _text() -> str:
    return clean_line(storable(request.form.get("q", "")))[:MAX_ASKED_LETTERS]
