"""Pieces that are rendered once: right for their value, their language and their reader, and bounded."""

from dataclasses import dataclass

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment

from portal.core import i18n
from portal.core.web.fragments import Fragments, csrf_token

TEMPLATES = {
    "row": "{{ hits.append(it) or '' }}<b>{{ it }}</b>",
    "form": "<i>{{ csrf }}|{{ key }}</i>",
    "outer": "<div>{{ csrf }}{{ csrf_token() }}{{ fragment('form', 1, key=key) }}</div>",
    "bar": "{{ hits.append(it.shown) or '' }}{{ it.shown }}",
}


@dataclass(frozen=True, eq=False)
class Bar:
    shown: str
    fragment_key: str


@pytest.fixture
def hits() -> list[object]:
    """What was really rendered."""
    return []


def _fragments(hits: list[object], kept_bytes: int = 1_000_000) -> Fragments:
    environment = Environment(loader=DictLoader(TEMPLATES), autoescape=True)
    fragments = Fragments(environment, kept_bytes)
    environment.globals.update(hits=hits, fragment=fragments, csrf_token=csrf_token)
    return fragments


def test_equal_values_are_rendered_once(hits: list[object]) -> None:
    fragments = _fragments(hits)
    assert fragments("row", ("а", 1)) == fragments("row", ("а", 1))
    assert hits == [("а", 1)]


def test_another_value_is_another_piece(hits: list[object]) -> None:
    fragments = _fragments(hits)
    assert fragments("row", "<а>") == "<b>&lt;а&gt;</b>"
    assert fragments("row", "б") == "<b>б</b>"


def test_each_language_has_its_own_piece(hits: list[object]) -> None:
    fragments = _fragments(hits)
    for language in ("uk", "ru", "uk"):
        with i18n.speaking(language):
            fragments("row", "а")
    assert len(hits) == 2


def test_the_key_of_a_value_stands_for_it(hits: list[object]) -> None:
    fragments = _fragments(hits)
    assert fragments("bar", Bar("12", "same")) == fragments("bar", Bar("12", "same")) == "12"
    assert fragments("bar", Bar("13", "other")) == "13"
    assert hits == ["12", "13"]


def test_every_reader_gets_their_own_token_and_key(app: Flask, hits: list[object]) -> None:
    fragments = _fragments(hits)
    seen = set()
    for key in ("k1", '"><script>'):
        with app.test_request_context():
            seen.add(str(fragments("form", 1, key=key)))
    assert len(seen) == 2
    assert not any("<script>" in piece or "put-in" in piece for piece in seen)


def test_a_piece_within_a_piece_keeps_nobodys_token_or_key(app: Flask, hits: list[object]) -> None:
    fragments = _fragments(hits)
    for key in ("k1", "k2"):
        with app.test_request_context():
            piece = fragments("outer", "а", key=key)
            assert piece == f"<div>{csrf_token()}{csrf_token()}<i>{csrf_token()}|{key}</i></div>"
    kept = list(fragments._pieces.values())  # noqa: SLF001 - what the next reader would get
    assert len(kept) == 2
    assert not any("k1" in piece or "k2" in piece for piece in kept)


def test_the_pieces_never_outgrow_their_room(hits: list[object]) -> None:
    fragments = _fragments(hits, kept_bytes=50_000)
    for n in range(200):
        fragments("row", f"{n} " + "довгий текст " * 50)
    assert fragments._bytes <= 50_000  # noqa: SLF001 - what is measured
    fragments("row", "0 " + "довгий текст " * 50)
    assert len(hits) == 201
