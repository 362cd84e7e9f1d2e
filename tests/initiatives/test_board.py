"""The board: which cards stand in which column, where each may go, and the move itself."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from portal.core.actor import Actor
from portal.core.db import db, transaction
from portal.initiatives.models import Initiative, StatusType, Visibility
from portal.initiatives.policy import legal_moves
from portal.initiatives.queries import board, statuses
from portal.initiatives.queries.lists import ListFilter
from tests.conftest import Clients
from tests.initiatives import factories
from tests.statements import MOST_A_PAGE, counted

T = StatusType
REASON = "Бо міряли місяць, і чекати надворі більше нікому не доводиться."


def columns(client: Clients, actor: Actor, query: str = "") -> dict[str, list[str]]:
    """Numbers of cards by column."""
    page = client(actor).get(f"/initiatives/board?{query}").get_data(as_text=True)
    parts = re.split(r'data-column="(\w+)"', page)[1:]
    return {
        name: re.findall(r'id="card-(\w+)"', part)
        for name, part in zip(parts[::2], parts[1::2], strict=True)
        if re.findall(r'id="card-(\w+)"', part)
    }


def moves(client: Clients, actor: Actor, number: int) -> set[str]:
    """Ids of the statuses that the card may be given."""
    page = client(actor).get("/initiatives/board").get_data(as_text=True)
    card = page.split(f'id="card-{number}"')[1].split(">")[0]
    found = re.search(r'data-moves="([\d ]+)"', card)
    return set(found[1].split()) if found else set()


def test_anonymous_visitors_are_sent_to_sign_in(client: Clients) -> None:
    assert client().get("/initiatives/board").status_code == 302


def test_an_empty_portal_says_what_the_board_is_for(client: Clients, olena: Actor) -> None:
    assert "/initiatives/new" in client(olena).get("/initiatives/board").get_data(as_text=True)


def test_cards_stand_by_the_type_of_their_status(client: Clients, olena: Actor, dmytro: Actor) -> None:
    made = {type_: factories.initiative(olena, type_).id for type_ in board.BOARD_TYPES}
    factories.initiative(olena, T.DRAFT)

    assert columns(client, dmytro) == {type_.value: [str(number)] for type_, number in made.items()}


def test_merged_ones_have_no_card(client: Clients, olena: Actor) -> None:
    merged = factories.initiative(olena, T.MERGED)

    assert str(merged.id) not in str(columns(client, olena))


def test_the_filters_of_the_list_choose_cards(client: Clients, olena: Actor, dmytro: Actor) -> None:
    mine, theirs = factories.initiative(olena), factories.initiative(dmytro, T.ACCEPTED)

    assert columns(client, olena, "mine=1") == {"new": [str(mine.id)]}
    assert columns(client, olena, "type=accepted") == {"accepted": [str(theirs.id)]}


def test_what_is_hidden_from_the_reader_has_no_card(
    client: Clients, olena: Actor, stranger: Actor, hanna: Actor
) -> None:
    made = factories.initiative(olena)
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == made.id).values(visibility=Visibility.TEAMS))

    assert columns(client, stranger) == {}
    assert columns(client, hanna) == {"new": [str(made.id)]}


@pytest.mark.parametrize("type_", board.BOARD_TYPES)
def test_a_card_offers_the_moves_of_its_page(
    client: Clients, olena: Actor, dmytro: Actor, hanna: Actor, type_: StatusType
) -> None:
    made = factories.initiative(olena, type_)
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == made.id).values(owner_id=dmytro.id))
    standing = factories.fresh(made.id)

    for actor in (olena, dmytro, hanna):
        legal = {str(status.id) for status in legal_moves(standing, actor, statuses(db.session()).open)}
        assert moves(client, actor, made.id) == legal


def test_an_incomplete_card_cannot_be_accepted(client: Clients, olena: Actor, hanna: Actor) -> None:
    made = factories.initiative(olena)
    with transaction() as session:
        session.execute(update(Initiative).where(Initiative.id == made.id).values(solution=""))

    assert str(factories.status(T.ACCEPTED).id) not in moves(client, hanna, made.id)
    assert str(factories.status(T.DECLINED).id) in moves(client, hanna, made.id)


def test_a_move_comes_back_to_the_board(client: Clients, olena: Actor, hanna: Actor) -> None:
    made = factories.initiative(olena)
    sent = {"to": factories.status(T.IN_REVIEW).id, "back": "/initiatives/board?mine=1#card-1", "seen": made.status_id}

    answer = client(hanna).post(f"/initiatives/{made.id}/move", data=sent)

    assert answer.status_code == 302
    assert answer.location == "/initiatives/board?mine=1#card-1"
    assert factories.fresh(made.id).status_type is T.IN_REVIEW


def test_a_move_never_leads_to_another_site(client: Clients, olena: Actor, hanna: Actor) -> None:
    made = factories.initiative(olena)
    sent = {"to": factories.status(T.IN_REVIEW).id, "back": "//evil.example/"}

    answer = client(hanna).post(f"/initiatives/{made.id}/move", data=sent)

    assert answer.location == f"/initiatives/{made.id}"


def test_a_card_that_somebody_moved_meanwhile_stays_where_it_is(client: Clients, olena: Actor, hanna: Actor) -> None:
    made = factories.initiative(olena, T.IN_REVIEW)
    seen = factories.status(T.NEW).id
    sent = {"to": factories.status(T.DECLINED).id, "seen": seen, "reason": REASON}

    answer = client(hanna).post(f"/initiatives/{made.id}/move", data=sent)

    assert answer.status_code == 422
    assert REASON in answer.get_data(as_text=True)
    assert factories.fresh(made.id).status_type is T.IN_REVIEW


def test_beyond_what_a_page_carries_each_status_shows_its_share(olena: Actor, now: datetime) -> None:
    for days in range(3):
        factories.initiative(olena, now=now - timedelta(days=days))
    accepted = factories.initiative(olena, T.ACCEPTED, now=now - timedelta(days=9))
    found = board.board_cards(
        db.session(),
        ListFilter(),
        olena,
        [factories.status(T.NEW), factories.status(T.ACCEPTED)],
        today=now.date(),
        most=3,
    )

    assert not found.whole
    assert [row.status_id for row in found.rows].count(factories.status(T.NEW).id) == 1
    assert accepted.id in {row.id for row in found.rows}


def test_the_board_costs_few_statements(client: Clients, olena: Actor, hanna: Actor) -> None:
    for type_ in board.BOARD_TYPES:
        factories.initiative(olena, type_)
    reader = client(hanna)
    reader.get("/initiatives/board")

    with counted() as statements:
        reader.get("/initiatives/board")

    assert len(statements) <= MOST_A_PAGE
