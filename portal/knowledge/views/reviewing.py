"""The editors' side: what waits, reading it against what stands, publishing it or asking for something first."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, require
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.typed import whole_number
from portal.core.web.flashes import say
from portal.core.web.holding import holds
from portal.knowledge.forms import PublishForm, SendBackForm
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.pointing import pointed_out
from portal.knowledge.policy import (
    REVIEW,
    author_has_page,
    can_publish,
    can_review,
    can_send_back,
    is_nobodys_draft,
    is_writer,
)
from portal.knowledge.presenting import Naming, changes, facts_of, named, shown_text
from portal.knowledge.queries import genres, get_visible, open_revision, revision_of, standing
from portal.knowledge.queries.drafts import waiting
from portal.knowledge.services.entrusting import day_to_check, keeper_of
from portal.knowledge.services.guarding import findings_in
from portal.knowledge.services.reanchoring import find_places
from portal.knowledge.services.reviewing import Settled, is_only_editor, publish, send_back, take_back
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.closing import offer_to_close
from portal.knowledge.views.nameless.conversing import conversation_of
from portal.knowledge.views.turns import writer_of
from portal.people.access import current_actor, requires, signed_in
from portal.people.queries import areas
from portal.people.sending_limit import rate_limited


@blueprint.get("/review")
@requires(REVIEW)
def queue() -> ResponseReturnValue:
    """Everything that waits for the editors, the longest wait first."""
    session = db.session()
    rows = waiting(session)
    return render_template("knowledge/queue.html", rows=rows, genres=genres(session).by_id, me_id=current_actor().id)


@blueprint.get("/<item:number>/review")
@requires(REVIEW)
def review(number: int) -> ResponseReturnValue:
    """One text as readers will see it, with what it changes and what the guard has found."""
    try:
        item, revision = _waiting(db.session(), number)
    except NothingWaits as error:  # a line of the inbox led here that is older than what a colleague did
        say(str(error.sentence), "info")
        return redirect(url_for(".go", number=number))
    return _page(item, revision)


@blueprint.post("/<item:number>/publish")
@requires(REVIEW)
def let_stand(number: int) -> ResponseReturnValue:
    """Publish what waits; refused when it isn't any more what the editor has read."""
    form, actor = PublishForm(), current_actor()
    item = get_visible(db.session(), None, number, actor)
    _look_before(item)
    if form.validate():
        try:
            with transaction() as session:
                item = get_visible(session, None, number, actor, lock=True)
                revision = _sent_revision(session, item)
                publish(
                    session,
                    revision,
                    actor,
                    not_personal=bool(form.not_personal.data),
                    keeper_id=form.keeper.person_id,
                    check_again_on=form.check_again_on.data,
                    version=_sent("version"),
                    against=_sent("against"),
                    now=clock.now(),
                )
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Published. The author and everyone who follows will be told."))
            return redirect(offer_to_close(db.session(), item, _sent("against")) or item_href(item.kind, number))
    item, revision = _waiting(db.session(), number)
    return _page(item, revision, publish_form=form), 422


@blueprint.post("/<item:number>/send-back")
@requires(REVIEW)
@rate_limited
@holds(_l("Sent again, it goes to the author."), "note", along=("version", "revision"))
def ask_first(number: int) -> ResponseReturnValue:
    """Ask the author for something first."""
    form, actor = SendBackForm(), current_actor()
    if form.validate():
        try:
            with transaction() as session:
                item = get_visible(session, None, number, actor, lock=True)
                revision = _sent_revision(session, item)
                send_back(
                    session, revision, actor, note=form.note.data or "", version=_sent("version"), now=clock.now()
                )
        except Invalid as error:
            form.refuse(error)
        else:
            say(_sent_back_words(item, revision))
            return redirect(url_for(".queue"))
    item, revision = _waiting(db.session(), number)
    return _page(item, revision, back_form=form), 422


def _sent_back_words(item: KnowledgeItem, revision: KnowledgeRevision) -> str:
    """When its author reads the note."""
    if author_has_page(item):
        return _("Sent back. Its author sees your note when they open their page with number and code.")
    if is_nobodys_draft(revision):
        return _("Sent back. Nobody is there to read it: it waits in this list until an editor goes on with it.")
    return _("Sent back. The author reads your note at once.")


@blueprint.post("/<item:number>/take-back")
@signed_in
def go_on_writing(number: int) -> ResponseReturnValue:
    """Take back what was handed in and not published yet, to go on with it."""
    actor = current_actor()
    with transaction() as session:
        item = get_visible(session, None, number, actor, lock=True)
        revision = open_revision(session, item)
        if revision is None:
            raise Settled
        require(is_writer(actor, revision))
        take_back(session, revision, actor, now=clock.now())
    say(_("It is your draft again."))
    return redirect(url_for(".edit", number=number))


def _look_before(item: KnowledgeItem) -> None:
    """What is slow for a long text: it is kept, and not done again inside the transaction."""
    session = db.session()
    revision = _sent_revision(session, item)
    findings_in(session, revision)
    find_places(session, item, revision)


def _waiting(session: Session, number: int) -> tuple[KnowledgeItem, KnowledgeRevision]:
    """What an editor may review now; NothingWaits when there is nothing."""
    actor = current_actor()
    item = get_visible(session, None, number, actor)
    revision = open_revision(session, item)
    if revision is None or not can_review(actor, revision):
        raise NothingWaits
    return item, revision


class NothingWaits(Conflict):
    """Nothing of this item waits for the editors."""

    def __init__(self) -> None:
        super().__init__(
            _l("Nothing of this waits for the editors any more: it was published, sent back or withdrawn.")
        )


def _sent_revision(session: Session, item: KnowledgeItem) -> KnowledgeRevision:
    """The revision that the form shows, whatever has become of it: the service says whether it still waits."""
    return revision_of(session, item, _sent("revision") or 0)


def _sent(name: str) -> int | None:
    return whole_number(request.form.get(name))


def _page(
    item: KnowledgeItem,
    revision: KnowledgeRevision,
    *,
    publish_form: PublishForm | None = None,
    back_form: SendBackForm | None = None,
) -> str:
    session, actor = db.session(), current_actor()
    known, stands = genres(session), standing(session, item)
    genre, found = known.by_id[revision.genre_id], findings_in(session, revision)
    naming = Naming(named(known.all), named(areas(session)))
    return render_template(
        "knowledge/review.html",
        title=revision.title,
        number=item.id,
        revision=revision,
        text=pointed_out(shown_text(revision, genre), {one.words for one in found}),
        writer=writer_of(session, revision),
        changes=changes(stands, revision, genre, naming) if stands else None,
        stands=stands.number if stands else 0,
        moved_on=stands is not None and stands.number != revision.based_on,
        facts=facts_of(revision, naming),
        findings=found,
        publish_form=publish_form or _publish_form(session, item, revision, actor),
        back_form=(back_form or SendBackForm(formdata=None)) if can_send_back(actor, revision) else None,
        own=is_writer(actor, revision),
        conversation=conversation_of(session, item, actor),
    )


def _publish_form(
    session: Session, item: KnowledgeItem, revision: KnowledgeRevision, actor: Actor
) -> PublishForm | None:
    """As it is settled unless the editor says otherwise; None for whoever may not publish it."""
    own = is_writer(actor, revision)
    if not can_publish(actor, revision, only_editor=own and is_only_editor(session, actor)):
        return None
    keeper, day = keeper_of(session, item, revision, actor), day_to_check(session, revision, clock.now())
    return PublishForm(formdata=None, keeper=keeper, check_again_on=day)
