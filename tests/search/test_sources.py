"""What can be found of each kind, and where it leads."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.markdown import render
from portal.initiatives.models import Initiative, Solution
from portal.initiatives.services.solutions import propose_solution, withdraw_solution
from portal.knowledge.models import ItemState
from portal.people.models import Area, Team
from portal.search.indexing import catch_up
from portal.search.models import SearchDocument
from portal.search.sources import sources
from portal.search.sources.plain import words_of_source
from tests.algorithms.factories import GLASSES
from tests.initiatives import factories
from tests.knowledge import factories as knowledge


def documents(session: Session, kind: str) -> list[SearchDocument]:
    catch_up()
    session.rollback()
    rows = select(SearchDocument).where(SearchDocument.kind == kind).order_by(SearchDocument.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def test_an_initiative_is_all_its_parts(
    session: Session, no_index: None, olena: Actor, area: Area, care_team: Team
) -> None:
    made = factories.initiative(olena, tags=("пандус",), area_id=area.id, problem="Люди **чекають** надворі. " * 3)

    (found,) = documents(session, "initiative")

    assert found.title == made.title
    assert "Люди чекають надворі." in found.body
    assert factories.SOLUTION in found.body
    assert factories.OUTCOME in found.body
    assert (found.words, found.access, found.status, found.genre) == ("пандус", "all", "new", "problem")
    assert (found.area_id, found.author_id, found.team_id) == (area.id, olena.id, care_team.id)
    assert found.at == made.submitted_at.date()


def test_other_ways_to_solve_it_are_found_with_it(
    session: Session, no_index: None, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    number = factories.initiative(olena).id
    text = render("Поставити **вертоліт** на дах і возити людей ним.")
    with transaction() as session:
        held = session.get_one(Initiative, number)
        way = propose_solution(session, held, dmytro, text, submission_key="k" * 20, now=now)
    assert "вертоліт" in documents(session, "initiative")[0].body

    with transaction() as session:
        held = session.get_one(Initiative, number)
        withdraw_solution(session, session.get_one(Solution, way.id), held, dmytro, now=now)
    assert "вертоліт" not in documents(session, "initiative")[0].body


def test_an_initiative_leads_to_its_page_and_says_where_it_stands(
    session: Session, olena: Actor, dmytro: Actor
) -> None:
    made = factories.initiative(olena)

    shown = sources["initiative"].shown(session, [(made.id, "")], dmytro)[made.id, ""]

    assert (shown.title, shown.href) == (made.title, f"/initiatives/{made.id}")
    assert shown.status == factories.status(made.status_type).label


def test_what_we_used_to_say_leads_to_what_we_say(session: Session, no_index: None, olena: Actor) -> None:
    knowledge.item(olena, kind="article", genre="term", title="Фахівець із турботи")

    (found,) = documents(session, "article")

    assert set(found.words.split("\n")) >= {"оператор", "агент"}
    assert "оператор;" not in found.body


def test_every_step_of_an_algorithm_is_found_by_itself(
    session: Session, no_index: None, olena: Actor, dmytro: Actor
) -> None:
    made = knowledge.item(olena, kind="algorithm", genre="algorithm", source=GLASSES)

    whole, *steps = documents(session, "algorithm")

    assert (whole.part, whole.title, whole.words) == ("", "Окуляри незручні", "оптика\nскарга")
    assert "Очам часто потрібно до двох тижнів" in whole.body
    assert [step.part for step in steps] == [
        "listen", "adaptation", "fitting", "visit", "call-back", "handed-over",
    ]  # fmt: skip
    fitting = steps[2]
    assert fitting.title == "Запросити підігнати"
    assert "Оптик підправить за десять хвилин" in fitting.body
    assert "Очам" not in fitting.body
    shown = sources["algorithm"].shown(session, [(made.id, "fitting"), (made.id, ""), (made.id, "gone")], dmytro)
    assert set(shown) == {(made.id, "fitting"), (made.id, "")}
    assert shown[made.id, "fitting"].href == f"/algorithms/{made.id}/walk#step-fitting"
    assert shown[made.id, ""].href == f"/algorithms/{made.id}"


def test_steps_that_a_new_version_has_not_are_gone(session: Session, no_index: None, olena: Actor) -> None:
    made = knowledge.item(olena, kind="algorithm", genre="algorithm", source=GLASSES)
    assert len(documents(session, "algorithm")) == 7
    shorter = knowledge.PARTS["algorithm"]["source"].replace("# Дзвінок", "# Окуляри незручні")

    knowledge.changed(made.id, olena, source=shorter)

    assert sorted(row.title for row in documents(session, "algorithm")) == ["Окуляри незручні", "Привітатись", "Так"]


def test_an_algorithm_that_is_no_graph_is_found_as_a_text_by_its_author(
    session: Session, no_index: None, olena: Actor
) -> None:
    knowledge.item(
        olena, ItemState.DRAFT, kind="algorithm", genre="algorithm", source="# Нотатки\n\nСпершу привітатись.\n"
    )

    (found,) = documents(session, "algorithm")

    assert (found.title, found.access) == ("Нотатки", f"person:{olena.id}")
    assert "Спершу привітатись." in found.body


def test_a_colleague_is_name_job_and_team(session: Session, no_index: None, olena: Actor, dmytro: Actor) -> None:
    found = {row.title: row for row in documents(session, "person")}

    assert set(found) == {"Олена Савчук", "Дмитро Гай"}
    assert "Команда турботи" in found["Олена Савчук"].body
    assert sources["person"].shown(session, [(olena.id, "")], dmytro)[olena.id, ""].href == f"/people/{olena.id}"


def test_nothing_is_shown_that_does_not_exist(session: Session, olena: Actor) -> None:
    for source in sources:
        assert source.shown(session, [(10**9, ""), (10**9, "step")], olena) == {}
        assert source.texts(session, [10**9]) == {}


def test_the_signs_of_a_text_are_no_words() -> None:
    source = "---\ntitle: Х\n---\n# Назва {#key}\n> «Добрий день»\n- [ ] (обов'язково) **так** → [Далі](/x)\n1. `ні`\n"
    assert words_of_source(source) == "Назва\n«Добрий день»\n(обов'язково) так → Далі\nні"
