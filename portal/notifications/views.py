"""The inbox page, its marks, and the page of choices."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.core.typed import moment
from portal.core.web.flashes import say
from portal.core.web.templating import path_to
from portal.notifications import services
from portal.notifications.lines import PLACES, Line, by_day, lines
from portal.notifications.queries import Filter, choices_of, line_row, lines_page
from portal.notifications.topics import ALWAYS, WORDS, Topic, offered_to, wants
from portal.people.access import current_actor, signed_in

blueprint = Blueprint("notifications", __name__, url_prefix="/inbox")


@blueprint.get("")
@signed_in
def index() -> str:
    """The inbox, newest first."""
    actor, now = current_actor(), clock.now()
    shown = request.args.get("show", "")
    page = lines_page(db.session(), actor, _filter(shown), request.args.get("at"))
    return render_template(
        "notifications/index.html",
        days=by_day(lines(db.session(), actor, page.rows), now),
        shown=shown,
        filters=_filters(actor, shown),
        here_query=request.query_string.decode(),
        older=_address(show=shown, at=page.older) if page.older else None,
        newer=_address(show=shown, at=page.newer) if page.newer else None,
        seen=now.isoformat(),
    )


def _filter(shown: str) -> Filter:
    topic = Topic(shown) if shown in set(Topic) else None
    return Filter(unread=shown == "unread", kept=shown == "kept", topic=topic)


def _filters(actor: Actor, shown: str) -> list[dict[str, Any]]:
    """The chips: what is new, what was kept, then the topics."""
    names = [("", _("All")), ("unread", _("New ones")), ("kept", _("Kept"))]
    names += [(topic.value, str(WORDS[topic].short)) for topic in offered_to(actor)]
    return [
        {"label": label, "href": _address(show=name), "current": name == shown, "is_unread": name == "unread"}
        for name, label in names
    ]


def _address(**values: str | None) -> str:
    given = {name: value for name, value in values.items() if value}
    return path_to("notifications.index") + ("?" + urlencode(given) if given else "")


def _back() -> Response:
    """To the page of the inbox where the button was."""
    return redirect(_address(**dict(parse_qsl(request.form.get("back", "")))), 303)


@blueprint.get("/<int:number>/open")
@signed_in
def open_line(number: int) -> Response:
    """Go to what the line is about; it is read then."""
    with transaction() as session:
        services.mark_read(session, current_actor(), number, now=clock.now())
    (line,) = lines(db.session(), current_actor(), [line_row(db.session(), current_actor(), number)])
    return redirect(_place(line))


def _place(line: Line) -> str:
    """Where the line leads; to the inbox when what it was about isn't open to the reader any more."""
    endpoint = PLACES.get(line.name)
    return line.href or path_to(endpoint or "notifications.index")


@blueprint.post("/<int:number>/read")
@signed_in
def read(number: int) -> Response:
    """Mark a line as read."""
    now = clock.now()
    with transaction() as session:
        services.mark_read(session, current_actor(), number, now=now)
    say(_("Marked as read."), undo=(_undo(now), _("Undo")))
    return _back()


@blueprint.post("/<int:number>/keep")
@signed_in
def keep(number: int) -> Response:
    """Keep a line, or let it go (``kept`` empty)."""
    with transaction() as session:
        services.keep(session, current_actor(), number, kept=bool(request.form.get("kept")), now=clock.now())
    return _back()


@blueprint.post("/read")
@signed_in
def read_all() -> Response:
    """Mark everything as read that stood there when the page was made."""
    now, seen = clock.now(), _moment(request.form.get("seen"))
    with transaction() as session:
        count = services.mark_all_read(session, current_actor(), seen=seen, now=now)
    if count:
        say(
            ngettext("%(num)s line is marked as read.", "%(num)s lines are marked as read.", count),
            undo=(_undo(now), _("Undo")),
        )
    return _back()


def _undo(read_at: datetime) -> str:
    return path_to("notifications.unread") + "?" + urlencode({"at": read_at.isoformat()})


@blueprint.post("/unread")
@signed_in
def unread() -> Response:
    """Undo a marking as read."""
    with transaction() as session:
        services.mark_unread(session, current_actor(), read_at=_moment(request.args.get("at")))
    return _back()


def _moment(text: str | None) -> datetime:
    found = moment(text)
    if found is None:
        raise Invalid
    return found


@blueprint.get("/choices")
@signed_in
def choices() -> str:
    """What to be told about."""
    actor = current_actor()
    chosen = choices_of(db.session(), actor)
    topics = [(topic, WORDS[topic], wants(chosen, topic), topic in ALWAYS) for topic in offered_to(actor)]
    return render_template("notifications/choices.html", topics=topics)


@blueprint.post("/choices")
@signed_in
def save_choices() -> Response:
    """Keep the choices."""
    topics = [Topic(value) for value in request.form.getlist("topic") if value in set(Topic)]
    with transaction() as session:
        services.choose_topics(session, current_actor(), topics)
    say(_("Saved. From now on you will be told of this only."))
    return redirect(path_to("notifications.choices"), 303)
