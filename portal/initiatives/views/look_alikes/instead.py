"""'Support this instead': one's voice and the typed text go to what exists already."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.db import transaction
from portal.core.drafts import KEY
from portal.core.errors import DomainError, Invalid, NotFound
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText, render
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.core.web.settling import settle_draft
from portal.discussion.forms import MAX_COMMENT_LETTERS
from portal.initiatives.forms import ProposalForm
from portal.initiatives.policy import SUPPORT
from portal.initiatives.services.look_alikes import support_instead
from portal.initiatives.views import blueprint
from portal.initiatives.views.drafts import keep_typed
from portal.initiatives.views.form import CHOICES, WORDS, new_key, proposal_page, with_areas
from portal.people.access import current_actor, requires
from portal.people.sending_limit import rate_limited


@blueprint.post("/<item:number>/support-instead")
@requires(SUPPORT)
@rate_limited
@holds(
    _l("Sent again, it becomes your support and a comment there."),
    *WORDS,
    along=(*CHOICES, "submission_key", "alikes_seen"),
)
def support_this_instead(number: int) -> ResponseReturnValue:
    """Support it and take along what was typed; the draft can be had back for a day."""
    actor, form = current_actor(), with_areas(ProposalForm())
    key = request.form.get("submission_key", "")
    key = key if KEY.fullmatch(key) else new_key()
    sent = keep_typed(actor, key)
    if sent is not None:
        return redirect(url_for(".show", number=sent))
    try:
        text = _text_along(form)
        with transaction() as session:
            initiative, said = support_instead(session, number, actor, text, draft_key=key, now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        form.refuse(error)
        return proposal_page(form, key), error.status
    settle_draft(key)
    thanks = _("Thank you! You support this now, and your text stands here as a comment.")
    undo = (url_for(".take_draft_back", key=key), _("Bring my draft back"))
    say(thanks if said else _("Thank you! You support this now."), undo=undo if said else None)
    if said:
        return redirect(url_for("discussion.show", comment_id=said.id))
    return redirect(url_for(".show", number=initiative.id))


def _text_along(form: ProposalForm) -> RenderedText | None:
    """What was typed under small headings, rendered: before the transaction. None when there is but a title."""
    parts = (
        (_("Problem or opportunity"), form.problem.data),
        (_("Solution"), form.solution.data),
        (_("Expected outcome"), form.outcome.data),
    )
    written = [f"## {heading}\n\n{text}" for heading, text in parts if text]
    if not written:
        return None
    whole = "\n\n".join([*([form.title.data] if form.title.data else []), *written])
    if len(whole) > MAX_COMMENT_LETTERS:
        raise Invalid(_l("Together this is too long for a comment there. Shorten it, or hand it in by itself."))
    return render(whole)
