"""The demo: everything in it happened by the rules, on both databases."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.cli.demo.company import PASSWORD, email_of
from portal.cli.demo.demo_command import SIGN_INS
from portal.core import clock
from portal.core.journal import JournalEntry
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, Support, Transition
from portal.initiatives.services.counting import count_faults
from portal.notifications.models import Notification
from portal.people.models import Person, PersonRole, Role
from portal.people.passwords import verify_password
from tests.cli.conftest import Installation


@pytest.fixture(scope="module")
def demo(new_installation: Callable[[], Installation]) -> Installation:
    made = new_installation()
    result = made.run("demo")
    assert result.exit_code == 0, result.output
    assert "iryna.zelenska@malva-dim.example" in result.output
    return made


def test_the_company_has_people_initiatives_and_every_status(demo: Installation) -> None:
    with demo.opened() as session:
        assert session.scalar(select(func.count()).select_from(Person)) >= 40
        assert session.scalar(select(func.count()).select_from(Initiative)) >= 80
        types = set(session.scalars(select(Initiative.status_type).distinct()))
        assert {
            "new",
            "in_review",
            "accepted",
            "in_progress",
            "implemented",
            "measured",
            "declined",
            "deferred",
        } <= types
        languages = dict(session.execute(select(Initiative.language, func.count()).group_by(Initiative.language)).all())
        assert languages["uk"] > languages["ru"] > languages["en"] > 0


def test_its_counters_are_true_and_the_doctor_finds_nothing(demo: Installation) -> None:
    with demo.opened() as session:
        assert count_faults(session) == []
        supports = select(func.count()).where(Support.initiative_id == Initiative.id).scalar_subquery()
        assert session.scalars(select(Initiative.id).where(Initiative.support_count != supports)).all() == []
    result = demo.run("doctor")
    assert result.exit_code == 0, result.output


def test_nothing_happened_in_the_future_or_out_of_order(demo: Installation) -> None:
    with demo.opened() as session:
        moments = session.scalars(
            select(JournalEntry.at).where(JournalEntry.item_kind == "initiative").order_by(JournalEntry.id)
        ).all()
        assert list(moments) == sorted(moments)
        assert max(moments) <= clock.now()
        for model in (Comment, Transition, Support):
            assert session.scalar(select(func.max(model.at))) <= max(moments)


def test_nobody_is_told_twice_and_some_lines_are_unread(demo: Installation) -> None:
    with demo.opened() as session:
        twice = (
            select(Notification.person_id)
            .group_by(Notification.person_id, Notification.entry_id)
            .having(func.count() > 1)
        )
        assert session.scalars(twice).all() == []
        unread = session.execute(
            select(Notification.person_id, func.count())
            .where(Notification.read_at.is_(None))
            .group_by(Notification.person_id)
        ).all()
        assert unread
        assert max(count for _, count in unread) <= 12


def test_a_printed_account_signs_in_for_every_role(demo: Installation) -> None:
    with demo.opened() as session:
        people = session.scalars(select(Person).where(Person.email.in_([email_of(key) for key, *_ in SIGN_INS]))).all()
        assert len(people) == len(SIGN_INS)
        assert verify_password(people[0].password_hash, PASSWORD)
        ids = [person.id for person in people]
        roles = set(session.scalars(select(PersonRole.role).where(PersonRole.person_id.in_(ids))))
        assert roles == set(Role) - {Role.EMPLOYEE}


def test_it_does_not_go_where_somebody_is(demo: Installation) -> None:
    assert demo.run("demo").exit_code == 1
    assert demo.run("demo", "--if-empty").exit_code == 0
    assert demo.run("demo", "--force").exit_code == 1
