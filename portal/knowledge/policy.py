"""Who may do what with an item of knowledge and its revisions, and the table of moves between its states."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.core.actor import Actor
from portal.knowledge.models import ItemState, KnowledgeItem, RevisionState
from portal.people.models import Role
from portal.people.policy import EVERYONE, Action, may

WRITE = Action("knowledge.write", EVERYONE)
REVIEW = Action("knowledge.review", frozenset({Role.EDITOR}))
KEEP = Action("knowledge.keep", frozenset({Role.EDITOR}))
MANAGE_GENRES = Action("knowledge.manage_genres", frozenset({Role.ADMINISTRATOR}))

ACTIONS = (WRITE, REVIEW, KEEP, MANAGE_GENRES)


class Kept(Protocol):
    """What of an item decides who may do what: the row itself has it, and so has a page's view of it."""

    @property
    def state(self) -> ItemState: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def keeper_id(self) -> int | None: ...


class Written(Protocol):
    """What of a revision decides who may do what."""

    @property
    def state(self) -> RevisionState: ...
    @property
    def author_id(self) -> int | None: ...
    @property
    def author_left(self) -> bool: ...
    @property
    def review_note(self) -> str: ...
    @property
    def is_closed(self) -> bool: ...


class Mover(StrEnum):
    """What somebody is to an item when they move it."""

    AUTHOR = "author"
    EDITOR = "editor"
    KEEPER = "keeper"


_S = ItemState
_AUTHOR, _EDITOR = frozenset({Mover.AUTHOR}), frozenset({Mover.EDITOR})
_ANSWERABLE = frozenset({Mover.EDITOR, Mover.KEEPER})

#: Who may move an item where. A draft beside a published text moves by itself: the item stays published.
MOVES: dict[ItemState, dict[ItemState, frozenset[Mover]]] = {
    _S.DRAFT: {_S.IN_REVIEW: _AUTHOR, _S.DISCARDED: _AUTHOR},
    _S.IN_REVIEW: {_S.DRAFT: _AUTHOR | _EDITOR, _S.PUBLISHED: _EDITOR},
    _S.PUBLISHED: {_S.ARCHIVED: _ANSWERABLE},
    _S.ARCHIVED: {_S.PUBLISHED: _ANSWERABLE},
    _S.DISCARDED: {_S.DRAFT: _AUTHOR},
}


def movers(actor: Actor, item: Kept) -> frozenset[Mover]:
    """What ``actor`` is to the item."""
    found = set()
    if item.author_id == actor.id:
        found.add(Mover.AUTHOR)
    if may(actor, REVIEW):
        found.add(Mover.EDITOR)
    if item.keeper_id == actor.id:
        found.add(Mover.KEEPER)
    return frozenset(found)


def can_move(actor: Actor, item: Kept, to: ItemState) -> bool:
    """Whether the table lets ``actor`` move the item there."""
    return bool(MOVES[item.state].get(to, frozenset()) & movers(actor, item))


def can_write(actor: Actor) -> bool:
    """Everyone begins items of knowledge."""
    return may(actor, WRITE)


def is_public(item: Kept) -> bool:
    """Whether every employee may read it: old links lead to what is archived too."""
    return item.state in {ItemState.PUBLISHED, ItemState.ARCHIVED}


def can_see_revision(actor: Actor, item: Kept, revision: Written) -> bool:
    """What stands or stood: whoever sees the item, unless it is closed. A draft: its author. In review: the editors and
    the keeper too."""
    if revision.state in {RevisionState.PUBLISHED, RevisionState.FORMER}:
        return is_public(item) and not revision.is_closed
    if is_writer(actor, revision):
        return revision.state is not RevisionState.DISCARDED
    if may(actor, REVIEW) and is_nobodys_draft(revision):
        return True
    return revision.state is RevisionState.IN_REVIEW and (may(actor, REVIEW) or item.keeper_id == actor.id)


def can_see_pictures(actor: Actor, item: Kept, revision: Written) -> bool:
    """Of what it says: who sees that. Of what stood the editors alone, who may let it stand again: somebody may have
    taken a picture out because of what can be seen on it."""
    former = revision.state is RevisionState.FORMER
    return can_see_revision(actor, item, revision) and (not former or may(actor, REVIEW))


def is_writer(actor: Actor, revision: Written) -> bool:
    """Whether it is by this person, under their name."""
    return revision.author_id is not None and revision.author_id == actor.id


def can_propose_change(actor: Actor, item: Kept) -> bool:
    """Everybody, to what is published; whether somebody else is at it already is another matter."""
    return may(actor, WRITE) and item.state is ItemState.PUBLISHED


def is_nobodys_draft(revision: Written) -> bool:
    """Whether it was sent back to somebody who can't open it: told without a name, or the account is closed since.

    What somebody who left had never handed in stays theirs alone.
    """
    if revision.state is not RevisionState.DRAFT:
        return False
    return revision.author_id is None or (bool(revision.review_note) and revision.author_left)


def can_edit_revision(actor: Actor, revision: Written) -> bool:
    """Its author, while it is a draft; the editors, what its author can't open."""
    if is_nobodys_draft(revision):
        return may(actor, REVIEW)
    return is_writer(actor, revision) and revision.state is RevisionState.DRAFT


def can_take_back(actor: Actor, revision: Written) -> bool:
    """Its author, while nobody has published it."""
    return is_writer(actor, revision) and revision.state is RevisionState.IN_REVIEW


def can_review(actor: Actor, revision: Written) -> bool:
    """The editors: read what was handed in, and send it back unless it is their own."""
    return may(actor, REVIEW) and revision.state is RevisionState.IN_REVIEW


