"""Items of knowledge, collections and links of files, in the transaction of the caller."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cli.transfer.file_lines import (
    NOBODY,
    CollectionLine,
    GenreLine,
    InitiativeLine,
    ItemLine,
    LinkLine,
    MarkLine,
)
from portal.cli.transfer.own_ids import People, find_item, is_from_here
from portal.cli.transfer.result import Result, area_id_of, team_id_of
from portal.cli.transfer.texts import Step, Texts, faults_of, place_of, with_places
from portal.core.errors import DomainError, Invalid
from portal.core.extension import ItemRef
from portal.core.line_faults import ImportOutcome
from portal.core.links import LinkKind, link, said_between
from portal.knowledge.models import Genre, ItemState, KnowledgeItem
from portal.knowledge.queries import genres
from portal.knowledge.services.content import Content, require_sound
from portal.knowledge.services.genres import bring_genre
from portal.knowledge.services.importing import ImportedItem, import_item
from portal.knowledge.services.importing_collections import ImportedCollection, import_collection, put_into
from portal.knowledge.services.importing_marks import ImportedMark
from portal.knowledge.shapes import Shape
from portal.linking.events import ItemsTied
from portal.linking.relations import Relation
from portal.linking.services import record_at_both
from portal.people.models import Person
from portal.people.queries import person_meant


def bring_genres(session: Session, result: Result, lines: Iterable[GenreLine], now: datetime) -> None:
    """Those that aren't here yet, behind the company's own; the names of the others belong to the portal."""
    last = session.scalar(select(func.max(Genre.position))) or 0
    for place, line in enumerate(lines, start=1):
        values = {
            "key": line.id, "kind": line.of, "shape": line.shape, "names": line.names or {"uk": line.id},
            "blameless": line.blameless, "position": line.position or last + place,
            "retired_at": now if line.retired else None,
        }  # fmt: skip
        if bring_genre(session, values, now=now):
            result.new_genres.append(line.id)


def bring_items(
    session: Session, result: Result, lines: Iterable[ItemLine], texts: Texts, *, now: datetime, step: Step
) -> None:
    """Every item of knowledge; goes on after a faulty one."""
    people = People(session)
    for line in lines:
        try:
            if place_of(line) in texts.items:
                _bring_item(session, result, line, texts, people, now)
        except DomainError as error:
            result.faults += faults_of(line, error)
        step()


def _bring_item(session: Session, result: Result, line: ItemLine, texts: Texts, people: People, now: datetime) -> None:
    series = f"{line.kind}s"
    if is_from_here(session, line.id, line.kind):
        result.outcomes[series, ImportOutcome.UNCHANGED] += 1
        return
    _require_past(line, now)
    genre = genres(session).by_key[texts.genre_keys[place_of(line)]]
    area_id = area_id_of(session, result, line.area, now)
    content = with_places(texts.items[place_of(line)], genre_id=genre.id, area_id=area_id)
    teams = [team_id_of(session, result, name, now) for name in line.acknowledging_teams]
    row = _row(_with_own_facts(session, line, content, genre.shape), content, teams, people, now)
    outcome = import_item(session, row, now=now)
    result.outcomes[series, outcome] += 1
    if line.plain and outcome is not ImportOutcome.UNCHANGED:
        _count_texts(session, result, row)


def _count_texts(session: Session, result: Result, row: ImportedItem) -> None:
    """Say afterwards which algorithms are no graphs of steps."""
    shape = genres(session).by_id[row.content.genre_id].shape
    try:
        require_sound(session, row.content, shape)
    except Invalid:
        result.texts += row.as_text
        result.drafts += not row.as_text


def _with_own_facts(session: Session, line: ItemLine, content: Content, shape: Shape) -> ItemLine:
    """Keeper and day as the text says them, where the line says nothing; a name that nobody has is left out."""
    if shape.own_facts is None:
        return line
    own = shape.own_facts({key: text.source for key, text in content.parts.items()})
    keeper = person_meant(session, own.keeper) if own.keeper and line.keeper is None else None
    email = session.get_one(Person, keeper).email if keeper is not None else line.keeper
    return replace(line, keeper=email, check_again_on=line.check_again_on or own.check_again_on)


def _row(line: ItemLine, content: Content, teams: Sequence[int], people: People, now: datetime) -> ImportedItem:
    author_id = people.id_of(line.author, "author")
    again = line.check_again_on
    return ImportedItem(
        external_id=line.id,
        content=content,
        author_id=author_id,
        nameless=line.nameless,
        state=ItemState(line.state) if line.state else None,
        keeper_id=_keeper_id(line, author_id, people),
        check_again_on=again if isinstance(again, date) else None,
        check_again_chosen=again is not None,
        checked_at=line.checked,
        checked_by_id=people.id_of(line.checked_by, "checked_by"),
        created_at=line.created,
        published_at=line.published,
        changed_at=line.changed,
        archived_at=line.archived,
        archive_reason=line.archive_reason,
        must_acknowledge=line.must_acknowledge,
        acknowledging_team_ids=teams,
        note=line.note,
        plain=line.plain,
        as_text=line.as_text,
        marks=[_mark(mark, people, line.published or line.created or now) for mark in line.marks],
    )


def _keeper_id(line: ItemLine, author_id: int | None, people: People) -> int | None:
    if line.keeper is None:
        return None if line.state in {ItemState.DRAFT, ItemState.IN_REVIEW} else author_id
    return None if line.keeper == NOBODY else people.id_of(line.keeper, "keeper")


def _mark(mark: MarkLine, people: People, otherwise_at: datetime) -> ImportedMark:
    return ImportedMark(
        part=mark.part, quote=mark.quote, prefix=mark.prefix, suffix=mark.suffix, start=mark.start, note=mark.note,
        by_id=people.id_of(mark.by, "marks"), at=mark.at or otherwise_at, lost=mark.lost,
    )  # fmt: skip


def _require_past(line: ItemLine, now: datetime) -> None:
    for name in ("created", "published", "changed", "checked", "archived"):
        moment = getattr(line, name)
        if moment is not None and moment > now:
            raise Invalid(f"{moment:%Y-%m-%d %H:%M} lies in the future.", field=name)


def bring_collections(
    session: Session, result: Result, lines: Iterable[CollectionLine], texts: Texts, *, now: datetime, step: Step
) -> None:
    """Every collection with its items, which are here by now."""
    people = People(session)
    for line in lines:
        try:
            if is_from_here(session, line.id, line.kind):
                outcome = ImportOutcome.UNCHANGED
            else:
                outcome = import_collection(session, _collection(session, line, texts, people), now=now)
            result.outcomes["collections", outcome] += 1
        except DomainError as error:
            result.faults += faults_of(line, error)
        step()


def _collection(session: Session, line: CollectionLine, texts: Texts, people: People) -> ImportedCollection:
    return ImportedCollection(
        external_id=line.id,
        title=line.title,
        about=texts.collections[place_of(line)],
        language=line.language,
        by_id=people.id_of(line.by, "by"),
        created_at=line.created,
        updated_at=line.updated,
        item_ids=[_found(session, to, "items").id for to in line.items],
    )


def bring_memberships(session: Session, result: Result, lines: Iterable[ItemLine], now: datetime) -> None:
    """Put items into the collections that they name themselves, at the end."""
    for line in lines:
        try:
            for name in line.collections:
                collection = _found(session, ("collection", name), "collections")
                item = session.get_one(KnowledgeItem, _found(session, (line.kind, line.id), "id").id)
                put_into(session, collection.id, item, now=now)
        except DomainError as error:
            result.faults += faults_of(line, error)


def bring_links(session: Session, result: Result, lines: Iterable[ItemLine | InitiativeLine], now: datetime) -> None:
    """Tie what the files say is tied; what is tied already stays so."""
    people = People(session)
    for line in lines:
        try:
            source = find_item(session, line.kind, line.id)
            for one in line.links:
                target = _found(session, one.to, "links")
                if source is not None and _tie(session, source, target, one, people.id_of(one.by, "links"), now):
                    result.links += 1
        except DomainError as error:
            result.faults += faults_of(line, error)


def _found(session: Session, name: tuple[str, str], field: str) -> ItemRef:
    ref = find_item(session, *name)
    if ref is None:
        raise Invalid(f"there is no {name[0]} '{name[1]}', neither here nor in the files.", field=field)
    return ref


def _tie(session: Session, source: ItemRef, target: ItemRef, line: LinkLine, by_id: int | None, now: datetime) -> bool:
    if source == target:
        raise Invalid("an item isn't tied to itself.", field="links")
    kind = LinkKind(line.kind)
    at = line.at or now
    if session.scalar(said_between(kind, source, target)) is not None:
        return False
    if not link(session, kind, source, target, by_id, now=at):
        return False
    record_at_both(session, ItemsTied, source, Relation(kind.value), target, None, at=at, quiet=True)
    return True
