"""Templates come in the language of who asks, with what never changes written into them."""

import pytest
from flask import Flask
from jinja2 import DictLoader
from markupsafe import Markup

from portal.core import i18n
from portal.core.web.environment import PortalEnvironment

TEMPLATES = {
    "page": "{% from 'macros' import back %}{{ _('Back') }}|{{ back('<') }}|{% include 'part' %}",
    "macros": "{% macro back(mark) %}{{ mark }}{{ _('Back') }}{{ icon('x') }}{% endmacro %}",
    "part": "{{ icon('x', _('Back')) }}{{ _(word) }}{{ _('%(name)s', name=word) }}",
}


@pytest.fixture
def asked() -> list[str]:
    """What was asked for at a drawing or while a template was read."""
    return []


@pytest.fixture
def environment(app: Flask, asked: list[str]) -> PortalEnvironment:
    """An environment whose messages say in which language they were asked for."""

    def message(text: str, **values: str) -> str:
        asked.append(text)
        return f"<{i18n.language()}> {text % values if values else text}"

    made = PortalEnvironment(app, loader=DictLoader(TEMPLATES), autoescape=True)
    made.globals.update(
        _=message, icon=lambda name, label="": Markup("<svg>{} {}</svg>").format(name, label), static=lambda path: path
    )
    return made


@pytest.mark.parametrize("language", ["uk", "en"])
def test_page_macros_and_parts_speak_one_language(environment: PortalEnvironment, language: str) -> None:
    with i18n.speaking("ru"):
        environment.get_template("page").render(word="a")
    with i18n.speaking(language):
        drawn = environment.get_template("page").render(word="a")
    word = f"&lt;{language}&gt; "
    assert drawn == (f"{word}Back|&lt;{word}Back<svg>x </svg>|<svg>x &lt;{language}&gt; Back</svg>{word}a{word}a")


def test_written_out_words_are_asked_for_once(environment: PortalEnvironment, asked: list[str]) -> None:
    environment.get_template("page").render(word="a")
    asked.clear()
    environment.get_template("page").render(word="b")
    assert asked == ["b", "%(name)s"]
