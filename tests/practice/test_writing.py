"""Writing dialogues: begun from an algorithm, saved with faults and all, published, closed, kept."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.extension import card_sources, duties, item_kinds, title_finders
from portal.practice.models import Dialogue, DialogueVersion
from portal.practice.queries import get_dialogue
from portal.practice.services.publishing import close, entrust, publish
from portal.practice.services.writing import begin, save
from tests.algorithms.factories import algorithm, changed
from tests.conftest import Clients
from tests.practice.factories import ALGORITHM, DIALOGUE, dialogue, practised


@pytest.fixture
def number(marta: Actor, now: datetime) -> int:
    """The id of a published dialogue."""
    practised(marta)
    return dialogue(marta, now)


def typed(row: Dialogue, source: str, **more: str) -> dict[str, str]:
    return {"source": source, "version": str(row.version), **more}


def test_a_first_draft_holds_every_step_and_answer(client: Clients, session: Session, marta: Actor) -> None:
    item = practised(marta)
    for _ in range(2):  # sent twice
        sent = {"algorithm_id": str(item.id), "origin_key": "k" * 22}
        answer = client(marta).post("/practice/new", data=sent)
    made = session.scalars(select(Dialogue)).one()
    assert answer.location.endswith(f"/practice/{made.id}/edit")
    for words in ("## Hear the story", "→ Vision is blurred", "## Check adaptation", "→ 14 days or more"):
        assert words in made.source
    page = client(marta).get(f"/practice/{made.id}/edit").text
    assert "ще треба написати" in page
    assert "practice-fault-error" not in page
    assert client(marta).get(f"/practice/{made.id}/preview").status_code == 200
    client(marta).post(f"/practice/{made.id}/publish", data={"version": str(made.version)})
    session.expire_all()
    assert made.published_number is None


def test_colleagues_see_it_once_it_is_published(
    client: Clients, session: Session, marta: Actor, olena: Actor, now: datetime
) -> None:
    practised(marta)
    number = dialogue(marta, now, published=False)
    assert client(olena).get(f"/practice/{number}").status_code == 404
    assert "Blurred since Tuesday" not in client(olena).get("/practice").text
    row = session.get_one(Dialogue, number)
    client(marta).post(f"/practice/{number}/publish", data={"version": str(row.version), "note": "Перша"})
    assert client(olena).get(f"/practice/{number}").status_code == 200
    assert "Blurred since Tuesday" in client(olena).get("/practice").text


def test_a_text_with_errors_is_saved_and_not_published(
    client: Clients, session: Session, number: int, marta: Actor
) -> None:
    row = session.get_one(Dialogue, number)
    client(marta).post(f"/practice/{number}/edit", data=typed(row, DIALOGUE.replace("→ Agrees", "→ Agree!")))
    session.expire_all()
    row = session.get_one(Dialogue, number)
    assert "→ Agree!" in row.source
    client(marta).post(f"/practice/{number}/publish", data={"version": str(row.version)})
    session.expire_all()
    assert session.get_one(Dialogue, number).published_number == 1


def test_somebody_elses_text_is_shown_beside_ones_own(
    client: Clients, session: Session, number: int, marta: Actor
) -> None:
    row = session.get_one(Dialogue, number)
    first, second = DIALOGUE.replace("swims", "dances"), DIALOGUE.replace("swims", "jumps")
    mine = typed(row, second)
    client(marta).post(f"/practice/{number}/edit", data=typed(row, first))
    answer = client(marta).post(f"/practice/{number}/edit", data=mine)
    assert answer.status_code == 409
    assert "jumps" in answer.text
    assert "dances" in answer.text


def test_what_looks_personal_is_asked_about_once(client: Clients, session: Session, number: int, marta: Actor) -> None:
    said, browser = DIALOGUE.replace("Everything swims.", "Call me at +380 67 123 45 67."), client(marta)
    address = f"/practice/{number}/edit"
    asked = browser.post(address, data=typed(session.get_one(Dialogue, number), said))
    assert asked.status_code == 422
    shown = re.search(r'name="guard_shown" value="([0-9a-f ]+)"', asked.text)
    assert shown is not None
    data = typed(session.get_one(Dialogue, number), said)
    assert browser.post(address, data=data | {"guard_shown": shown[1]}).status_code == 302
    session.rollback()
    row = session.get_one(Dialogue, number, populate_existing=True)
    assert row.source == said
    assert browser.post(address, data=typed(row, said.replace("Call", "Ring"))).status_code == 302


def test_the_same_text_makes_no_version(session: Session, number: int, marta: Actor, now: datetime) -> None:
    with transaction() as writing:
        publish(writing, get_dialogue(writing, number, marta), marta, version=None, note="", now=now)
    assert len(session.scalars(select(DialogueVersion)).all()) == 1


def test_publishing_another_text_than_was_looked_at_is_refused(number: int, marta: Actor, now: datetime) -> None:
    with pytest.raises(Conflict), transaction() as writing:
        publish(writing, get_dialogue(writing, number, marta), marta, version=99, note="", now=now)


def test_only_editors_write(number: int, marta: Actor, olena: Actor, now: datetime) -> None:
    for deed in (
        lambda session, row: save(session, row, olena, "x", version=1, now=now),
        lambda session, row: publish(session, row, olena, version=None, note="", now=now),
        lambda session, row: close(session, row, olena, now=now),
        lambda session, row: entrust(session, row, olena, None, now=now),
        lambda session, _row: begin(session, olena, "x", origin_key="y", keeper_id=None, now=now),
    ):
        with pytest.raises(Forbidden), transaction() as writing:
            deed(writing, get_dialogue(writing, number, marta))


def test_a_keeper_is_an_editor(number: int, marta: Actor, olena: Actor, now: datetime) -> None:
    with pytest.raises(Invalid), transaction() as writing:
        entrust(writing, get_dialogue(writing, number, marta), marta, olena.id, now=now)


def test_a_duty_is_counted_and_handed_over(session: Session, number: int, marta: Actor, hanna: Actor) -> None:
    duty = duties["practice.kept"]
    assert session.scalar(select(duty.count(marta.id))) == 1
    with transaction() as writing:
        duty.hand_over(writing, marta.id, hanna.id, marta)
    assert session.get_one(Dialogue, number).keeper_id == hanna.id
    assert session.scalar(select(duty.count(marta.id))) == 0


def test_what_is_closed_can_be_opened_again(client: Clients, number: int, marta: Actor, olena: Actor) -> None:
    client(marta).post(f"/practice/{number}/close")
    assert client(olena).post(f"/practice/{number}/begin").status_code == 403
    assert "Blurred since Tuesday" not in client(olena).get("/practice").text
    client(marta).post(f"/practice/{number}/open")
    assert client(olena).post(f"/practice/{number}/begin").status_code == 302


def test_an_algorithm_that_changed_is_said_to_editors(
    client: Clients, number: int, marta: Actor, olena: Actor, now: datetime
) -> None:
    item = get_item_id(number)
    changed(item, marta, ALGORITHM.replace("- Agrees →", "- Nods →"), now=now + timedelta(hours=1))
    page = client(marta).get(f"/practice/{number}").text
    assert "Алгоритм відтоді змінився" in page
    assert client(olena).post(f"/practice/{number}/begin").status_code == 302


def get_item_id(number: int) -> int:
    with transaction() as session:
        found = session.get_one(Dialogue, number).algorithm_id
    assert found is not None
    return found


def test_a_preview_plays_what_was_saved_and_keeps_nothing(client: Clients, number: int, marta: Actor) -> None:
    page = client(marta).get(f"/practice/{number}/preview?way=3-1").text
    assert "Is it me?" in page
    assert "The small figures" in page
    assert client(marta).get(f"/practice/{number}/preview?way=x-1-{'9-' * 900}").status_code == 200


def test_a_text_is_looked_through_while_it_is_typed(client: Clients, number: int, marta: Actor, olena: Actor) -> None:
    text = DIALOGUE.replace("→ Vision is blurred", "→ Vision is blured")
    answer = client(marta).post("/practice/check", data={"source": text})
    assert "«Vision is blurred»" in answer.text
    assert client(olena).post("/practice/check", data={"source": text}).status_code == 403
    assert client(marta).post("/practice/check", data={"source": "x" * 150_001}).status_code == 422


def test_versions_show_the_words_that_changed(client: Clients, session: Session, number: int, marta: Actor) -> None:
    row = session.get_one(Dialogue, number)
    client(marta).post(f"/practice/{number}/edit", data=typed(row, DIALOGUE.replace("swims", "dances")))
    page = client(marta).get(f"/practice/{number}/versions").text
    assert "dances" in page
    assert "<ins>" in page


def test_it_is_known_as_an_item(session: Session, number: int, marta: Actor, olena: Actor, now: datetime) -> None:
    hidden = dialogue(marta, now, source=DIALOGUE.replace("Blurred", "Dim"), published=False, key="two")
    kind = item_kinds["dialogue"]
    assert set(kind.cards(session, {number, hidden}, olena)) == {number}
    assert set(kind.cards(session, {number, hidden}, marta)) == {number, hidden}
    assert set(kind.readers(session, hidden, {olena.id, marta.id})) == {marta.id}
    assert set(kind.audience(session, number)) == {marta.id}
    found = title_finders["dialogue"](session, "blurred", olena, 5)
    assert [one.href for one in found] == [f"/practice/{number}"]
    assert "dialogue" in card_sources


def test_a_half_written_text_is_tried_out_as_far_as_it_goes(
    client: Clients, session: Session, number: int, marta: Actor
) -> None:
    row = session.get_one(Dialogue, number)
    half = DIALOGUE.replace("→ Agrees", "→ Agree!").partition("## Check adaptation")
    text = half[0] + "## Check adaptation\n> Is it me?\n"
    client(marta).post(f"/practice/{number}/edit", data=typed(row, text))
    beginning = client(marta).get(f"/practice/{number}/preview").text
    assert "помил" in beginning
    assert "Is it me?" not in beginning
    cut = client(marta).get(f"/practice/{number}/preview?way=1").text
    assert "Is it me?" in cut
    assert "Тут текст уривається" in cut


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("# Без алгоритму\n## Крок\n> Що?\n", "не названо опублікованого алгоритму"),
        ("---\nalgorithm: Glasses are not comfortable\n---\n# Без сцен\n", "немає жодної сцени"),
    ],
)
def test_what_cannot_be_tried_out_says_why(
    client: Clients, session: Session, number: int, marta: Actor, text: str, why: str
) -> None:
    row = session.get_one(Dialogue, number)
    client(marta).post(f"/practice/{number}/edit", data=typed(row, text))
    page = client(marta).get(f"/practice/{number}/preview", follow_redirects=True).text
    assert why in page
    assert 'id="source"' in page


def test_algorithms_in_ones_own_language_come_first(client: Clients, session: Session, marta: Actor) -> None:
    algorithm(marta, source=ALGORITHM)
    algorithm(marta, source=ALGORITHM.replace("Glasses are not comfortable", "Яйце").replace(": en", ": uk"))
    page = client(marta).get("/practice/new").text
    assert page.index("Яйце") < page.index("Glasses are not comfortable")


def test_a_title_with_quotation_marks_is_not_quoted_twice(
    client: Clients, session: Session, number: int, marta: Actor
) -> None:
    row = session.get_one(Dialogue, number)
    text = DIALOGUE.replace("## Hear the story", "## «Послухати» людину", 1)
    client(marta).post(f"/practice/{number}/edit", data=typed(row, text))
    page = client(marta).get(f"/practice/{number}/edit").text
    assert "«„Послухати“ людину»" in page
