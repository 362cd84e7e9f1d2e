"""The page on which a draft is looked at once more, and published."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.onboarding.before_publishing import summary_of
from portal.onboarding.forms.tracks import PublishForm
from portal.onboarding.models import Track
from portal.onboarding.policy import EDIT_TRACKS
from portal.onboarding.queries.tracks import draft_of, get_track, section_rows, steps_of_versions
from portal.onboarding.services.publishing import faults_of, publish
from portal.onboarding.version_changes import changes
from portal.onboarding.views.track_changes import shown_changes
from portal.onboarding.views.track_pages import blueprint
from portal.people.access import current_actor, requires


@blueprint.get("/<int:number>/publish")
@requires(EDIT_TRACKS)
def publish_page(number: int) -> ResponseReturnValue:
    """What it asks, what will change for learners, what is still missing, and what is worth another look."""
    track = _track(number)
    draft = draft_of(db.session(), number)
    return _page(PublishForm(formdata=None, version=draft.version if draft else None), track)


@blueprint.post("/<int:number>/publish")
@requires(EDIT_TRACKS)
@holds(_l("Sent again, it becomes a version of the track."), "change_note", along=("version",))
def publish_now(number: int) -> ResponseReturnValue:
    """Let the draft stand."""
    form, status = PublishForm(), 422
    if whole_and_known(form, "change_note"):
        try:
            with transaction() as session:
                publish(
                    session, get_track(session, number, edits=True), current_actor(),
                    change_note=form.change_note.data or "", version=form.version.data or 0, now=clock.now(),
                )  # fmt: skip
        except Conflict as error:
            status = 409
            form.refuse(error)
            draft = draft_of(db.session(), number)
            form.version.data, form.version.raw_data = draft.version if draft else None, None
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Published. Whoever begins now follows this version."))
            return redirect(url_for(".show", number=number))
    return _page(form, _track(number)), status


def _track(number: int) -> Track:
    return get_track(db.session(), number, edits=True)


def _page(form: PublishForm, track: Track) -> str:
    session = db.session()
    draft = draft_of(session, track.id)
    found, faults, summary = None, [], None
    if draft is not None:
        stands = track.published_id or draft.id
        steps = steps_of_versions(session, draft.id, stands)
        faults = list(faults_of(session, section_rows(session, draft.id), steps[draft.id]))
        summary = summary_of(steps[draft.id])
        if track.published_id is not None:
            found = shown_changes(session, changes(steps[stands], steps[draft.id]), current_actor())
    return render_template(
        "onboarding/tracks/publish.html", track=track, draft=draft, form=form, faults=faults, changes=found,
        summary=summary,
    )  # fmt: skip
