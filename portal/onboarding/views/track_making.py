"""Beginning a track, its words and settings, closing it, throwing it away."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.onboarding.forms.tracks import SettingsForm, WordsForm
from portal.onboarding.models import Track
from portal.onboarding.policy import EDIT_TRACKS, can_set_keeper
from portal.onboarding.queries.tracks import get_track, version_at_work
from portal.onboarding.services.drafting import change_words, drop_draft
from portal.onboarding.services.making import Settings, close, discard, keeper_name, make_track, settle
from portal.onboarding.views.track_pages import blueprint
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited

TEXTS = ("title", "summary")


@blueprint.get("/new")
@requires(EDIT_TRACKS)
def new() -> ResponseReturnValue:
    """The form of a new one."""
    return _page(WordsForm(formdata=None, language=i18n.language(), submission_key=secrets.token_urlsafe(16)))


@blueprint.post("/new")
@requires(EDIT_TRACKS)
@rate_limited
@holds(_l("Sent again, it becomes a track."), *TEXTS, along=("language", "submission_key"))
def begin() -> ResponseReturnValue:
    """Begin it; the next page is where its steps are put together."""
    form = WordsForm()
    if whole_and_known(form, *TEXTS):
        try:
            with transaction() as session:
                made = make_track(
                    session, current_actor(), title=form.title.data or "", summary=render(form.summary.data or ""),
                    language=form.language.data or "", now=clock.now(),
                    submission_key=form.submission_key.data or secrets.token_urlsafe(16),
                )  # fmt: skip
        except Invalid as error:
            form.refuse(error)
        else:
            return redirect(url_for(".edit", number=made.id, _anchor="add-words"))
    return _page(form), 422


@blueprint.get("/<int:number>/words")
@requires(EDIT_TRACKS)
def words(number: int) -> ResponseReturnValue:
    """Title and summary of the draft."""
    track = _track(number)
    return _page(WordsForm.of(version_at_work(db.session(), track)), track)


@blueprint.post("/<int:number>/words")
@requires(EDIT_TRACKS)
@rate_limited
@holds(_l("Sent again, the track is called so."), *TEXTS, along=("known",))
def save_words(number: int) -> ResponseReturnValue:
    """Keep them; what somebody else saved meanwhile is shown beside."""
    form, status = WordsForm(), 422
    if whole_and_known(form, *TEXTS):
        summary = render(form.summary.data or "")
        try:
            with transaction() as session:
                change_words(
                    session, get_track(session, number, edits=True), current_actor(), title=form.title.data or "",
                    summary=summary, known=form.known.data or "", now=clock.now(),
                )  # fmt: skip
        except Conflict:
            status = 409
            form.stand_beside(WordsForm.of(version_at_work(db.session(), _track(number))))
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Saved in the draft."))
            return redirect(url_for(".edit", number=number))
    return _page(form, _track(number)), status


@blueprint.get("/<int:number>/settings")
@requires(EDIT_TRACKS)
def settings(number: int) -> ResponseReturnValue:
    """Who may begin it, who keeps it."""
    track = _track(number)
    return _settings_page(_without_closed(SettingsForm.of(track), track), track)


@blueprint.post("/<int:number>/settings")
@requires(EDIT_TRACKS)
def save_settings(number: int) -> ResponseReturnValue:
    """Keep that; it holds at once."""
    form, status = _without_closed(SettingsForm(), _track(number)), 422
    if form.validate():
        try:
            with transaction() as session:
                row = get_track(session, number, edits=True)
                wanted = _wanted(form, row)
                settle(session, row, current_actor(), wanted, version=form.version.data or 0, now=clock.now())
        except Conflict:
            status = 409
            form.show_theirs(_without_closed(SettingsForm.of(_track(number)), _track(number)))
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Saved. It holds from now on."))
            return redirect(url_for(".edit", number=number))
    return _settings_page(form, _track(number)), status


def _without_closed(form: SettingsForm, track: Track) -> SettingsForm:
    """Without the field of the keeper for whoever may not change it: the page names them."""
    if not can_set_keeper(current_actor(), track):
        del form.keeper
    return form


def _wanted(form: SettingsForm, track: Track) -> Settings:
    return Settings(
        language=form.language.data, open_to_all=bool(form.open_to_all.data),
        keeper_id=form.keeper.person_id if "keeper" in form else track.keeper_id,
        for_newcomers=bool(form.for_newcomers.data),
    )  # fmt: skip


@blueprint.post("/<int:number>/close")
@requires(EDIT_TRACKS)
def close_track(number: int) -> ResponseReturnValue:
    """Let nobody begin it any more; a note offers to undo that."""
    with transaction() as session:
        close(session, get_track(session, number, edits=True), current_actor(), now=clock.now())
    undo = url_for(".open_again", number=number), _("Undo")
    say(_("Nobody begins it any more. Whoever is on the way goes on."), undo=undo)
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/open-again")
@requires(EDIT_TRACKS)
def open_again(number: int) -> ResponseReturnValue:
    """Let people begin it again."""
    with transaction() as session:
        close(session, get_track(session, number, edits=True), current_actor(), closed=False, now=clock.now())
    return redirect(url_for(".show", number=number))


@blueprint.post("/<int:number>/discard")
@requires(EDIT_TRACKS)
def throw_away(number: int) -> ResponseReturnValue:
    """Throw away what was never published; a note offers to undo that."""
    with transaction() as session:
        row = get_track(session, number, edits=True, discarded=True)
        discard(session, row, current_actor(), now=clock.now())
    say(_("The track is gone. Nobody has seen it."), undo=(url_for(".have_back", number=number), _("Undo")))
    return redirect(url_for(".index"))


@blueprint.post("/<int:number>/have-back")
@requires(EDIT_TRACKS)
def have_back(number: int) -> ResponseReturnValue:
    """Undo that."""
    with transaction() as session:
        row = get_track(session, number, edits=True, discarded=True)
        discard(session, row, current_actor(), gone=False, now=clock.now())
    return redirect(url_for(".edit", number=number))


@blueprint.post("/<int:number>/drop-draft")
@requires(EDIT_TRACKS)
def drop(number: int) -> ResponseReturnValue:
    """Throw the changes since the last version away; whoever presses has been asked on a page of its own."""
    if request.form.get("sure") != "yes":
        return redirect(url_for(".publish_page", number=number))
    with transaction() as session:
        gone = drop_draft(session, get_track(session, number, edits=True), current_actor(), now=clock.now())
    if gone:
        say(_("The changes are thrown away. The published version stands."))
    return redirect(url_for(".edit", number=number))


def _track(number: int) -> Track:
    return get_track(db.session(), number, edits=True)


def _page(form: WordsForm, track: Track | None = None) -> str:
    if track is not None:
        del form.language
    return render_template("onboarding/tracks/form.html", form=form, track=track)


def _settings_page(form: SettingsForm, track: Track) -> str:
    keeper = keeper_name(db.session(), track) if "keeper" not in form else None
    return render_template("onboarding/tracks/settings.html", form=form, track=track, keeper=keeper)
