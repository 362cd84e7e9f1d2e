"""Reading dialogues, their versions, and what somebody has played of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.algorithms.own_facts import SOURCE
from portal.algorithms.shapes import KIND as ALGORITHM
from portal.algorithms.understanding import Understood, understood
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.extension import ME
from portal.core.numbers import read_number
from portal.core.pages import KeysetOrder, Page, keyset_page
from portal.core.titles import has_words
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision, RevisionState
from portal.people.models import Person, PersonRole, Role
from portal.people.queries import is_active
from portal.practice.models import Dialogue, DialogueVersion, Practice

_BY_TITLE = KeysetOrder(
    Dialogue.title, Dialogue.id, lambda row: row.title, lambda row: row.id, ascending=True
)  # fmt: skip
#: The version of a dialogue that is played.
PLAYED = and_(DialogueVersion.dialogue_id == Dialogue.id, DialogueVersion.number == Dialogue.published_number)
LAST_PLAYED = 5


def visible_when(*, writes: bool) -> ColumnElement[bool]:
    """What was published everybody sees, closed or not: old links lead to it. Editors see all of them."""
    return Dialogue.id.is_not(None) if writes else Dialogue.published_number.is_not(None)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same for somebody."""
    return visible_when(writes=actor.has(Role.EDITOR))


def offered() -> ColumnElement[bool]:
    """What somebody who edits nothing finds in lists and by a search: what is played and isn't closed."""
    return and_(visible_when(writes=False), Dialogue.closed_at.is_(None))


def get_dialogue(session: Session, number: int, actor: Actor, *, lock: bool = False) -> Dialogue:
    """The dialogue, or NotFound when it is absent or hidden from ``actor``."""
    statement = select(Dialogue).where(Dialogue.id == number, visible_to(actor))
    if lock:
        statement = statement.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def standing(session: Session, dialogue: Dialogue) -> DialogueVersion | None:
    """The version that is played; None before the first."""
    return session.scalar(
        select(DialogueVersion).where(
            DialogueVersion.dialogue_id == dialogue.id, DialogueVersion.number == dialogue.published_number
        )
    )


def versions_of(session: Session, dialogue: Dialogue) -> Sequence[Row[Any]]:
    """All versions with who published them, the newest first."""
    columns: tuple[Any, ...] = (
        DialogueVersion.number,
        DialogueVersion.note,
        DialogueVersion.major,
        DialogueVersion.published_at,
        DialogueVersion.source,
    )
    rows: Select[Any] = (
        select(*columns, Person.name.label("by"))
        .outerjoin(Person, Person.id == DialogueVersion.published_by_id)
        .where(DialogueVersion.dialogue_id == dialogue.id)
        .order_by(DialogueVersion.number.desc())
        .limit(30)
    )
    return session.execute(rows).all()


def dialogues_page(
    session: Session, actor: Actor, *, language: str | None, words: str, cursor: str | None
) -> Page[Row[Any]]:
    """Dialogues by their titles, with the algorithm and what ``actor`` has played of each. One statement."""
    rows = _listed().where(_listed_for(actor), *has_words(Dialogue.title, words))
    if language is not None:
        rows = rows.where(Dialogue.language == language)
    return keyset_page(session, rows, _BY_TITLE, cursor, values={ME.key: actor.id})


def _listed_for(actor: Actor) -> ColumnElement[bool]:
    """Editors find closed ones too, and those that nobody can play yet."""
    return visible_when(writes=True) if actor.has(Role.EDITOR) else offered()


def _listed() -> Select[Any]:
    mine = select(func.max(Practice.finished_at)).where(Practice.dialogue_id == Dialogue.id, Practice.person_id == ME)
    going_on = select(Practice.id).where(
        Practice.dialogue_id == Dialogue.id, Practice.person_id == ME, Practice.finished_at.is_(None)
    )
    columns: tuple[Any, ...] = (
        Dialogue.id, Dialogue.title, Dialogue.language, Dialogue.published_number, Dialogue.closed_at,
        DialogueVersion.customer, DialogueVersion.goal, DialogueVersion.minutes,
        KnowledgeItem.title.label("algorithm"),
        mine.correlate(Dialogue).scalar_subquery().label("finished_at"),
        going_on.correlate(Dialogue).limit(1).scalar_subquery().label("going_on"),
    )  # fmt: skip
    rows: Select[Any] = select(*columns).select_from(Dialogue)
    return rows.outerjoin(DialogueVersion, PLAYED).outerjoin(KnowledgeItem, KnowledgeItem.id == Dialogue.algorithm_id)


def languages_of(session: Session, actor: Actor) -> Mapping[str, int]:
    """How many dialogues there are in each language."""
    counted = select(Dialogue.language, func.count().label("n")).where(_listed_for(actor))
    rows = session.execute(counted.group_by(Dialogue.language))
    return {row.language: row.n for row in rows}


def finished_by(session: Session, person_id: int, dialogue_ids: Collection[int]) -> Mapping[int, datetime]:
    """When somebody first played each of these to its end; those that they did not are left out."""
    if not dialogue_ids:
        return {}
    rows = session.execute(
        select(Practice.dialogue_id, func.min(Practice.finished_at).label("at"))
        .where(
            Practice.person_id == person_id,
            Practice.dialogue_id.in_(dialogue_ids),
            Practice.finished_at.is_not(None),
        )
        .group_by(Practice.dialogue_id)
    )
    return {row.dialogue_id: row.at for row in rows}


