"""The company's own kinds: named, ordered and retired by an administrator."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.knowledge.events import GenresChanged
from portal.knowledge.models import Genre
from portal.knowledge.queries import genres
from portal.knowledge.services.genres import add_genre, bring_genre, get_genre, retire_genre
from tests.conftest import Clients
from tests.knowledge import factories

NAMES = {"uk": "Подяка", "ru": "Благодарность", "en": "Thanks"}
PATH = "/knowledge/genres"


def _keys(session: Session, kind: str = "case") -> list[str]:
    session.rollback()
    in_use = select(Genre.key).where(Genre.kind == kind, Genre.retired_at.is_(None))
    return list(session.scalars(in_use.order_by(Genre.position)))


def _add(actor: Actor, **changes: object) -> int:
    given = {"shape_name": "story", "names": NAMES, "now": clock.now()} | changes
    with transaction() as session:
        return add_genre(session, actor, **given).id  # type: ignore[arg-type]  # as tests vary them


def test_an_added_kind_can_be_written_at_once(client: Clients, lidiia: Actor, olena: Actor) -> None:
    answer = client(lidiia).post(PATH, data={"shape": "story", **NAMES})
    assert answer.status_code == 303
    page = client(olena).get("/cases").text
    way = re.search(r'href="(/knowledge/new/thanks_\w+)"', page)
    assert way is not None
    assert "Подяка" in page
    assert client(olena).get(way[1]).status_code == 200


def test_a_kind_that_is_told_without_blame_is_a_case(session: Session, lidiia: Actor) -> None:
    story, text = _add(lidiia, blameless=True), _add(lidiia, shape_name="text", blameless=True)
    assert genres(session).by_id[story].blameless
    assert not genres(session).by_id[text].blameless


@pytest.mark.parametrize(
    "names",
    [NAMES | {"ru": " "}, NAMES | {"en": "x" * 41}, NAMES | {"uk": "wow"}],
)
def test_names_that_say_nothing_or_are_taken_are_refused(client: Clients, lidiia: Actor, names: dict[str, str]) -> None:
    assert client(lidiia).post(PATH, data={"shape": "story", **names}).status_code == 422


@pytest.mark.parametrize("shape", ["", "poem"])
def test_a_kind_is_made_of_known_parts(client: Clients, lidiia: Actor, shape: str) -> None:
    assert client(lidiia).post(PATH, data={"shape": shape, **NAMES}).status_code == 422


def test_a_renamed_kind_keeps_what_is_of_it(client: Clients, session: Session, lidiia: Actor, olena: Actor) -> None:
    made = factories.item(olena)
    wow = genres(session).by_key["wow"].id
    assert client(lidiia).post(f"{PATH}/{wow}", data={"uk": "Диво", "ru": "Чудо", "en": "Wonder"}).status_code == 303
    assert "Диво" in client(olena).get(f"/cases/{made.id}").text


def test_a_name_that_is_refused_stays_in_its_row(client: Clients, session: Session, lidiia: Actor) -> None:
    wow = genres(session).by_key["wow"].id
    answer = client(lidiia).post(f"{PATH}/{wow}", data={"uk": "Складна розмова", "ru": "Чудо", "en": "Wonder"})
    assert answer.status_code == 422
    assert 'value="Чудо"' in answer.text


def test_kinds_move_among_those_of_their_sort(client: Clients, session: Session, lidiia: Actor) -> None:
    browser, known = client(lidiia), genres(session).by_key
    browser.post(f"{PATH}/{known['wow'].id}/down")
    assert _keys(session) == ["mistake", "wow", "hard_call"]
    browser.post(f"{PATH}/{known['hard_call'].id}/down")  # at the end it stays
    browser.post(f"{PATH}/{known['wow'].id}/up")
    assert _keys(session) == ["wow", "mistake", "hard_call"]
    assert _keys(session, "article") == ["instruction", "principle", "list", "term"]


def test_a_retired_kind_takes_nothing_new_and_can_be_used_again(
    client: Clients, session: Session, lidiia: Actor, olena: Actor
) -> None:
    made, wow = factories.item(olena), genres(session).by_key["wow"].id
    browser = client(lidiia)
    browser.post(f"{PATH}/{wow}/retire")
    assert _keys(session) == ["mistake", "hard_call"]
    assert client(olena).get("/knowledge/new/wow").status_code == 404
    assert client(olena).get(f"/cases/{made.id}").status_code == 200
    browser.post(f"{PATH}/{wow}/bring-back")
    assert _keys(session) == ["wow", "mistake", "hard_call"]


def test_the_last_kind_in_use_stays(session: Session, lidiia: Actor) -> None:
    with transaction() as writing:
        for key in ("wow", "mistake"):
            retire_genre(writing, get_genre(writing, genres(writing).by_key[key].id), lidiia, now=clock.now())
        with pytest.raises(Invalid):
            retire_genre(writing, get_genre(writing, genres(writing).by_key["hard_call"].id), lidiia, now=clock.now())


@pytest.mark.parametrize("who", ["olena", "marta", "hanna"])
def test_only_administrators_change_kinds(client: Clients, request: pytest.FixtureRequest, who: str) -> None:
    actor: Actor = request.getfixturevalue(who)
    with pytest.raises(Forbidden):
        _add(actor)
    browser = client(actor)
    assert browser.get(PATH).status_code == 403
    for path in ("", "/1", "/1/up", "/1/down", "/1/retire", "/1/bring-back"):
        assert browser.post(PATH + path, data=NAMES).status_code == 403


@pytest.mark.parametrize("path", ["", "/up", "/down", "/retire", "/bring-back"])
def test_a_kind_that_is_not_there_is_not_found(client: Clients, lidiia: Actor, path: str) -> None:
    assert client(lidiia).post(f"{PATH}/9999{path}", data=NAMES).status_code == 404


def test_a_genre_of_a_file_is_recorded_once_and_by_nobody(session: Session, now: datetime) -> None:
    values = {
        "key": "praise", "kind": "case", "shape": "story", "names": {"uk": "Подяка"}, "blameless": False,
        "position": 90, "retired_at": None,
    }  # fmt: skip
    outcomes = []
    for _ in range(2):
        with transaction() as writing:
            outcomes.append(bring_genre(writing, values, now=now))

    assert outcomes == [True, False]
    known = genres(session).by_key["praise"]
    told = session.scalars(select(JournalEntry).where(JournalEntry.name == GenresChanged.name)).all()
    assert [(entry.item_id, entry.actor_id, entry.data["what"]) for entry in told] == [(known.id, None, "added")]
