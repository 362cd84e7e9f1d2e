"""Everything one page shows of one initiative: three statements, whatever the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any
from typing import cast as as_type

from sqlalchemy import (
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from portal.core.actor import Actor
from portal.core.db import read_rows
from portal.core.errors import NotFound
from portal.core.links import has_links
from portal.core.spelled import joined
from portal.core.tags import Tag
from portal.discussion.models import Follow
from portal.initiatives.joining import panel_sources
from portal.initiatives.models import (
    INCOMPLETE,
    CoAuthor,
    Frequency,
    Initiative,
    InitiativeRevision,
    InitiativeTag,
    InitiativeTeam,
    Reach,
    StatusType,
    Support,
)
from portal.initiatives.queries.last_word import last_word
from portal.initiatives.queries.promised import promised_day
from portal.initiatives.queries.visibility import MergedAway, visible_when
from portal.people.models import Person, Role

_SEPARATOR = "\n"
_THERE = "there: "

_Author, _Owner = aliased(Person), aliased(Person)
_number, _me = bindparam("number", type_=Initiative.id.type), bindparam("me", type_=Person.id.type)
_team = bindparam("team", type_=Person.id.type)


@dataclass(frozen=True, slots=True)
class MySupport:
    """What the reader has said in support."""

    frequency: Frequency | None
    reach: Reach | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One initiative with what stands beside it."""

    #: Its columns without the sources of its texts, and without relations: rules and presenting take it like the
    #: object, which costs more.
    initiative: Initiative
    author_name: str | None
    owner_name: str | None
    owner_team_id: int | None
    tags: list[str]
    #: Teams to which a restricted one is open.
    team_ids: list[int]
    mine: MySupport | None
    follows: bool
    revised: bool
    linked: bool
    frequency: Mapping[Frequency, int]
    reach: Mapping[Reach, int]
    evidence_count: int
    #: A LastWord, or nothing.
    last_word: str | None
    #: By when the committee's next word is promised.
    promised_day: date | None
    #: By the names of ``joining.panel_sources``: whether there is anything for that part of the page.
    there: Mapping[str, bool]


def _voices() -> Any:
    """One row: how many supporters said what."""
    said = [func.count().filter(Support.frequency == value).label(value.value) for value in Frequency]
    said += [func.count().filter(Support.reach == value).label(value.value) for value in Reach]
    lines = func.count().filter(Support.evidence != "").label("lines")
    return select(*said, lines).where(Support.initiative_id == _number).subquery()


#: What nobody reads on the page: sources of texts, and keys of forms and files.
_UNREAD = frozenset({"problem", "solution", "outcome", "renderer_version", "submission_key", "external_id"})
_COLUMNS = [
    *(column for column in Initiative.__table__.columns if column.name not in _UNREAD),
    case((INCOMPLETE, false()), else_=true()).label("complete"),
]
_MY_FOLLOW = and_(Follow.item_kind == "initiative", Follow.item_id == _number, Follow.person_id == _me)
#: Whether its text was edited, whether it is tied to anything, and whether the reader wrote one of those that were
#: merged into it.
_YES_OR_NO = (
    exists().where(InitiativeRevision.initiative_id == _number).label("revised"),
    exists().where(CoAuthor.initiative_id == _number, CoAuthor.person_id == _me).label("co_author"),
    has_links("initiative", _number).label("linked"),
)


@cache
def _detail(*, in_team: bool, in_committee: bool, parts: tuple[str, ...]) -> Select[Any]:
    """The statement for a kind of reader: built once, because building costs more than asking."""
    there = [panel_sources[name].there(_number).label(f"{_THERE}{name}") for name in parts]
    voices = _voices()
    tags = (
        select(joined(Tag.name, _SEPARATOR))
        .join(InitiativeTag, InitiativeTag.tag_id == Tag.id)
        .where(InitiativeTag.initiative_id == _number)
        .scalar_subquery()
    )
    teams = (
        select(joined(cast(InitiativeTeam.team_id, String), _SEPARATOR))
        .where(InitiativeTeam.initiative_id == _number)
        .scalar_subquery()
    )
    return (
        select(
            *_COLUMNS, _Author.name.label("author_name"), _Owner.name.label("owner_name"),
            _Owner.team_id.label("owner_team_id"), tags.label("tags"), teams.label("team_ids"),
            *_YES_OR_NO, last_word().label("last_word"), promised_day().label("promised_day"),
            Support.id.label("my_support"), Support.frequency.label("my_frequency"), Support.reach.label("my_reach"),
            Support.evidence.label("my_evidence"), Follow.muted, *voices.c, *there,
        )
        .outerjoin(_Author, _Author.id == Initiative.author_id)
        .outerjoin(_Owner, _Owner.id == Initiative.owner_id)
        .outerjoin(Support, and_(Support.initiative_id == _number, Support.person_id == _me))
        .outerjoin(Follow, _MY_FOLLOW)
        .join(voices, true())
        .where(Initiative.id == _number, visible_when(_me, _team if in_team else None, in_committee=in_committee))
    )  # fmt: skip


def detail(session: Session, number: int, actor: Actor, *, twin: bool = False) -> Detail:
    """The initiative of that number; NotFound when it is absent or hidden from ``actor``.

    Raises MergedAway for one that is merged into another, unless the ``twin`` is asked for.
    """
    parts = tuple(panel_sources.names())
    statement = _detail(in_team=actor.team_id is not None, in_committee=actor.has(Role.COMMITTEE), parts=parts)
    values = {"number": number, "me": actor.id, "team": actor.team_id}
    found = read_rows(session, statement, values)
    if not found:
        raise NotFound
    row = found[0]
    if row.status_type is StatusType.MERGED and not twin:
        raise MergedAway(number)
    return _as_detail(row, actor, parts)


def _as_detail(row: Any, actor: Actor, parts: Sequence[str]) -> Detail:
    columns = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    together = frozenset({actor.id} if row.co_author else ())
    return Detail(
        initiative=as_type(Initiative, SimpleNamespace(**columns, co_author_ids=together)),
        author_name=row.author_name,
        owner_name=row.owner_name,
        owner_team_id=row.owner_team_id,
        tags=sorted(row.tags.split(_SEPARATOR)) if row.tags else [],
        team_ids=[int(id_) for id_ in row.team_ids.split(_SEPARATOR)] if row.team_ids else [],
        mine=None if row.my_support is None else MySupport(row.my_frequency, row.my_reach, row.my_evidence),
        follows=row.muted is False,
        revised=row.revised,
        linked=row.linked,
        frequency={value: getattr(row, value.value) for value in Frequency},
        reach={value: getattr(row, value.value) for value in Reach},
        evidence_count=row.lines,
        last_word=row.last_word,
        promised_day=row.promised_day,
        there={name: columns[f"{_THERE}{name}"] for name in parts},
    )
