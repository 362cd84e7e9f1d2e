"""From a text to an algorithm that stands: faults, keys, what the text says of itself, what it names, what changed."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.own_facts import own_facts
from portal.cli.doctor.rendering import render_again
from portal.core.actor import Actor
from portal.core.errors import AtLine, Faults
from portal.core.links import Link, LinkKind
from portal.core.markdown import AS_TYPED, RENDERER_VERSION
from portal.knowledge.changes import ORDER, changes_between
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.queries import open_revision, standing
from tests import factories
from tests.algorithms.factories import GLASSES, algorithm, changed
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

KEY = "a" * 22
#: A link to a step that isn't there in line 4, so that nothing leads to the step in line 5 and the end in line 8.
FAULTY = """\
# Повернення
## Вислухати
> «Слухаю вас»
- Так → Запитат
## Запитати
> «Що сталося?»
- Усе → Кінець: Усе
## Кінець: Усе
Результат: вирішено
"""


def typed(source: str, **more: Any) -> dict[str, Any]:
    """What the form sends."""
    genre = str(knowledge.genre("algorithm").id)
    return {
        "genre": genre, "genre_key": "algorithm", "source": source, "area": "", "submission_key": KEY, "then": "review",
    } | more  # fmt: skip


def source_of(session: Session, item: KnowledgeItem) -> str:
    """What stands now."""
    stands = standing(session, item)
    assert stands is not None
    return str(stands.parts["source"])


def test_the_form_asks_for_one_text_alone(client: Clients, olena: Actor) -> None:
    page = client(olena).get("/knowledge/new/algorithm").text
    assert 'name="source"' in page
    assert 'name="title"' not in page
    assert 'name="tags"' not in page


def test_what_is_handed_in_has_the_title_and_tags_of_its_text(client: Clients, session: Session, olena: Actor) -> None:
    sent = client(olena).post("/knowledge/new/algorithm", data=typed(GLASSES))
    made = session.scalars(select(KnowledgeItem)).one()
    assert sent.location == f"/algorithms/{made.id}"
    assert (made.title, made.language, made.state) == ("Окуляри незручні", "uk", ItemState.IN_REVIEW)
    assert [tag.name for tag in made.tags] == ["оптика", "скарга"]


def test_faults_are_named_with_their_lines_and_nothing_typed_is_lost(
    client: Clients, session: Session, olena: Actor
) -> None:
    page = client(olena).post("/knowledge/new/algorithm", data=typed(FAULTY))

    assert page.status_code == 422
    assert session.scalar(select(KnowledgeItem)) is None
    assert "рядок 4:" in page.text
    assert "рядок 5:" in page.text
    assert 'data-line="4"' in page.text
    assert "- Так → Запитат\n" in page.text.replace("\r\n", "\n")


def test_a_faulty_text_is_kept_as_a_draft_of_a_change(client: Clients, session: Session, olena: Actor) -> None:
    number = algorithm(olena).id
    sent = typed(FAULTY, version="0", based_on="1", then="draft", note="", major="")
    assert client(olena).post(f"/knowledge/{number}/edit", data=sent).status_code == 302

    draft = open_revision(session, knowledge.fresh(number))
    assert draft is not None
    assert draft.parts["source"] == FAULTY
    refused = client(olena).post(f"/knowledge/{number}/edit", data=sent | {"then": "review", "version": "2"})
    assert refused.status_code == 422
    assert "рядок 4:" in refused.text


def test_a_draft_without_a_title_is_called_as_its_first_step(client: Clients, session: Session, olena: Actor) -> None:
    browser = client(olena)
    browser.post(
        f"/knowledge/drafts/{KEY}", data=typed("## Вислухати спершу\n"), headers={"Accept": "application/json"}
    )
    assert "Вислухати спершу" in browser.get("/knowledge/mine").text


def test_a_text_without_any_title_is_refused_at_its_field(client: Clients, session: Session, olena: Actor) -> None:
    page = client(olena).post("/knowledge/new/algorithm", data=typed("Просто слова, які ще нічого не називають."))
    assert page.status_code == 422
    assert 'id="source-error-1"' in page.text


def test_no_faulty_text_comes_to_stand(session: Session, olena: Actor) -> None:
    with pytest.raises(Faults) as refused:
        algorithm(olena, source=FAULTY)
    assert [one.line for one in refused.value.sentences if isinstance(one, AtLine)] == [4, 5, 8]


def test_warnings_keep_from_nothing(session: Session, olena: Actor) -> None:
    quiet = "# Повернення\n## Вислухати\n- Так → Кінець: Усе\n## Кінець: Усе\nРезультат: вирішено\n"
    assert algorithm(olena, source=quiet).state is ItemState.PUBLISHED


def test_publishing_writes_a_key_into_each_heading(session: Session, olena: Actor) -> None:
    item = algorithm(olena, source=GLASSES.replace(" {#listen}", "").replace(" {#visit}", ""))
    source = source_of(session, item)
    assert re.search(r"^## 1\. Вислухати \{#[a-z-]+\}$", source, re.MULTILINE)
    assert re.search(r"^## Кінець: Домовились про візит \{#[a-z-]+\}$", source, re.MULTILINE)
    assert "## 2. Перевірити звикання {#adaptation}\n" in source


def test_what_is_shown_is_the_same_before_and_after_the_keys(session: Session, olena: Actor) -> None:
    bare = GLASSES.replace(" {#listen}", "")
    waiting = algorithm(olena, ItemState.IN_REVIEW, source=bare)
    before = open_revision(session, waiting)
    stood = standing(session, algorithm(olena, source=bare))
    assert before is not None
    assert stood is not None
    assert before.html == stood.html
    assert before.parts["source"] == bare


def test_a_text_is_kept_to_the_last_space(session: Session, olena: Actor) -> None:
    odd = f"\n{GLASSES}  \n\n"
    assert source_of(session, algorithm(olena, source=odd)) == odd


def test_a_version_comes_back_with_its_keys(client: Clients, session: Session, olena: Actor) -> None:
    item = algorithm(olena)
    changed(item.id, olena, GLASSES.replace("Дати договорити", "Не перебивати"))
    client(knowledge.editor()).post(f"/knowledge/{item.id}/versions/1/roll-back", data={"against": "2"})
    assert source_of(session, knowledge.fresh(item.id)) == GLASSES


class TestWhatTheTextSaysOfItself:
    """Front matter and heading instead of fields."""

    def test_front_matter_goes_before_the_heading(self) -> None:
        assert own_facts({"source": "---\ntitle: Перша\n---\n# Друга\n"}).title == "Перша"

    def test_goal_is_what_a_list_shows(self) -> None:
        assert own_facts({"source": "# А\nМета: **спокій** і [ясність](/cases/1)\n"}).lead == "Спокій і ясність"

    def test_what_cannot_be_meant_is_left_empty(self) -> None:
        said = own_facts({"source": "---\ncheck again: колись\nlanguage: klingon\n---\n# А\n"})
        assert (said.check_again_on, said.language, said.keeper) == (None, None, "")

    def test_day_and_keeper_are_read(self) -> None:
        said = own_facts({"source": "---\nkeeper: Дмитро Гай\ncheck again: 2027-03-01\n---\n# А\n"})
        assert (said.keeper, said.check_again_on) == ("Дмитро Гай", date(2027, 3, 1))


@pytest.mark.parametrize("named", ["Марта Коваль", "marta.koval@example.test"])
def test_the_form_of_publishing_offers_whom_and_when_the_text_names(
    client: Clients, session: Session, olena: Actor, named: str
) -> None:
    keeper = factories.person("Марта Коваль", None, email="marta.koval@example.test")
    source = GLASSES.replace("language: uk", f"language: uk\nkeeper: {named}\ncheck again: 2099-03-01")
    number = algorithm(olena, ItemState.IN_REVIEW, source=source).id
    page = client(knowledge.editor()).get(f"/knowledge/{number}/review").text
    assert 'value="Марта Коваль"' in page
    assert 'value="2099-03-01"' in page
    assert algorithm(olena, source=source).keeper_id == keeper.id


def test_a_keeper_there_is_stays_while_the_text_says_the_same(session: Session, olena: Actor, dmytro: Actor) -> None:
    factories.person("Марта Коваль", None, email="marta.koval@example.test")
    source = GLASSES.replace("language: uk", "language: uk\nkeeper: Марта Коваль")
    item = algorithm(olena, source=source)
    session.get_one(KnowledgeItem, item.id).keeper_id = dmytro.id
    session.commit()
    changed(item.id, olena, source.replace("Дати договорити", "Не перебивати"))
    assert knowledge.fresh(item.id).keeper_id == dmytro.id


def test_cases_that_a_text_names_are_tied_to_it_once_it_stands(session: Session, olena: Actor) -> None:
    first, second = knowledge.item(olena).id, knowledge.item(olena).id
    source = GLASSES.replace("language: uk", f"language: uk\ncases: /cases/{first}, {second}")
    number = algorithm(olena, ItemState.IN_REVIEW, source=source).id
    assert session.scalar(select(Link)) is None
    number = algorithm(olena, source=source).id

    tied = select(Link.to_id).where(Link.from_id == number, Link.kind == LinkKind.SEE_ALSO).order_by(Link.to_id)
    assert list(session.scalars(tied)) == [first, second]
    changed(number, olena, source.replace(f"/cases/{first}, ", ""))
    assert list(session.scalars(tied)) == [second]


def test_what_is_not_published_is_not_tied(session: Session, olena: Actor) -> None:
    hidden = knowledge.item(olena, ItemState.DRAFT).id
    algorithm(olena, source=GLASSES.replace("language: uk", f"language: uk\ncases: {hidden}, 999999"))
    assert session.scalar(select(Link)) is None


def revision(source: str) -> KnowledgeRevision:
    return KnowledgeRevision(title="Окуляри", parts={"source": source})


def labels(before: str, after: str) -> list[str]:
    """Where something changed."""
    shape = knowledge.genre("algorithm").shape
    return [str(change.label) for change in changes_between(revision(before), revision(after), shape)]


@pytest.mark.usefixtures("app")
class TestDifference:
    """Versions are compared step by step."""

    def test_a_change_stands_under_the_title_of_its_step(self) -> None:
        assert labels(GLASSES, GLASSES.replace("безкоштовно", "без оплати")) == ["Запросити підігнати"]

    def test_a_renamed_step_is_the_same_step(self) -> None:
        renamed = GLASSES.replace("## 1. Вислухати {", "## 1. Почути {")
        assert labels(GLASSES, renamed) == ["Почути"]

    def test_keys_that_publishing_adds_are_no_change(self) -> None:
        assert labels(GLASSES.replace(" {#visit}", ""), GLASSES.replace("{#visit}", "{#domovylys-pro-vizyt}")) == []

    def test_another_order_is_said(self) -> None:
        before = "# А\n## Раз {#one}\n- а → Два\n## Два {#two}\n- б → Раз\n"
        after = "# А\n## Два {#two}\n- б → Раз\n## Раз {#one}\n- а → Два\n"
        assert labels(before, after) == [str(ORDER)]

    def test_a_new_step_changes_nothing_of_what_is_open_at_any_time(self) -> None:
        new = GLASSES.replace("## Будь-коли", "## Кінець: Інше {#other}\nРезультат: інше\n\n## Будь-коли")
        assert labels(GLASSES, new) == ["Інше"]

    def test_a_removed_step_is_shown_as_removed(self) -> None:
        gone = GLASSES.replace("## Кінець: Передано керівниці {#handed-over}\nРезультат: передано\n", "")
        assert "Передано керівниці" in labels(GLASSES, gone)


def test_an_older_layout_is_made_anew_as_an_algorithm(session: Session, olena: Actor) -> None:
    item = algorithm(olena)
    stands = standing(session, item)
    assert stands is not None
    before = dict(stands.html)
    stands.html, stands.renderer_version = {"source": "<p>колись</p>"}, RENDERER_VERSION - 1
    session.commit()
    render_again()
    again = standing(session, knowledge.fresh(item.id))
    assert again is not None
    assert again.html == before


def test_a_preview_shows_the_steps(client: Clients, olena: Actor) -> None:
    page = client(olena).post("/knowledge/preview/algorithm", data=typed(GLASSES)).text
    assert 'data-step="listen"' in page
    assert AS_TYPED not in page


def test_an_editor_is_told_of_faults_too(client: Clients, session: Session, olena: Actor) -> None:
    number = algorithm(olena, ItemState.IN_REVIEW).id
    waiting = open_revision(session, knowledge.fresh(number))
    assert waiting is not None
    waiting.parts = {"source": FAULTY}
    session.commit()
    sent = {"revision": "1", "version": str(waiting.version), "against": "0", "keeper": "", "check_again_on": ""}
    page = client(knowledge.editor()).post(f"/knowledge/{number}/publish", data=sent)
    assert page.status_code == 422
    assert "рядок 4:" in page.text