def can_send_back(actor: Actor, revision: Written) -> bool:
    """An editor, what isn't their own: that they take back."""
    return can_review(actor, revision) and not is_writer(actor, revision)


def can_publish(actor: Actor, revision: Written, *, only_editor: bool) -> bool:
    """An editor who hasn't written it, or the only one there is."""
    return can_review(actor, revision) and (only_editor or not is_writer(actor, revision))


def can_release(actor: Actor, revision: Written) -> bool:
    """An editor, a draft that somebody has left lying beside a published text so that nobody else gets at it."""
    return may(actor, REVIEW) and revision.state is RevisionState.DRAFT and not is_writer(actor, revision)


def can_discard(actor: Actor, revision: Written) -> bool:
    """Its author, while nobody else has it in hand."""
    return is_writer(actor, revision) and revision.state is RevisionState.DRAFT


def author_has_page(item: KnowledgeItem) -> bool:
    """Whether whoever told it without a name has a number and a code for it. What came in a file has none."""
    return item.nameless and item.id < 0


def author_can_write(item: KnowledgeItem) -> bool:
    """Whether the nameless author, who has shown the code, may write to the editors."""
    return author_has_page(item) and item.state not in {ItemState.DISCARDED, ItemState.ARCHIVED}


def author_can_take_back(item: KnowledgeItem) -> bool:
    """Whether the nameless author may take it back: until it is published."""
    return item.nameless and item.state in {ItemState.DRAFT, ItemState.IN_REVIEW}


def can_write_to_author(actor: Actor, item: KnowledgeItem) -> bool:
    """The editors read and write in the conversation with a nameless author."""
    return may(actor, REVIEW) and author_can_write(item)


def can_roll_back(actor: Actor, item: Kept) -> bool:
    """The editors, what is published."""
    return may(actor, REVIEW) and item.state is ItemState.PUBLISHED


def can_close_version(actor: Actor, item: Kept, revision: Written) -> bool:
    """The editors, what stood before: close it to everybody, and for a day open it again."""
    return may(actor, REVIEW) and is_public(item) and revision.state is RevisionState.FORMER


def can_keep(actor: Actor, item: Kept) -> bool:
    """Its keeper and the editors: say that it is still true, and when it is looked at again."""
    return item.state is ItemState.PUBLISHED and (item.keeper_id == actor.id or may(actor, KEEP))


def can_set_keeper(actor: Actor, item: Kept) -> bool:
    """The editors, and the keeper who hands it on."""
    return can_keep(actor, item)


def can_archive(actor: Actor, item: Kept) -> bool:
    """Its keeper and the editors, with a reason."""
    return can_move(actor, item, ItemState.ARCHIVED)


def can_bring_back(actor: Actor, item: Kept) -> bool:
    """Its keeper and the editors."""
    return item.state is ItemState.ARCHIVED and can_move(actor, item, ItemState.PUBLISHED)


def can_mark(actor: Actor, item: Kept, revision: Written) -> bool:
    """Everyone, in what is published, except whoever wrote it: one doesn't praise oneself."""
    return item.state is ItemState.PUBLISHED and item.author_id != actor.id and not is_writer(actor, revision)


def can_change_mark(actor: Actor, by_id: int | None) -> bool:
    """Whoever made it says it in other words."""
    return by_id == actor.id


def can_take_mark_back(actor: Actor, by_id: int | None) -> bool:
    """Whoever made it, and the editors."""
    return by_id == actor.id or may(actor, REVIEW)


def can_have_mark_back(actor: Actor, taken_by_id: int | None) -> bool:
    """Whoever took it back, and the editors: what an editor took away isn't put back by its maker."""
    return taken_by_id == actor.id or may(actor, REVIEW)


def can_manage_genres(actor: Actor) -> bool:
    """Administrators."""
    return may(actor, MANAGE_GENRES)


def can_acknowledge(actor: Actor, item: Kept, *, asked: bool, team_ids: Collection[int]) -> bool:
    """Whoever is asked: everybody, or the people of the named teams."""
    return asked and item.state is ItemState.PUBLISHED and (not team_ids or actor.team_id in team_ids)


def has_read_what_holds(acknowledged_at: datetime | None, changed_in_matter_at: datetime | None) -> bool:
    """Whether somebody who acknowledged an item then has read what people do by it now; None: never.

    The same as a condition: ``queries.acknowledgements.holds``.
    """
    return acknowledged_at is not None and (changed_in_matter_at is None or acknowledged_at >= changed_in_matter_at)


def can_ask_to_acknowledge(actor: Actor, item: Kept) -> bool:
    """Its keeper and the editors."""
    return can_keep(actor, item)


def can_answer(actor: Actor, item: Kept) -> bool:
    """Whether it helped: everybody but its author. A reaction: the same."""
    return item.state is ItemState.PUBLISHED and item.author_id != actor.id


def can_settle(actor: Actor, item: Kept) -> bool:
    """What didn't help: its keeper and the editors."""
    return can_keep(actor, item)


def can_settle_comments(actor: Actor, item: Kept) -> bool:
    """Its keeper, its author and the editors."""
    return can_keep(actor, item) or (item.state is ItemState.PUBLISHED and item.author_id == actor.id)


class Owned(Protocol):
    """What of a collection decides who may do what."""

    @property
    def by_id(self) -> int | None: ...


def can_collect(actor: Actor) -> bool:
    """Everyone makes collections of their own."""
    return may(actor, WRITE)


def can_edit_collection(actor: Actor, collection: Owned) -> bool:
    """Whoever made it, and the editors."""
    return collection.by_id == actor.id or may(actor, REVIEW)
