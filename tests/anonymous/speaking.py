"""Speaking without a name in tests: what a form sends, number and code, letting out what waits."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from portal.anonymous.services.codes import Ticket
from portal.anonymous.services.letting_out import let_out
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.numbers import read_number
from portal.core.work import periodic_jobs
from portal.initiatives.models import Initiative
from portal.people.pictures import storage
from tests.initiatives import factories

TITLE = "Зміни ставлять без відпочинку"


def proposal(**changes: Any) -> dict[str, Any]:
    """What the anonymous form sends."""
    given = {
        "nonce": secrets.token_urlsafe(24),
        "kind": "problem",
        "title": TITLE,
        "problem": factories.PROBLEM,
        "solution": factories.SOLUTION,
        "outcome": factories.OUTCOME,
    }
    return given | changes


def ticket_on(page: TestResponse) -> Ticket:
    """The number and code that a page shows."""
    number = re.search(r"data-ticket-number>([^<]+)<", page.text)
    code = re.search(r"data-ticket-code>([^<]+)<", page.text)
    assert number is not None, page.text[:2000]
    assert code is not None
    return Ticket(read_number(number[1]) or 0, code[1])


def send(browser: FlaskClient, form: dict[str, Any], address: str = "/initiatives/anonymous") -> Ticket:
    """Send a form without a name; what is to be noted down."""
    answer = browser.post(address, data=form, follow_redirects=True)
    assert answer.status_code == 200, answer.text[:2000]
    return ticket_on(answer)


def propose(browser: FlaskClient, **changes: Any) -> Ticket:
    """Send an initiative; what is to be noted down."""
    return send(browser, proposal(**changes))


def strike(now: datetime | None = None) -> int:
    """The full hour strikes: everything that waits is let out."""
    moment = now or clock.full_hour(clock.now()) + timedelta(hours=1)
    with transaction() as session:
        return let_out(session, storage(), moment)


def initiative_of(ticket: Ticket) -> Initiative | None:
    """The row as the database has it now."""
    db.session.rollback()
    return db.session.get(Initiative, ticket.number, populate_existing=True)


def enter(browser: FlaskClient, ticket: Ticket, code: str | None = None) -> TestResponse:
    """Show number and code on the status page."""
    data = {"number": f"A-{-ticket.number}", "code": code or ticket.code}
    return browser.post("/anonymous", data=data)


@dataclass(frozen=True)
class Sent:
    """A picture as a form sends it."""

    data: bytes

    @property
    def part(self) -> tuple[BytesIO, str]:
        return BytesIO(self.data), "IMG_2031.JPG"


def photo(colour: tuple[int, int, int] = (120, 40, 40), *, author: str = "") -> bytes:
    """A photograph of one colour, with a name in its metadata."""
    picture, out = Image.new("RGB", (80, 60), colour), BytesIO()
    exif = Image.Exif()
    if author:
        exif[0x013B] = author
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def hourly() -> Any:
    """The job as the worker runs it."""
    return periodic_jobs["anonymous.let_out"].run
