"""The forms of sections and steps."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import render
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.linking.queries import cards_at
from portal.onboarding.forms.tracks import SectionForm, StepForm, read_ref
from portal.onboarding.kinds_of_steps import USUAL_MINUTES, kinds_for
from portal.onboarding.models import Condition, StepKind, Track
from portal.onboarding.policy import EDIT_TRACKS
from portal.onboarding.queries.tracks import get_section, get_step, get_track, section_rows, version_at_work
from portal.onboarding.questions import read_questions
from portal.onboarding.services.stepping import (
    StepWords,
    add_section,
    add_step,
    at_line,
    change_section,
    change_step,
)
from portal.onboarding.track_words import KINDS
from portal.onboarding.views.track_pages import blueprint
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited
from portal.people.services.guessing import count_preview

SECTION_TEXTS, STEP_TEXTS = ("title", "intro"), ("title", "body", "questions")
_ALONG = ("kind", "minutes", "due_day", "required", "after", "item", "known")


@blueprint.get("/<int:number>/sections/new")
@requires(EDIT_TRACKS)
def new_section(number: int) -> ResponseReturnValue:
    """The form of a new section."""
    return _section_page(SectionForm(formdata=None), _track(number))


@blueprint.post("/<int:number>/sections/new")
@requires(EDIT_TRACKS)
@rate_limited
@holds(_l("Sent again, it becomes a section of the track."), *SECTION_TEXTS)
def begin_section(number: int) -> ResponseReturnValue:
    """Put it at the end."""
    form = SectionForm()
    if whole_and_known(form, *SECTION_TEXTS):
        intro = render(form.intro.data or "")
        try:
            with transaction() as session:
                track = get_track(session, number, edits=True)
                title = form.title.data or ""
                row = add_section(session, track, current_actor(), title=title, intro=intro, now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            return _to_outline(number, section=row.key, anchor="add-words")
    return _section_page(form, _track(number)), 422


@blueprint.get("/<int:number>/sections/<key>")
@requires(EDIT_TRACKS)
def section(number: int, key: str) -> ResponseReturnValue:
    """A section as it stands in the draft."""
    track = _track(number)
    return _section_page(SectionForm.of(get_section(db.session(), _version(track), key)), track, key)


@blueprint.post("/<int:number>/sections/<key>")
@requires(EDIT_TRACKS)
@rate_limited
@holds(_l("Sent again, the section is called so."), *SECTION_TEXTS, along=("known",))
def save_section(number: int, key: str) -> ResponseReturnValue:
    """Keep other words; what somebody else saved meanwhile is shown beside."""
    form, status = SectionForm(), 422
    if whole_and_known(form, *SECTION_TEXTS):
        intro = render(form.intro.data or "")
        try:
            with transaction() as session:
                change_section(
                    session, get_track(session, number, edits=True), key, current_actor(),
                    title=form.title.data or "", intro=intro, known=form.known.data or "", now=clock.now(),
                )  # fmt: skip
        except Conflict:
            status = 409
            form.stand_beside(SectionForm.of(get_section(db.session(), _version(_track(number)), key)))
        except Invalid as error:
            form.refuse(error)
        else:
            return _to_outline(number, anchor=f"section-{key}")
    return _section_page(form, _track(number), key), status


@blueprint.get("/<int:number>/steps/new")
@requires(EDIT_TRACKS)
def new_step(number: int) -> ResponseReturnValue:
    """The form of a new step of a kind that needs no item."""
    track, kind = _track(number), _kind(request.args.get("kind"))
    form = StepForm(
        formdata=None, kind=kind, minutes=USUAL_MINUTES[kind], required=True, after=Condition.ANYTIME,
        title=str(KINDS[kind]) if kind is StepKind.MEET else "",
    )  # fmt: skip
    return _step_page(form, track)


@blueprint.post("/<int:number>/steps/new")
@requires(EDIT_TRACKS)
@rate_limited
@holds(_l("Sent again, it becomes a step of the track."), *STEP_TEXTS, along=_ALONG)
def begin_step(number: int) -> ResponseReturnValue:
    """Put it at the end of its section."""
    form = _form(None)
    if whole_and_known(form, *STEP_TEXTS):
        try:
            with transaction() as session:
                track = get_track(session, number, edits=True)
                add_step(session, track, _section_key(track), current_actor(), _words(form), now=clock.now())
        except Invalid as error:
            form.refuse(error)
        else:
            return _to_outline(number, section=request.args.get("section"), anchor="add-words")
    return _step_page(form, _track(number)), 422


@blueprint.get("/<int:number>/steps/<key>")
@requires(EDIT_TRACKS)
def step(number: int, key: str) -> ResponseReturnValue:
    """A step as it stands in the draft."""
    track = _track(number)
    return _step_page(StepForm.of(get_step(db.session(), _version(track), key)), track, key)


@blueprint.post("/<int:number>/steps/<key>")
@requires(EDIT_TRACKS)
@rate_limited
@holds(_l("Sent again, the step says so."), *STEP_TEXTS, along=_ALONG)
def save_step(number: int, key: str) -> ResponseReturnValue:
    """Keep it; what somebody else saved meanwhile is shown beside."""
    form, status = _form(read_ref(request.form.get("item", ""))), 422
    if whole_and_known(form, *STEP_TEXTS):
        words = _words(form)
        try:
            with transaction() as session:
                track = get_track(session, number, edits=True)
                change_step(session, track, key, current_actor(), words, known=form.known.data or "", now=clock.now())
        except Conflict:
            status = 409
            standing = StepForm.of(get_step(db.session(), _version(_track(number)), key))
            standing.offer(kinds_for(standing.ref.kind if standing.ref else None))
            form.stand_beside(standing)
        except Invalid as error:
            form.refuse(error)
        else:
            return _to_outline(number, anchor=f"step-{key}")
    return _step_page(form, _track(number), key), status


@blueprint.post("/questions")
@requires(EDIT_TRACKS)
def look_at_questions() -> ResponseReturnValue:
    """What is wrong with questions that somebody types; nothing is kept."""
    with transaction() as session:
        count_preview(session, current_actor(), now=clock.now())
    questions, faults = read_questions(request.form.get("questions", ""))
    return render_template(
        "onboarding/tracks/_question_faults.html", faults=[at_line(fault) for fault in faults], count=len(questions)
    )


def _track(number: int) -> Track:
    return get_track(db.session(), number, edits=True)


def _version(track: Track) -> int:
    return version_at_work(db.session(), track).id


def _kind(text: str | None) -> StepKind:
    free = kinds_for(None)
    return StepKind(text) if text in free else free[0]


def _section_key(track: Track) -> str:
    """The section that the address names, else the last one."""
    keys = [row.key for row in section_rows(db.session(), _version(track))]
    wanted = request.args.get("section", "")
    return wanted if wanted in keys else keys[-1]


def _form(ref: ItemRef | None) -> StepForm:
    form = StepForm()
    form.offer(kinds_for(ref.kind if ref is not None else None))
    return form


def _words(form: StepForm) -> StepWords:
    return StepWords(
        kind=form.kind.data, title=form.title.data or "", body=render(form.body.data or ""), item=form.ref,
        minutes=form.minutes.data or 0, due_day=form.due_day.data, required=bool(form.required.data),
        after=form.after.data, questions=form.questions.data or "",
    )  # fmt: skip


def _card(ref: ItemRef | None) -> ItemCard | None:
    return cards_at(db.session(), [ref], current_actor()).get(ref) if ref is not None else None


def _section_page(form: SectionForm, track: Track, key: str | None = None) -> str:
    return render_template("onboarding/tracks/section.html", form=form, track=track, key=key)


def _step_page(form: StepForm, track: Track, key: str | None = None) -> str:
    ref = form.ref
    form.offer(kinds_for(ref.kind if ref is not None else None))
    return render_template("onboarding/tracks/step.html", form=form, track=track, key=key, card=_card(ref))


def _to_outline(number: int, *, section: str | None = None, anchor: str = "outline") -> ResponseReturnValue:
    named: dict[str, Any] = {"section": section} if section else {}
    return redirect(url_for(".edit", number=number, _anchor=anchor, **named), 303)
