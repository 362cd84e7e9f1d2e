"""Answers in words: groups of the palette, how a query was read, what to do where nothing was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from portal.algorithms.shapes import KIND
from portal.core.i18n import gettext as _
from portal.core.i18n import ngettext
from portal.search.asking import Answer, Found
from portal.search.grammar import parse
from portal.search.views.narrowing import Wanted, kind_label, without


@dataclass(frozen=True, slots=True)
class Group:
    """Results of one kind, with their places in the whole list (from 1)."""

    kind: str
    label: str
    results: Sequence[tuple[int, Found]]


def groups(results: Sequence[Found]) -> list[Group]:
    """Results by kind; the kind of the best one first, in each the best first."""
    by_kind: dict[str, list[tuple[int, Found]]] = {}
    for rank, found in enumerate(results, 1):
        by_kind.setdefault(found.kind, []).append((rank, found))
    return [Group(kind, kind_label(kind), ranked) for kind, ranked in by_kind.items()]


def live_href(found: Found) -> str:
    """Where the palette leads: an algorithm opens where it is walked, for whoever looks for one is in a call."""
    published = found.kind == KIND and not found.part and not found.status
    return f"{found.href}/walk" if published else found.href


def spoken_count(answer: Answer) -> str:
    """How many there are, in words."""
    if not answer.results:
        return answer.incomplete or _("Nothing found")
    if answer.more:
        return ngettext("More than %(num)s result", "More than %(num)s results", answer.count)
    return ngettext("%(num)s result", "%(num)s results", answer.count)


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """That something else was looked for than was typed."""

    text: str
    typed: str


def reading_line(answer: Answer) -> ReadingLine | None:
    """None where the query was read as it was typed."""
    return None if answer.reading is None else ReadingLine(answer.reading.text, answer.query)


def nothing_found(wanted: Wanted, answer: Answer, path: str) -> dict[str, Any] | None:
    """Ways on: without what narrows, a proposal, an article. None where there may be something after all."""
    if answer.results or answer.incomplete:
        return None
    read, narrowed = parse(wanted.text), bool(wanted.chosen or answer.chosen)
    wider = wanted.text
    for one in answer.chosen:
        wider = without(wider, one.typed)
    title = f"{read.words[:1].upper()}{read.words[1:]}"
    return {
        "words": read.words,
        "wider_href": f"{path}?{urlencode({'q': wider})}" if narrowed and wider else None,
        "apart_href": f"{path}?{urlencode({'q': read.words})}" if read.phrases else None,
        "propose_href": f"/initiatives/new?{urlencode({'title': title})}",
        "wish_action": f"{path}/wish",
    }
