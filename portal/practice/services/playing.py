"""Playing a dialogue: begun, moved on and back, ended. Each move is kept at once: nothing of it is ever lost."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import insert_new
from portal.core.errors import Forbidden, Invalid, NotFound, require
from portal.core.i18n import lazy_gettext as _l
from portal.practice.finishing import after_finish
from portal.practice.models import UNFINISHED, Dialogue, DialogueVersion, Practice
from portal.practice.play import MOST_MOVES, Way, from_data, place_of, walk
from portal.practice.policy import can_begin
from portal.practice.queries import standing, version_played


def begin(session: Session, dialogue: Dialogue, actor: Actor, *, anew: bool = False, now: datetime) -> Practice:
    """Begin to play, or go on with what was begun; ``anew`` leaves that and begins from the first words."""
    going_on = _going_on(session, dialogue, actor)
    if going_on is not None and not anew:
        return going_on
    version = standing(session, dialogue)
    closed = dialogue.closed_at is not None
    if version is None or not can_begin(published=True, closed=closed):
        raise Forbidden(_l("This dialogue is closed: it can't be begun any more."))
    if going_on is not None:
        # not what was played to its end meanwhile: that stays
        session.execute(delete(Practice).where(Practice.id == going_on.id, Practice.finished_at.is_(None)))
    values = {
        "person_id": actor.id, "dialogue_id": dialogue.id, "version_id": version.id, "path": {"moves": []},
        "begun_at": now, "moved_at": now,
    }  # fmt: skip
    insert_new(session, Practice, values, ["person_id", "dialogue_id"], among=UNFINISHED)
    found = _going_on(session, dialogue, actor)
    if found is None:
        raise NotFound
    return found


def _going_on(session: Session, dialogue: Dialogue, actor: Actor) -> Practice | None:
    mine = Practice.person_id == actor.id, Practice.dialogue_id == dialogue.id, Practice.finished_at.is_(None)
    return session.scalar(select(Practice).where(*mine).execution_options(populate_existing=True))


def move(session: Session, practice: Practice, actor: Actor, *, at: int, number: int, now: datetime) -> Practice:
    """Give a reply. ``at``: after how many moves it was given; one that was sent twice is taken once."""
    require(practice.person_id == actor.id)
    if practice.finished_at is not None or at != len(practice.moves):
        return practice
    before = way_of(version_played(session, practice), practice)
    if at >= MOST_MOVES or not 1 <= number <= len(before.moment.choices):
        raise Invalid(_l("There is no such reply here."))
    practice.path, practice.moved_at = {**practice.path, "moves": [*practice.moves, number]}, now
    if way_of(version_played(session, practice), practice).ended:
        practice.finished_at = now
        session.flush()  # whoever listens asks for what is finished
        for follow in after_finish:
            follow(session, actor.id, practice.dialogue_id, now)
    return practice


def step_back(session: Session, practice: Practice, actor: Actor, *, at: int, now: datetime) -> Practice:
    """Take the last reply back; not out of an end, which stays as it was played.

    What was taken back is remembered: the end names what was first chosen badly, with the way to it.
    """
    require(practice.person_id == actor.id)
    if practice.finished_at is None and at == len(practice.moves) and practice.moves:
        taken = [*practice.taken_back, *_last_reply(session, practice)]
        kept = [list(pair) for pair in dict.fromkeys(taken)]
        practice.path, practice.moved_at = {"moves": practice.moves[:-1], "taken_back": kept[-MOST_MOVES:]}, now
    return practice


def _last_reply(session: Session, practice: Practice) -> list[tuple[int, int]]:
    play = from_data(version_played(session, practice).play)
    said = walk(play, practice.moves).said
    return [(place_of(play, said[-1].moment), said[-1].number)] if said else []


def way_of(version: DialogueVersion, practice: Practice) -> Way:
    """Where somebody is."""
    return walk(from_data(version.play), practice.moves)


def forget_player(session: Session, person_id: int, _name: str) -> None:
    """Remove what somebody who is erased has played: nobody else may ever see it."""
    session.execute(delete(Practice).where(Practice.person_id == person_id))
