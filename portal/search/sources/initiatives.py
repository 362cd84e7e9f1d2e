"""Initiatives: all three parts, the other ways to solve them, and what was merged into them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.batches import in_batches
from portal.core.db import BigId, read_rows
from portal.core.extension import ME, TEAM
from portal.core.i18n import gettext as _
from portal.core.i18n import lazy_gettext as _l
from portal.core.numbers import number_path
from portal.core.tags import Tag
from portal.initiatives.models import (
    CoAuthor,
    Initiative,
    InitiativeTag,
    InitiativeTeam,
    Solution,
    StatusType,
    Visibility,
)
from portal.initiatives.queries import statuses
from portal.initiatives.queries.visibility import visible_when
from portal.people.models import Role
from portal.search.sources import EVERYONE, Shown, Text, of_person, of_role, of_team
from portal.search.sources.plain import lines, words_of_html

KIND = "initiative"
#: What is thrown away, and what stands inside another one, can't be found by itself.
_FOUND = (Initiative.visibility != Visibility.NOBODY, Initiative.status_type != StatusType.MERGED)
#: No chain of merges is longer.
_LEVELS = 50
_Origin = aliased(Initiative)


class InitiativeSource:
    """The kind ``initiative``."""

    label = _l("Initiatives")
    icon = "lightbulb"

    def texts(self, session: Session, ids: Collection[int]) -> Mapping[int, Sequence[Text]]:
        """One text each; of what is merged into another one the survivor alone has the words."""
        rows = session.execute(select(*_COLUMNS).where(Initiative.id.in_(ids), *_FOUND)).all()
        here = [row.id for row in rows]
        tags, ways, inside = _tags(session, here), _ways(session, here), _inside(session, here)
        access = _access(session, rows)
        keys = statuses(session).by_id
        return {
            row.id: [
                Text(
                    item_id=row.id,
                    lang=row.language,
                    title=row.title,
                    body=lines([*_parts(row), *ways[row.id], *inside[row.id]]),
                    words=tags[row.id],
                    access=access[row.id],
                    status=keys[row.status_id].key,
                    genre=row.origin.value,
                    area_id=row.area_id,
                    author_id=row.author_id,
                    team_id=row.team_id,
                    at=row.submitted_at.date(),
                    external_id=row.external_id,
                )
            ]
            for row in rows
        }

    def ids(self, session: Session) -> Iterator[Sequence[int]]:
        """Those of the anonymous, which lie below zero, first."""
        yield from in_batches(session.scalars(select(Initiative.id).where(*_FOUND).order_by(Initiative.id)).all())

    def shown(
        self, session: Session, parts: Collection[tuple[int, str]], actor: Actor
    ) -> Mapping[tuple[int, str], Shown]:
        """What ``actor`` sees, with the company's word for where it stands."""
        ids = sorted({item_id for item_id, _part in parts})
        statement = _seen(actor.team_id is not None, actor.has(Role.COMMITTEE))
        rows = read_rows(session, statement, {"ids": ids, "me": actor.id, "team": actor.team_id})
        known = statuses(session).by_id
        return {
            (row.id, ""): Shown(
                title=row.title,
                href=f"/initiatives/{number_path(row.id)}",
                note=_("Initiative"),
                icon=self.icon,
                status=known[row.status_id].label,
            )
            for row in rows
        }


@lru_cache(maxsize=4)
def _seen(in_team: bool, in_committee: bool) -> Select[Any]:
    """Those of some that a sort of reader sees, built once: each letter that is typed asks for it."""
    these = Initiative.id.in_(bindparam("ids", expanding=True, type_=BigId))
    visible = visible_when(ME, TEAM if in_team else None, in_committee=in_committee)
    columns: tuple[Any, ...] = (Initiative.id, Initiative.title, Initiative.status_id)
    return select(*columns).where(these, visible, *_FOUND)


