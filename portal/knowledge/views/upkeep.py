"""Keeping items true: what is due, 'still true', another keeper, another day, and what readers miss."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.core.errors import Invalid, require
from portal.core.forms import DayField, Form
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.web.flashes import say
from portal.knowledge.item_kind import item_href
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.policy import KEEP, can_set_keeper
from portal.knowledge.queries import genres, get_visible
from portal.knowledge.queries.upkeep import overdue_for_all, to_check, unsettled_noes
from portal.knowledge.services.keeping import confirm_true, set_check_again, set_keeper
from portal.knowledge.views.blueprint import blueprint
from portal.knowledge.views.my_tabs import MISSING, TO_CHECK, my_tabs
from portal.people.access import current_actor, signed_in
from portal.people.forms import AnyPersonField
from portal.people.policy import may

MINE, ALL = "mine", "all"


class KeepForm(Form):
    """Who keeps it true, and when it is looked at again."""

    keeper = AnyPersonField(_l("Keeper"))
    check_again_on = DayField(_l("Look at it again on"))


@blueprint.get("/upkeep")
@signed_in
def to_be_checked() -> ResponseReturnValue:
    """What is overdue or soon to be looked at: one's own, and for editors everybody's."""
    actor, session = current_actor(), db.session()
    whose, today = _whose(actor), i18n.today(clock.now())
    keeper_id = actor.id if whose == MINE else None
    page = to_check(session, today, keeper_id=keeper_id, cursor=request.args.get("cursor"))
    return render_template(
        "knowledge/upkeep.html", page=page, today=today, genres=genres(session).by_id, href=item_href,
        whose=whose, sees_all=may(actor, KEEP), tabs=my_tabs(session, actor, TO_CHECK),
        overdue_in_all=overdue_for_all(session) if may(actor, KEEP) else 0,
    )  # fmt: skip


@blueprint.get("/upkeep/answers")
@signed_in
def help_answers() -> ResponseReturnValue:
    """What readers say was missing, and nobody has dealt with."""
    actor, session = current_actor(), db.session()
    whose = _whose(actor)
    keeper_id = actor.id if whose == MINE else None
    page = unsettled_noes(session, keeper_id=keeper_id, cursor=request.args.get("cursor"))
    return render_template(
        "knowledge/answers.html", page=page, href=item_href, whose=whose, sees_all=may(actor, KEEP),
        tabs=my_tabs(session, actor, MISSING),
    )  # fmt: skip


def _whose(actor: Actor) -> str:
    """Whose items are shown; only editors see everybody's."""
    return ALL if may(actor, KEEP) and request.args.get("whose") == ALL else MINE


@blueprint.post("/<item:number>/still-true")
@signed_in
def still_true(number: int) -> ResponseReturnValue:
    """'Still true', in one click; then back to where it was pressed."""
    actor = current_actor()
    with transaction() as session:
        item = confirm_true(session, get_visible(session, None, number, actor), actor, now=clock.now())
    if item.check_again_on is not None:
        say(_("Noted: still true. To be looked at again on %(day)s.", day=i18n.full_day(item.check_again_on)))
    whose = request.form.get("whose")
    if whose in {MINE, ALL}:
        return redirect(url_for(".to_be_checked", whose=whose))
    return redirect(f"{item_href(item.kind, number)}#upkeep")


@blueprint.get("/<item:number>/keep")
@signed_in
def arrange_keeping(number: int) -> ResponseReturnValue:
    """Who keeps it, and until when."""
    item = _kept(number)
    return _keep_page(KeepForm(keeper=item.keeper_id, check_again_on=item.check_again_on), item)


@blueprint.post("/<item:number>/keep")
@signed_in
def save_keeping(number: int) -> ResponseReturnValue:
    """Keep who does it and the day."""
    actor, item, form = current_actor(), _kept(number), KeepForm()
    if form.validate():
        try:
            with transaction() as session:
                row, now = get_visible(session, None, number, actor), clock.now()
                if form.check_again_on.data != row.check_again_on:
                    set_check_again(session, row, actor, form.check_again_on.data, now=now)
                set_keeper(session, row, actor, form.keeper.person_id, now=now)
        except Invalid as error:
            form.refuse(error)
        else:
            say(_("Saved."))
            return redirect(f"{item_href(item.kind, number)}#upkeep")
    return _keep_page(form, item), 422


def _kept(number: int) -> KnowledgeItem:
    item = get_visible(db.session(), None, number, current_actor())
    require(can_set_keeper(current_actor(), item))
    return item


def _keep_page(form: KeepForm, item: KnowledgeItem) -> str:
    return render_template("knowledge/keep.html", form=form, item=item, href=item_href(item.kind, item.id))
