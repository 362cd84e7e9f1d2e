"""Finding every mark of an item again in the text that stands now."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.knowledge.anchoring import TELLING_LETTERS, Haystack, Selector, find, find_unchanged
from portal.knowledge.models import GreenMark, KnowledgeItem, KnowledgeRevision
from portal.knowledge.plain_words import plain_words
from portal.knowledge.queries import genres
from portal.knowledge.services.marking import around


def reanchor(session: Session, item: KnowledgeItem, revision: KnowledgeRevision) -> None:
    """Give each mark its place in ``revision``, or note that its words aren't there; one whose words are back is found.

    Called when a revision has come to stand, in the transaction of publishing.
    """
    marks = list(session.scalars(select(GreenMark).where(GreenMark.item_id == item.id).order_by(GreenMark.id)))
    if not marks:
        return
    shape = genres(session).by_id[revision.genre_id].shape
    texts = {
        part.key: Haystack(plain_words(revision.html[part.key]).text)
        for part in shape.parts
        if part.markable and part.key in revision.html
    }
    for row in marks:
        _place(row, texts, revision.number)
    item.mark_count = sum(row.lost_in is None for row in marks)


def _place(row: GreenMark, texts: dict[str, Haystack], number: int) -> None:
    wanted = Selector(row.quote, row.prefix, row.suffix, row.start)
    for part, haystack in _in_order(row, texts):
        moved = part != row.part
        place = find_unchanged(haystack, wanted) if moved else find(haystack, wanted)
        if place is not None:
            row.part, row.lost_in = part, None
            for name, value in around(haystack.text, place).items():
                setattr(row, name, value)
            return
    row.lost_in = row.lost_in or number


def _in_order(row: GreenMark, texts: dict[str, Haystack]) -> Iterator[tuple[str, Haystack]]:
    """The part that it was made in; then the others, for words enough to be known in another place."""
    if row.part in texts:
        yield row.part, texts[row.part]
    if len(row.quote) >= TELLING_LETTERS:
        yield from ((part, text) for part, text in texts.items() if part != row.part)
