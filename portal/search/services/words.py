"""The company's own groups of words that mean the same: added, changed, removed, put back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.articles.shapes import TERM
from portal.core.actor import Actor
from portal.core.errors import Conflict, Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.core.journal import record
from portal.core.reference import reference_changed
from portal.core.text import clean_line
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import genres
from portal.search.events import WordsChanged
from portal.search.models import MAX_WORD_LETTERS, MAX_WORDS, WordGroup
from portal.search.policy import can_edit_words


def add_group(session: Session, actor: Actor, words: str, *, now: datetime) -> WordGroup:
    """A group of words, one a line or with commas between. Raises Invalid."""
    require(can_edit_words(actor))
    group = WordGroup(words="\n".join(read_words(words)), changed_at=now)
    session.add(group)
    session.flush()  # the event needs the id
    return _changed(session, group, actor, "added", now)


def change_group(
    session: Session, group: WordGroup, actor: Actor, words: str, *, version: int, now: datetime
) -> WordGroup:
    """Other words. Raises Invalid, or Conflict when somebody changed the group meanwhile."""
    require(can_edit_words(actor))
    wanted = "\n".join(read_words(words))
    if group.removed_at is not None or group.version != version:
        raise Conflict(theirs={"words": group.words})
    if wanted == group.words:
        return group
    group.words, group.changed_at = wanted, now
    return _changed(session, group, actor, "changed", now)


def remove_group(session: Session, group: WordGroup, actor: Actor, *, now: datetime) -> WordGroup:
    """Its words don't mean the same any more."""
    require(can_edit_words(actor))
    if group.removed_at is not None:
        return group
    group.removed_at = now
    return _changed(session, group, actor, "removed", now)


def put_group_back(session: Session, group: WordGroup, actor: Actor, *, now: datetime) -> WordGroup:
    """Undo the removing."""
    require(can_edit_words(actor))
    if group.removed_at is None:
        return group
    group.removed_at = None
    return _changed(session, group, actor, "put_back", now)


def get_group(session: Session, group_id: int) -> WordGroup:
    """The row, or NotFound."""
    group = session.get(WordGroup, group_id)
    if group is None:
        raise NotFound
    return group


def words_of_care_changed(session: Session, item: KnowledgeItem, _revision: KnowledgeRevision) -> None:
    """After publishing: an entry of the dictionary of care unites words as well."""
    genre = genres(session).by_id.get(item.genre_id)
    if genre is not None and genre.shape_name == TERM.name:
        reference_changed(session)


def read_words(text: str) -> Sequence[str]:
    """The words and phrases of a group, each once, as they were typed."""
    found: dict[str, str] = {}
    for line in text.replace(",", "\n").replace(";", "\n").splitlines():
        if word := clean_line(line):
            found.setdefault(word.casefold(), word)
    words = list(found.values())
    if len(words) < 2:
        raise Invalid(_l("A group needs at least two words or phrases, each on a line of its own."), field="words")
    if len(words) > MAX_WORDS:
        raise Invalid(_l("That is too much for one group: up to 20 words and phrases."), field="words")
    if any(len(word) > MAX_WORD_LETTERS for word in words):
        raise Invalid(_l("One of these is too long: up to 60 characters for a word or a phrase."), field="words")
    return words


def _changed(session: Session, group: WordGroup, actor: Actor, what: str, now: datetime) -> WordGroup:
    session.flush()  # the reference data are read again from the table
    reference_changed(session)
    record(session, WordsChanged(group_id=group.id, what=what), actor, at=now)
    return group
