"""Algorithms: the whole text, and each step and end as a text of its own that leads straight to it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from portal.algorithms.document import Block, BlockKind, Part, Question
from portal.algorithms.own_facts import SOURCE
from portal.algorithms.understanding import understood
from portal.core.actor import Actor
from portal.core.i18n import gettext as _
from portal.knowledge.models import ItemState, KnowledgeRevision
from portal.knowledge.queries import KnownGenre
from portal.search.models import SearchDocument
from portal.search.sources import Shown, Text
from portal.search.sources.knowledge import KnowledgeSource, about
from portal.search.sources.plain import lines, words_of_source

#: Longer keys, and more steps, than anybody writes: the text as a whole has their words.
MAX_KEY_LETTERS: int = SearchDocument.part.type.length or 0
MOST_STEPS = 1000


class AlgorithmSource(KnowledgeSource):
    """The kind ``algorithm``."""

    def _of(self, row: Any, genre: KnownGenre) -> Sequence[Text]:
        source = str(row.parts.get(SOURCE, ""))
        whole = Text(
            item_id=row.id,
            title=row.title,
            body=words_of_source(source),
            words=[str(tag) for tag in row.facts.get("tags", [])],
            **about(row, genre),
        )
        return [whole, *_steps(source, whole)] if row.state is ItemState.PUBLISHED else [whole]

    def shown(
        self, session: Session, parts: Collection[tuple[int, str]], actor: Actor
    ) -> Mapping[tuple[int, str], Shown]:
        """Of a step the place in the player; of a text that isn't published yet, and of whole ones, its page."""
        items = {row.id: row for row in self._rows(session, {item_id for item_id, _part in parts}, actor)}
        steps = _titles(session, {item_id for item_id, part in parts if part and item_id in items})
        found: dict[tuple[int, str], Shown] = {}
        for item_id, part in parts:
            if item_id in items and not part:
                found[item_id, part] = self._shown(session, items[item_id])
            elif (item_id, part) in steps:
                whole = self._shown(session, items[item_id])
                found[item_id, part] = replace(
                    whole,
                    title=steps[item_id, part],
                    href=f"{whole.href}/walk#step-{quote(part)}",
                    note=_("Step of “%(title)s”", title=whole.title),
                )
        return found


def _titles(session: Session, item_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
    """The titles of all steps of what stands, by item and key."""
    if not item_ids:
        return {}
    rows = session.execute(
        KnowledgeRevision.__table__.select()
        .with_only_columns(KnowledgeRevision.item_id, KnowledgeRevision.parts)
        .where(KnowledgeRevision.item_id.in_(item_ids), KnowledgeRevision.state == "published")
    )
    return {
        (row.item_id, key): title for row in rows for key, title in _titles_in(str(row.parts.get(SOURCE, ""))).items()
    }


@lru_cache(maxsize=200)
def _titles_in(source: str) -> Mapping[str, str]:
    """The title of each step: kept, for a letter that is typed may find steps of more algorithms than are kept read."""
    return {node.key: node.title for node in understood(source).graph.nodes}


def _steps(source: str, whole: Text) -> Iterator[Text]:
    found = understood(source)
    blocks = {block.line: block for block in found.document.blocks}
    seen: set[str] = set()
    for node in found.graph.nodes[:MOST_STEPS]:
        if node.key in seen or not node.title or len(node.key) > MAX_KEY_LETTERS:
            continue
        seen.add(node.key)
        yield replace(
            whole, part=node.key, title=node.title, body=_words(blocks[node.line]), words=(), external_id=None
        )


def _words(block: Block) -> str:
    said = [block.goal, *(_said(part) for part in block.parts)]
    if block.kind is BlockKind.FINISH and block.result is not None:
        said.append(block.result.text)
    if block.note is not None:
        said.append(block.note.text)
    return words_of_source(lines(said))


def _said(part: Part) -> str:
    if isinstance(part, Question):
        return f"{part.name}: {', '.join(part.values)}"
    return part.text
