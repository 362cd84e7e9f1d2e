"""Filters that were typed into a query, from the words that people use for them to what documents hold."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.actor import Actor
from portal.core.text import plain_name
from portal.core.typed import day
from portal.initiatives.queries import statuses
from portal.knowledge.queries import genres
from portal.people import queries as people
from portal.people.models import Person
from portal.people.queries import is_active
from portal.search.asking import Chosen, Filters
from portal.search.grammar import Parsed, is_myself
from portal.search.sources import sources

#: How people call kinds, beside the headings of results.
_KINDS = {
    "initiative": "initiative ініціатива ініціативи инициатива инициативы ідея идея idea",
    "case": "case кейс кейси кейсы випадок випадки случай случаи",
    "algorithm": "algorithm алгоритм алгоритми алгоритмы",
    "article": "article стаття статті статья статьи",
    "track": "track маршрут маршрути маршруты",
    "dialogue": "dialogue розмова розмови разговор разговоры практика practice",
    "campaign": "campaign кампанія кампанії кампания кампании",
    "person": "person people людина люди людина колега коллега человек colleague",
    "tag": "tag тег мітка метка",
}
_STATES = {
    "published": "published опубліковано опубликовано",
    "draft": "draft чернетка черновик",
    "in_review": "review рецензія рецензия перевірка проверка",
}
_LANGUAGES = {
    "uk": "uk ua українська украинский ukrainian укр",
    "ru": "ru російська русский russian рос рус",
    "en": "en англійська английский english англ",
}
#: A beginning of fewer letters names too much.
_LEAST_LETTERS = 3
_MOST_PEOPLE = 20


@dataclass(slots=True)
class Narrowed:
    """What the filters of a query come to."""

    filters: Filters
    chosen: list[Chosen] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def narrowed(session: Session, parsed: Parsed, filters: Filters, actor: Actor) -> Narrowed:
    """The given filters and those of the query. Of several of one sort in the query any will do."""
    made = Narrowed(filters)
    wanted: defaultdict[str, set[Any]] = defaultdict(set)
    for one in parsed.conditions:
        labels = []
        for value in one.values:
            found, label = _READERS[one.name](session, value, actor)
            if found:
                wanted[one.name] |= set(found)
                labels.append(label)
            else:
                made.unknown.append(f"{one.typed.partition(':')[0]}:{value}")
        if labels:
            made.chosen.append(Chosen(typed=one.typed, label=", ".join(labels)))
    for name, values in wanted.items():
        made.filters = _with(made.filters, name, values)
    if made.filters.author_ids:
        blameless = frozenset(genre.key for genre in genres(session).all if genre.blameless)
        made.filters = replace(made.filters, blameless=blameless, asker_id=actor.id)
    return made


_FIELDS = {
    "status": "statuses",
    "kind": "kinds",
    "tag": "tags",
    "author": "author_ids",
    "team": "team_ids",
    "lang": "langs",
}
#: What no document has, for two filters that exclude each other.
_NONE: Mapping[str, frozenset[Any]] = {"author_ids": frozenset({-1}), "team_ids": frozenset({-1})}


def _with(filters: Filters, name: str, found: Collection[Any]) -> Filters:
    if name in {"after", "before"}:
        return replace(filters, **{name: min(found) if name == "after" else max(found)})
    field_ = _FIELDS[name]
    before = getattr(filters, field_)
    both = frozenset(found) & before if before else frozenset(found)
    values: dict[str, Any] = {field_: both or _NONE.get(field_, frozenset({"-"}))}
    return replace(filters, **values)


def _is(value: str, words: Iterable[str]) -> bool:
    plain = plain_name(value)
    known = [plain_name(word) for word in words]
    return plain in known or (len(plain) >= _LEAST_LETTERS and any(word.startswith(plain) for word in known))


def _kind(_session: Session, value: str, _actor: Actor) -> tuple[Collection[Any], str]:
    for kind, source in sources.items():
        if _is(value, [kind, *_KINDS.get(kind, "").split(), str(source.label)]):
            return {kind}, str(source.label)
    return (), ""


def _status(session: Session, value: str, _actor: Actor) -> tuple[Collection[Any], str]:
    for status in statuses(session).all:
        if _is(value, [status.key, status.type.value, *status.names.values()]):
            return {status.key}, status.label
    for state, words in _STATES.items():
        if _is(value, [state, *words.split()]):
            return {state}, value
    return (), ""


def _tag(_session: Session, value: str, _actor: Actor) -> tuple[Collection[Any], str]:
    return {value.lower()}, value


def _author(session: Session, value: str, actor: Actor) -> tuple[Collection[Any], str]:
    if is_myself(value):
        return {actor.id}, actor.name
    plain = plain_name(value)
    if len(plain) < _LEAST_LETTERS:
        return (), ""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(is_active(), Person.name != "", Person.search_name.contains(plain, autoescape=True))
        .order_by(Person.id)
        .limit(_MOST_PEOPLE)
    ).all()
    return {row.id for row in rows}, rows[0].name if len(rows) == 1 else value


def _team(session: Session, value: str, _actor: Actor) -> tuple[Collection[Any], str]:
    found = {row.id: row.name for row in people.teams(session) if _is(value, [row.name, *row.name.split()])}
    return found.keys(), ", ".join(found.values()) if len(found) == 1 else value


def _lang(_session: Session, value: str, _actor: Actor) -> tuple[Collection[Any], str]:
    for lang, words in _LANGUAGES.items():
        if _is(value, words.split()):
            return {lang}, i18n.LANGUAGES[lang]
    return (), ""


def _day(_session: Session, value: str, _actor: Actor) -> tuple[Collection[date], str]:
    """A day, a month ('2026-05') or a year."""
    found = day(value) or day(f"{value}-01") or day(f"{value}-01-01")
    return ({found}, i18n.day(found)) if found else ((), "")


_Reader = Callable[[Session, str, Actor], tuple[Collection[Any], str]]
_READERS: Mapping[str, _Reader] = {
    "kind": _kind,
    "status": _status,
    "tag": _tag,
    "author": _author,
    "team": _team,
    "lang": _lang,
    "after": _day,
    "before": _day,
}
