"""What a revision says, ready to be kept: cleaned and rendered before any transaction begins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal.core import i18n
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RENDERER_VERSION, RenderedText, plain_text, render
from portal.core.tags import MAX_TAGS, clean_tags, put_tags
from portal.core.text import clean_line, clean_lines, clean_text, guess_language
from portal.knowledge.channels import CHANNELS
from portal.knowledge.models import (
    MAX_LEAD_LETTERS,
    MAX_TITLE_LETTERS,
    KnowledgeItem,
    KnowledgeRevision,
    KnowledgeTag,
)
from portal.knowledge.queries import KnownGenre, genres
from portal.knowledge.shapes import OwnFacts, Part, Shape
from portal.people.models import Area


@dataclass(frozen=True)
class Content:
    """Everything that the form holds. ``parts`` by their keys; those that aren't Markdown have no HTML."""

    title: str
    language: str
    genre_id: int
    parts: Mapping[str, RenderedText]
    area_id: int | None = None
    channel: str | None = None
    tags: tuple[str, ...] = ()

    def source(self, key: str) -> str:
        """A part as it was typed."""
        return self.parts[key].source if key in self.parts else ""


def render_content(
    genre: KnownGenre,
    *,
    title: str = "",
    parts: Mapping[str, str],
    area_id: int | None = None,
    channel: str | None = None,
    tags: Iterable[str] = (),
    language: str | None = None,
    cut: bool = False,
) -> Content:
    """Clean and render what was typed; parts that the genre's shape doesn't name are left out.

    Slow (Markdown): call it before the transaction. Without ``language`` the letters tell it, else it is the reader's;
    what a text says of itself goes before. What is too long is never rendered: ``cut``, or Invalid names its field.
    """
    shape = genre.shape
    typed = {part.key: _cleaned(part, parts.get(part.key), cut=cut) for part in shape.parts}
    _require_sizes(typed, shape)
    said = shape.own_facts(typed) if shape.own_facts is not None else OwnFacts(title=title, tags=tuple(tags))
    title = clean_line(said.title)[: MAX_TITLE_LETTERS if cut else None]
    return Content(
        title=title,
        language=said.language or language or _guessed(title, *typed.values()),
        genre_id=genre.id,
        parts={part.key: laid_out(part, typed[part.key]) for part in shape.parts},
        area_id=area_id,
        channel=channel if shape.has_channel and channel in CHANNELS else None,
        tags=clean_tags(said.tags),
    )


def _guessed(*words: str) -> str:
    return guess_language(" ".join(words), fallback=i18n.language())


def _cleaned(part: Part, typed: str | None, *, cut: bool) -> str:
    text = clean_lines(typed) if part.verbatim else clean_text(typed)
    return text[: part.max_letters] if cut else text


def laid_out(part: Part, source: str) -> RenderedText:
    """A part as it is typed and as it is shown. Slow: never inside a transaction."""
    if part.layout is not None:
        return RenderedText(source, part.layout(source) if source.strip() else "")
    return render(source) if part.markdown else RenderedText(source, "")


def sealed(content: Content, shape: Shape) -> Content:
    """The content as it is published: what is shown of it stays the same."""
    anew = {
        part.key: replace(content.parts[part.key], source=part.seal(content.source(part.key)))
        for part in shape.parts
        if part.seal is not None and part.key in content.parts
    }
    return replace(content, parts={**content.parts, **anew}) if anew else content


def require_fitting(content: Content, shape: Shape) -> None:
    """Raise Invalid, naming the field, when there is no title yet or something is longer than it may be."""
    if not content.title:
        raise Invalid(_l("Please give it a title: a few words are enough for now."), field=_title_field(shape))
    if len(content.title) > MAX_TITLE_LETTERS:
        raise Invalid(_l("The title is too long: one line is enough."), field=_title_field(shape))
    _require_sizes({key: text.source for key, text in content.parts.items()}, shape)
    if len(content.tags) > MAX_TAGS:
        raise Invalid(_l("That many tags find nothing. Choose up to eight."), field=_tags_field(shape))


def _title_field(shape: Shape) -> str:
    """Where the title is typed: in a text that says it itself there is no field for it."""
    return "title" if shape.own_facts is None else shape.lead


