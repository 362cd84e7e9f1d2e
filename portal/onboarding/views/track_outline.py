"""Where a track is put together: what is added to its outline, put into order and taken out."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.markdown import RenderedText
from portal.core.web.flashes import say
from portal.linking.queries import cards_at
from portal.onboarding.forms.tracks import read_ref
from portal.onboarding.kinds_of_steps import USUAL_FOR, USUAL_MINUTES, kinds_for
from portal.onboarding.models import Track
from portal.onboarding.policy import EDIT_TRACKS
from portal.onboarding.queries.tracks import get_track, section_rows, step_rows, version_at_work
from portal.onboarding.services.ordering import move_section, move_step
from portal.onboarding.services.stepping import StepWords, add_step, put_step_back, remove_section, remove_step
from portal.onboarding.views.outline_form import STEPS, Pressed, chosen_section, keep_outline, pressed, wanted_words
from portal.onboarding.views.outline_page import outline_page
from portal.onboarding.views.track_pages import blueprint
from portal.people.access import current_actor, requires

#: Pages of the track to which a button leads, by what it says.
PLACES = {
    "publish": ".publish_page",
    "track": ".show",
    "preview": ".preview",
    "words": ".words",
    "settings": ".settings",
    "versions": ".versions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a button has done: the sentence for it, and where the page is looked at next."""

    said: str = ""
    anchor: str = "outline"
    moved: Pressed | None = None
    #: The address and the words of the button that takes it back; then the sentence stands in a note.
    undo: tuple[str, str] | None = None
    #: Another page to go on to.
    onward: str | None = None


@blueprint.get("/<int:number>/edit")
@requires(EDIT_TRACKS)
def edit(number: int) -> ResponseReturnValue:
    """The draft in its order, with what can be added."""
    return outline_page(get_track(db.session(), number, edits=True))


@blueprint.post("/<int:number>/order")
@requires(EDIT_TRACKS)
def order(number: int) -> ResponseReturnValue:
    """Keep the order, the minutes and the days that the form tells; then do what a button names."""
    button = pressed()

    def do(session: Session, track: Track) -> Done:
        if button.verb not in STEPS:
            return _onward(number, button)
        move = move_section if button.sort == "section" else move_step
        move(session, track, button.key, current_actor(), by=STEPS[button.verb], now=clock.now())
        anchor = f"section-{button.key}" if button.sort == "section" else f"step-{button.key}"
        return Done(moved=button, anchor=anchor)

    return _with_outline(number, do)


@blueprint.post("/<int:number>/steps/add")
@requires(EDIT_TRACKS)
def add_item(number: int) -> ResponseReturnValue:
    """Add what was found, called as it is called, with what is usual for it."""

    def do(session: Session, track: Track) -> Done:
        words = _words_for(session, request.form.get("item", ""))
        version = version_at_work(session, track)
        section = chosen_section([row.key for row in section_rows(session, version.id)])
        row = add_step(session, track, section, current_actor(), words, now=clock.now())
        place = next(at for at, step in enumerate(step_rows(session, row.version_id), 1) if step.key == row.key)
        said = _("“%(title)s” is in the track, as step %(place)s.", title=words.title, place=place)
        return Done(said=said, anchor="add-words")

    return _with_outline(number, do)


@blueprint.post("/<int:number>/steps/<key>/remove")
@requires(EDIT_TRACKS)
def take_step(number: int, key: str) -> ResponseReturnValue:
    """Take a step out; a note offers to undo that."""

    def do(session: Session, track: Track) -> Done:
        before = [step.key for step in step_rows(session, version_at_work(session, track).id)]
        row = remove_step(session, track, key, current_actor(), now=clock.now())
        after = [*before[before.index(key) + 1 :], *reversed(before[: before.index(key)])] if key in before else []
        return Done(
            said=_("“%(title)s” is out of the track.", title=row.title),
            undo=(url_for(".have_step_back", number=number, key=key), _("Undo")),
            anchor=f"step-{after[0]}" if after else "add-words",
        )

    return _with_outline(number, do)


@blueprint.post("/<int:number>/steps/<key>/put-back")
@requires(EDIT_TRACKS)
def have_step_back(number: int, key: str) -> ResponseReturnValue:
    """Undo that."""

    def do(session: Session, track: Track) -> Done:
        put_step_back(session, track, key, current_actor(), now=clock.now())
        return Done(anchor=f"step-{key}")

    return _with_outline(number, do)


@blueprint.post("/<int:number>/sections/<key>/remove")
@requires(EDIT_TRACKS)
def take_section(number: int, key: str) -> ResponseReturnValue:
    """Take the heading away; its steps stay, in the section before it."""

    def do(session: Session, track: Track) -> Done:
        remove_section(session, track, key, current_actor(), now=clock.now())
        return Done(said=_("The section is gone. Its steps stay."))

    return _with_outline(number, do)


def _with_outline(number: int, do: Callable[[Session, Track], Done]) -> ResponseReturnValue:
    """Keep what is typed, and do something more; what is refused leaves everything typed on the page."""
    by_script = "HX-Request" in request.headers
    try:
        with transaction() as session:
            track = get_track(session, number, edits=True)
            keep_outline(session, track, current_actor(), now=clock.now())
            done = do(session, track)
    except (Conflict, Invalid) as error:
        page = outline_page(get_track(db.session(), number, edits=True), refusal=error)
        return page, 200 if by_script else error.status
    if done.onward is not None:
        return ("", 204, {"HX-Redirect": done.onward}) if by_script else redirect(done.onward, 303)
    if done.undo is not None or (done.said and not by_script):
        say(done.said, undo=done.undo)
    if by_script:
        return outline_page(get_track(db.session(), number, edits=True), said=done.said, moved=done.moved)
    return redirect(_address(number, done.anchor), 303)


def _address(number: int, anchor: str) -> str:
    """The page again, with the words that were looked for and the section that was chosen."""
    section, wanted = request.values.get("section") or None, wanted_words() or None
    return url_for(".edit", number=number, _anchor=anchor, section=section, q=wanted)


def _onward(number: int, button: Pressed) -> Done:
    """Where a button leads that moves nothing."""
    if button.verb in {"find", "enter"} and wanted_words():
        return Done(anchor="add-words")
    if button.verb != "go":
        return Done(said=_("Saved."))
    if button.sort in PLACES:
        return Done(onward=url_for(PLACES[button.sort], number=number))
    if button.sort == "step" and button.key:
        return Done(onward=url_for(".step", number=number, key=button.key))
    if button.sort == "section" and button.key:
        return Done(onward=url_for(".section", number=number, key=button.key))
    if button.sort == "new" and button.key in kinds_for(None):
        section = request.form.get("section") or None
        return Done(onward=url_for(".new_step", number=number, kind=button.key, section=section))
    return Done(onward=url_for(".new_section", number=number))


def _words_for(session: Session, item: str) -> StepWords:
    ref = read_ref(item)
    if ref is None or ref.kind not in USUAL_FOR:
        raise Invalid(_("Choose one of those that were found."))
    kind, card = USUAL_FOR[ref.kind], cards_at(session, [ref], current_actor()).get(ref)
    if card is None:
        raise Invalid(_("What was chosen isn't there any more. Choose something else."))
    return StepWords(kind=kind, title=card.title, body=RenderedText("", ""), item=ref, minutes=USUAL_MINUTES[kind])
