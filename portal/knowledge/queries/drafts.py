"""What somebody has begun: unsent forms, open revisions, what was handed in already."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, exists, false, func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.drafts import Draft, drafts_of, find_draft
from portal.core.extension import ME
from portal.core.i18n import gettext as _
from portal.core.tags import Tag
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, KnowledgeTag, RevisionState
from portal.knowledge.queries.reference import KnownGenre, genres
from portal.knowledge.queries.visibility import OPEN, PUBLIC
from portal.people.models import Person

#: The names of the forms, under which their drafts are kept.
NEW = "knowledge_new"
CHANGE = "knowledge_change"
MOST_SHOWN = 100
SUGGESTED_TAGS = 300
_TITLE_LETTERS = 80
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class UnsentText:
    """A draft of something new, as lists show it."""

    key: str
    genre_key: str
    title: str
    saved_at: datetime
    #: What it is going to be, in the company's word for it.
    kind_label: str = ""

    @property
    def href(self) -> str:
        """Where one goes on writing."""
        return f"/knowledge/new/{self.genre_key}?draft={self.key}"

    @property
    def discard_action(self) -> str:
        """Where it is thrown away."""
        return f"/knowledge/drafts/{self.key}/discard"


def unsent(session: Session, actor: Actor, *, without: str | None = None) -> list[UnsentText]:
    """One's own drafts of new texts, newest first, but for the one that is open already."""
    kept = [draft for draft in drafts_of(session, actor, NEW) if draft.key != without]
    known = genres(session).by_key if kept else {}
    return [_unsent(draft, known) for draft in kept]


def _unsent(draft: Draft, known: Mapping[str, KnownGenre]) -> UnsentText:
    key = str(draft.fields.get("genre_key", ""))
    label = known[key].label if key in known else ""
    return UnsentText(draft.key, key, _title(draft), draft.updated_at, label)


def _title(draft: Draft) -> str:
    """The title, else the first words; a picture says nothing in a list."""
    given = [str(draft.fields.get("title", "")), *(str(value) for value in draft.fields.values() if " " in str(value))]
    words = next((text for text in (_PICTURE.sub(" ", one) for one in given) if text.strip()), "")
    return shorten(words, _TITLE_LETTERS, placeholder="…") or _("Without a title yet")


def sent_as(session: Session, actor: Actor, key: str) -> int | None:
    """The number of the item that a draft has become, if it was handed in."""
    mine = (KnowledgeItem.submission_key == key, KnowledgeItem.author_id == actor.id)
    return session.scalar(select(KnowledgeItem.id).where(*mine))


def change_key(number: int, actor: Actor) -> str:
    """The key of one's unsaved changes to an item: one set of them, whatever the tabs."""
    return change_key_of(number, actor.id)


def change_key_of(number: int, person_id: int) -> str:
    """The same for somebody who isn't there."""
    return f"knowledge-change-{number}-{person_id}"


def unsaved_change(session: Session, number: int, actor: Actor) -> Draft | None:
    """What one has typed over an item and not saved."""
    return find_draft(session, actor, CHANGE, change_key(number, actor))


_OPEN_COLUMNS: tuple[Any, ...] = (
    KnowledgeItem.id, KnowledgeItem.kind, KnowledgeItem.genre_id, KnowledgeItem.state.label("item_state"),
    KnowledgeRevision.number, KnowledgeRevision.title, KnowledgeRevision.state, KnowledgeRevision.based_on,
    KnowledgeRevision.saved_at, KnowledgeRevision.submitted_at, KnowledgeRevision.review_note,
    KnowledgeRevision.note, KnowledgeRevision.major, KnowledgeRevision.author_id, Person.name.label("author_name"),
)  # fmt: skip


def own_open(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """What one writes or has handed in, the newest first."""
    mine = KnowledgeRevision.author_id == actor.id
    return _open(session, mine, KnowledgeRevision.state.in_(OPEN), order=KnowledgeRevision.saved_at.desc())


def waiting(session: Session) -> Sequence[Row[Any]]:
    """What waits for the editors, those that have waited longest first; what nobody else can open among them."""
    left = Person.deactivated_at.is_not(None) & (KnowledgeRevision.review_note != "")
    nobodys = (KnowledgeRevision.state == RevisionState.DRAFT) & (KnowledgeRevision.author_id.is_(None) | left)
    handed_in = KnowledgeRevision.state == RevisionState.IN_REVIEW
    return _open(session, handed_in | nobodys, order=KnowledgeRevision.submitted_at)


def _open(session: Session, *conditions: ColumnElement[bool], order: Any) -> Sequence[Row[Any]]:
    rows: Any = (
        select(*_OPEN_COLUMNS)
        .join(KnowledgeItem, KnowledgeItem.id == KnowledgeRevision.item_id)
        .outerjoin(Person, Person.id == KnowledgeRevision.author_id)
        .where(*conditions, KnowledgeItem.state != ItemState.DISCARDED)
    )
    found: Sequence[Row[Any]] = session.execute(rows.order_by(order, KnowledgeRevision.id).limit(MOST_SHOWN)).all()
    return found


def waiting_count(*, counts: bool) -> ScalarSelect[int]:
    """How many texts of others wait; for those who review none, without looking."""
    others = KnowledgeRevision.author_id.is_(None) | (KnowledgeRevision.author_id != ME)
    handed_in = KnowledgeRevision.state == RevisionState.IN_REVIEW
    waiting_for_me = (handed_in, others) if counts else (false(),)
    return select(func.count()).select_from(KnowledgeRevision).where(*waiting_for_me).scalar_subquery()


def tag_names(session: Session) -> list[str]:
    """Tags to suggest: those of what everyone may read."""
    used = exists().where(
        KnowledgeTag.tag_id == Tag.id, KnowledgeItem.id == KnowledgeTag.item_id, KnowledgeItem.state.in_(PUBLIC)
    )
    return list(session.scalars(select(Tag.name).where(used).order_by(Tag.name).limit(SUGGESTED_TAGS)))


def last_discarded(session: Session, number: int, actor: Actor) -> KnowledgeRevision | None:
    """The draft of an item that somebody has thrown away last."""
    gone = select(KnowledgeRevision).where(
        KnowledgeRevision.item_id == number,
        KnowledgeRevision.author_id == actor.id,
        KnowledgeRevision.state == RevisionState.DISCARDED,
    )
    return session.scalar(gone.order_by(KnowledgeRevision.number.desc()).limit(1))
