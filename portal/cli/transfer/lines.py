"""A line of a file: its shape is checked here, without a database; every fault has its line number."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.core.i18n import LANGUAGES
from portal.initiatives.models import Origin
from portal.initiatives.services.importing import parse_body
from portal.initiatives.services.texts import MetricPlan
from portal.people.models import Role

MAX_ID_LETTERS = 80
MAX_NAME_LETTERS = 120
MAX_EMAIL_LETTERS = 254


class LineFault(Exception):
    """What is wrong with a line, in a sentence that names the field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and where it stands."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person as a file describes them. None: the file doesn't say, so nothing changes."""

    line: int
    id: str | None
    name: str
    email: str
    job: str | None = None
    team: str | None = None
    roles: frozenset[Role] | None = None
    language: str | None = None
    started_on: date | None = None
    mentor: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeLine:
    """An initiative as a file describes it, its Markdown not rendered yet."""

    line: int
    id: str
    origin: Origin
    language: str | None
    title: str
    problem: str
    solution: str
    outcome: str
    tags: tuple[str, ...]
    area: str | None
    author: str | None
    created: datetime | None
    status: str | None
    status_type: str | None
    defer_until: date | None
    metric: MetricPlan | None


Line = PersonLine | InitiativeLine


def read_lines(source: Iterable[bytes]) -> tuple[list[Line], list[Fault]]:
    """Every line, or every fault of shape. Empty lines are skipped; an id stands for one line of its kind only."""
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: dict[tuple[type, str], int] = {}
    for number, raw in enumerate(source, 1):
        if not raw.strip():
            continue
        try:
            line = _parse(raw, number)
            _check_new(line, seen)
        except LineFault as fault:
            faults.append(Fault(number, str(fault)))
        else:
            lines.append(line)
    return lines, faults


