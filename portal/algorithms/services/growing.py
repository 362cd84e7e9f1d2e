"""What grows out of a word that something did not fit: a case, an initiative, a change of the algorithm."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.models import Misfit, MisfitState
from portal.algorithms.policy import can_see_misfits
from portal.algorithms.queries.misfits import misfit_of
from portal.algorithms.services.misfits import close, hold
from portal.algorithms.shapes import KIND
from portal.core.actor import Actor
from portal.core.errors import Conflict, require
from portal.core.extension import ItemCard, ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.policy import can_propose_change
from portal.knowledge.queries import KnownGenre, genres, get_visible
from portal.knowledge.services.content import Content, render_content
from portal.knowledge.services.writing import begin
from portal.linking.relations import Relation
from portal.linking.services import tie

#: What forms and drafts call it: "misfit:12".
ORIGIN = "misfit"
#: The genre that most of them belong to; a company without it has the next one.
_CALL = "hard_call"


def words_about(title: str, misfit: Misfit) -> str:
    """A sentence that says what did not fit, and where."""
    told = {"step": misfit.step_title, "title": title, "words": misfit.words}
    if misfit.words:
        return _("The step “%(step)s” of “%(title)s” did not fit: %(words)s", **told)
    return _("The step “%(step)s” of “%(title)s” did not fit the conversation.", **told)


def case_genre(session: Session) -> KnownGenre | None:
    """The genre of such a case; None in a company that tells no cases."""
    found = [genre for genre in genres(session).open_of_kind("case") if not genre.blameless]
    return next((genre for genre in found if genre.key == _CALL), found[0] if found else None)


def case_content(genre: KnownGenre, title: str, misfit: Misfit) -> Content:
    """The beginning of a case, rendered: before the transaction."""
    return render_content(genre, title=misfit.step_title, parts={genre.shape.lead: words_about(title, misfit)})


def begin_case(
    session: Session, item: KnowledgeItem, misfit_id: int, actor: Actor, content: Content, *, now: datetime
) -> int:
    """The number of a draft of a case by ``actor``, tied to the algorithm; done twice it is the same one."""
    require(can_see_misfits(actor, item))
    misfit = hold(session, item, misfit_id)
    if misfit.became_kind == "case" and misfit.became_id is not None:
        return misfit.became_id
    _require_open(misfit)
    key = f"misfit-{misfit.id}-{int(now.timestamp())}"
    made = begin(session, actor, "case", content, submission_key=key, now=now)
    case, algorithm = ItemRef(made.kind, made.id), ItemRef(item.kind, item.id)
    tie(session, case, Relation.GREW_OUT_OF, algorithm, actor, now=now)
    close(session, misfit, actor, became=case, now=now)
    return made.id


def begin_change(session: Session, item: KnowledgeItem, misfit_id: int, actor: Actor) -> None:
    """Keep that a change of the algorithm takes it up: it is settled when that change stands."""
    require(can_see_misfits(actor, item) and can_propose_change(actor, item))
    misfit = hold(session, item, misfit_id)
    if misfit.became_kind is None:
        _require_open(misfit)
        misfit.became_kind, misfit.became_id = item.kind, item.id


def settle_by_change(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """After publishing: those that a change of the algorithm had taken up are dealt with."""
    if item.kind != KIND or revision.published_at is None:
        return
    taken_up = select(Misfit).where(
        Misfit.item_id == item.id,
        Misfit.state == MisfitState.OPEN,
        Misfit.became_kind == item.kind,
        Misfit.revision_number < revision.number,
    )
    for misfit in session.scalars(taken_up.order_by(Misfit.id).with_for_update()).all():
        close(session, misfit, None, now=revision.published_at)


def _require_open(misfit: Misfit) -> None:
    if misfit.state is not MisfitState.OPEN:
        raise Conflict(_l("Somebody has dealt with it meanwhile."))


class MisfitOrigin:
    """For core.extension: an initiative and a change grow out of it."""

    def card(self, session: Session, number: int, actor: Actor) -> ItemCard | None:
        """The step and the algorithm, for whoever deals with it."""
        found = misfit_of(session, number, actor)
        if found is None:
            return None
        misfit, item = found
        title = _("“%(step)s” in “%(title)s” did not fit", step=misfit.step_title, title=item.title)
        return ItemCard(ref=ItemRef(ORIGIN, number), title=title, href=f"/algorithms/{number_path(item.id)}/misfits")

    def words(self, session: Session, number: int, actor: Actor) -> str:
        """The sentence about it."""
        found = misfit_of(session, number, actor)
        return words_about(found[1].title, found[0]) if found else ""

    def grew(self, session: Session, number: int, into: ItemRef, actor: Actor, *, now: datetime) -> ItemRef | None:
        """Settle it; the algorithm is to be tied to what grew out of it."""
        found = misfit_of(session, number, actor)
        if found is None:
            return None
        item = get_visible(session, found[1].kind, found[1].id, actor)
        misfit = hold(session, item, number)
        if misfit.state is MisfitState.OPEN:
            close(session, misfit, actor, became=into, now=now)
        return ItemRef(item.kind, item.id)
