"""Document, player's data, map and nested list hold the same steps and the same arrows, whatever is written."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, render_template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.algorithms.graph import as_data
from portal.algorithms.layout import layout
from portal.algorithms.outline import MOST_DEPTH, outline
from portal.algorithms.queries.statistics import Figures
from portal.algorithms.understanding import understood
from portal.core.actor import Actor
from portal.knowledge.models import ItemState
from tests.algorithms import factories
from tests.algorithms.generated import algorithms
from tests.conftest import Clients

#: Where an arrow starts (None: at any time), its number, where it ends (None: nowhere).
Arrow = tuple[str | None, int, str | None]
NOTHING = Figures(walks=0, finished=0, median_seconds=0, steps={}, ways={}, ends={})


class Parts(HTMLParser):
    """The steps and arrows that a piece of a page names by its data attributes."""

    def __init__(self, *, step: str, to: str, html: str) -> None:
        super().__init__()
        self.attribute, self.to = step, to
        self.open: list[tuple[str, str | None]] = []
        self.steps: list[str] = []
        self.arrows: list[Arrow] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if key := said.get(self.attribute):
            self.steps.append(key)
        if tag == "li" and (number := said.get("data-number")):
            source = next((key for _tag, key in reversed(self.open) if key is not None), "")
            self.arrows.append((source or None, int(number), said.get(self.to)))
        if tag not in {"br", "hr", "img", "input", "path", "use"}:
            fresh = said.get(self.attribute) or ("" if "any" in (said.get("class") or "") else None)
            self.open.append((tag, fresh))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass


def in_document(source: str) -> Parts:
    return Parts(step="data-step", to="data-to", html=layout(source))


def in_list(source: str) -> Parts:
    html = render_template(
        "algorithms/_outline.html", outline=outline(understood(source).graph), figures=NOTHING, document_href="/x",
        language="uk",
    )  # fmt: skip
    return Parts(step="data-key", to="data-to", html=html)


def arrows_of(data: dict[str, Any]) -> list[Arrow]:
    return [(one["source"], one["number"], one["target"]) for one in (*data["arrows"], *data["any_time"])]


def key_of(arrow: Arrow) -> tuple[str, int]:
    return arrow[0] or "", arrow[1]


TITLES = st.lists(
    st.text("абвгґдеєжзиіїйк abcde'*_", min_size=1, max_size=12).map(lambda text: "Крок " + " ".join(text.split())),
    min_size=1, max_size=12, unique_by=lambda title: title.casefold(),
)  # fmt: skip


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Texts with circles, islands, answers to nowhere and to one step twice, conditions, something at any time."""
    titles = draw(TITLES)
    ends = [f"Кінець: {title}" for title in draw(st.lists(st.sampled_from(["Так", "Ні", "Потім"]), unique=True))]
    targets = st.sampled_from([*titles, *ends, "Кроку немає"])
    asked = draw(st.booleans())
    lines = ["# Розмова", ""]
    for place, title in enumerate(titles, 1):
        lines += [f"## {place}. {title}", "> «Добрий день»", *(["? тема: гроші | час"] if asked and place == 1 else [])]
        for answer in draw(st.lists(targets, max_size=4)):
            only = draw(st.sampled_from(["", " (лише якщо тема = гроші)", " (інакше)"])) if asked else ""
            lines.append(f"- Каже **{len(lines)}**{only} → {answer}")
    for end in ends:
        lines += [f"## {end}", "Результат: вирішено"]
    if moves := draw(st.lists(targets, max_size=2)):
        lines += ["## Будь-коли", *(f"- Сердиться {place} → {to}" for place, to in enumerate(moves))]
    return "\n".join(lines) + "\n"


@given(source=st.one_of(sources(), algorithms().map(lambda made: made.text)))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_views_hold_the_same_steps_and_arrows(app: Flask, source: str) -> None:
    data = as_data(understood(source).graph)
    keys = sorted(node["key"] for node in data["nodes"])
    arrows = sorted(arrows_of(data), key=key_of)
    with app.test_request_context():
        for view in (in_document(source), in_list(source)):
            assert sorted(view.steps) == keys
            assert sorted(view.arrows, key=key_of) == arrows


def test_a_long_chain_begins_lists_of_its_own() -> None:
    steps = "\n".join(f"## Крок {place}\n- Далі → Крок {place + 1}" for place in range(1, 30))
    found = outline(understood(f"{steps}\n## Крок 30\n- Усе → Кінець: Так\n## Кінець: Так\nРезультат: вирішено").graph)
    assert len(found.lists) == 5
    first = found.lists[0]
    for _ in range(MOST_DEPTH):
        assert first.answers[0].step is not None
        first = first.answers[0].step
    assert first.answers[0].step is None
    assert first.answers[0].target == found.lists[1].node


def test_words_in_the_list_have_no_signs_of_markdown() -> None:
    found = outline(understood("## Крок\n- Каже **дуже** [голосно](/x) і snake_case → Крок\n").graph)
    assert found.lists[0].answers[0].says == "Каже дуже голосно і snake_case"


def test_the_page_holds_the_graph_that_is_drawn_and_the_list(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = factories.algorithm(olena)
    page = client(dmytro).get(f"/algorithms/{made.id}/map").text
    found = re.search(r'<script type="application/json" id="graph">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["start"] == "listen"
    ends = {node["key"]: (node["result"], node["result_text"]) for node in data["nodes"] if node["kind"] == "finish"}
    assert ends == {
        "visit": ("solved", "вирішено"),
        "call-back": ("follow_up", "повернутися через 7 днів"),
        "handed-over": ("escalated", "передано"),
    }
    body = page[page.index('class="outline"') :]
    listed = Parts(step="data-key", to="data-to", html=body[: body.index("<script")])
    assert sorted(listed.steps) == sorted(node["key"] for node in data["nodes"])


def test_a_former_version_can_be_seen_and_says_so(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = factories.algorithm(olena)
    factories.changed(made.id, olena, factories.GLASSES.replace("Тиснуть або сповзають", "Тиснуть"))
    page = client(dmytro).get(f"/algorithms/{made.id}/map?version=1").text
    assert "Тиснуть або сповзають" in page
    assert f"/knowledge/{made.id}/versions/1" in page


@pytest.mark.parametrize("state", [ItemState.DRAFT, ItemState.IN_REVIEW])
def test_what_is_hidden_has_no_map(client: Clients, olena: Actor, dmytro: Actor, state: ItemState) -> None:
    made = factories.algorithm(olena, state)
    assert client(dmytro).get(f"/algorithms/{made.id}/map").status_code == 404
    assert client(olena).get(f"/algorithms/{made.id}/map").status_code == 200


def test_a_text_without_steps_says_what_is_missing(client: Clients, olena: Actor) -> None:
    made = factories.algorithm(olena, ItemState.DRAFT, source="# Розмова\nЩе нічого.\n")
    page = client(olena).get(f"/algorithms/{made.id}/map")
    assert page.status_code == 200
    assert "data-map-page" not in page.text


def test_the_map_of_a_finished_call_is_never_read_as_markup(client: Clients, olena: Actor) -> None:
    sly = factories.GLASSES.replace("Вислухати {#listen}", "Вислухати </script><b>x</b> {#listen}")
    made = factories.algorithm(olena, source=sly.replace("→ Вислухати", "→ Вислухати </script><b>x</b>"))
    assert "<b>x</b>" not in client(olena).get(f"/algorithms/{made.id}/map").text
