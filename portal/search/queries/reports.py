"""What was looked for, grouped by what it means: in vain, or without anything being opened; and where clicks fall."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.search.language import analyse_query, is_filler
from portal.search.meaning.embedder import Floats, embedder
from portal.search.models import Asked, OpenedRank
from portal.search.place import place_of
from portal.search.repairing import plainly_meant

#: More different words than this are no report that anybody reads.
MOST_WORDS, MOST_GROUPS = 3000, 100
#: What was asked less often tells of one conversation, and might tell whose. A wish is written to be read.
LEAST_TIMES = 2
#: Queries whose meanings are so close say the same (measured: "повернути гроші" and "refund to card", not "повернути
#: гроші" and "отримати знижку"); so many, the commonest, are compared.
SAME_MEANING, MOST_COMPARED = 0.91, 200


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """Searches that mean the same."""

    #: The row that stands for them in an address.
    id: int
    #: The commonest way to say it, in the layout that was meant, and the others, each with how often.
    words: str
    others: tuple[tuple[str, int], ...]
    times: int
    found_none: int
    opened: int
    wished: int
    last_day: date


@dataclass(frozen=True, slots=True)
class RankCount:
    """How often the result at a place of the list was opened."""

    rank: int
    times: int


@dataclass(frozen=True, slots=True)
class Totals:
    """All searches of a time."""

    times: int
    found_none: int
    opened: int


def in_vain(session: Session, since: date) -> Sequence[AskedGroup]:
    """Searches that found nothing, and wishes for an article: the commonest first."""
    rows = _rows(session, since, (func.sum(Asked.found_none) > 0) | (func.sum(Asked.wished) > 0))
    return _grouped(session, rows, lambda group: (group.found_none + group.wished, group.last_day))


def not_opened(session: Session, since: date) -> Sequence[AskedGroup]:
    """Searches that found something of which nothing was opened: the commonest first."""
    groups = _grouped(
        session,
        _rows(session, since, func.sum(Asked.times) > func.sum(Asked.found_none)),
        lambda group: (group.times, group.last_day),
    )
    return [group for group in groups if not group.opened]


def totals(session: Session, since: date) -> Totals:
    """How many searches there were since a day."""
    sums = [func.coalesce(func.sum(column), 0) for column in (Asked.times, Asked.found_none, Asked.opened)]
    row = session.execute(select(*sums).where(Asked.day >= since)).one()
    return Totals(*(int(value) for value in row))


def clicks_by_rank(session: Session, since: date) -> Sequence[RankCount]:
    """Where in the list the opened results stood, from the top."""
    counted = select(OpenedRank.rank, func.sum(OpenedRank.times)).where(OpenedRank.day >= since)
    rows = session.execute(counted.group_by(OpenedRank.rank).order_by(OpenedRank.rank))
    return [RankCount(rank, int(times)) for rank, times in rows]


def asked_words(session: Session, asked_id: int) -> str | None:
    """What was looked for, by the row that stands for it; nothing that no report would tell."""
    words = session.scalar(select(Asked.words).where(Asked.id == asked_id))
    return plainly_meant(words) if words is not None and _may_be_told(session, words) else None


def _may_be_told(session: Session, words: str) -> bool:
    """Often enough, together with what says the same in other forms, or wished for."""
    same, sums = _meaning(words), (func.sum(Asked.times), func.sum(Asked.wished))
    own = session.execute(select(*sums).where(Asked.words == words)).one()
    if own[0] >= LEAST_TIMES or own[1]:
        return True
    rows = [row for row in _rows(session, date.min, func.sum(Asked.times) > 0) if _meaning(row[1]) == same]
    return sum(row[2] for row in rows) >= LEAST_TIMES or any(row[5] for row in rows)


def since_days(today: date, days: int) -> date:
    """The first day of the last ``days`` days."""
    return today - timedelta(days=days - 1)


def _rows(session: Session, since: date, condition: Any) -> Sequence[Any]:
    sums = [func.sum(column) for column in (Asked.times, Asked.found_none, Asked.opened, Asked.wished)]
    statement = (
        select(func.max(Asked.id), Asked.words, *sums, func.max(Asked.day))
        .where(Asked.day >= since)
        .group_by(Asked.words)
        .having(condition)
        .order_by(func.sum(Asked.times).desc(), Asked.words)
        .limit(MOST_WORDS)
    )
    return session.execute(statement).all()


def _grouped(session: Session, rows: Iterable[Any], by: Callable[[AskedGroup], Any]) -> list[AskedGroup]:
    same: dict[frozenset[str], list[Any]] = defaultdict(list)
    for row in rows:
        same[_meaning(row[1])].append(row)
    groups = [_group(members) for members in _met(session, list(same.values()))]
    telling = [group for group in groups if group.times >= LEAST_TIMES or group.wished]
    return sorted(telling, key=by, reverse=True)[:MOST_GROUPS]


def _met(session: Session, groups: Sequence[list[Any]]) -> list[list[Any]]:
    """Groups of the same words, commonest first, put together where these mean the same; as they are without a model.

    The commonest way to say it stands for a group: groups of groups would wander from one meaning to the next.
    """
    model = embedder(place_of(session))
    if model is None:
        return list(groups)
    meanings: list[Floats] = []
    met: list[list[Any]] = []
    for rows in groups[:MOST_COMPARED]:
        own = model.of_query(plainly_meant(rows[0][1]))
        close = [float(own @ other) for other in meanings]
        nearest = max(range(len(close)), key=close.__getitem__, default=None)
        if nearest is not None and close[nearest] >= SAME_MEANING:
            met[nearest].extend(rows)
        else:
            meanings.append(own)
            met.append([*rows])
    return [*met, *groups[MOST_COMPARED:]]


def _meaning(words: str) -> frozenset[str]:
    """Equal for queries of the same words, whatever their forms, their order, their layout and the question around."""
    tokens = analyse_query(plainly_meant(words))
    telling = [token for token in tokens if not is_filler(token)] or tokens
    return frozenset(token.keys[0] for token in telling if token.keys) or frozenset({words})


def _group(rows: Sequence[Any]) -> AskedGroup:
    """``rows``: id, words, times, found_none, opened, wished, last day; the commonest first."""
    times, found_none, opened, wished = (sum(int(row[place]) for row in rows) for place in range(2, 6))
    first, *others = sorted(rows, key=lambda row: (-int(row[2]), row[1]))
    named = tuple((row[1], int(row[2])) for row in others)
    last_day = max(row[6] for row in rows)
    return AskedGroup(first[0], plainly_meant(first[1]), named, times, found_none, opened, wished, last_day)
