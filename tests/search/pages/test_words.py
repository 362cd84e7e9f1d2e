"""The company's words: editors and administrators say what means the same, and search knows at once."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.search.events import WordsChanged
from portal.search.language import analyse_query
from portal.search.models import WordGroup
from portal.search.queries.words import care_groups, dictionary, word_groups
from portal.search.services.words import add_group, change_group, get_group
from tests.conftest import Clients
from tests.knowledge import factories
from tests.search.pages.conftest import Indexed

PATH = "/search/words"


def made(marta: Actor, words: str = "видих\nтиха кімната") -> WordGroup:
    with transaction() as session:
        return add_group(session, marta, words, now=clock.now())


def says_near(session: Session, word: str, other: str) -> bool:
    """Whether the dictionary leads from one word to the other."""
    wanted = {key for token in analyse_query(other) for key in token.keys}
    near = dictionary(session).near(analyse_query(word))
    return any(wanted & keys for one in near for alternative in one.alternatives for keys in alternative.words)


def test_an_editor_unites_words_and_sees_what_they_find(
    client: Clients, session: Session, olena: Actor, marta: Actor, indexed: Indexed
) -> None:
    factories.item(olena, kind="article", title="Тиха кімната на поверсі")
    indexed()
    browser = client(marta)

    answer = browser.post(PATH, data={"words": "видих\r\nтиха кімната, ВИДИХ"}, follow_redirects=True)

    assert [group.words for group in word_groups(session)] == [("видих", "тиха кімната")]
    assert "Хто шукає «видих», тепер знаходить:" in answer.text
    assert "на поверсі" in answer.text
    entry = session.scalars(select(JournalEntry).where(JournalEntry.name == WordsChanged.name)).one()
    assert (entry.actor_id, entry.data["what"]) == (marta.id, "added")


def test_search_knows_at_once(session: Session, marta: Actor) -> None:
    assert not says_near(session, "видих", "абракадабра")
    made(marta, "видих\nабракадабра")
    assert says_near(session, "видих", "абракадабра")


def in_use() -> list[tuple[str, ...]]:
    """The groups as the next request reads them."""
    with transaction() as session:
        return [group.words for group in word_groups(session)]


def test_a_group_is_changed_removed_and_put_back(client: Clients, marta: Actor) -> None:
    group = made(marta)
    browser = client(marta)

    browser.post(f"{PATH}/{group.id}", data={"words": "видих\nпауза", "version": "1"})
    assert in_use() == [("видих", "пауза")]
    browser.post(f"{PATH}/{group.id}/remove")
    assert in_use() == []
    browser.post(f"{PATH}/{group.id}/put-back")
    assert in_use() == [("видих", "пауза")]


def test_whoever_was_slower_sees_what_stands(client: Clients, marta: Actor) -> None:
    group = made(marta)
    with transaction() as session:
        change_group(session, get_group(session, group.id), marta, "видих\nпауза", version=1, now=clock.now())

    answer = client(marta).post(f"{PATH}/{group.id}", data={"words": "видих\nтиша", "version": "1"})

    assert answer.status_code == 409
    assert "тиша" in answer.text
    assert "пауза" in answer.text


def test_a_removed_group_is_not_changed(marta: Actor, client: Clients) -> None:
    group = made(marta)
    client(marta).post(f"{PATH}/{group.id}/remove")
    with pytest.raises(Conflict), transaction() as session:
        change_group(session, get_group(session, group.id), marta, "a\nb", version=1, now=clock.now())


@pytest.mark.parametrize(
    "words", ["", "одне", "одне,Одне", "a\n" + "б" * 61, "\n".join(f"слово{n}" for n in range(21))]
)
def test_what_is_no_group_is_refused(client: Clients, session: Session, marta: Actor, words: str) -> None:
    assert client(marta).post(PATH, data={"words": words}).status_code == 422
    assert session.scalars(select(WordGroup)).all() == []


def test_what_the_service_refuses_says_why(marta: Actor) -> None:
    with pytest.raises(Invalid), transaction() as session:
        add_group(session, marta, "одне", now=clock.now())


def test_administrators_may_and_others_may_not(client: Clients, olena: Actor, lidiia: Actor, marta: Actor) -> None:
    group = made(lidiia)
    for path in (PATH, f"{PATH}/{group.id}", f"{PATH}/{group.id}/remove", f"{PATH}/{group.id}/put-back"):
        assert client(olena).post(path, data={"words": "a\nb"}).status_code == 403
    assert client(olena).get(PATH).status_code == 403
    assert client(marta).post(f"{PATH}/999/remove").status_code == 404
    with pytest.raises(Forbidden), transaction() as session:
        add_group(session, olena, "a\nb", now=clock.now())


def test_the_dictionary_of_care_unites_words_as_soon_as_it_is_published(
    client: Clients, session: Session, olena: Actor, marta: Actor
) -> None:
    assert care_groups(session) == ()

    term = factories.item(olena, kind="article", genre="term", title="фея турботи", used_to_say="операторка; агентка")

    session.rollback()
    assert [(group.number, group.words) for group in care_groups(session)] == [
        (term.id, ("фея турботи", "операторка", "агентка"))
    ]
    assert says_near(session, "агентка", "фея турботи")
    assert "операторка · агентка" in client(marta).get(PATH).text
