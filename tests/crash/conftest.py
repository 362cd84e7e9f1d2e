"""A served installation for each test. PORTAL_TEST_KILLS says how often it is killed; before a release it is 50."""

import os

import pytest

from tests.cli.conftest import empty_tables, installation, new_installation

__all__ = ["empty_tables", "installation", "new_installation"]


@pytest.fixture(scope="session")
def kills() -> int:
    return int(os.environ.get("PORTAL_TEST_KILLS", "5"))
