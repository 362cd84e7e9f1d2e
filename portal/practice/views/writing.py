"""Writing a dialogue: begun from an algorithm, looked at while it is typed, tried out before anybody sees it."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited
from portal.people.services.guessing import count_preview
from portal.practice.forms import BeginForm, TextForm
from portal.practice.looking import Looked, language_of, look
from portal.practice.models import MAX_SOURCE_LETTERS, Dialogue
from portal.practice.play import MOST_MOVES, walk
from portal.practice.policy import WRITE_DIALOGUES
from portal.practice.presenting import screen
from portal.practice.queries import algorithm_of, algorithms_to_choose, get_dialogue
from portal.practice.services.writing import begin_from, save
from portal.practice.views import blueprint


@blueprint.get("/new")
@requires(WRITE_DIALOGUES)
def new() -> str:
    """From which algorithm."""
    form = BeginForm(formdata=None, origin_key=secrets.token_urlsafe(16))
    chosen = whole_number(request.args.get("algorithm"))
    form.algorithm_id.data = chosen
    return _new_page(form)


@blueprint.post("/new")
@requires(WRITE_DIALOGUES)
@rate_limited
def make() -> ResponseReturnValue:
    """Make a first draft, and go on to write it."""
    form = BeginForm()
    algorithms = algorithms_to_choose(db.session(), i18n.language())
    form.offer([(row.id, row.title) for row in algorithms])
    if not form.validate() or form.algorithm_id.data is None:
        return _new_page(form), 422
    key = f"form:{form.origin_key.data or secrets.token_urlsafe(16)}"
    with transaction() as session:
        algorithm = algorithm_of(session, form.algorithm_id.data)
        made = begin_from(session, current_actor(), algorithm, origin_key=key, now=clock.now())
    say(_("Every step and every answer of the algorithm stands there. Now give the customer a voice."))
    return redirect(url_for(".edit", number=made.id))


def _new_page(form: BeginForm) -> str:
    algorithms = algorithms_to_choose(db.session(), i18n.language())
    form.offer([(row.id, row.title) for row in algorithms])
    return render_template("practice/new.html", form=form, algorithms=algorithms)


@blueprint.get("/<int:number>/edit")
@requires(WRITE_DIALOGUES)
def edit(number: int) -> ResponseReturnValue:
    """The text as it was saved last, with what is wrong with it."""
    dialogue = get_dialogue(db.session(), number, current_actor())
    return _page(TextForm(formdata=None, source=dialogue.source, version=dialogue.version), dialogue)


@blueprint.post("/<int:number>/edit")
@requires(WRITE_DIALOGUES)
@rate_limited
@holds(_l("Sent again, it becomes the text of the dialogue."), "source", along=("version", "then"))
def keep(number: int) -> ResponseReturnValue:
    """Save it, faults and all; with ``then`` go on to the preview, or to its page."""
    dialogue, form = get_dialogue(db.session(), number, current_actor()), TextForm()
    if not whole_and_known(form, "source", stood=dialogue.source):
        return _page(form, dialogue), 422
    source = form.source.data or ""
    look(db.session(), source)  # read before anything is locked; it is kept
    try:
        with transaction() as session:
            row = get_dialogue(session, number, current_actor())
            save(session, row, current_actor(), source, version=form.version.data or 0, now=clock.now())
    except Conflict:
        dialogue = get_dialogue(db.session(), number, current_actor())
        form.show_theirs(TextForm(formdata=None, source=dialogue.source, version=dialogue.version))
        return _page(form, dialogue), 409
    except Invalid as error:
        form.refuse(error)
        return _page(form, dialogue), 422
    say(_("Saved. Nobody else sees it before it is published."))
    then = request.form.get("then")
    endpoint = {"preview": ".preview", "page": ".show"}.get(then or "", ".edit")
    return redirect(url_for(endpoint, number=number))


def _page(form: TextForm, dialogue: Dialogue) -> str:
    looked = look(db.session(), form.source.data or "") if len(form.source.data or "") <= MAX_SOURCE_LETTERS else None
    return render_template("practice/edit.html", form=form, dialogue=dialogue, looked=looked)


@blueprint.post("/check")
@requires(WRITE_DIALOGUES)
def check_text() -> ResponseReturnValue:
    """What is wrong with a text as it stands, as a part of the editor's page. Nothing of it is kept."""
    source = (request.form.get("source") or "").replace("\r\n", "\n")
    if len(source) > MAX_SOURCE_LETTERS:
        raise Invalid(_l("This text is too long: part it in several dialogues."))
    with transaction() as session:
        count_preview(session, current_actor(), now=clock.now())
    return render_template("practice/_faults.html", looked=look(db.session(), source), field_id="source")


@blueprint.get("/<int:number>/preview")
@requires(WRITE_DIALOGUES)
def preview(number: int) -> ResponseReturnValue:
    """The text as it stands, played: the way stands in the address and nothing is kept."""
    dialogue = get_dialogue(db.session(), number, current_actor())
    looked = look(db.session(), dialogue.source)
    play = looked.trial
    if play is None:
        say(looked.no_trial, "info")
        return redirect(url_for(".edit", number=number))
    moves = _moves(request.args.get("way", ""))
    way = walk(play, moves)
    preview = {
        "href": url_for(".preview", number=number),
        "way": [one.number for one in way.said],
        "faults": looked.checked.summary if looked.play is None else "",
        "breaks_off": looked.breaks_off(way.moment),
    }
    return render_template(
        "practice/play.html", version=_facts(looked, dialogue), practice=None, back=url_for(".edit", number=number),
        preview=preview,
        action=None, undo=None, **screen(way),
    )  # fmt: skip


def _facts(looked: Looked, dialogue: Dialogue) -> dict[str, object]:
    said = looked.dialogue
    return {
        "title": said.title,
        "language": language_of(said, dialogue.source, fallback=i18n.language()),
        "minutes": said.minutes,
    }


def _moves(text: str) -> list[int]:
    """'1-3-2' as numbers; what is none ends them."""
    found: list[int] = []
    for part in text[: MOST_MOVES * 2].split("-"):
        if not (part.isascii() and part.isdigit() and len(part) == 1):
            break
        found.append(int(part))
    return found
