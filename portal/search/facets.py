"""How many of the results have which value, for narrowing: counted among what whoever asks may see."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from portal.core.i18n import LANGUAGES
from portal.people import queries as people
from portal.search.asking import Facet
from portal.search.pool import Candidate
from portal.search.sources import Shown, sources

#: More values of one sort are no help.
MOST_VALUES = 12
#: Kinds whose short words are tags.
_TAGGED = frozenset({"initiative", "case", "article", "algorithm"})

ShownOnes = Mapping[tuple[str, int, str], Shown]


def facets_of(session: Session, seen: Sequence[Candidate], shown: ShownOnes) -> Mapping[str, Sequence[Facet]]:
    """By the field of ``Filters``; values in order of their counts."""
    areas = {row.id: row.name for row in people.areas(session)}
    teams = people.team_names(session)
    notes = {one.genre: shown[one.key].note for one in seen if one.genre and not one.part and one.kind != "initiative"}
    states = {one.status: shown[one.key].status for one in seen if one.status}
    return {
        "kinds": _facet("kinds", seen, lambda one: [one.kind], _kind),
        "statuses": _facet("statuses", seen, lambda one: [one.status], lambda value: states.get(value, "")),
        "genres": _facet("genres", seen, lambda one: [one.genre], lambda value: notes.get(value, "")),
        "tags": _facet("tags", seen, _tags, lambda value: value),
        "langs": _facet("langs", seen, lambda one: [one.lang], lambda value: LANGUAGES.get(value, "")),
        "area_ids": _facet("area_ids", seen, lambda one: _ids(one.area_id), lambda value: areas.get(int(value), "")),
        "team_ids": _facet("team_ids", seen, lambda one: _ids(one.team_id), lambda value: teams.get(int(value), "")),
    }


def _kind(value: str) -> str:
    source = sources.get(value)
    return str(source.label) if source is not None else ""


def _tags(one: Candidate) -> Sequence[str]:
    return one.words.split("\n") if one.kind in _TAGGED else ()


def _ids(value: int | None) -> Sequence[str]:
    return () if value is None else (str(value),)


def _facet(
    name: str,
    seen: Sequence[Candidate],
    values: Callable[[Candidate], Sequence[str]],
    label: Callable[[str], str],
) -> Sequence[Facet]:
    counts = Counter(value for one in seen for value in set(values(one)) if value)
    return list(_labelled(name, counts, label))[:MOST_VALUES]


def _labelled(name: str, counts: Mapping[str, int], label: Callable[[str], str]) -> Iterator[Facet]:
    for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if words := label(value):
            yield Facet(name=name, value=value, label=words, count=count)
