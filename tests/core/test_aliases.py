"""Tables under a second name are ready before the first request."""

from flask import Flask
from sqlalchemy import inspect

from portal.core.aliases import aliases


def test_no_request_is_the_first_to_ask_what_an_alias_stands_for(app: Flask) -> None:
    found = list(aliases())
    assert app
    assert found
    for alias in found:
        names = inspect(alias).mapper.column_attrs.keys()
        assert set(names) <= vars(alias).keys()
