"""Ranking inside PostgreSQL: candidates by index, the rarest words first, and the formula of ``bm25`` over them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, select, text, union
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from portal.search.bm25 import BOOSTS, LENGTH_COUNTS, MOST_BEGUN, SATURATION, Wanted, coordinated, wanted
from portal.search.engine import Hit, Hits, Term, WordQuery
from portal.search.index_words import wanted_facts
from portal.search.postgres_models import SearchEntry, SearchLexeme
from portal.search.postgres_patience import Patience
from portal.search.vectors_of_words import FORM, all_of, any_of, none_of

#: So many documents are looked at for each way of finding them: by all words, by titles, by each rare word.
CANDIDATES = 300
#: Words by which alone candidates are looked for; the commonest of a long query aren't needed for that.
MOST_RARE = 4
#: Candidates of which it is known soon how well they answer.
FEW = 60
FIELD_OF = {"A": "title", "B": "words", "C": "body", "D": "body"}
FIELDS = ("title", "words", "body")
Frequencies = Callable[[str, Collection[str]], Mapping[str, int]]


def ranked(session: Session, query: WordQuery, frequencies: Frequencies, *, limit: int) -> Hits:
    """The best documents."""
    patience = Patience(session)
    if not query.terms:
        return Hits(patience.wait_for(lambda: _newest(session, query, limit), []), patience.lost)
    size, average = _whole(session)
    words = _wanted(session, query, frequencies, size)
    if query.strict and not all(word.keys or word.begun for word in words):
        return Hits([])
    candidates = _candidates(session, query, words, patience)
    scored = _patiently_scored(session, candidates, query, words, average, patience)
    best = sorted(scored.items(), key=lambda pair: (-pair[1], -pair[0]))[:limit]
    return Hits([Hit(number, score) for number, score in best], patience.lost)


def _whole(session: Session) -> tuple[int, Mapping[str, float]]:
    """How many documents there are, and how long each field is on average; a sample tells."""
    size = session.scalar(select(func.count()).select_from(SearchEntry)) or 0
    sample = select(SearchEntry.title_length, SearchEntry.words_length, SearchEntry.body_length).limit(1000).subquery()
    row = session.execute(select(*(func.avg(column) for column in sample.c))).one()
    return size, {name: max(1.0, float(mean or 0)) for name, mean in zip(FIELDS, row, strict=True)}


def _wanted(session: Session, query: WordQuery, frequencies: Frequencies, size: int) -> list[Wanted]:
    asked = {key for term in query.terms for key in (*term.keys, *term.near)}
    counts = frequencies("k", asked)
    words = [wanted(term, size, lambda key: counts.get(key, 0), _begun(session, term)) for term in query.terms]
    return sorted(words, key=lambda word: word.n)


def _begun(session: Session, term: Term) -> Mapping[str, int]:
    if not term.beginning:
        return {}
    rows = session.execute(
        select(SearchLexeme.word, SearchLexeme.n)
        .where(
            SearchLexeme.sort == "t",
            SearchLexeme.word >= term.beginning,
            SearchLexeme.word < f"{term.beginning}\U0010ffff",
        )
        .order_by(SearchLexeme.n.desc(), SearchLexeme.word)
        .limit(MOST_BEGUN)
    )
    return {row[0]: row[1] for row in rows}


def _conditions(query: WordQuery) -> list[ColumnElement[bool]]:
    """Rights and filters."""
    facts = [sorted(f"access={token}" for token in query.access), *wanted_facts(query.filters)]
    found = [SearchEntry.facts.overlap(having) for having in facts]
    if query.filters.after is not None:
        found.append(SearchEntry.day >= query.filters.after.toordinal())
    if query.filters.before is not None:
        found += [SearchEntry.day <= query.filters.before.toordinal(), SearchEntry.day > 0]
    return found


def _always(query: WordQuery) -> list[str]:
    """What every result has, and has not."""
    phrases = [any_of(keys) for phrase in query.phrases for keys in phrase]
    return [*phrases, *(none_of(keys) for keys in query.without)]


def _newest(session: Session, query: WordQuery, limit: int) -> list[Hit]:
    """Filters and phrases alone."""
    statement = select(SearchEntry.document_id, SearchEntry.day).where(*_conditions(query))
    if always := all_of(_always(query)):
        statement = statement.where(_answers(SearchEntry.keys, always))
    rows = session.execute(statement.order_by(SearchEntry.day.desc(), SearchEntry.document_id.desc()).limit(limit))
    return [Hit(row[0], 1.0 + row[1]) for row in rows]


def _answers(column: Any, said: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.op("@@", is_comparison=True)(cast(said, TSQUERY))
    return found


def _candidates(session: Session, query: WordQuery, words: Sequence[Wanted], patience: Patience) -> list[int]:
    """Documents worth ranking: those with all words, those whose titles have one, those with the rarest ones.

    When that takes too long, those that one way finds in time.
    """
    each = [said for word in words if (said := any_of(word.keys, word.term.beginning if word.begun else ""))]
    if not each:
        return []
    always, conditions = _always(query), _conditions(query)

    def those(column: Any, *said: str) -> Select[Any]:
        found = select(SearchEntry.document_id).where(*conditions, _answers(column, all_of(said)))
        if always:
            found = found.where(_answers(SearchEntry.keys, all_of(always)))
        return select(found.limit(CANDIDATES if not query.strict else CANDIDATES * 4).subquery())

    selects = [those(SearchEntry.keys, *each)]
    if not query.strict:
        selects.append(those(SearchEntry.titles, f"({'|'.join(each)})"))
        selects += [those(SearchEntry.keys, said) for said in each[:MOST_RARE] if len(each) > 1]
    found = patience.wait_for(lambda: list(session.scalars(union(*selects))), None)
    if found is not None:
        return found
    if query.strict or len(selects) < 2:
        return []
    in_titles: list[int] = patience.wait_for(lambda: list(session.scalars(selects[1])), [])
    return in_titles


def _patiently_scored(
    session: Session,
    candidates: Sequence[int],
    query: WordQuery,
    words: Sequence[Wanted],
    average: Mapping[str, float],
    patience: Patience,
) -> Mapping[int, float]:
    """The scores of all candidates; of the newest few, when that takes too long."""
    for some in (candidates, sorted(candidates, reverse=True)[:FEW]):
        scored = patience.wait_for(lambda some=some: _scored(session, some, query, words, average), None)  # type: ignore[misc]  # mypy can't tell the type of a lambda with a default
        if scored is not None:
            return scored
    return {}


def _scored(
    session: Session,
    candidates: Sequence[int],
    query: WordQuery,
    words: Sequence[Wanted],
    average: Mapping[str, float],
) -> Mapping[int, float]:
    worths = [{**word.keys, **{FORM + form: worth for form, worth in word.begun.items()}} for word in words]
    weights = sum(word.term.weight for word in words) or 1.0
    found = {}
    for number, saturated in _saturated(session, candidates, {key for worth in worths for key in worth}, average):
        scores = [max((worth * saturated.get(key, 0.0) for key, worth in keys.items()), default=0.0) for keys in worths]
        total = sum(word.term.weight * score for word, score in zip(words, scores, strict=True))
        met = sum(word.term.weight for word, score in zip(words, scores, strict=True) if score > 0)
        if total > 0 and not (query.strict and min(scores) <= 0):
            found[number] = coordinated(total, met, weights)
    return found


def _saturated(
    session: Session, candidates: Sequence[int], keys: Collection[str], average: Mapping[str, float]
) -> list[tuple[int, dict[str, float]]]:
    """For each document how much each key stands in it, from 0 to 1."""
    rows = session.execute(_PLACES, {"ids": list(candidates), "keys": sorted(keys)})
    found: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for row in rows:
        lengths = {"title": row.title_length, "words": row.words_length, "body": row.body_length}
        frequency = 0.0
        for weight in row.weights:
            name = FIELD_OF[weight]
            counts = LENGTH_COUNTS[name]
            frequency += BOOSTS[name] / (1 - counts + counts * lengths[name] / average[name])
        found[row.document_id][row.lexeme] = frequency / (SATURATION + frequency)
    return list(found.items())


_PLACES = text(
    "SELECT document_id, title_length, words_length, body_length, lexeme, weights"
    " FROM search_entries CROSS JOIN LATERAL unnest(keys) AS places(lexeme, positions, weights)"
    " WHERE document_id = ANY(:ids) AND lexeme = ANY(:keys)"
)
