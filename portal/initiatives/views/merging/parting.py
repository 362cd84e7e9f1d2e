"""What was merged, on its own page; parting it again, and undoing a merge at once."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.core.markdown import render
from portal.core.numbers import read_number
from portal.core.web.flashes import say
from portal.guard.views.asking import whole_and_known
from portal.initiatives import presenting
from portal.initiatives.models import MIN_REASON_LETTERS, Initiative, StatusType
from portal.initiatives.policy import MERGE, can_unmerge, is_anonymous
from portal.initiatives.queries import get_visible, statuses
from portal.initiatives.queries.detail import detail
from portal.initiatives.queries.evidence import evidence
from portal.initiatives.queries.families import standing_for
from portal.initiatives.queries.merging import goes_back, merge_of, merged_twins
from portal.initiatives.queries.past import past
from portal.initiatives.queries.visibility import get_twin
from portal.initiatives.services.merging_rules import MEANWHILE, OWN
from portal.initiatives.services.parting import unmerge
from portal.initiatives.views import blueprint
from portal.initiatives.views.merging.forms import ReasonForm
from portal.initiatives.views.show import linked_in, story_part
from portal.people.access import current_actor, requires, signed_in
from portal.people.sending_limit import rate_limited

#: So long whoever merged may undo it without saying why.
UNDO_FOR = timedelta(hours=1)


@blueprint.get("/<item:number>/twin")
@signed_in
def show_twin(number: int) -> ResponseReturnValue:
    """What a merged initiative says, and what became of it: to read, nothing to do here."""
    session, actor = db.session(), current_actor()
    found = detail(session, number, actor, twin=True)
    row = found.initiative
    if row.status_type is not StatusType.MERGED:
        return redirect(url_for(".show", number=number), 303)
    known, (moves, changes) = statuses(session), past(session, number)
    standing = _standing_for(row)
    return render_template(
        "initiatives/merging/twin.html",
        initiative=story_part(found, actor),
        status=known.by_id[row.status_id],
        merge=next(one for one in merged_twins(session, row.merged_into_id or 0, actor) if one.number == number),
        standing=standing,
        can_part=standing is not None and can_unmerge(actor, row, standing),
        evidence=evidence(session, number) if found.evidence_count else [],
        stream=presenting.history(
            moves, changes, known, linked_in(session, changes, actor), anonymous=is_anonymous(row)
        ),
    )


@blueprint.get("/<item:number>/part")
@requires(MERGE)
def ask_to_part(number: int) -> ResponseReturnValue:
    """What would come back to a twin, and why it shall."""
    return _part_page(number, ReasonForm(formdata=None))


@blueprint.post("/<item:number>/part")
@requires(MERGE)
@rate_limited
def part_again(number: int) -> ResponseReturnValue:
    """Part a twin from what it was merged into."""
    form, status = ReasonForm(), 422
    get_twin(db.session(), number, current_actor())
    if whole_and_known(form, "reason"):
        reason = render(form.reason.data or "")
        try:
            with transaction() as session:
                unmerge(session, number, current_actor(), reason=reason, now=clock.now())
        except (Invalid, Conflict) as error:
            form.refuse(error)
            status = error.status
        else:
            say(_("It is by itself again, with all that was its own. Everyone who follows will be told."))
            return redirect(url_for(".show", number=number), 303)
    return _part_page(number, form), status


@blueprint.post("/<item:number>/merge/undo")
@requires(MERGE)
def undo_merge(number: int) -> ResponseReturnValue:
    """Undo one's own merge of a moment ago; later ones are parted with a reason."""
    reason, now = render(_("Merged by mistake, and undone at once.")), clock.now()
    twins = [twin for text in request.args.getlist("twin") if (twin := read_number(text)) is not None]
    with transaction() as session:
        for twin in sorted(twins):
            merge = merge_of(session, twin)
            if merge is None or merge.survivor_id != number:
                raise Conflict(MEANWHILE)
            if merge.by_id != current_actor().id or now - merge.at > UNDO_FOR:
                raise Forbidden(_("This merge is older, or somebody else's: part them with a reason."))
            unmerge(session, twin, current_actor(), reason=reason, now=now)
    say(_("Undone: each is by itself again, as it was."))
    return redirect(url_for(".show", number=number), 303)


def _part_page(number: int, form: ReasonForm) -> str:
    session, actor = db.session(), current_actor()
    twin = get_twin(session, number, actor)
    standing = _standing_for(twin)
    if standing is None:
        raise NotFound
    if not can_unmerge(actor, twin, standing):
        raise Forbidden(OWN)
    return render_template(
        "initiatives/merging/part.html",
        form=form,
        twin=twin,
        standing=standing,
        back=goes_back(session, number),
        min_letters=MIN_REASON_LETTERS,
    )


def _standing_for(twin: Initiative) -> Initiative | None:
    """The one that stands for a twin, if this reader may see it."""
    session = db.session()
    try:
        return get_visible(session, standing_for(session, twin.id), current_actor())
    except NotFound:
        return None
