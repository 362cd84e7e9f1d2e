"""What is told without a name, once it is let out, and the browser of whoever told it."""

import pytest
from flask.testing import FlaskClient

from portal.anonymous.services.codes import Ticket
from tests.anonymous import speaking
from tests.conftest import Clients


@pytest.fixture
def ticket(sealed: Ticket) -> Ticket:
    """What ``sealed`` tells of, once the full hour has struck: an initiative stands, a case waits for the editors."""
    speaking.strike()
    return sealed


@pytest.fixture
def author(client: Clients, ticket: Ticket) -> FlaskClient:
    """A browser that nobody is signed in with, opened with the code."""
    browser = client()
    assert speaking.enter(browser, ticket).status_code == 303
    return browser