def _parse(raw: bytes, number: int) -> Line:
    try:
        data = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise LineFault("the text isn't UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise LineFault(f"this isn't JSON ({getattr(error, 'msg', 'nested too deeply')}).") from error
    if not isinstance(data, dict):
        raise LineFault("a line has to be one JSON object.")
    kind = data.get("kind", "initiative")
    readers: dict[object, Callable[[Mapping[str, Any], int], Line]] = {"initiative": _initiative, "person": _person}
    reader = readers.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise LineFault(f"kind is {kind!r}; 'initiative' and 'person' are understood.")
    return reader(data, number)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _check_new(line: Line, seen: dict[tuple[type, str], int]) -> None:
    keys = [line.id] if isinstance(line, InitiativeLine) else [line.id, line.email]
    for key in keys:
        if key is None:
            continue
        first = seen.setdefault((type(line), key), line.line)
        if first != line.line:
            raise LineFault(f"{key!r} stands in line {first} already.")


def _initiative(data: Mapping[str, Any], number: int) -> InitiativeLine:
    problem, solution, outcome = (_text(data, name) for name in ("problem", "solution", "outcome"))
    origin = _choice(data, "origin", tuple(Origin)) or None
    if body := _text(data, "body"):
        if problem or solution or outcome:
            raise LineFault("'body' stands instead of the three parts, not beside them.")
        parts = parse_body(body)
        problem, solution, outcome = parts.problem, parts.solution, parts.outcome
        origin = origin or parts.origin
    if not (problem or solution or outcome):
        raise LineFault("there is no text: 'problem', 'solution' and 'outcome', or 'body'.")
    return InitiativeLine(
        line=number,
        id=_id(data) or _missing("id"),
        origin=Origin(origin or Origin.PROBLEM),
        language=_choice(data, "lang", tuple(LANGUAGES)),
        title=_text(data, "title") or _missing("title"),
        problem=problem,
        solution=solution,
        outcome=outcome,
        tags=_tags(data),
        area=_text(data, "area") or None,
        author=_email(data, "author"),
        created=_moment(data, "created"),
        status=_text(data, "status") or None,
        status_type=_text(data, "status_type") or None,
        defer_until=_day(data, "defer_until"),
        metric=_metric(data),
    )


def _person(data: Mapping[str, Any], number: int) -> PersonLine:
    name = _text(data, "name", MAX_NAME_LETTERS) or _missing("name")
    return PersonLine(
        line=number,
        id=_id(data),
        name=" ".join(name.split()),
        email=_email(data, "email") or _missing("email"),
        job=_text(data, "job", MAX_NAME_LETTERS) if "job" in data else None,
        team=_text(data, "team", MAX_NAME_LETTERS) or None,
        roles=_roles(data),
        language=_choice(data, "lang", tuple(LANGUAGES)),
        started_on=_day(data, "started_on"),
        mentor=_email(data, "mentor"),
        active=_flag(data, "active"),
    )


def _missing(name: str) -> str:
    raise LineFault(f"'{name}' is missing.")


def _text(data: Mapping[str, Any], name: str, limit: int | None = None) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineFault(f"'{name}' has to be a text.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise LineFault(f"'{name}' holds half a character (a lone surrogate).") from error
    value = value.replace("\x00", "").strip()
    if limit is not None and len(value) > limit:
        raise LineFault(f"'{name}' has {len(value)} characters; {limit} are the most.")
    return value


def _id(data: Mapping[str, Any]) -> str | None:
    value = data.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _text({"id": value}, "id", MAX_ID_LETTERS) or None


def _email(data: Mapping[str, Any], name: str) -> str | None:
    value = _text(data, name, MAX_EMAIL_LETTERS).lower()
    before, at, after = value.partition("@")
    if value and not (before and at and "." in after.strip(".") and not any(mark.isspace() for mark in value)):
        raise LineFault(f"'{name}' is {value!r}, which is no e-mail address.")
    return value or None


def _choice(data: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str | None:
    value = _text(data, name)
    if value and value not in allowed:
        raise LineFault(f"'{name}' is {value!r}; it has to be one of {', '.join(allowed)}.")
    return value or None


def _roles(data: Mapping[str, Any]) -> frozenset[Role] | None:
    value = data.get("roles")
    if value is None:
        return None
    if not isinstance(value, list) or not all(role in tuple(Role) for role in value):
        raise LineFault(f"'roles' has to be a list of {', '.join(Role)}.")
    return frozenset(Role(role) for role in value) - {Role.EMPLOYEE}


def _tags(data: Mapping[str, Any]) -> tuple[str, ...]:
    value = data.get("tags") or []
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise LineFault("'tags' has to be a list of texts.")
    return tuple(value)


def _flag(data: Mapping[str, Any], name: str) -> bool | None:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise LineFault(f"'{name}' has to be true or false.")
    return value


def _moment(data: Mapping[str, Any], name: str) -> datetime | None:
    """An ISO moment; without a zone it is UTC, a bare day is its noon."""
    value = _text(data, name)
    if not value:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError as error:
        raise LineFault(f"'{name}' is {value!r}; it has to be like 2025-11-30T14:05:00+02:00.") from error
    if len(value) == len("2025-11-30"):
        found = datetime.combine(found.date(), time(12))
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _day(data: Mapping[str, Any], name: str) -> date | None:
    value = _text(data, name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise LineFault(f"'{name}' is {value!r}; it has to be a day like 2025-11-30.") from error


def _metric(data: Mapping[str, Any]) -> MetricPlan | None:
    value = data.get("metric")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise LineFault("'metric' has to be an object with a name.")
    return MetricPlan(
        name=_text(value, "name", MAX_NAME_LETTERS) or _missing("metric.name"),
        unit=_text(value, "unit", 20),
        baseline=_number(value, "baseline"),
        target=_number(value, "target"),
        due_on=_day(value, "due_on"),
    )


def _number(data: Mapping[str, Any], name: str) -> Decimal | None:
    value = data.get(name)
    if value is None:
        return None
    try:
        number = Decimal(str(value)).quantize(Decimal("0.0001")).normalize()
    except InvalidOperation as error:
        raise LineFault(f"'{name}' is {value!r}, which is no number.") from error
    if isinstance(value, bool) or abs(number) >= Decimal(10) ** 14:
        raise LineFault(f"'{name}' is {value!r}, which is no number that can be kept.")
    return number
