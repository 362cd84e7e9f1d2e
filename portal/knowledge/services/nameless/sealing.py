"""Putting a text under seal. No actor is given: see ``portal.anonymous.services.sealing``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from portal.anonymous.services.codes import Ticket
from portal.anonymous.services.pictures import AnonymousPicture
from portal.anonymous.services.sealing import seal_submission
from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.core.markdown import RenderedText
from portal.knowledge.queries import genres
from portal.knowledge.services.content import Content, require_open, require_whole


def seal_text(
    session: Session, content: Content, pictures: Sequence[AnonymousPicture], *, nonce: str, secret: str
) -> Ticket:
    """Put a text under seal; number and code. The same form again gives the same, and leaves what came last."""
    genre = genres(session).by_id[content.genre_id]
    if not genre.blameless:
        raise Invalid(_l("Only what is told in the chest can be told without a name."), field="genre")
    require_whole(content, genre.shape)
    require_open(session, content)
    return seal_submission(session, genre.kind, fields_of(content), pictures, nonce=nonce, secret=secret)


def fields_of(content: Content) -> dict[str, Any]:
    """What waits of a text, as plain JSON."""
    return {
        "title": content.title,
        "language": content.language,
        "genre_id": content.genre_id,
        "parts": {key: asdict(text) for key, text in content.parts.items()},
        "area_id": content.area_id,
        "channel": content.channel,
        "tags": list(content.tags),
    }


def content_of_fields(fields: Mapping[str, Any]) -> Content:
    """The text that waited."""
    return Content(
        title=fields["title"],
        language=fields["language"],
        genre_id=fields["genre_id"],
        parts={key: RenderedText(**text) for key, text in fields["parts"].items()},
        area_id=fields["area_id"],
        channel=fields["channel"],
        tags=tuple(fields["tags"]),
    )
