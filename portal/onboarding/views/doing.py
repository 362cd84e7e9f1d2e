"""The page of a step, and what a learner sends from it."""

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.drafts import KEY, find_draft, forget_draft, save_draft
from portal.core.errors import Invalid, NotFound
from portal.core.extension import ItemCard, item_kinds
from portal.core.forms import saved_words
from portal.core.i18n import gettext as _
from portal.core.text import storable
from portal.core.typed import whole_number
from portal.core.web.drafting import kept
from portal.core.web.flashes import say
from portal.core.web.settling import settle_draft, settled_draft
from portal.onboarding.models import Enrolment, StepAnswer, StepState, TrackStep
from portal.onboarding.queries.learning import (
    enrolment_row,
    latest_answers,
    locked_enrolment,
    step_of,
    step_row,
    was_a_step,
)
from portal.onboarding.queries.talk import greens, last_words
from portal.onboarding.question_views import ATTEMPT, OPEN, QuestionView, given_in, question_views, round_key
from portal.onboarding.questions import read_questions
from portal.onboarding.services.answering import Sent, Unanswered, answer_step, asks
from portal.onboarding.services.doing import do_step
from portal.onboarding.services.progress import begin_step
from portal.onboarding.today import StepLine, Way, step_href
from portal.onboarding.views.learning import blueprint, way_to
from portal.people.access import current_actor, signed_in

#: What keys of steps are made of.
_STEP_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
#: Under which unsent answers are kept.
FORM = "self-check"
_PURPOSE = b"learning-order"


@blueprint.get("/learning/<int:enrolment_id>/steps/<key>")
@signed_in
def step(enrolment_id: int, key: str) -> ResponseReturnValue:
    """One thing to do; a step that is gone from the version followed leads to all that are in it."""
    try:
        return _page(enrolment_id, _known(key))
    except NotFound:
        row = enrolment_row(db.session(), enrolment_id, current_actor())
        if not was_a_step(db.session(), row.track_id, key):
            raise
    say(_("That step isn't in your version of the track any more. Here is all that is."), "info")
    return redirect(f"/learning/{row.id}", 303)


@blueprint.post("/learning/<int:enrolment_id>/steps/<key>/done")
@signed_in
def done(enrolment_id: int, key: str) -> ResponseReturnValue:
    """The learner says that it is done."""
    actor, now = current_actor(), clock.now()
    try:
        with transaction() as session:
            enrolment, of_track = _loaded(session, enrolment_id, _known(key))
            state = do_step(session, enrolment, of_track, actor, revision=_shown(), now=now).state
            finished = enrolment.finished_at is not None
    except Invalid as error:
        say(str(error.sentence), "info")
        return redirect(step_href(enrolment_id, key), 303)
    if finished:
        return redirect(url_for(".certificate", enrolment_id=enrolment_id), 303)
    if state is StepState.WAITING:
        say(_("Noted. Whoever helps you will confirm it; you can go on meanwhile."))
    else:
        say(_("Done: %(title)s", title=of_track.title))
    return redirect(url_for(".today", track=enrolment_id), 303)


@blueprint.post("/learning/<int:enrolment_id>/steps/<key>/answers")
@signed_in
def answer(enrolment_id: int, key: str) -> ResponseReturnValue:
    """The learner answers questions; the page then says of each what came of it."""
    actor, now = current_actor(), clock.now()
    try:
        with transaction() as session:
            enrolment, of_track = _loaded(session, enrolment_id, _known(key))
            answer_step(session, enrolment, of_track, actor, _sent(of_track), revision=_shown(), now=now)
            draft = request.form.get("draft", "")
            if KEY.fullmatch(draft):
                forget_draft(session, actor, draft)
    except Invalid as error:
        lacking = error.keys if isinstance(error, Unanswered) else ()
        if lacking:
            _keep_unsent(request.form.get("draft", ""))
        return _page(enrolment_id, key, typed=_fields(), refused=str(error.sentence), lacking=lacking), 422
    if KEY.fullmatch(draft):
        settle_draft(draft)
    return redirect(f"{step_href(enrolment_id, key)}#answers", 303)


