"""Telling a mistake without a name, in tests."""

import secrets
from typing import Any

from flask.testing import FlaskClient

from portal.anonymous.services.codes import Ticket
from portal.core.db import db
from portal.knowledge.models import KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import open_revision
from tests.anonymous import speaking
from tests.knowledge.factories import PARTS

TITLE = "Пообіцяв те, чого не міг"
ADDRESS = "/knowledge/anonymous/mistake"


def telling(**changes: Any) -> dict[str, Any]:
    """What the form of the chest sends."""
    return {"nonce": secrets.token_urlsafe(24), "title": TITLE, **PARTS["story"], "channel": "call"} | changes


def tell(browser: FlaskClient, **changes: Any) -> Ticket:
    """Send it; what is to be noted down."""
    return speaking.send(browser, telling(**changes), ADDRESS)


def case_of(ticket: Ticket) -> KnowledgeItem | None:
    """The row as the database has it now."""
    db.session.rollback()
    return db.session.get(KnowledgeItem, ticket.number, populate_existing=True)


def open_text(ticket: Ticket) -> KnowledgeRevision:
    """What waits for the editors."""
    found = case_of(ticket)
    assert found is not None
    revision = open_revision(db.session(), found)
    assert revision is not None
    return revision