def last_played(session: Session, person_id: int, dialogue_id: int) -> int | None:
    """The number of the newest version that somebody played to its end; None: they never did."""
    return session.scalar(
        select(func.max(DialogueVersion.number))
        .join(Practice, Practice.version_id == DialogueVersion.id)
        .where(
            Practice.person_id == person_id, Practice.dialogue_id == dialogue_id, Practice.finished_at.is_not(None)
        )
    )  # fmt: skip


def played_by(session: Session, dialogue: Dialogue, actor: Actor) -> Sequence[Row[Any]]:
    """One's own practices of a dialogue: first the one that goes on, then the last finished ones."""
    columns: tuple[Any, ...] = (Practice.id, Practice.begun_at, Practice.moved_at, Practice.finished_at)
    rows: Select[Any] = (
        select(*columns)
        .where(Practice.person_id == actor.id, Practice.dialogue_id == dialogue.id)
        .order_by(Practice.finished_at.is_not(None), Practice.id.desc())
        .limit(LAST_PLAYED + 1)
    )
    return session.execute(rows).all()


def get_practice(session: Session, number: int, actor: Actor, *, lock: bool = False) -> Practice:
    """One's own, or NotFound: nobody else's is there for anybody."""
    statement = select(Practice).where(Practice.id == number, Practice.person_id == actor.id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def version_played(session: Session, practice: Practice) -> DialogueVersion:
    """The version with which it began."""
    return session.get_one(DialogueVersion, practice.version_id)


@dataclass(frozen=True, slots=True)
class ReadAlgorithm:
    """A published algorithm as it stands."""

    id: int
    title: str
    language: str
    revision: int
    read: Understood


def algorithm_named(session: Session, ref: str) -> ReadAlgorithm | None:
    """The published algorithm of that number or title, of several with one title the oldest; None: there is none."""
    number = read_number(ref.removeprefix("#")) if ref else None
    if not ref:
        return None
    named = [KnowledgeItem.title == ref] if number is None else [KnowledgeItem.title == ref, KnowledgeItem.id == number]
    return _algorithm(session, or_(*named), KnowledgeItem.id != number if number is not None else KnowledgeItem.id)


def algorithm_of(session: Session, item_id: int) -> ReadAlgorithm:
    """The published algorithm of that id, or NotFound."""
    found = find_algorithm(session, item_id)
    if found is None:
        raise NotFound
    return found


def find_algorithm(session: Session, item_id: int) -> ReadAlgorithm | None:
    """The same, or None."""
    return _algorithm(session, KnowledgeItem.id == item_id, KnowledgeItem.id)


def _algorithm(session: Session, wanted: ColumnElement[bool], first: Any) -> ReadAlgorithm | None:
    row = session.execute(
        select(KnowledgeItem.id, KnowledgeRevision.title, KnowledgeRevision.language, KnowledgeRevision.number,
               KnowledgeRevision.parts)
        .join(KnowledgeRevision, KnowledgeRevision.item_id == KnowledgeItem.id)
        .where(
            KnowledgeItem.kind == ALGORITHM,
            KnowledgeItem.state == ItemState.PUBLISHED,
            KnowledgeRevision.state == RevisionState.PUBLISHED,
            wanted,
        )
        .order_by(first, KnowledgeItem.id)
        .limit(1)
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    return ReadAlgorithm(row.id, row.title, row.language, row.number, understood(str(row.parts.get(SOURCE, ""))))


def algorithms_to_choose(session: Session, language: str) -> Sequence[Row[Any]]:
    """All published algorithms by title, first those in a language, with how many dialogues each has already."""
    dialogues = select(func.count()).where(Dialogue.algorithm_id == KnowledgeItem.id).correlate(KnowledgeItem)
    rows = (
        select(KnowledgeItem.id, KnowledgeItem.title, KnowledgeItem.language,
               dialogues.scalar_subquery().label("dialogues"))
        .where(KnowledgeItem.kind == ALGORITHM, KnowledgeItem.state == ItemState.PUBLISHED)
        .order_by(KnowledgeItem.language != language, KnowledgeItem.title, KnowledgeItem.id)
        .limit(500)
    )  # fmt: skip
    return session.execute(rows).all()


def titled(session: Session, text: str, limit: int) -> Sequence[Row[Any]]:
    """Dialogues that are played whose titles have all the words, the newest first."""
    wanted = has_words(Dialogue.title, text)
    if not wanted:
        return []
    columns: tuple[Any, ...] = (Dialogue.id, Dialogue.title)
    rows: Select[Any] = select(*columns).where(offered(), *wanted).order_by(Dialogue.id.desc()).limit(limit)
    return session.execute(rows).all()


def keepers(session: Session, present_id: int | None = None) -> list[tuple[int, str]]:
    """Who may keep a dialogue: editors, by name; and whoever keeps it at present."""
    able = select(PersonRole.person_id).where(PersonRole.role == Role.EDITOR)
    may = and_(Person.id.in_(able), is_active())
    rows = session.execute(
        select(Person.id, Person.name).where(or_(may, Person.id == present_id)).order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]
