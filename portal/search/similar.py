"""What is much like a text that somebody has written: often nothing, and then nothing is shown."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

import structlog
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.text import guess_language
from portal.search.asking import Filters, Found
from portal.search.engine import Engine, IndexBroken, Term, WordQuery
from portal.search.engines import engine
from portal.search.evidence import Shared, shared
from portal.search.language import analyse, is_filler
from portal.search.language.dictionary import Dictionary
from portal.search.likeness import ANSWERS, LIKELY, MEANING, WORDS, closeness, likelihood, usual
from portal.search.meaning.closest import understanding
from portal.search.pool import Candidate, count_wholes, latest_wholes, load, whole_ids
from portal.search.queries.words import dictionary
from portal.search.reading import Reading
from portal.search.readings import readings_of
from portal.search.results import found_of, shown_of
from portal.search.sought import Sought
from portal.search.sources import access_of
from portal.search.wording import Wanted, rarity

log = structlog.get_logger()

#: A longer text is compared by its beginning.
MAX_TEXT_LETTERS = 3_000
#: The engine is asked for the rarest words only: the others stand in every text.
RAREST = 12
BY_WORDS, BY_MEANING = 40, 30
#: So many are looked at for those of the kinds that are wanted.
MOST_BY_MEANING = 400
#: So many of a kind, the latest, tell what any text has in common with the draft.
BACKGROUND = 60
#: A background of fewer texts is made anew for each candidate, without it.
FEW = 10
PROPOSED = "initiative"


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text that is compared."""

    lang: str
    sought: Sought
    #: The documents that it is compared with, taken apart.
    readings: Mapping[int, Reading]
    #: The cosines of documents; empty where there is no meaning.
    cosines: Mapping[int, float]

    def words(self, one: Candidate) -> Shared:
        """How much of its words a document has."""
        return shared(self.readings[one.id], self.sought)


def similar(
    session: Session, title: str, body: str, lang: str, actor: Actor, *, kinds: frozenset[str], limit: int
) -> list[Found]:
    """What is likely to be about the same matter and open to ``actor``, the likeliest first.

    ``lang``: of the draft, where its letters don't tell.
    """
    title, body = title[:MAX_TEXT_LETTERS], body[:MAX_TEXT_LETTERS]
    if not f"{title}{body}".strip():
        return []
    access, filters = access_of(actor), Filters(kinds=kinds)
    wanted, by_words = _words(session, title, body, lang, filters, access)
    latest = {kind: latest_wholes(session, kind, access, BACKGROUND) for kind in sorted(kinds)}
    also = by_words | {one.id for of_kind in latest.values() for one in of_kind}
    cosines, by_meaning = _meaning(session, title, body, kinds, also)
    held = _whole(load(session, by_words | by_meaning, access, filters).values())
    compared = [*held, *(one for of_kind in latest.values() for one in of_kind)]
    readings, sought = readings_of(session, engine(session), compared), Sought(wanted)
    draft = _Draft(guess_language(f"{title}\n{body}", fallback=lang), sought, readings, cosines)
    scored = _scored(session, draft, held, latest)
    likely = sorted((one for one in scored if _is_likely(one)), key=lambda one: (-one.score, one.id))
    shown = shown_of(session, likely, actor)
    seen = [one for one in likely if one.key in shown]
    return found_of(session, seen[:limit], shown, readings, sought)


def _words(
    session: Session, title: str, body: str, lang: str, filters: Filters, access: frozenset[str]
) -> tuple[Sequence[Wanted], set[int]]:
    """The words of a draft, and what has most of the rarest; none while the index can't be read."""
    words = engine(session)
    try:
        wanted = told(f"{title}\n{body}", lang, words, dictionary(session))
        return wanted, _by_words(words, wanted, filters, access)
    except IndexBroken as error:
        log.warning("look-alikes go without the index", why=repr(error))
        return (), set()


def _meaning(
    session: Session, title: str, body: str, kinds: frozenset[str], also: Collection[int]
) -> tuple[Mapping[int, float], set[int]]:
    """How close documents are to a draft as a whole, ``also`` these, and the closest of the kinds that are wanted."""
    known = understanding(session)
    if known is None:
        return {}, set()
    near = known.to_text(title, body, also)
    close = dict(zip(near.documents.tolist(), closeness(near).tolist(), strict=True))
    closest = sorted(close, key=lambda number: -close[number])[:MOST_BY_MEANING]
    whole = whole_ids(session, closest, kinds)
    cosines = dict(zip(near.documents.tolist(), near.whole.tolist(), strict=True))
    return cosines, set([number for number in closest if number in whole][:BY_MEANING])


def told(text: str, lang: str, words: Engine, known: Dictionary) -> Sequence[Wanted]:
    """What a text is about: each of its words that any document has, or its like, once; the rarest first."""
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
        if any(key in counts for key in (*token.keys, *of_it))
    ]
    return sorted(made, key=attrgetter("idf"), reverse=True)


def _by_words(words: Engine, wanted: Sequence[Wanted], filters: Filters, access: frozenset[str]) -> set[int]:
    terms: list[Term] = [each.term() for each in wanted[:RAREST]]
    if not terms:
        return set()
    query = WordQuery(terms=terms, filters=filters, access=access, limit=BY_WORDS)
    return {hit.document_id for hit in words.search(query).hits}


def _whole(held: Iterable[Candidate]) -> list[Candidate]:
    """Whole items: of an algorithm its steps say too little."""
    return [one for one in held if not one.part]


def _scored(
    session: Session, draft: _Draft, held: Sequence[Candidate], latest: Mapping[str, Sequence[Candidate]]
) -> Iterator[Candidate]:
    """Each by how likely it is, held against the latest of its kind."""
    many = count_wholes(session, {one.kind for one in held})
    for kind in sorted(many):
        background = latest[kind]
        common = _Common(draft, background)
        for one in held:
            if one.kind == kind:
                # Among a handful of texts one would be most of what it is held against.
                others = [each for each in background if each.id != one.id] if len(background) < FEW else background
                yield (common if others is background else _Common(draft, others)).scored(one, many[kind])


class _Common:
    """What a draft has in common with texts of a kind anyway."""

    def __init__(self, draft: _Draft, background: Sequence[Candidate]) -> None:
        self._draft = draft
        self._words = usual([draft.words(one).share for one in background], [one.lang for one in background], WORDS)
        known = [one for one in background if one.id in draft.cosines]
        self._meaning = usual([draft.cosines[one.id] for one in known], [one.lang for one in known], MEANING)

    def scored(self, one: Candidate, among: int) -> Candidate:
        """A text by how likely it is; ``among``: so many of its kind."""
        draft, cosine = self._draft, self._draft.cosines.get(one.id)
        words = draft.words(one)
        likely = likelihood(
            self._words.above(words.share, one.lang),
            None if cosine is None else self._meaning.fair(cosine, one.lang),
            own=words.own,
            told=sum(each.idf for each in draft.sought.wanted),
            translated=one.lang != draft.lang,
            among=among,
        )
        return one.scored(likely)


def _is_likely(one: Candidate) -> bool:
    return one.score >= (LIKELY if one.kind == PROPOSED else ANSWERS)
