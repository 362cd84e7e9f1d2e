"""Texts whose HTML was made by an older renderer: counted, and rendered again in small steps."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import RENDERER_VERSION, render
from portal.discussion.models import Comment
from portal.discussion.services.mentions import mark_mentions
from portal.initiatives.models import Initiative

BATCH_ROWS = 50


def stale_texts(session: Session) -> int:
    """How many rows hold HTML of another version."""
    counts = (select(func.count()).select_from(model).where(_stale(model)) for model in (Initiative, Comment))
    return sum(session.scalar(count) or 0 for count in counts)


def _stale(model: Any) -> Any:
    return model.renderer_version != RENDERER_VERSION


def render_again() -> str:
    """Render outside the transaction, write in a short one; what somebody edits meanwhile is left to their edit."""
    done = 0
    while rows := _batch(Initiative, Initiative.problem, Initiative.solution, Initiative.outcome):
        for number, version, *parts in rows:
            html = [render(part).html for part in parts]
            names = ("problem_html", "solution_html", "outcome_html")
            done += _write(Initiative, number, version, dict(zip(names, html, strict=True)))
    while rows := _batch(Comment, Comment.body, Comment.item_kind, Comment.item_id, Comment.internal):
        for number, version, body, kind, item_id, internal in rows:
            rendered = render(body).html
            html_of_comment = mark_mentions(db.session(), ItemRef(kind, item_id), rendered, internal=internal).html
            done += _write(Comment, number, version, {"html": html_of_comment})
    return f"{done} texts were rendered again"


def _batch(model: Any, *columns: Any) -> list[Any]:
    db.session.rollback()
    rows = select(model.id, model.version, *columns).where(_stale(model)).order_by(model.id).limit(BATCH_ROWS)
    return list(db.session.execute(rows).all())


def _write(model: Any, number: int, version: int, values: dict[str, str]) -> int:
    with transaction() as session:
        statement = (
            update(model)
            .where(model.id == number, model.version == version)
            .values(renderer_version=RENDERER_VERSION, **values)
            .returning(model.id)
        )
        return len(session.execute(statement, execution_options={"synchronize_session": False}).all())
