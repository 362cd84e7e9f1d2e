"""Similar initiatives by the words of their titles: an index of the words' beginnings, no search engine."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select, union_all
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.extension import ItemCard, ItemRef, LookAlike
from portal.core.numbers import number_path
from portal.core.text import plain_name
from portal.initiatives.models import Initiative, StatusType, TitleStem
from portal.initiatives.queries.reference import statuses
from portal.initiatives.queries.visibility import visible_to

KIND = "initiative"
#: Below this the two have a few words in common, not a matter.
LIKELY = 0.5
#: So many of the newest titles are looked at for one word: a word that more have tells nothing.
TITLES_A_WORD = 400
MOST_WORDS = 10
CANDIDATES = 60
_MIN_LETTERS, _STEM_LETTERS = 4, 5
_COMMON_WORDS = 2

_WORD = re.compile(r"\w+(?:['-]\w+)*")
#: Endings begin with these: 'каса', 'каси' and 'касою' are one word.
_SOFT = "аеєиіїоуюяьйыэaeiouy"
_SILENT_WORDS = """
біля після через коли треба який яких яке щоби перед замість можна було буде були немає кожен кожного їхній
наших нашої всіх також лише тільки тому цього чому того якщо
около после когда надо нужно который которые чтобы вместо можно было будет каждый каждого нашей всех также
только если почему этого
with from into that this than then when where which would should could have more their there what your about
every before after instead
"""
_SILENT = frozenset(_SILENT_WORDS.split())


def stems_of(text: str) -> frozenset[str]:
    """The beginnings of the words that tell something, in any of the three languages."""
    plain = plain_name(text).replace("ё", "е")
    words = (found[0].replace("'", "") for found in _WORD.finditer(plain))
    parts = (part for word in words for part in word.split("-"))
    return frozenset(_stem(part) for part in parts if len(part) >= _MIN_LETTERS and part not in _SILENT)


def _stem(word: str) -> str:
    beginning = word[:_STEM_LETTERS] if len(word) > _STEM_LETTERS else word[: _STEM_LETTERS - 1]
    firm = beginning.rstrip(_SOFT)
    return firm if len(firm) >= _STEM_LETTERS - 2 else beginning


def closeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of words have in common, 0 to 1; one common word says nothing.

    The mean of Dice's coefficient and the overlap coefficient: a short title that stands within a long one is close.
    """
    common = len(one & other)
    if common < _COMMON_WORDS:
        return 0.0
    return (2 * common / (len(one) + len(other)) + common / min(len(one), len(other))) / 2


class TitleLookAlikes:
    """Look-alikes by title alone; of ``text`` only the first line is looked at."""

    def similar(self, session: Session, text: str, actor: Actor, limit: int) -> Sequence[LookAlike]:
        """One statement, bounded however many initiatives there are."""
        words = stems_of(text.strip().partition("\n")[0])
        if len(words) < _COMMON_WORDS:
            return []
        found = session.execute(candidates(words, actor, common=_COMMON_WORDS)).all()
        numbers = {row.id for row in found}
        rows = [row for row in found if row.merged_into_id not in numbers]
        ranked = sorted(((closeness(words, stems_of(row.title)), row) for row in rows), key=lambda pair: -pair[0])
        known = statuses(session).by_id
        return [
            _look_alike(row, how_close, known[row.status_id].label, actor)
            for how_close, row in ranked[:limit]
            if how_close >= LIKELY
        ]


_SHOWN: tuple[Any, ...] = (
    Initiative.id, Initiative.title, Initiative.status_id, Initiative.status_type, Initiative.author_id,
    Initiative.support_count, Initiative.merged_into_id,
)  # fmt: skip


def candidates(words: Iterable[str], actor: Actor, *, common: int) -> Select[Any]:
    """Initiatives whose titles have at least so many of the words in common with these, the most likely first."""
    by_word = [
        select(TitleStem.initiative_id)
        .where(TitleStem.stem == word)
        .order_by(TitleStem.initiative_id.desc())
        .limit(TITLES_A_WORD)
        .subquery()
        for word in sorted(words, key=len, reverse=True)[:MOST_WORDS]
    ]
    # SQLite takes no LIMIT inside a union, but it does inside a subquery.
    with_any = union_all(*(select(one.c.initiative_id) for one in by_word)).subquery()
    best = (
        select(with_any.c.initiative_id, func.count().label("common"))
        .group_by(with_any.c.initiative_id)
        .having(func.count() >= common)
        .order_by(func.count().desc(), with_any.c.initiative_id.desc())
        .limit(CANDIDATES)
        .subquery()
    )
    return (
        select(*_SHOWN)
        .join(best, best.c.initiative_id == Initiative.id)
        .where(visible_to(actor), Initiative.status_type != StatusType.DRAFT)
        .order_by(best.c.common.desc(), Initiative.support_count.desc(), Initiative.id.desc())
    )


def _look_alike(row: Row[Any], how_close: float, status: str, actor: Actor) -> LookAlike:
    card = ItemCard(ref=ItemRef(KIND, row.id), title=row.title, href=f"/initiatives/{number_path(row.id)}")
    return LookAlike(
        card=card,
        closeness=how_close,
        support_count=row.support_count,
        status_type=row.status_type,
        status_label=status,
        own=row.author_id == actor.id,
    )
