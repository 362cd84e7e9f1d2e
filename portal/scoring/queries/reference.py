"""Models, their versions and which of them is in use: kept in the process, see core.reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.reference import ReferenceData
from portal.people.models import Person, PersonRole, Role
from portal.people.queries import is_active
from portal.scoring import criteria
from portal.scoring.criteria import MODEL_NAMES, WORDS, OwnCriterion, Words, in_words
from portal.scoring.formulas import RULES, Kind, Part, Rule
from portal.scoring.models import ScoringModel, ScoringSettings, ScoringVersion

#: What holds until somebody chooses: so few have to have scored, by the simplest model.
USUAL_QUORUM, USUAL_MODEL = 3, Kind.IMPACT_EFFORT
#: The name under which whoever values something, and whoever changes how that is done, wait for each other.
SETTINGS = "scoring.settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVersion:
    """A version of a model that belongs to no database session."""

    id: int
    model_id: int
    number: int
    kind: Kind
    names: Mapping[str, str]
    own: tuple[OwnCriterion, ...]
    rule: Rule
    by_id: int | None
    at: datetime

    @property
    def label(self) -> str:
        """The name of its model in the reader's language."""
        return str(MODEL_NAMES[self.kind]) if self.kind in MODEL_NAMES else in_words(self.names)

    @property
    def words(self) -> Mapping[str, Words]:
        """Its criteria in words, by key."""
        return WORDS[self.kind] if self.kind in WORDS else {one.key: one.words for one in self.own}

    @property
    def formula(self) -> str:
        """How it reckons, in words."""
        return criteria.formula(self.kind, self.own)

    @property
    def source(self) -> str:
        """Whose formula that is."""
        return criteria.source(self.kind, self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A model with all its versions, the newest last."""

    id: int
    key: str
    kind: Kind
    retired: bool
    versions: tuple[KnownVersion, ...]

    @property
    def newest(self) -> KnownVersion:
        """As it is now."""
        return self.versions[-1]

    @property
    def label(self) -> str:
        """Its name."""
        return self.newest.label


@dataclass(frozen=True, slots=True)
class Setting:
    """What was chosen at a moment."""

    version_id: int
    quorum: int
    for_waiting: bool
    by_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Scheme:
    """Everything about how initiatives are valued."""

    models: tuple[KnownModel, ...]
    by_id: Mapping[int, KnownVersion]
    #: The newest first.
    settings: tuple[Setting, ...]
    #: Who is in the committee and can sign in.
    committee: frozenset[int]

    @property
    def in_use(self) -> KnownVersion:
        """By which what comes in now is valued."""
        return self.by_id[self.settings[0].version_id] if self.settings else self._usual

    @property
    def quorum(self) -> int:
        """How many have to have scored before anything is agreed."""
        return self.settings[0].quorum if self.settings else USUAL_QUORUM

    def for_one_from(self, submitted_at: datetime) -> KnownVersion:
        """By which an initiative that came in then is valued, if nobody chooses otherwise.

        It follows from the calendar alone, so it tells nothing about whether anybody has scored it.
        """
        held = (one for one in self.settings if one.for_waiting or one.at <= submitted_at)
        found = next(held, None)
        return self.by_id[found.version_id] if found else self._usual

    def quorum_of(self, authors_inside: int) -> int:
        """The quorum for an initiative so many of whose authors are in the committee: they don't score it."""
        return max(min(self.quorum, len(self.committee) - authors_inside), 1)

    @property
    def _usual(self) -> KnownVersion:
        return next(model.newest for model in self.models if model.kind is USUAL_MODEL)


def scheme(session: Session) -> Scheme:
    """How initiatives are valued now; costs no statement as a rule."""
    return _scheme.get(session)


def own_criteria(definition: Mapping[str, Any]) -> tuple[OwnCriterion, ...]:
    """The company's own criteria out of what a version holds."""
    return tuple(
        OwnCriterion(
            key=one["key"], names=one["names"], hints=one["hints"], part=Part(one["part"]), weight=one["weight"]
        )
        for one in definition.get("criteria", ())
    )


def _load(session: Session) -> Scheme:
    versions: dict[int, list[KnownVersion]] = {}
    rows = session.execute(
        select(*ScoringVersion.__table__.columns, ScoringModel.kind, ScoringModel.names)
        .join(ScoringModel, ScoringModel.id == ScoringVersion.model_id)
        .order_by(ScoringVersion.model_id, ScoringVersion.number)
    )
    for row in rows:
        versions.setdefault(row.model_id, []).append(_version(row))
    models = tuple(
        KnownModel(id=row.id, key=row.key, kind=row.kind, retired=row.retired_at is not None,
                   versions=tuple(versions[row.id]))
        for row in session.execute(select(*ScoringModel.__table__.columns).order_by(ScoringModel.id))
        if row.id in versions
    )  # fmt: skip
    by_id = {one.id: one for model in models for one in model.versions}
    return Scheme(models, by_id, _settings(session), _committee(session))


def _version(row: Any) -> KnownVersion:
    own = own_criteria(row.definition)
    rule = RULES.get(row.kind) or Rule(row.kind, tuple(one.criterion for one in own))
    return KnownVersion(
        id=row.id, model_id=row.model_id, number=row.number, kind=row.kind,
        names=row.definition.get("names") or row.names, own=own, rule=rule, by_id=row.by_id, at=row.at,
    )  # fmt: skip


def _settings(session: Session) -> tuple[Setting, ...]:
    rows = session.execute(select(*ScoringSettings.__table__.columns).order_by(ScoringSettings.id.desc()))
    return tuple(Setting(row.version_id, row.quorum, row.for_waiting, row.by_id, row.at) for row in rows)


def _committee(session: Session) -> frozenset[int]:
    member = select(PersonRole.person_id).join(Person, Person.id == PersonRole.person_id)
    return frozenset(session.scalars(member.where(PersonRole.role == Role.COMMITTEE, is_active())))


_scheme: ReferenceData[Scheme] = ReferenceData(_load)
