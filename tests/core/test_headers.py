"""Headers of every answer, and templates that the content security policy lets work."""

import re
from pathlib import Path

import pytest

from tests.conftest import Clients

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_the_policy_allows_our_own_and_nothing_else(client: Clients) -> None:
    assert client().get("/health").headers["Content-Security-Policy"] == (
        "default-src 'self'; img-src 'self' blob:; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    )


@pytest.mark.parametrize("address", ["/health", "/sign-in", "/nothing-here"])
def test_every_answer_carries_the_headers(client: Clients, address: str) -> None:
    headers = client().get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Content-Security-Policy" in headers
    assert "Strict-Transport-Security" not in headers


def test_pages_are_kept_by_no_cache(client: Clients) -> None:
    assert client().get("/sign-in").headers["Cache-Control"] == "private, no-store"


def test_over_https_browsers_are_told_to_stay_there(client: Clients) -> None:
    answer = client().get("/health", base_url="https://portal.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(("given", "taken"), [("abcdef12-3456", True), ("short", False), ("x\ty" * 9, False)])
def test_a_request_id_is_taken_over_when_it_is_one(client: Clients, given: str, taken: bool) -> None:
    answered = client().get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (answered == given) == taken
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", answered)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_has_script_or_style_inside(path: Path) -> None:
    text = re.sub(r"\{([#%{]).*?[#%}]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style\b", text), "style belongs in static/css"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "behaviour belongs in static/js"
    assert not re.search(r"hx-on|hx-vars|javascript:", text)
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", text) if 'type="application/json"' not in tag]
    assert all("src=" in tag for tag in scripts), "a script without src"
