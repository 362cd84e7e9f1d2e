"""What was found, made ready to be shown to somebody who may see it."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.search.asking import Found
from portal.search.pool import Candidate, bodies
from portal.search.reading import Reading, read
from portal.search.snippets import marked, snippet
from portal.search.sought import Sought
from portal.search.sources import Shown, sources


def shown_of(session: Session, ranked: Sequence[Candidate], actor: Actor) -> Mapping[tuple[str, int, str], Shown]:
    """Those that their owners let ``actor`` see: one or two statements a kind."""
    found: dict[tuple[str, int, str], Shown] = {}
    for kind, group in groupby(sorted(ranked, key=lambda one: one.kind), key=lambda one: one.kind):
        source = sources.get(kind)
        if source is not None:
            parts = [(one.item_id, one.part) for one in group]
            found |= {(kind, *part): shown for part, shown in source.shown(session, parts, actor).items()}
    return found


def found_of(
    session: Session,
    page: Sequence[Candidate],
    shown: Mapping[tuple[str, int, str], Shown],
    readings: Mapping[int, Reading],
    sought: Sought,
) -> list[Found]:
    """The results of a page as they are shown."""
    texts = bodies(session, [one.id for one in page])
    return [_found(one, shown[one.key], texts.get(one.id, ""), readings[one.id], sought) for one in page]


def _found(one: Candidate, shown: Shown, body: str, reading: Reading, sought: Sought) -> Found:
    # Its owner may show another title than the one that is searched.
    titled = reading if shown.title == one.title else read(one.lang, shown.title, "", "")
    return Found(
        document_id=one.id,
        kind=one.kind,
        item_id=one.item_id,
        part=one.part,
        title=shown.title,
        href=shown.href,
        score=round(min(one.score, 1.0), 4),
        external_id=one.external_id,
        marked_title=marked(shown.title, titled, sought),
        snippet=snippet(body, reading, sought),
        note=shown.note,
        icon=shown.icon,
        status=shown.status,
        lang=one.lang,
        at=one.at,
    )
