"""Practice dialogues as lines that an import reads again. What people have played of them stays behind."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cli.transfer.dialogue_lines import CLOSED, DIALOGUE, DRAFT, PUBLISHED
from portal.cli.transfer.names import Names
from portal.practice.models import Dialogue, DialogueVersion
from portal.practice.queries import PLAYED


def dialogue_rows(session: Session, names: Names) -> Iterator[dict[str, Any]]:
    """Every dialogue, drafts too, oldest first."""
    rows = select(Dialogue, DialogueVersion.source).outerjoin(DialogueVersion, PLAYED).order_by(Dialogue.id)
    for dialogue, source in session.execute(rows):
        state = DRAFT if source is None else CLOSED if dialogue.closed_at else PUBLISHED
        row = {
            "kind": DIALOGUE, "id": dialogue.origin_key, "title": dialogue.title, "lang": dialogue.language,
            "state": state, "keeper": names.email(dialogue.keeper_id), "source": source or dialogue.source,
        }  # fmt: skip
        yield row | ({"draft": dialogue.source} if source not in (None, dialogue.source) else {})
