"""The page of results and the palette's list: what they say, where they lead, what they never show."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from markupsafe import Markup

from portal.core.actor import Actor
from portal.core.rate_limit import RateLimit
from portal.initiatives.models import StatusType
from portal.knowledge.models import ItemState
from portal.search.asking import Answer, Chosen, Facet, Reading, Repair
from portal.search.views import pages
from tests.conftest import Clients
from tests.initiatives import factories as initiatives
from tests.knowledge import factories as knowledge
from tests.search.pages.conftest import Indexed, found

Decide = Callable[[Answer], None]
TITLE = "Повернення без чека"


def test_what_was_found_leads_to_its_place(client: Clients, olena: Actor, indexed: Indexed) -> None:
    article = knowledge.item(olena, kind="article", title=TITLE)
    indexed()

    page = client(olena).get("/search?q=повернення").text

    assert f'href="/articles/{article.id}"' in page
    assert "<mark>Повернення</mark> без чека" in page


def test_what_somebody_may_not_see_is_neither_found_nor_counted(
    client: Clients, olena: Actor, dmytro: Actor, indexed: Indexed
) -> None:
    draft = knowledge.item(olena, ItemState.DRAFT, kind="article", title=TITLE)
    indexed()

    own, others = (client(actor).get("/search?q=повернення").text for actor in (olena, dmytro))

    assert f'href="/articles/{draft.id}"' in own
    assert "Нічого не знайдено" in others
    assert f'href="/articles/{draft.id}"' not in others


def test_a_list_of_the_palette_is_a_list_for_readers_of_screens(
    client: Clients, olena: Actor, indexed: Indexed
) -> None:
    knowledge.item(olena, kind="article", title=TITLE)
    indexed()

    quick = client(olena).get("/search/quick?q=повер").text

    assert 'role="option"' in quick
    assert 'data-found="1"' in quick
    assert "<html" not in quick


def test_an_algorithm_opens_where_it_is_walked(client: Clients, olena: Actor, answers: Decide) -> None:
    whole = found("Повернути гроші", kind="algorithm", href="/algorithms/7")
    step = found("Вислухати", kind="algorithm", href="/algorithms/7/walk#step-n1", part="n1")
    draft = found("Чернетка", kind="algorithm", href="/algorithms/8", status="Чернетка")
    answers(Answer(query="гроші", results=[whole, step, draft], count=3))

    quick = client(olena).get("/search/quick?q=гроші").text

    assert 'href="/algorithms/7/walk"' in quick
    assert 'href="/algorithms/7/walk#step-n1"' in quick
    assert 'href="/algorithms/8"' in quick


def test_the_kind_of_the_best_stands_first(client: Clients, olena: Actor, answers: Decide) -> None:
    case, article = found("Випадок", kind="case"), found("Стаття")
    answers(Answer(query="слово", results=[article, case, found("Інша стаття")], count=3))

    quick = client(olena).get("/search/quick?q=слово").text

    order = [quick.index(f'data-rank="{rank}"') for rank in (1, 3, 2)]
    assert order == sorted(order)


@pytest.mark.parametrize("address", ["/search", "/search/quick"])
def test_a_repaired_query_is_said(client: Clients, olena: Actor, answers: Decide, address: str) -> None:
    reading = Reading(text="пандус", by=Repair.LAYOUT)
    answers(Answer(query="gfylec", results=[found("Пандуси")], count=1, reading=reading))

    page = client(olena).get(f"{address}?q=gfylec").text

    assert "Показано результати для «пандус» (ви набрали «gfylec»)" in page


def test_a_filter_of_the_query_can_be_taken_off(client: Clients, olena: Actor, answers: Decide) -> None:
    chosen = [Chosen(typed="вид:стаття", label="Статті")]
    answers(Answer(query="чек вид:стаття", results=[found("Чек")], count=1, chosen=chosen, unknown=["team:абв"]))

    page = client(olena).get("/search?q=чек вид:стаття").text

    assert '<a class="chip chip-current" href="/search?q=%D1%87%D0%B5%D0%BA">Статті' in page
    assert "team:абв" in page


def test_choices_keep_each_other(client: Clients, olena: Actor, answers: Decide) -> None:
    facets = {
        "kinds": [Facet(name="kinds", value="case", label="Випадки", count=4)],
        "langs": [Facet(name="langs", value=code, label=code, count=2) for code in ("uk", "ru")],
    }
    answers(Answer(query="чек", results=[found("Чек")], count=4, facets=facets))

    page = client(olena).get("/search?q=чек&kind=case&sort=newest").text

    assert "/search?q=%D1%87%D0%B5%D0%BA&amp;kind=case&amp;lang=ru&amp;sort=newest" in page
    assert '/search?q=%D1%87%D0%B5%D0%BA&amp;kind=case"' in page  # the best first again


@pytest.mark.parametrize(("count", "said"), [(4, "Понад 4 результати"), (51, "Понад 51 результат<")])
def test_a_count_that_was_cut_short_says_so(
    client: Clients, olena: Actor, answers: Decide, count: int, said: str
) -> None:
    answers(Answer(query="чек", results=[found("Чек")], count=count, more=True))
    assert said in client(olena).get("/search?q=чек").text


def test_pages_follow_each_other(client: Clients, olena: Actor, answers: Decide) -> None:
    answers(Answer(query="чек", results=[found(f"Чек {n}") for n in range(20)], count=70))

    second = client(olena).get("/search?q=чек&page=2").text

    assert 'start="21"' in second
    assert 'href="/search?q=%D1%87%D0%B5%D0%BA&amp;page=3" rel="next"' in second
    assert 'href="/search?q=%D1%87%D0%B5%D0%BA" rel="prev"' in second


def test_nothing_found_shows_ways_on(client: Clients, olena: Actor, answers: Decide) -> None:
    answers(Answer(query="пандус на складі", results=[], count=0))
    browser = client(olena)

    page = browser.get("/search?q=пандус на складі").text

    assert 'href="/initiatives/new?title=%D0%9F%D0%B0%D0%BD%D0%B4%D1%83%D1%81' in page
    assert 'action="/search/wish"' in page
    assert 'value="Пандус на складі"' in browser.get("/initiatives/new?title=Пандус на складі").text


def test_quotation_marks_can_be_taken_off_and_are_no_part_of_a_wish(
    client: Clients, olena: Actor, answers: Decide
) -> None:
    answers(Answer(query="«пандус на складі»", results=[], count=0))

    page = client(olena).get("/search?q=«пандус на складі» -двері").text

    assert f'href="/search?q={quote_plus("пандус на складі")}">Шукати їх окремо' in page
    assert '<input type="hidden" name="q" value="пандус на складі">' in page


def test_nothing_is_not_said_while_there_may_be_something(client: Clients, olena: Actor, answers: Decide) -> None:
    answers(Answer(query="пандус", results=[], count=0, incomplete="Покажчик саме складають"))

    for address in ("/search", "/search/quick"):
        page = client(olena).get(f"{address}?q=пандус").text
        assert "Покажчик саме складають" in page
        assert "Нічого не знайдено" not in page


def test_a_page_after_the_last_leads_to_the_first(client: Clients, olena: Actor, answers: Decide) -> None:
    answers(Answer(query="чек", results=[], count=3))

    answer = client(olena).get("/search?q=x&kind=article&page=9")

    assert answer.headers["Location"] == "/search?q=x&kind=article"


@pytest.mark.parametrize(
    ("lang", "tag"), [("uk", "повернення"), ("ru", "возврат"), ("en", "refund")], ids=["uk", "ru", "en"]
)
def test_every_example_of_the_help_is_understood(
    client: Clients, olena: Actor, indexed: Indexed, lang: str, tag: str
) -> None:
    initiatives.initiative(olena, StatusType.ACCEPTED, title=TITLE, tags=(tag,))
    indexed()
    browser = client(olena)
    in_it = {"Accept-Language": lang}

    examples = re.findall(r'<dt><a href="([^"]+)"', browser.get("/search", headers=in_it).text)

    assert len(examples) == 5
    for address in examples:
        answer = browser.get(html.unescape(address), headers=in_it)
        assert answer.status_code == 200
        assert "search-note" not in answer.text, address
    assert 'class="rows founds"' in browser.get(html.unescape(examples[3]), headers=in_it).text


def test_who_typed_no_words_is_not_asked_for_fewer(client: Clients, olena: Actor, answers: Decide) -> None:
    answers(Answer(query="", results=[], count=0))

    page = client(olena).get("/search?kind=initiative").text

    assert "Чого ще немає, може початися з вас." in page
    assert "Спробуйте менше слів" not in page


def test_titles_are_never_taken_for_marks(client: Clients, olena: Actor, answers: Decide) -> None:
    answers(Answer(query="чек", results=[found("<b>Чек</b>", snippet=Markup("<mark>чек</mark>"))], count=1))

    for address in ("/search", "/search/quick"):
        page = client(olena).get(f"{address}?q=чек").text
        assert "&lt;b&gt;Чек&lt;/b&gt;" in page
        assert "<mark>чек</mark>" in page


def test_an_empty_field_says_what_can_be_typed(client: Clients, olena: Actor) -> None:
    assert "статус:прийнята" in client(olena).get("/search").text
    assert client(olena).get("/search/quick?q=").text == ""


def test_whoever_asks_too_fast_is_told_so(
    client: Clients, olena: Actor, answers: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(Answer(query="чек", results=[], count=0))
    monkeypatch.setattr(pages, "_rate_limit", RateLimit(2))
    browser = client(olena)

    codes = [browser.get("/search/quick?q=чек").status_code for _ in range(3)]

    assert codes == [200, 200, 429]


def test_initiatives_say_where_they_stand(client: Clients, olena: Actor, indexed: Indexed) -> None:
    initiatives.initiative(olena, StatusType.ACCEPTED, title="Кнопка виклику біля входу")
    indexed()

    assert "Прийнята" in client(olena).get("/search/quick?q=кнопка виклику").text


@pytest.mark.parametrize("address", ["/search", "/search/quick", "/search/words", "/search/reports"])
def test_whoever_is_not_signed_in_signs_in_first(client: Clients, address: str) -> None:
    answer = client().get(f"{address}?q=чек")
    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize(
    "name", ["kind", "status", "genre", "area", "team", "tag", "lang", "after", "sort", "page", "q"]
)
def test_a_choice_that_makes_no_sense_breaks_nothing(
    client: Clients, olena: Actor, indexed: Indexed, name: str
) -> None:
    knowledge.item(olena, kind="article", title=TITLE)
    indexed()
    browser = client(olena)
    for value in [
        "-1",
        "9" * 400,
        "x" * 3000,
        "'\"><b>%s{{7*7}}",
        "\u202e",
        "10000-99-99",
        "2026-02-30",
        str(2**63),
        "status:",
    ]:
        assert browser.get("/search", query_string={"q": "повернення", name: value}).status_code == 200
