"""What an initiative says, ready to be kept: cleaned and rendered before any transaction begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from portal.core import i18n
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText, render
from portal.core.tags import MAX_TAGS, clean_tags
from portal.core.text import clean_line, clean_text, guess_language
from portal.initiatives.models import MIN_PART_LETTERS, MIN_TITLE_LETTERS, Initiative, Origin

MAX_TITLE_LETTERS = 160
MAX_PART_LETTERS = 20_000
MAX_CHECK_DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class MetricPlan:
    """What the author expects a number to do; every part but the name is optional."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class InitiativeTexts:
    """Everything that the author's form holds."""

    origin: Origin
    language: str
    title: str
    problem: RenderedText
    solution: RenderedText
    outcome: RenderedText
    metric: MetricPlan | None = None
    area_id: int | None = None
    tags: tuple[str, ...] = ()


def render_texts(
    *,
    origin: Origin,
    title: str,
    problem: str,
    solution: str = "",
    outcome: str = "",
    metric: MetricPlan | None = None,
    area_id: int | None = None,
    tags: Iterable[str] = (),
    language: str | None = None,
) -> InitiativeTexts:
    """Clean and render what was typed. Slow (Markdown): call it before the transaction.

    Without ``language`` the letters tell it, else it is the reader's.
    """
    title = clean_line(title)
    parts = [clean_text(part) for part in (problem, solution, outcome)]
    return InitiativeTexts(
        origin=origin,
        language=language or guess_language(" ".join((title, *parts)), fallback=i18n.language()),
        title=title,
        problem=render(parts[0]),
        solution=render(parts[1]),
        outcome=render(parts[2]),
        metric=metric,
        area_id=area_id,
        tags=clean_tags(tags),
    )


def require_whole(texts: InitiativeTexts) -> None:
    """Raise Invalid, naming the field, unless the title and all three parts say something and fit."""
    require_fitting(texts)
    if len(texts.title) < MIN_TITLE_LETTERS:
        raise Invalid(_l("Please write a title that says the matter in a few words."), field="title")
    if len(texts.problem.source) < MIN_PART_LETTERS:
        raise Invalid(_l("Please describe the problem in a sentence or two."), field="problem")
    if len(texts.solution.source) < MIN_PART_LETTERS:
        raise Invalid(_l("Please say in a sentence or two what to change or introduce."), field="solution")
    if len(texts.outcome.source) < MIN_PART_LETTERS:
        raise Invalid(_l("Please say in a sentence or two what will become better."), field="outcome")


def require_fitting(texts: InitiativeTexts) -> None:
    """Raise Invalid, naming the field, when something is missing a title or is longer than it may be."""
    if not texts.title:
        raise Invalid(_l("Please write a title that says the matter in a few words."), field="title")
    if len(texts.title) > MAX_TITLE_LETTERS:
        raise Invalid(_l("The title is too long: one line is enough."), field="title")
    for name in ("problem", "solution", "outcome"):
        if len(getattr(texts, name).source) > MAX_PART_LETTERS:
            raise Invalid(_l("This part is too long to be read. Say the main thing here."), field=name)
    if len(texts.tags) > MAX_TAGS:
        raise Invalid(_l("That many tags find nothing. Choose up to eight."), field="tags")


def require_day_ahead(texts: InitiativeTexts, now: datetime, *, standing: date | None = None) -> None:
    """Raise Invalid when the number is to be looked at on a day that is over or far off; ``standing`` may stay."""
    day, today = texts.metric.due_on if texts.metric else None, i18n.today(now)
    if day not in {None, standing} and not today < day <= today + timedelta(days=MAX_CHECK_DAYS):
        raise Invalid(_l("Please choose a day after today and within three years."), field="check_on")


def write_texts(initiative: Initiative, texts: InitiativeTexts) -> None:
    """Put the words into the row (tags and area are kept by their own services)."""
    initiative.origin, initiative.language, initiative.title = texts.origin, texts.language, texts.title
    for name in ("problem", "solution", "outcome"):
        part: RenderedText = getattr(texts, name)
        setattr(initiative, name, part.source)
        setattr(initiative, f"{name}_html", part.html)
    initiative.renderer_version = texts.problem.version
    metric = texts.metric or MetricPlan("")
    initiative.metric_name, initiative.metric_unit = metric.name, metric.unit
    initiative.metric_baseline, initiative.metric_target = metric.baseline, metric.target
    initiative.metric_due_on = metric.due_on