_COLUMNS: tuple[Any, ...] = (
    Initiative.id, Initiative.external_id, Initiative.origin, Initiative.language, Initiative.title,
    Initiative.problem_html, Initiative.solution_html, Initiative.outcome_html, Initiative.metric_name,
    Initiative.status_id, Initiative.visibility, Initiative.area_id, Initiative.team_id, Initiative.author_id,
    Initiative.owner_id, Initiative.submitted_at,
)  # fmt: skip


def _parts(row: Any) -> list[str]:
    htmls = (row.problem_html, row.solution_html, row.outcome_html)
    return [*(words_of_html(html) for html in htmls), row.metric_name]


def _tags(session: Session, ids: Collection[int]) -> Mapping[int, list[str]]:
    rows = session.execute(
        select(InitiativeTag.initiative_id, Tag.name)
        .join(Tag, Tag.id == InitiativeTag.tag_id)
        .where(InitiativeTag.initiative_id.in_(ids))
        .order_by(Tag.name)
    )
    return _grouped(rows)


def _ways(session: Session, ids: Collection[int]) -> Mapping[int, list[str]]:
    """Other ways to solve it than the author's own, which is a part of the initiative."""
    rows = session.execute(
        select(Solution.initiative_id, Solution.html, _Origin.id, _Origin.solution_html)
        .outerjoin(_Origin, _Origin.id == Solution.original_of_id)
        .where(Solution.initiative_id.in_(ids), Solution.withdrawn_at.is_(None))
        .order_by(Solution.id)
    )
    return _grouped(
        (initiative_id, words_of_html(html if origin_id is None else origin_html))
        for initiative_id, html, origin_id, origin_html in rows
        if origin_id != initiative_id
    )


def _inside(session: Session, ids: Collection[int]) -> Mapping[int, list[str]]:
    """Titles and problems of what was merged into each, however deep, as far as everybody may read them."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    top = {number: number for number in ids}
    for _level in range(_LEVELS):
        rows = session.execute(
            select(
                Initiative.id, Initiative.merged_into_id, Initiative.title, Initiative.problem_html,
                Initiative.visibility,
            )
            .where(Initiative.merged_into_id.in_(top), Initiative.status_type == StatusType.MERGED)
            .order_by(Initiative.id)
        ).all()  # fmt: skip
        if not rows:
            break
        for row in rows:
            if row.visibility is Visibility.EVERYONE:
                found[top[row.merged_into_id]] += [row.title, words_of_html(row.problem_html)]
        top = {row.id: top[row.merged_into_id] for row in rows}
    return found


def _access(session: Session, rows: Sequence[Any]) -> Mapping[int, frozenset[str]]:
    """The rule of ``visible_to`` as tokens."""
    restricted = [row.id for row in rows if row.visibility is Visibility.TEAMS]
    teams = _grouped(
        session.execute(
            select(InitiativeTeam.initiative_id, InitiativeTeam.team_id).where(
                InitiativeTeam.initiative_id.in_(restricted)
            )
        )
        if restricted
        else ()
    )
    together = _grouped(
        session.execute(
            select(CoAuthor.initiative_id, CoAuthor.person_id).where(CoAuthor.initiative_id.in_(restricted))
        )
        if restricted
        else ()
    )
    return {row.id: _tokens(row, teams[row.id], together[row.id]) for row in rows}


def _tokens(row: Any, team_ids: Sequence[int], co_author_ids: Sequence[int]) -> frozenset[str]:
    if row.visibility is Visibility.EVERYONE:
        return frozenset({EVERYONE})
    people = {row.author_id}
    if row.visibility is not Visibility.TEAMS:
        return frozenset(of_person(person_id) for person_id in people if person_id is not None)
    people |= {row.owner_id, *co_author_ids}
    named = {of_person(person_id) for person_id in people if person_id is not None}
    return frozenset(named | {of_team(team_id) for team_id in team_ids} | {of_role(Role.COMMITTEE)})


def _grouped(pairs: Any) -> Mapping[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for number, value in pairs:
        found[number].append(value)
    return found
