"""What has to be so in the database, whatever was killed when: a list of sentences about what isn't."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.journal import JournalEntry
from portal.discussion.models import Comment, Follow
from portal.initiatives.models import Initiative, Merge, MergedRow, StatusType, Support, Transition
from portal.initiatives.queries.truth import COMMENTS, SUPPORTS, TWINS
from portal.initiatives.services.counting import count_faults
from portal.notifications.models import Notification
from tests.crash.writers import Writer, all_noted


def faults(session: Session, writers: list[Writer]) -> list[str]:
    """Everything that is lost, doubled or half there."""
    return [
        *(fault for writer in writers for fault in writer.noted.faults),
        *_submissions(session, writers),
        *_comments(session, writers),
        *_supports(session, writers),
        *_moves(session, writers),
        *_merges(session, writers),
        *_counters(session),
        *_inboxes(session),
    ]


def _submissions(session: Session, writers: list[Writer]) -> list[str]:
    rows = session.execute(select(Initiative.id, Initiative.title, Initiative.author_id)).all()
    there = Counter(row.title for row in rows)
    found = _once("submission", writers, "submissions", there)
    asked = {title for title, _done in all_noted(writers, "submissions")}
    told = _by_item(session, "initiatives.submitted")
    begun = Counter(session.scalars(select(Transition.initiative_id).where(Transition.from_status_id.is_(None))))
    followed = set(session.execute(select(Follow.item_id, Follow.person_id).where(Follow.item_kind == "initiative")))
    for row in rows:
        whole = (told[row.id], begun[row.id], (row.id, row.author_id) in followed) == (1, 1, True)
        if row.title in asked and not whole:
            found.append(f"submission {row.id} is half there")
    return found


def _comments(session: Session, writers: list[Writer]) -> list[str]:
    rows = session.execute(select(Comment.id, Comment.body)).all()
    entries = session.scalars(select(JournalEntry).where(JournalEntry.name == "discussion.comment_added"))
    told = Counter(entry.data["comment_id"] for entry in entries)
    half = [f"comment {row.id} was told {told[row.id]} times" for row in rows if told[row.id] != 1]
    return _once("comment", writers, "comments", Counter(row.body for row in rows)) + half


def _once(what: str, writers: list[Writer], notes: str, there: Counter[str]) -> list[str]:
    """Acknowledged: there once. Without an answer: there once or not at all."""
    return [
        f"{what} {key!r} is there {there[key]} times, acknowledged: {done}"
        for key, done in all_noted(writers, notes)
        if there[key] != 1 and (done or there[key] > 1)
    ]


def _supports(session: Session, writers: list[Writer]) -> list[str]:
    there = {(row.initiative_id, row.person_id) for row in session.scalars(select(Support))}
    balance = Counter[tuple[int, int]]()
    names = {"initiatives.support_given": 1, "initiatives.support_withdrawn": -1}
    for entry in session.scalars(select(JournalEntry).where(JournalEntry.name.in_(names))):
        balance[entry.item_id, entry.actor_id or 0] += names[entry.name]
    found = [
        f"support of {key}: wanted {wanted}, there {key in there}"
        for key, wanted in all_noted(writers, "supports")
        if wanted is not None and (key in there) is not wanted
    ]
    asked = {key for key, _wanted in all_noted(writers, "supports")}
    return found + [f"support of {key} and its history differ" for key in asked if balance[key] != (key in there)]


def _moves(session: Session, writers: list[Writer]) -> list[str]:
    rows = session.execute(select(Transition.id, Transition.initiative_id, Transition.reason)).all()
    told = Counter(
        entry.data["transition_id"]
        for entry in session.scalars(select(JournalEntry).where(JournalEntry.name == "initiatives.moved"))
    )
    where: dict[str, list[int]] = {}
    for row in rows:
        where.setdefault(row.reason, []).append(row.initiative_id)
    found = [f"a move was told {n} times: {id_}" for id_, n in told.items() if n != 1]
    for reason, (numbers, done) in all_noted(writers, "moves"):
        made = sorted(where.get(reason, []))
        if made != sorted(numbers) and (done or made):
            found.append(f"{reason} moved {made} of {numbers}, acknowledged: {done}")
    last = {
        row.initiative_id: row.to_status_id
        for row in session.execute(select(Transition.initiative_id, Transition.to_status_id).order_by(Transition.id))
    }
    stands = session.execute(select(Initiative.id, Initiative.status_id))
    return found + [
        f"{row.id} stands elsewhere than its history says" for row in stands if last[row.id] != row.status_id
    ]


def _merges(session: Session, writers: list[Writer]) -> list[str]:
    open_merges = {
        (row.twin_id, row.survivor_id): row.id
        for row in session.execute(
            select(Merge.id, Merge.twin_id, Merge.survivor_id).where(Merge.unmerged_at.is_(None))
        )
    }
    found = []
    for (twin, survivor), wanted in all_noted(writers, "merges"):
        row = session.get_one(Initiative, twin)
        signs = {
            (twin, survivor) in open_merges,
            row.status_type is StatusType.MERGED,
            row.merged_into_id == survivor,
            not session.scalar(select(func.count()).where(Comment.item_id == twin, Comment.item_kind == "initiative")),
            bool(
                session.scalar(select(func.count()).where(MergedRow.merge_id == open_merges.get((twin, survivor), 0)))
            ),
        }
        if len(signs) != 1 or (wanted is not None and signs != {wanted}):
            found.append(f"{twin} into {survivor}: wanted {wanted}, found {signs}")
    merged, parted = (sum(_by_item(session, name).values()) for name in ("initiatives.merged", "initiatives.unmerged"))
    rows = session.execute(select(func.count(), func.count(Merge.unmerged_at))).one()
    if tuple(rows) != (merged, parted):
        found.append(f"{merged} merges and {parted} partings were told, {tuple(rows)} are written down")
    return found


def _counters(session: Session) -> list[str]:
    wrong = session.scalars(
        select(Initiative.id).where(
            (Initiative.support_count != SUPPORTS)
            | (Initiative.comment_count != COMMENTS)
            | (Initiative.twin_count != TWINS)
        )
    )
    return [f"the counters of {number} are wrong" for number in wrong] + [str(one) for one in count_faults(session)]


def _inboxes(session: Session) -> list[str]:
    lines = session.execute(
        select(Notification.person_id, Notification.entry_id, func.count())
        .group_by(Notification.person_id, Notification.entry_id)
        .having(func.count() > 1)
    )
    return [f"person {person} was told {n} times of entry {entry}" for person, entry, n in lines]


def _by_item(session: Session, name: str) -> Counter[int]:
    return Counter(session.scalars(select(JournalEntry.item_id).where(JournalEntry.name == name)))