def _tags_field(shape: Shape) -> str:
    return "tags" if shape.own_facts is None else shape.lead


def _require_sizes(typed: Mapping[str, str], shape: Shape) -> None:
    for part in shape.parts:
        if len(typed.get(part.key, "")) > part.max_letters:
            raise Invalid(_l("This part is too long to be read. Say the main thing here."), field=part.key)


def require_whole(content: Content, shape: Shape) -> None:
    """Raise Invalid, naming the field, unless the title and every part that is required say something and fit."""
    require_fitting(content, shape)
    if len(content.title) < shape.title_min_letters:
        raise Invalid(_l("Please write a title that says the matter in a few words."), field=_title_field(shape))
    for part in shape.parts:
        if part.required and len(content.source(part.key)) < max(part.min_letters, 1):
            raise Invalid(_l("Please say a little more here: a sentence or two."), field=part.key)


def require_sound(session: Session, content: Content, shape: Shape) -> None:
    """Raise Invalid, naming the part, when the text has faults that its shape doesn't let stand."""
    if shape.examine is not None:
        shape.examine(session, content)


def require_open(session: Session, content: Content, *, present: Content | None = None) -> None:
    """Raise Invalid when the area or the genre takes nothing new; the ``present`` ones may stay."""
    if content.area_id is not None and (present is None or content.area_id != present.area_id):
        area = session.get(Area, content.area_id)
        if area is None or area.closed_at is not None:
            raise Invalid(_l("This area isn't in use any more. Choose another one."), field="area")
    if present is None or content.genre_id != present.genre_id:
        genre = genres(session).by_id.get(content.genre_id)
        if genre is None or genre.retired_at is not None:
            raise Invalid(_l("This kind isn't in use any more. Choose another one."), field="genre")


def content_of(revision: KnowledgeRevision) -> Content:
    """What a revision says."""
    version = revision.renderer_version
    return Content(
        title=revision.title,
        language=revision.language,
        genre_id=revision.genre_id,
        parts={key: RenderedText(text, revision.html.get(key, ""), version) for key, text in revision.parts.items()},
        area_id=revision.facts.get("area_id"),
        channel=revision.facts.get("channel"),
        tags=tuple(revision.tags),
    )


def revision_values(content: Content) -> dict[str, Any]:
    """The columns of a revision that says this."""
    return {
        "language": content.language,
        "title": content.title,
        "parts": {key: text.source for key, text in content.parts.items()},
        "html": {key: text.html for key, text in content.parts.items()},
        "renderer_version": min((text.version for text in content.parts.values()), default=RENDERER_VERSION),
        "facts": {
            "genre_id": content.genre_id,
            "area_id": content.area_id,
            "channel": content.channel,
            "tags": list(content.tags),
        },
    }


def item_values(content: Content, shape: Shape) -> dict[str, Any]:
    """The columns of an item that shows this; its tags are kept by ``show_on_item``."""
    return {
        "title": content.title,
        "language": content.language,
        "lead": _lead(content, shape),
        "genre_id": content.genre_id,
        "area_id": content.area_id,
        "channel": content.channel,
    }


def show_on_item(session: Session, item: KnowledgeItem, content: Content, shape: Shape) -> None:
    """Put what lists and rights need of a revision on its item."""
    for name, value in item_values(content, shape).items():
        setattr(item, name, value)
    if put_tags(session, KnowledgeTag, "item_id", item.id, content.tags):
        session.expire(item, ["tags"])


def sources_of(content: Content) -> list[str]:
    """The text of every part, in which pictures may stand."""
    return [text.source for text in content.parts.values()]


def _lead(content: Content, shape: Shape) -> str:
    text = content.parts.get(shape.lead)
    if text is None:
        return ""
    if shape.own_facts is not None:
        return shape.own_facts({key: said.source for key, said in content.parts.items()}).lead[:MAX_LEAD_LETTERS]
    part = shape.part(shape.lead)
    # Plain words are cut as HTML is; signs such as '<' in them are no tags.
    html = text.html if part is not None and part.markdown else text.source.replace("<", "&lt;")
    return plain_text(html, MAX_LEAD_LETTERS - 1)
