"""Handing in: once, whole, and in the right hands."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.drafts import Draft, save_draft
from portal.core.errors import Invalid
from portal.core.journal import JournalEntry
from portal.core.tags import Tag
from portal.core.text import guess_language
from portal.initiatives.models import Initiative, Origin, StatusType, Transition, Visibility
from portal.initiatives.services.counting import count_faults
from portal.initiatives.services.submitting import submit
from portal.initiatives.services.texts import render_texts
from portal.initiatives.services.withdrawing import hand_in_again, withdraw
from portal.people.models import Area, Team
from tests.initiatives import factories

KEY = "a-key-made-with-the-form"


def hand_in(actor: Actor, now: datetime, key: str = KEY, **changes: object) -> Initiative:
    content = factories.texts(**changes)
    with transaction() as session:
        return submit(session, actor, content, submission_key=key, now=now)


def test_a_submitted_one_is_new_and_belongs_to_its_author(olena: Actor, care_team: Team, now: datetime) -> None:
    made = factories.fresh(hand_in(olena, now).id)

    assert made.status_type is StatusType.NEW
    assert (made.author_id, made.team_id, made.submitted_at) == (olena.id, care_team.id, now)
    assert made.visibility is Visibility.EVERYONE
    assert made.version == 1
    assert made.problem_html.startswith("<p>")


def test_submitting_writes_history_and_journal(session: Session, olena: Actor, now: datetime) -> None:
    made = hand_in(olena, now)

    first = session.scalars(select(Transition).where(Transition.initiative_id == made.id)).one()
    assert (first.from_status_id, first.actor_id) == (None, olena.id)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.name == "initiatives.submitted")).one()
    assert (entry.item_kind, entry.item_id, entry.actor_id) == ("initiative", made.id, olena.id)


def test_sending_the_form_twice_leaves_one(session: Session, olena: Actor, now: datetime) -> None:
    first = hand_in(olena, now)
    second = hand_in(olena, now)

    assert first.id == second.id
    assert session.scalar(select(func.count()).select_from(Initiative)) == 1


def test_a_key_of_somebody_else_is_refused(olena: Actor, dmytro: Actor, now: datetime) -> None:
    hand_in(olena, now)

    with pytest.raises(Invalid):
        hand_in(dmytro, now)


@pytest.mark.parametrize("part", ["problem", "solution", "outcome", "title"])
def test_each_part_has_to_say_something(olena: Actor, now: datetime, part: str) -> None:
    with pytest.raises(Invalid) as refusal:
        hand_in(olena, now, **{part: "коротк"})

    assert refusal.value.field == part


def test_the_draft_goes_with_the_submission(session: Session, olena: Actor, now: datetime) -> None:
    with transaction() as writing:
        save_draft(writing, olena, "initiative", KEY, {"title": "…"}, now=now)

    hand_in(olena, now)

    assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_tags_are_cleaned_and_shared(session: Session, olena: Actor, now: datetime) -> None:
    first = hand_in(olena, now, tags=("Доставка", " #кур'єри ", "доставка", ""))
    second = hand_in(olena, now, key="another-key-made-with-it", tags=["доставка"])

    assert [tag.name for tag in factories.fresh(first.id).tags] == ["доставка", "кур'єри"]
    assert [tag.name for tag in factories.fresh(second.id).tags] == ["доставка"]
    assert session.scalar(select(func.count()).select_from(Tag)) == 2


def test_a_closed_area_takes_nothing_new(olena: Actor, area: Area, now: datetime) -> None:
    with transaction() as session:
        session.get_one(Area, area.id).closed_at = now

    with pytest.raises(Invalid) as refusal:
        hand_in(olena, now, area_id=area.id)

    assert refusal.value.field == "area"


def test_a_withdrawn_one_is_its_authors_alone_and_can_come_back(olena: Actor, now: datetime) -> None:
    made = hand_in(olena, now)

    with transaction() as session:
        withdraw(session, session.get_one(Initiative, made.id), olena, now=now)
    assert factories.fresh(made.id).status_type is StatusType.DRAFT
    assert factories.fresh(made.id).visibility is Visibility.AUTHOR

    with transaction() as session:
        hand_in_again(session, session.get_one(Initiative, made.id), olena, now=now)
    back = factories.fresh(made.id)
    assert (back.status_type, back.visibility) == (StatusType.NEW, Visibility.EVERYONE)


def test_counts_follow_every_way_in_and_out(session: Session, olena: Actor, area: Area, now: datetime) -> None:
    made = hand_in(olena, now, area_id=area.id)
    assert count_faults(session) == []

    with transaction() as writing:
        withdraw(writing, writing.get_one(Initiative, made.id), olena, now=now)
    assert count_faults(session) == []

    with transaction() as writing:
        hand_in_again(writing, writing.get_one(Initiative, made.id), olena, now=now)
    assert count_faults(session) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Клієнти їдуть до магазину й чекають", "uk"),
        ("Клиенты ждут у входа, и мы это видим", "ru"),
        ("Customers wait at the door of the CRM team", "en"),
        ("Пандус", "ru"),
        ("", "ru"),
        ("Пандус https://example.test/very/long/latin/address/in/here", "ru"),
    ],
)
def test_letters_tell_the_language_else_the_reader_does(text: str, language: str) -> None:
    assert guess_language(text, fallback="ru") == language


def test_a_language_that_is_given_stays() -> None:
    made = render_texts(origin=Origin.PROBLEM, title="Ґанок", problem="Їжа", language="en")

    assert made.language == "en"
