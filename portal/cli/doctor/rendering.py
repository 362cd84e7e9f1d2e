"""Texts whose HTML was made by an older renderer: counted, and rendered again in small steps."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.anonymous.models import AnonymousMessage
from portal.campaigns.models import Campaign
from portal.core.db import db, transaction
from portal.core.extension import ItemRef
from portal.core.markdown import RENDERER_VERSION, render
from portal.discussion.models import Comment
from portal.discussion.services.mentions import mark_mentions
from portal.initiatives.models import Initiative, Solution
from portal.knowledge.models import Collection, KnowledgeRevision
from portal.knowledge.services.content import laid_out
from portal.knowledge.shapes import shapes

BATCH_ROWS = 50


def stale_texts(session: Session) -> int:
    """How many rows hold HTML of another version."""
    counts = (
        select(func.count()).select_from(model).where(_stale(model))
        for model in (Initiative, Comment, Solution, AnonymousMessage, KnowledgeRevision, Collection, Campaign)
    )
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
    while rows := _batch(Solution, Solution.body, Solution.initiative_id):
        for number, version, body, initiative_id in rows:
            marked = mark_mentions(
                db.session(), ItemRef("initiative", initiative_id), render(body).html, internal=False
            )
            done += _write(Solution, number, version, {"html": marked.html})
    return f"{done + _render_knowledge() + _render_campaigns() + _render_messages()} texts were rendered again"


def _render_knowledge() -> int:
    """Every revision of an item of knowledge: any may be read or come back. Parts of plain words have no HTML."""
    done = 0
    while rows := _batch(KnowledgeRevision, KnowledgeRevision.parts, KnowledgeRevision.html):
        for number, version, parts, html in rows:
            anew = {key: _html_of(key, parts[key]) if was and key in parts else was for key, was in html.items()}
            done += _write(KnowledgeRevision, number, version, {"html": anew})
    while rows := _batch(Collection, Collection.about):
        for number, version, about in rows:
            done += _write(Collection, number, version, {"about_html": render(about).html})
    return done


def _render_campaigns() -> int:
    done = 0
    while rows := _batch(Campaign, Campaign.about, Campaign.results):
        for number, version, about, results in rows:
            html = {"about_html": render(about).html, "results_html": render(results).html}
            done += _write(Campaign, number, version, html)
    return done


def _html_of(key: str, source: str) -> str:
    """A part as its shape lays it out; one that no shape has any more is Markdown."""
    known = (part for shape in shapes if (part := shape.part(key)) is not None)
    part = next(known, None)
    return laid_out(part, source).html if part is not None else render(source).html


def _render_messages() -> int:
    """Of the conversations with anonymous authors: nobody edits them, so they have no version."""
    done = 0
    while rows := _stale_messages():
        for number, body in rows:
            values = {"html": render(body).html, "renderer_version": RENDERER_VERSION}
            with transaction() as session:
                session.execute(update(AnonymousMessage).where(AnonymousMessage.id == number).values(values))
        done += len(rows)
    return done


def _stale_messages() -> list[Any]:
    db.session.rollback()
    rows = select(AnonymousMessage.id, AnonymousMessage.body).where(_stale(AnonymousMessage)).limit(BATCH_ROWS)
    return list(db.session.execute(rows).all())


def _batch(model: Any, *columns: Any) -> list[Any]:
    db.session.rollback()
    rows = select(model.id, model.version, *columns).where(_stale(model)).order_by(model.id).limit(BATCH_ROWS)
    return list(db.session.execute(rows).all())


def _write(model: Any, number: int, version: int, values: dict[str, Any]) -> int:
    with transaction() as session:
        statement = (
            update(model)
            .where(model.id == number, model.version == version)
            .values(renderer_version=RENDERER_VERSION, **values)
            .returning(model.id)
        )
        return len(session.execute(statement, execution_options={"synchronize_session": False}).all())
