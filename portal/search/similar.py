"""What is much like a text that somebody has written: often nothing, and then nothing is shown."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import structlog
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.search.asking import Filters, Found
from portal.search.engine import Engine, IndexBroken, Term, WordQuery
from portal.search.engines import engine
from portal.search.evidence import evidence
from portal.search.finding import found_of, shown_of
from portal.search.language import analyse, is_filler
from portal.search.language.dictionary import Dictionary
from portal.search.likeness import ANSWERS, LIKELY, closeness, likelihood
from portal.search.meaning.closest import understanding
from portal.search.pool import Candidate, load
from portal.search.queries.words import dictionary
from portal.search.sources import access_of
from portal.search.wording import Wanted, rarity

log = structlog.get_logger()

#: A longer text is compared by its beginning.
MAX_TEXT_LETTERS = 3_000
#: The engine is asked for the rarest words only: the others stand in every text.
RAREST = 12
BY_WORDS, BY_MEANING = 40, 30
PROPOSED = "initiative"


def similar(
    session: Session, title: str, body: str, lang: str, actor: Actor, *, kinds: frozenset[str], limit: int
) -> list[Found]:
    """What is likely to be about the same matter and open to ``actor``, the likeliest first."""
    title, body = title[:MAX_TEXT_LETTERS], body[:MAX_TEXT_LETTERS]
    if not f"{title}{body}".strip():
        return []
    words = engine(session)
    access, filters = access_of(actor), Filters(kinds=kinds)
    wanted: Sequence[Wanted] = ()
    ids: set[int] = set()
    try:
        wanted = told(f"{title}\n{body}", lang, words, dictionary(session))
        ids = _by_words(words, wanted, filters, access)
    except IndexBroken as error:
        log.warning("look-alikes go without the index", why=repr(error))
    meaning = _meaning(session, title, body)
    ids |= set(sorted(meaning, key=lambda number: -meaning[number])[:BY_MEANING])
    scored = _scored(_whole(load(session, ids, access, filters).values()), wanted, meaning)
    likely = sorted((one for one in scored if _is_likely(one)), key=lambda one: (-one.score, one.id))
    shown = shown_of(session, likely, actor)
    seen = [one for one in likely if one.key in shown]
    return [found_of(one, shown[one.key], wanted) for one in seen[:limit]]


def told(text: str, lang: str, words: Engine, known: Dictionary) -> Sequence[Wanted]:
    """What a text is about: each of its words once, with what means the same, the rarest first."""
    tokens = list({token.keys[0]: token for token in analyse(text, lang) if not is_filler(token)}.values())
    near: list[dict[str, float]] = [dict(known.keys_near(token.keys)) for token in tokens]
    counts = words.frequencies({key for token in tokens for key in token.keys} | set().union(*near, ()))
    many = max(words.count(), 1)
    made = [
        Wanted(
            keys=frozenset(token.keys),
            near={key: weight for key, weight in of_it.items() if key in counts},
            phrases=(),
            idf=rarity(many, token.keys, of_it, counts),
        )
        for token, of_it in zip(tokens, near, strict=True)
    ]
    return sorted(made, key=attrgetter("idf"), reverse=True)


def _by_words(words: Engine, wanted: Sequence[Wanted], filters: Filters, access: frozenset[str]) -> set[int]:
    counts = words.frequencies({key for each in wanted for key in (*each.keys, *each.near)})
    known = [each for each in wanted if any(key in counts for key in (*each.keys, *each.near))]
    terms: list[Term] = [each.term() for each in known[:RAREST]]
    if not terms:
        return set()
    query = WordQuery(terms=terms, filters=filters, access=access, limit=BY_WORDS)
    return {hit.document_id for hit in words.search(query).hits}


def _meaning(session: Session, title: str, body: str) -> Mapping[int, float]:
    known = understanding(session)
    if known is None:
        return {}
    near = known.to_text(title, body)
    return dict(zip(near.documents.tolist(), closeness(near).tolist(), strict=True))


def _whole(held: Iterable[Candidate]) -> list[Candidate]:
    """Whole items: of an algorithm its steps say too little."""
    return [one for one in held if not one.part]


def _scored(held: Sequence[Candidate], wanted: Sequence[Wanted], meaning: Mapping[int, float]) -> list[Candidate]:
    """Each by how likely it is, beside the others of its kind."""
    shares = {one.id: evidence(one.reads(), wanted).share for one in held}
    best: dict[str, list[float]] = {}
    for one in held:
        best.setdefault(one.kind, []).append(shares[one.id])
    best = {kind: sorted([0.0, *of_kind], reverse=True)[:2] for kind, of_kind in best.items()}
    return [
        one.scored(likelihood(shares[one.id], _next_best(best[one.kind], shares[one.id]), meaning.get(one.id)))
        for one in held
    ]


def _next_best(best: Sequence[float], mine: float) -> float:
    return best[1] if mine == best[0] else best[0]


def _is_likely(one: Candidate) -> bool:
    return one.score >= (LIKELY if one.kind == PROPOSED else ANSWERS)
