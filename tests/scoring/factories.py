"""Scores for tests: each function does one thing as a page would, and commits."""

from datetime import datetime
from decimal import Decimal

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.queries import get_visible
from portal.people.models import Role
from portal.scoring.criteria import OwnCriterion, OwnModel
from portal.scoring.formulas import Kind, Part, Values
from portal.scoring.models import Round, Sheet
from portal.scoring.queries.reference import KnownVersion, Scheme, scheme
from portal.scoring.queries.rounds import Scoring, scorings
from portal.scoring.services.agreeing import agree, call
from portal.scoring.services.choosing import save_model, set_scheme
from portal.scoring.services.giving import give
from tests import factories as people

NAMES = ("Роман Глибокий", "Ірина Зеленська", "Андрій Мороз", "Надія Кривенко", "Віктор Степовий")


def members(count: int) -> list[Actor]:
    """More of the committee beside Hanna."""
    return [people.person(name, None, Role.COMMITTEE) for name in NAMES[:count]]


def numbers(**values: float | str) -> dict[str, Decimal]:
    return {key: Decimal(str(value)) for key, value in values.items()}


def known() -> Scheme:
    session = db.session()
    session.rollback()
    return scheme(session)


def version(kind: Kind) -> KnownVersion:
    """The newest version of the first model of a kind."""
    return next(model.newest for model in known().models if model.kind is kind)


def scored(
    number: int, actor: Actor, impact: int = 3, effort: int = 3, *, note: str = "", now: datetime | None = None
) -> Sheet:
    """Somebody scores it by impact and effort."""
    return given(number, actor, numbers(impact=impact, effort=effort), note=note, now=now)


def given(number: int, actor: Actor, values: Values, *, note: str = "", now: datetime | None = None) -> Sheet:
    """Somebody scores it by whatever model is due."""
    due = seen(number, actor).version
    with transaction() as session:
        row = get_visible(session, number, actor)
        return give(session, row, actor, values, version_id=due.id, note=note, now=now or clock.now())


def seen(number: int, actor: Actor) -> Scoring:
    """What somebody may see of it now."""
    session = db.session()
    session.rollback()
    return scorings(session, [number], actor)[number]


def agreed(number: int, actor: Actor, values: Values, *, note: str = "", now: datetime | None = None) -> Round:
    """The committee agrees."""
    going_on = seen(number, actor).open
    assert going_on is not None
    with transaction() as session:
        row = get_visible(session, number, actor)
        return agree(session, row, actor, values, round_id=going_on.id, note=note, now=now or clock.now())


def called(number: int, actor: Actor, kind: Kind, now: datetime | None = None) -> Round:
    """All are asked to score it by the newest model of a kind."""
    due = version(kind)
    with transaction() as session:
        return call(session, get_visible(session, number, actor), actor, version_id=due.id, now=now or clock.now())


def own_model(
    actor: Actor, *, weights: tuple[int, int, int] = (3, 2, 1), after: int = 0, now: datetime | None = None
) -> int:
    """Criteria of the company's own: two that give, one that costs; the id of the version."""
    model = next((one for one in known().models if one.kind is Kind.WEIGHTED), None)
    with transaction() as session:
        made = save_model(
            session, actor, model.id if model and after else None,
            OwnModel(names={"uk": "Наші критерії", "ru": "Наши критерии", "en": "Our criteria"},
                     criteria=[criterion("c1", "Клієнти", weights[0]), criterion("c2", "Час", weights[1]),
                               criterion("c3", "Зусилля", weights[2], Part.COST)]),
            after=after, now=now or clock.now(),
        )  # fmt: skip
        return made.id


def criterion(key: str, name: str, weight: int, part: Part = Part.GAIN) -> OwnCriterion:
    return OwnCriterion(
        key=key, names={"uk": name, "ru": name, "en": name}, hints={"uk": "Про що думати"}, part=part, weight=weight
    )


def chosen(
    actor: Actor, version_id: int, *, quorum: int = 3, for_waiting: bool = False, now: datetime | None = None
) -> None:
    """A version is used from now on."""
    with transaction() as session:
        set_scheme(
            session, actor, version_id=version_id, quorum=quorum, for_waiting=for_waiting, now=now or clock.now()
        )