@blueprint.post("/learning/<int:enrolment_id>/steps/<key>/draft")
@signed_in
def keep_answers(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Keep what is chosen and typed so far; asked by the script every moment."""
    actor, now = current_actor(), clock.now()
    with transaction() as session:
        step_row(session, enrolment_id, _known(key), actor)
        save_draft(session, actor, FORM, request.form.get("draft", ""), _fields(), now=now)
    return kept(now, sent_to=None, onwards=step_href(enrolment_id, key))


def _keep_unsent(draft: str) -> None:
    """Keep what was answered where no script does; the page holds it too, so nothing is said when it can't be kept."""
    with suppress(Invalid), transaction() as session:
        save_draft(session, current_actor(), FORM, draft, _fields(), now=clock.now())


def _known(key: str) -> str:
    if not _STEP_KEY.fullmatch(key):
        raise NotFound
    return key


def _loaded(session: Session, enrolment_id: int, key: str) -> tuple[Enrolment, TrackStep]:
    enrolment = locked_enrolment(session, enrolment_id, current_actor())
    return enrolment, step_of(session, enrolment, key)


def _shown() -> int | None:
    """The revision of the item that stood when the page was opened: what was read, at the least."""
    return whole_number(request.form.get("revision"))


def _fields() -> dict[str, Any]:
    """What the form holds: a field with several values as a list."""
    found: dict[str, Any] = {}
    for name, values in request.form.lists():
        if name[:2] == "q-":
            plain = [storable(value) for value in values]
            found[name] = plain if len(plain) > 1 else plain[0]
    return found


def _sent(of_track: TrackStep) -> dict[str, Sent]:
    fields = _fields()
    return {
        question.key: Sent(
            given_in(question, fields), whole_number(request.form.get(ATTEMPT.format(question.key))) or 0
        )
        for question in read_questions(of_track.questions)[0]
    }


def _page(
    enrolment_id: int, key: str, *, typed: dict[str, Any] | None = None, refused: str | None = None,
    lacking: Collection[str] = (),
) -> str:  # fmt: skip
    session, actor = db.session(), current_actor()
    row = step_row(session, enrolment_id, key, actor)
    way = way_to(row)
    line = next(line for line in way.lines if line.key == key)
    if line.state is None and line.is_open and row.left_at is None:
        _note_begun(enrolment_id, key)
    asked = _questions(row, typed, over=line.done, lacking=lacking) if row.questions.strip() else None
    return render_template(
        "onboarding/step.html", row=row, way=way, line=line, item=_item(row), asked=asked, refused=refused,
        revision=_shown() or row.revision, settled_draft=settled_draft(), learning=row, reader_id=actor.id,
        words=last_words(session, enrolment_id, key), **_beside(way, line),
    )  # fmt: skip


def _beside(way: Way, line: StepLine) -> dict[str, Any]:
    """What comes after it."""
    return {"after": way.after(line.key)}


def _note_begun(enrolment_id: int, key: str) -> None:
    """A page that is read, but the first time counts: whoever helps sees since when somebody is at a step."""
    with transaction() as session:
        begin_step(session, *_loaded(session, enrolment_id, key), now=clock.now())


def _item(row: Any) -> ItemCard | None:
    kind = item_kinds.get(row.item_kind) if row.item_kind is not None else None
    if kind is None:
        return None
    return kind.cards(db.session(), [row.item_id], current_actor()).get(row.item_id)


def _questions(row: Any, typed: dict[str, Any] | None, *, over: bool, lacking: Collection[str]) -> dict[str, Any]:
    """The questions, and what is kept of answers that were not sent. ``over``: nothing is asked any more."""
    session, actor = db.session(), current_actor()
    questions, latest = read_questions(row.questions)[0], latest_answers(session, row.id, row.key)
    draft_key = round_key(row.id, row.key, latest)
    asked = not over and any(asks(latest.get(question.key)) for question in questions)
    draft = find_draft(session, actor, FORM, draft_key) if asked else None
    fields = typed if typed is not None else (draft.fields if draft is not None else {})
    views = question_views(
        questions, latest, fields, seed=_seed(row.id), greens=_greens(row, latest), over=over, lacking=lacking
    )
    return {
        "questions": views,
        "draft_key": draft_key,
        "saved_at": saved_words(draft.updated_at) if draft is not None else None,
        "saved_epoch": int(draft.updated_at.timestamp()) if draft is not None else 0,
        "open": sum(view.state == OPEN for view in views),
        "result": "" if over and _result(views) != "right" else _result(views),
    }


def _seed(enrolment_id: int) -> str:
    """What mixes the lines of an order: from the address of a page alone nobody can put them back."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret + _PURPOSE, str(enrolment_id).encode(), hashlib.sha256).hexdigest()


def _greens(row: Any, latest: Mapping[str, StepAnswer]) -> Sequence[Any]:
    """What whoever helps marked in words of one's own."""
    in_words = any("text" in answer.given for answer in latest.values() if isinstance(answer.given, dict))
    return greens(db.session(), row.id, row.key) if in_words else ()


def _result(views: tuple[QuestionView, ...]) -> str:
    """What came of the last answers: "", "again", "some", "waiting" or "right"."""
    states = {view.state for view in views}
    if "again" in states:
        return "again"
    if "open" in states:
        return "some" if len(states) > 1 else ""
    return "waiting" if "waiting" in states else "right"
