"""What texts of the demo become once they are laid out: the slow part, which another process does ahead."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from portal.cli.demo.knowledge_stories import texts_of
from portal.core.markdown import RenderedText
from portal.core.privacy import Span
from portal.guard.findings import Looked, look_through
from portal.initiatives.models import Origin
from portal.initiatives.services.texts import InitiativeTexts, MetricPlan, render_texts
from portal.knowledge.queries import KnownGenre
from portal.knowledge.services.content import Content, laid_out, render_content, sources_of

#: Stands for the address of a picture, which is drawn when it is kept.
_ADDRESS_TO_COME = "_" * 22


def initiative_texts(data: dict[str, Any], area_id: int) -> InitiativeTexts:
    """What an initiative says."""
    metric = data.get("metric")
    return render_texts(
        origin=Origin(data["origin"]),
        title=data["title"],
        problem=data["problem"],
        solution=data["solution"],
        outcome=data["outcome"],
        metric=MetricPlan(
            metric["name"], metric.get("unit", ""), _number(metric, "baseline"), _number(metric, "target")
        )
        if metric
        else None,
        area_id=area_id,
        tags=data.get("tags", ()),
        language=data["lang"],
    )


def _number(metric: dict[str, Any], name: str) -> Decimal | None:
    return Decimal(str(metric[name])) if metric.get(name) is not None else None


@dataclass(frozen=True)
class Said:
    """What an item of knowledge says in each revision, and what the guard finds in it."""

    contents: Sequence[Content]
    looked_through: Mapping[Looked, Sequence[Span]]


def what_is_said(data: dict[str, Any], genre: KnownGenre, area_id: int | None, public: Collection[str]) -> Said:
    """Laid out and looked through."""
    contents = _contents(data, genre, area_id)
    texts = {
        text for content in contents for text in (content.title, *sources_of(content), ", ".join(content.tags)) if text
    }
    return Said(contents, look_through(texts, public))


def _contents(data: dict[str, Any], genre: KnownGenre, area_id: int | None) -> list[Content]:
    """Of a revision that changes a part, the others aren't laid out again."""
    texts = [_with_picture(parts, data.get("picture")) for parts in texts_of(data)]
    found = [
        render_content(
            genre,
            title=data.get("title", ""),
            parts=texts[0],
            area_id=area_id,
            channel=data.get("channel"),
            tags=data.get("tags", ()),
            language=data["lang"],
        )
    ]
    parts = {part.key: part for part in genre.shape.parts}
    for before, after in pairwise(texts):
        changed = {key: laid_out(parts[key], text) for key, text in after.items() if text != before[key]}
        found.append(replace(found[-1], parts={**found[-1].parts, **changed}))
    return found


def _with_picture(parts: dict[str, str], picture: dict[str, Any] | None) -> dict[str, str]:
    """The picture below its part."""
    if picture is None:
        return parts
    shown = f"![{picture['alt']}](/files/{_ADDRESS_TO_COME})"
    return {**parts, picture["part"]: f"{parts[picture['part']]}\n\n{shown}"}


def at_address(said: Said, token: str) -> Said:
    """The same with the address of the picture in its place."""
    contents = [
        replace(content, parts={key: _named(text, token) for key, text in content.parts.items()})
        for content in said.contents
    ]
    return replace(said, contents=contents)


def _named(text: RenderedText, token: str) -> RenderedText:
    source, html = (words.replace(_ADDRESS_TO_COME, token) for words in (text.source, text.html))
    return replace(text, source=source, html=html)
