"""From what somebody typed to what they may see of it: read, found by words and by meaning, weighed, shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import structlog
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.search.asking import Answer, Filters, Order
from portal.search.engine import Engine, Hit, Hits, IndexBroken, WordQuery
from portal.search.engines import engine
from portal.search.evidence import Evidence, evidence
from portal.search.facets import facets_of
from portal.search.filtering import Narrowed, narrowed
from portal.search.fusing import fused
from portal.search.grammar import parse
from portal.search.language import analyse_query
from portal.search.meaning.background import above_usual
from portal.search.meaning.closest import understanding
from portal.search.ordering import in_a_call, parts_apart, worth_showing
from portal.search.pool import Candidate, load, wholes
from portal.search.queries.words import dictionary
from portal.search.reading import Reading, number_of
from portal.search.readings import readings_of
from portal.search.results import found_of, shown_of
from portal.search.sought import Sought
from portal.search.sources import access_of
from portal.search.wording import Wording, wording

log = structlog.get_logger()

#: So many documents are taken from the engine, and so many of them are read again for their rank.
MOST_HITS, MOST_READ = 200, 60
MOST_HITS_TYPING, MOST_READ_TYPING = 60, 30
#: So many are added by their meaning alone, of those that are closer than usual. Where nothing else is found, one of
#: them at least has to be clearly closer: something always is a little.
MOST_BY_MEANING, MOST_BY_MEANING_FILTERED = 40, 400
CLOSER, CLEARLY_CLOSER = 1.0, 2.2
#: While somebody types, shorter texts mean nothing yet.
LETTERS_WITH_MEANING = 5
#: When none of so many that the engine had last is worth showing, there is nothing more.
LAST_FEW = 5
#: A tag leads to its items, and they stand here by themselves: it goes behind those that are about the same.
OF_A_KIND = {"tag": 0.5}
#: A step of an algorithm says a little less for it than its own text.
BY_A_STEP = 0.95


@dataclass(slots=True)
class _Search:
    """What one search is about."""

    session: Session
    actor: Actor
    access: frozenset[str]
    filters: Filters
    typing: bool
    wording: Wording
    hits: Hits = field(default_factory=lambda: Hits(()))
    meaning: Mapping[int, float] = field(default_factory=dict)
    #: The index couldn't be read.
    broken: bool = False
    #: The words of the query as they are looked for, and documents taken apart, as far as they were needed.
    sought: Sought = field(default_factory=lambda: Sought(()))
    readings: dict[int, Reading] = field(default_factory=dict)

    def take_apart(self, some: Collection[Candidate]) -> None:
        """Have the readings of these."""
        self.readings |= readings_of(
            self.session, engine(self.session), [one for one in some if one.id not in self.readings]
        )


def find(
    session: Session,
    text: str,
    actor: Actor,
    *,
    limit: int = 20,
    offset: int = 0,
    filters: Filters | None = None,
    facets: bool = False,
    typing: bool = False,
    steps: bool = False,
    order: Order = Order.BEST,
) -> Answer:
    """Everything that answers ``text`` and that ``actor`` may see, best first.

    ``typing``: the last word may be a beginning, and it has to be quick. ``steps``: steps of algorithms are results of
    their own; otherwise they speak for their algorithm.
    """
    narrow = narrowed(session, parsed := parse(text), filters or Filters(), actor)
    search = _Search(session, actor, access_of(actor), narrow.filters, typing, Wording(parsed, parsed.words, ()))
    _look(search, text)
    ranked = _in_order(search, steps, order)
    shown = shown_of(session, ranked, actor)
    seen = [one for one in ranked if one.key in shown]
    search.take_apart(page := seen[offset : offset + limit])
    return replace(
        _told(search, narrow, text, seen),
        results=found_of(session, page, shown, search.readings, search.sought),
        facets=facets_of(session, seen, shown) if facets else {},
    )


def _look(search: _Search, text: str) -> None:
    """Read the query and look for what has its words, and for what means the same.

    Where the index can't be read, for the meaning alone.
    """
    words = engine(search.session)
    try:
        search.wording = wording(text, words, dictionary(search.session), typing=search.typing)
        search.sought = Sought(search.wording.wanted)
        _look_for_words(search, words)
    except IndexBroken as error:
        log.warning("the index can't be read", why=repr(error))
        search.broken = True
    _look_for_meaning(search)


def _in_order(search: _Search, steps: bool, order: Order) -> list[Candidate]:
    ranked = _ranked(search)
    ranked = parts_apart(ranked) if steps else _as_wholes(search, ranked)
    if order is Order.NEWEST:
        ranked = sorted(ranked, key=lambda one: (one.at or date.min, one.score), reverse=True)
    return ranked


def _told(search: _Search, narrow: Narrowed, text: str, seen: Sequence[Candidate]) -> Answer:
    """What is to be said of the search itself.

    A reading comes from the words of all texts: it is told only to whoever sees one with such words.
    """
    with_words = {hit.document_id for hit in search.hits.hits}
    known = any(one.id in with_words for one in seen) and _sees_what_was_guessed(search, seen)
    return Answer(
        query=text,
        results=(),
        count=len(seen),
        more=_may_be_more(search, seen),
        reading=search.wording.reading if known else None,
        incomplete=_incomplete(broken=search.broken, partial=search.hits.partial),
        chosen=narrow.chosen,
        unknown=[*search.wording.parsed.unknown, *narrow.unknown],
    )


def _may_be_more(search: _Search, seen: Sequence[Candidate]) -> bool:
    """Whether the engine was cut short, and what it had last was still worth showing."""
    hits = search.hits.hits
    if len(hits) < (MOST_HITS_TYPING if search.typing else MOST_HITS):
        return False
    last = {hit.document_id for hit in hits[-LAST_FEW:]}
    return any(one.id in last for one in seen)


def _sees_what_was_guessed(search: _Search, seen: Sequence[Candidate]) -> bool:
    """Whether each word that another was taken for stands, or is meant, in something of what is seen."""
    read = [search.readings[one.id].keys for one in seen if one.id in search.readings]
    for word in search.wording.guessed:
        keys = frozenset().union(*(token.keys for token in analyse_query(word)))
        meant = [key for each in search.wording.wanted if each.keys & keys for key in (*each.keys, *each.near)]
        if not any(np.isin([number_of(key) for key in meant], there).any() for there in read):
            return False
    return True


def _incomplete(*, broken: bool, partial: bool) -> str:
    if broken:
        return _("The index is being made anew, so there may be more than this. Try again in a moment.")
    return _("This took too long, so there may be more. A further word helps.") if partial else ""


def _look_for_words(search: _Search, words: Engine) -> None:
    """Ask the engine, if there is anything to ask for."""
    read = search.wording
    narrowed_alone = search.filters != Filters() and not read.parsed.words
    if not (read.wanted or read.parsed.phrases or narrowed_alone):
        return
    query = WordQuery(
        terms=[each.term() for each in read.wanted],
        phrases=[[frozenset(token.keys) for token in phrase] for phrase in read.parsed.phrases],
        without=[frozenset(token.keys) for token in read.parsed.without],
        filters=search.filters,
        access=search.access,
        limit=MOST_HITS_TYPING if search.typing else MOST_HITS,
    )
    search.hits = words.search(query)


def _look_for_meaning(search: _Search) -> None:
    """By how much documents are closer to the query than usual: those that were found, and those that are closer."""
    read = search.wording
    letters = sum(map(str.isalnum, read.text))
    if not read.sensible or not letters or (search.typing and letters < LETTERS_WITH_MEANING):
        return
    known = understanding(search.session)
    if known is None:
        return
    found = [hit.document_id for hit in search.hits.hits]
    near = known.to_query(read.text, found)
    above = above_usual(near)
    told = np.flatnonzero((above >= CLOSER) | np.isin(near.documents, found))
    search.meaning = dict(zip(near.documents[told].tolist(), above[told].tolist(), strict=True))


def _ranked(search: _Search) -> list[Candidate]:
    """All that may answer, weighed, the best first."""
    hits = search.hits.hits
    far = search.filters != Filters()
    close = _closest(search.meaning, MOST_BY_MEANING_FILTERED if far else MOST_BY_MEANING)
    by_meaning = [number for number in close if not search.wording.parsed.phrases]
    held = load(search.session, {hit.document_id for hit in hits} | set(by_meaning), search.access, search.filters)
    read_again = MOST_READ_TYPING if search.typing else MOST_READ
    scored = _by_words(search, [hit for hit in hits if hit.document_id in held], held, read_again)
    taken = {one.id for one in scored}
    also = [held[number] for number in by_meaning if number in held and number not in taken]
    scored += [one.scored(fused(Evidence(), search.meaning[one.id])) for one in _without(search, also)][
        :MOST_BY_MEANING
    ]
    if search.typing:
        scored = [in_a_call(one) if one.id in taken else one for one in scored]
    scored.sort(key=lambda one: (-one.score, one.part != "", one.id))
    if not taken and not any(search.meaning[one.id] >= CLEARLY_CLOSER for one in scored):
        return []
    return worth_showing(scored, {hit.document_id for hit in hits} if not search.wording.wanted else set())


def _closest(meaning: Mapping[int, float], many: int) -> list[int]:
    closer = [(above, number) for number, above in meaning.items() if above >= CLOSER]
    return [number for _above, number in sorted(closer, reverse=True)[:many]]


def _by_words(search: _Search, hits: Sequence[Hit], held: Mapping[int, Candidate], read_again: int) -> list[Candidate]:
    """What the engine found: the best are read again, the others stand behind them as the engine has them.

    Without words all of it stands as the engine has it: the newest first.
    """
    if not search.wording.wanted:
        return [held[hit.document_id].scored(1 - place / len(hits)) for place, hit in enumerate(hits)]
    scored: list[Candidate] = []
    last = Evidence()
    search.take_apart([held[hit.document_id] for hit in hits[:read_again]])
    for place, hit in enumerate(hits):
        one = held[hit.document_id]
        if place < read_again:
            last = evidence(search.readings[one.id], search.sought)
            found = last
        else:
            found = Evidence(share=last.share * hit.score / (hits[read_again - 1].score or 1.0) * 0.9)
        share = OF_A_KIND.get(one.kind, 1.0)
        scored.append(one.scored(share * fused(found, search.meaning.get(one.id))))
    return scored


def _without(search: _Search, some: Sequence[Candidate]) -> Sequence[Candidate]:
    """Those that have no word that isn't wanted: the engine wasn't asked for them."""
    if not search.wording.parsed.without:
        return some
    unwanted = [number_of(key) for token in search.wording.parsed.without for key in token.keys]
    search.take_apart(some)
    return [one for one in some if not np.isin(search.readings[one.id].keys, unwanted).any()]


def _as_wholes(search: _Search, ranked: Sequence[Candidate]) -> list[Candidate]:
    """Steps lift their algorithm to where they stand."""
    here = {one.item: one for one in ranked if not one.part}
    missing = {one.item for one in ranked if one.part} - set(here)
    here |= wholes(search.session, missing, search.access, search.filters)
    best: dict[tuple[str, int], float] = {}
    for one in ranked:
        best[one.item] = max(best.get(one.item, 0.0), one.score * (BY_A_STEP if one.part else 1.0))
    found = [here[item].scored(score) for item, score in best.items() if item in here]
    return sorted(found, key=lambda one: (-one.score, one.id))
