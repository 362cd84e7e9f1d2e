"""Addresses that templates write by hand lead to pages that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

TEMPLATES = sorted((Path(__file__).parents[2] / "templates").rglob("*.html"))
WRITTEN = re.compile(r'(?:href|src|action|formaction|hx-\w+|data-[\w-]+)="(/[^"]*)"')
#: Text that a page puts in stands for one part of an address.
PUT_IN, CHOSEN, PART = re.compile(r"\{\{.*?\}\}"), re.compile(r"\{%.*?%\}"), "\0"


def known(app: Flask) -> re.Pattern[str]:
    """What any route answers to; a part that a template puts in may be a fixed word of the route."""
    shapes = []
    for rule in app.url_map.iter_rules():
        parts = re.split(r"(<[^>]+>)", rule.rule)
        shapes.append("".join(_shape(part) for part in parts))
    return re.compile(f"(?:{'|'.join(shapes)})/?")


def _shape(part: str) -> str:
    if part.startswith("<"):
        return ".+" if part.startswith("<path") else "[^/]+"
    return "/".join(f"(?:{re.escape(word)}|{PART})" if word else "" for word in part.split("/"))


def addresses(path: Path) -> Iterator[str]:
    """As they are asked for: without what follows ``?`` or ``#``, and without what only some pages add."""
    text = PUT_IN.sub(PART, path.read_text(encoding="utf-8"))
    for address in WRITTEN.findall(text):
        yield re.split(r"[?#]", CHOSEN.split(address)[0])[0]


def test_addresses_in_templates_lead_somewhere(app: Flask) -> None:
    there = known(app)
    lost = {
        path.name: address
        for path in TEMPLATES
        for address in addresses(path)
        if address and not there.fullmatch(address)
    }
    assert lost == {}
    assert there.fullmatch("/metrics/" + PART) is None
