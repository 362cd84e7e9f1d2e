"""Finding, as somebody does when search knows everything."""

from typing import Any

from portal.core.actor import Actor
from portal.core.db import db
from portal.search.asking import Answer
from portal.search.finding import find
from portal.search.indexing import catch_up
from portal.search.meaning.vectors import bring_up_to_date


def up_to_date() -> None:
    """What the worker does."""
    catch_up()
    bring_up_to_date()


def answer(text: str, actor: Actor, **how: Any) -> Answer:
    """What somebody finds when search knows everything."""
    up_to_date()
    session = db.session()
    session.rollback()
    return find(session, text, actor, **how)


def titles(text: str, actor: Actor, **how: Any) -> list[str]:
    """The titles of what is found, the best first; tags and people aside."""
    return [one.title for one in answer(text, actor, **how).results if one.kind not in {"tag", "person"}]
