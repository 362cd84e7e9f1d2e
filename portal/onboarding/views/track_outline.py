"""Where a track is put together: its outline, what can be added, and publishing it."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.text import clean_line
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.guard.views.asking import whole_and_known
from portal.linking.finding import find_items
from portal.linking.queries import cards_at
from portal.onboarding.forms.tracks import PublishForm, ref_words
from portal.onboarding.kinds_of_steps import USUAL_FOR, kinds_for
from portal.onboarding.marks import order_mark
from portal.onboarding.models import Track
from portal.onboarding.outline import Outline, Part, names_of
from portal.onboarding.policy import EDIT_TRACKS
from portal.onboarding.queries.tracks import (
    draft_of,
    get_track,
    section_rows,
    step_rows,
    steps_of_versions,
    version_at_work,
)
from portal.onboarding.services.drafting import KIND
from portal.onboarding.services.ordering import Numbers, arrange, move_section, move_step
from portal.onboarding.services.publishing import faults_of, publish
from portal.onboarding.track_words import KIND_ICONS, KINDS, amount, outline_lines, refs_of
from portal.onboarding.version_changes import changes
from portal.onboarding.views.track_changes import shown_changes
from portal.onboarding.views.track_pages import blueprint
from portal.people.access import current_actor, requires

MAX_WANTED_LETTERS = 200
_STEPS = {"up": -1, "down": 1}


@blueprint.get("/<int:number>/edit")
@requires(EDIT_TRACKS)
def edit(number: int) -> ResponseReturnValue:
    """The draft in its order, with what can be added."""
    return _page(_track(number))


@blueprint.post("/<int:number>/order")
@requires(EDIT_TRACKS)
def order(number: int) -> ResponseReturnValue:
    """Keep the order, the minutes and the days that the form tells; then move what a button names."""
    told, (verb, sort, key) = request.form.getlist("order"), _pressed()
    refused = None
    try:
        with transaction() as session:
            track, actor, now = get_track(session, number, edits=True), current_actor(), clock.now()
            arrange(session, track, actor, told, _numbers(told), seen=request.form.get("seen", ""), now=now)
            if verb in _STEPS:
                move = move_section if sort == "section" else move_step
                move(session, track, key, actor, by=_STEPS[verb], now=now)
    except (Conflict, Invalid) as error:
        refused = error
    if refused is None and request.headers.get("HX-Request") is None:
        return redirect(url_for(".edit", number=number, _anchor=f"{sort}-{key}" if key else "outline"), 303)
    page = _page(_track(number), refusal=refused)
    return page if refused is None else (page, refused.status)


@blueprint.get("/<int:number>/publish")
@requires(EDIT_TRACKS)
def publish_page(number: int) -> ResponseReturnValue:
    """What will change for learners, and what is still missing."""
    track = _track(number)
    draft = draft_of(db.session(), number)
    return _publish_page(PublishForm(formdata=None, version=draft.version if draft else None), track)


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
    return _publish_page(form, _track(number)), status


def _track(number: int) -> Track:
    return get_track(db.session(), number, edits=True)


def _pressed() -> tuple[str, str, str]:
    """What a button says: 'up:step:welcome'; nothing when the order alone is saved."""
    verb, _colon, rest = request.form.get("do", "").partition(":")
    sort, _colon, key = rest.partition(":")
    return (verb, sort, key) if verb in _STEPS and sort in {"section", "step"} else ("", "", "")


def _numbers(told: list[str]) -> dict[str, Numbers]:
    """Minutes and day of each step that the form tells, with what they were when it was opened."""
    keys = [name.partition(":")[2] for name in told if name.startswith("step:")]
    return {
        key: Numbers(_number(f"minutes-{key}"), _number(f"day-{key}"), _before(key))
        for key in keys
        if f"minutes-{key}" in request.form
    }


def _number(name: str) -> int | None:
    """What stands in a field; None: nothing. What can't be read is 0, which no step has: it is refused in words."""
    typed = request.form.get(name, "").strip()
    return (whole_number(typed) or 0) if typed else None


def _before(key: str) -> tuple[int | None, int | None] | None:
    minutes, colon, day = request.form.get(f"was-{key}", "").partition(":")
    return (whole_number(minutes), whole_number(day)) if colon else None


def _page(track: Track, *, refusal: Any = None) -> str:
    session, actor = db.session(), current_actor()
    version = version_at_work(session, track)
    sections, steps = section_rows(session, version.id), step_rows(session, version.id)
    wanted = clean_line(request.args.get("q"))[:MAX_WANTED_LETTERS]
    days = [row.due_day for row in steps if row.due_day is not None]
    return render_template(
        "onboarding/tracks/edit.html",
        track=track,
        version=version,
        outline=outline_lines(sections, steps, cards_at(session, refs_of(steps), actor)),
        order_mark=order_mark(names_of(_order(sections, steps))),
        amount=amount(len(steps), sum(row.minutes for row in steps), max(days, default=None)),
        section=_section(sections),
        wanted=wanted,
        found=[_offered(card) for card in _found(wanted, track)],
        kinds=[(kind.value, KINDS[kind], KIND_ICONS[kind]) for kind in kinds_for(None)],
        refusal=refusal,
    )


def _order(sections: Any, steps: Any) -> Outline:
    return tuple(Part(part.key, tuple(row.key for row in steps if row.section_id == part.id)) for part in sections)


def _section(sections: Any) -> str:
    """Where the next step goes: where the last one went, else into the last section."""
    keys = [row.key for row in sections]
    wanted = request.args.get("section", "")
    return wanted if wanted in keys else keys[-1]


def _found(wanted: str, track: Track) -> list[ItemCard]:
    cards = find_items(db.session(), wanted, current_actor(), but=ItemRef(KIND, track.id)) if wanted else ()
    return [card for card in cards if card.ref.kind in USUAL_FOR]


def _offered(card: ItemCard) -> dict[str, Any]:
    kind = USUAL_FOR[card.ref.kind]
    return {"card": card, "item": ref_words(card.ref.kind, card.ref.id), "label": KINDS[kind], "icon": KIND_ICONS[kind]}


def _publish_page(form: PublishForm, track: Track) -> str:
    session = db.session()
    draft = draft_of(session, track.id)
    found, faults = None, []
    if draft is not None:
        stands = track.published_id or draft.id
        steps = steps_of_versions(session, draft.id, stands)
        faults = list(faults_of(session, section_rows(session, draft.id), steps[draft.id]))
        if track.published_id is not None:
            found = shown_changes(session, changes(steps[stands], steps[draft.id]), current_actor())
    return render_template(
        "onboarding/tracks/publish.html", track=track, draft=draft, form=form, faults=faults, changes=found
    )
