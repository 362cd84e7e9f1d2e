"""What worked becomes how everybody works: an instruction that begins with what the initiative says."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.articles.shapes import BODY, KIND
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, require
from portal.core.extension import ItemRef
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.initiatives.item_kind import KIND as INITIATIVE
from portal.initiatives.models import Initiative
from portal.initiatives.queries import locked
from portal.knowledge.models import ItemState, KnowledgeItem
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.queries.visibility import visible_to
from portal.knowledge.services.content import Content, render_content
from portal.knowledge.services.writing import begin
from portal.linking.relations import Relation
from portal.linking.services import tie
from portal.outcomes.outcome_policy import can_make_standard
from portal.people.queries import person_names, shown_name

#: The genre that is taken where the company still has it.
INSTRUCTION = "instruction"
#: A draft of somebody else's on which nobody has written for so long holds nobody up.
LEFT_AFTER = timedelta(days=30)
_GONE = frozenset({ItemState.ARCHIVED, ItemState.DISCARDED})


def standard_content(session: Session, initiative: Initiative, outcome: str) -> Content:
    """What the text begins with: how it is done now, why, and what it gave. Slow (Markdown): before the transaction."""
    parts = [
        (_("How we do it now"), initiative.solution),
        (_("Why"), initiative.problem),
        (_("What it gave"), outcome),
    ]
    body = "\n\n".join(f"# {heading}\n\n{text}" for heading, text in parts if text.strip())
    tags = [tag.name for tag in initiative.tags]
    return render_content(
        _genre(session), title=initiative.title, parts={BODY: body}, area_id=initiative.area_id, tags=tags, cut=True
    )


def make_standard(
    session: Session, initiative: Initiative, actor: Actor, content: Content, *, now: datetime
) -> KnowledgeItem:
    """Begin the text as a draft of ``actor`` and tie both together; done twice it is the same draft.

    Where somebody else has begun it, it is theirs, if ``actor`` may see it; else Conflict says who writes.
    """
    locked(session, initiative)
    require(can_make_standard(actor, initiative))
    begun = _begun(session, initiative.id)
    standing = _standing(begun, actor, now)
    if standing is not None:
        _require_seen(session, standing, actor)
        return standing
    key = f"{_key(initiative.id)}{actor.id}.{len(begun)}"
    made = begin(session, actor, KIND, content, submission_key=key, now=now)
    session.flush()  # the link looks for the draft
    tie(session, ItemRef(KIND, made.id), Relation.GREW_OUT_OF, ItemRef(INITIATIVE, initiative.id), actor, now=now)
    return made


def _key(number: int) -> str:
    """With what the keys of all standards of an initiative begin."""
    return f"standard.{number}."


def _begun(session: Session, number: int) -> Sequence[KnowledgeItem]:
    """Everything that was ever begun as its standard, the oldest first."""
    of_it = KnowledgeItem.submission_key.startswith(_key(number), autoescape=True)
    return session.scalars(
        select(KnowledgeItem).where(KnowledgeItem.kind == KIND, of_it).order_by(KnowledgeItem.id)
    ).all()


def _standing(begun: Sequence[KnowledgeItem], actor: Actor, now: datetime) -> KnowledgeItem | None:
    """One's own, else the first that somebody still writes or has written."""
    live = [
        item
        for item in begun
        if item.state not in _GONE and not (item.state is ItemState.DRAFT and _is_left(item, actor, now))
    ]
    return next((item for item in live if item.author_id == actor.id), live[0] if live else None)


def _is_left(item: KnowledgeItem, actor: Actor, now: datetime) -> bool:
    """Whether somebody else began it and went away from it."""
    return item.author_id != actor.id and (item.author_id is None or item.last_activity_at < now - LEFT_AFTER)


def _require_seen(session: Session, item: KnowledgeItem, actor: Actor) -> None:
    seen = select(KnowledgeItem.id).where(KnowledgeItem.id == item.id, visible_to(actor))
    if item.author_id != actor.id and session.scalar(seen) is None:
        name = shown_name(person_names(session, [item.author_id or 0]).get(item.author_id or 0))
        raise Conflict(
            _l(
                "%(name)s writes this instruction already. Put together what you know: one text helps more than two.",
                name=name,
            )
        )


def _genre(session: Session) -> KnownGenre:
    known = genres(session)
    of_kind = [one for one in known.open_of_kind(KIND) if BODY in {part.key for part in one.shape.parts}]
    of_kind.sort(key=lambda one: one.key != INSTRUCTION)
    if not of_kind:
        raise Invalid(_l("There is no kind of article that is in use. An administrator can bring one back."))
    return of_kind[0]
