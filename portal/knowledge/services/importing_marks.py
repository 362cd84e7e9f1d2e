"""Green-pen marks from a file: each finds its place in the text that comes with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.errors import Invalid
from portal.core.i18n import lazy_gettext as _l
from portal.knowledge.anchoring import Haystack, Place, Selector, find, find_unchanged
from portal.knowledge.models import GreenMark, KnowledgeItem, KnowledgeRevision
from portal.knowledge.plain_words import plain_words
from portal.knowledge.services.marking import around
from portal.knowledge.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMark:
    """A green-pen mark as a file tells of it; ``lost``: its words weren't in the text any more."""

    part: str
    quote: str
    prefix: str = ""
    suffix: str = ""
    start: int = 0
    note: str = ""
    by_id: int | None = None
    at: datetime
    lost: bool = False


def add_marks(
    session: Session, item: KnowledgeItem, revision: KnowledgeRevision, shape: Shape, marks: Sequence[ImportedMark]
) -> None:
    """Each in its place; a file that marks words names words that are there, or says that they are gone."""
    texts = {
        part.key: Haystack(plain_words(revision.html.get(part.key, "")).text) for part in shape.parts if part.markable
    }
    for mark in marks:
        if mark.part not in texts:
            raise Invalid(_l("There is no part '%(name)s' that may be marked.", name=mark.part), field="marks")
        row = GreenMark(
            item_id=item.id, part=mark.part, quote=mark.quote, prefix=mark.prefix, suffix=mark.suffix,
            start=mark.start, length=len(mark.quote), note=mark.note, by_id=mark.by_id, at=mark.at, made_on=1,
            lost_in=revision.number if mark.lost else None,
        )  # fmt: skip
        if not mark.lost:
            place = _place_of(texts[mark.part], mark)
            for name, value in around(texts[mark.part].text, place).items():
                setattr(row, name, value)
        session.add(row)
    item.mark_count = sum(not mark.lost for mark in marks)


def _place_of(haystack: Haystack, mark: ImportedMark) -> Place:
    wanted = Selector(mark.quote, mark.prefix, mark.suffix, mark.start)
    place = find_unchanged(haystack, wanted) or find(haystack, wanted)
    if place is None:
        raise Invalid(
            _l("The words '%(quote)s' don't stand in the text, or in several places.", quote=mark.quote[:40]),
            field="marks",
        )
    return place
