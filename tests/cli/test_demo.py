"""The demo: everything in it happened by the rules, on both databases."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from portal.anonymous.models import AnonymousMessage, SealedWord
from portal.anonymous.services.codes import is_code_of
from portal.cli.demo.company import DAYS_A_MONTH, PASSWORD, Colleague, Company, email_of, read_company
from portal.cli.demo.loading import SIGN_INS, all_moments
from portal.config import Config
from portal.core import clock, i18n
from portal.core.actor import Actor
from portal.core.files import StoredPicture
from portal.core.journal import JournalEntry
from portal.core.links import Link, LinkKind
from portal.discussion.models import Comment
from portal.initiatives.models import Initiative, Support, Transition
from portal.initiatives.services.counting import count_faults
from portal.knowledge.models import (
    Acknowledgement,
    Collection,
    Genre,
    GreenMark,
    HelpfulAnswer,
    ItemReaction,
    ItemState,
    KnowledgeItem,
    KnowledgeRevision,
    RevisionState,
)
from portal.notifications.models import Notification
from portal.people.models import Person, PersonRole, Role
from portal.people.passwords import verify_password
from tests.cli.conftest import Installation, Installer


@pytest.fixture(scope="module")
def demo(new_installation: Installer) -> Installation:
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
            select(JournalEntry.at)
            .where(JournalEntry.item_kind.in_(["initiative", "case", "article", "collection"]))
            .order_by(JournalEntry.id)
        ).all()
        assert list(moments) == sorted(moments)
        assert max(moments) <= clock.now()
        for model in (Comment, Transition, Support, ItemReaction, HelpfulAnswer, GreenMark, Acknowledgement):
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


def test_some_speak_without_a_name_and_one_of_their_codes_is_printed(demo: Installation) -> None:
    printed = demo.run("demo", "--if-empty").output
    found = re.search(r"A-(\d{7})   ((?:[0-9A-Z]{4}-?){5})", printed)
    assert found is not None
    with demo.opened() as session:
        rows = session.scalars(select(Initiative).where(Initiative.id < 0)).all()
        assert {row.language for row in rows} == {"uk", "ru", "en"}
        assert {(row.author_id, row.team_id) for row in rows} == {(None, None)}
        assert session.scalar(select(func.count()).select_from(SealedWord)) == 0
        assert session.scalar(select(func.count()).where(AnonymousMessage.from_author)) >= 3
        secret = Config.from_env(demo.env).secret_key
        number = -int(found[1])
        assert is_code_of(session, number, found[2], secret=secret, now=clock.now())


def test_the_case_base_has_every_kind_and_state(demo: Installation) -> None:
    with demo.opened() as session:
        rows = session.execute(
            select(KnowledgeItem.kind, KnowledgeItem.state, func.count()).group_by(
                KnowledgeItem.kind, KnowledgeItem.state
            )
        )
        counts = {(kind, state): count for kind, state, count in rows}
        assert counts == {
            ("case", ItemState.PUBLISHED): 59,
            ("case", ItemState.DRAFT): 2,
            ("case", ItemState.IN_REVIEW): 2,
            ("case", ItemState.ARCHIVED): 1,
            ("article", ItemState.PUBLISHED): 73,
            ("article", ItemState.DRAFT): 1,
            ("article", ItemState.IN_REVIEW): 1,
            ("article", ItemState.ARCHIVED): 1,
            ("algorithm", ItemState.PUBLISHED): 14,
            ("algorithm", ItemState.IN_REVIEW): 1,
        }
        genres = session.execute(select(Genre.shape, func.count()).join(KnowledgeItem).group_by(Genre.shape))
        assert dict(genres.all()) == {"story": 64, "text": 32, "term": 44, "algorithm": 15}
        assert session.scalar(select(func.count()).where(KnowledgeRevision.state == RevisionState.FORMER)) >= 20
        assert session.scalar(select(func.count()).select_from(Collection)) == 5
        assert session.scalar(select(func.count()).select_from(StoredPicture)) == 14


def test_green_marks_have_outlived_edits_and_three_are_gone(demo: Installation) -> None:
    with demo.opened() as session:
        marks = session.scalars(select(GreenMark)).all()
        assert len(marks) == 122
        assert sum(mark.lost_in is not None for mark in marks) == 3
        standing = dict(
            session.execute(
                select(KnowledgeRevision.item_id, KnowledgeRevision.number).where(
                    KnowledgeRevision.state == RevisionState.PUBLISHED
                )
            ).all()
        )
        assert any(mark.lost_in is None and mark.made_on < standing[mark.item_id] for mark in marks)


def test_the_counters_of_the_case_base_are_true(demo: Installation) -> None:
    counted = {
        "reaction_count": select(func.count()).where(ItemReaction.item_id == KnowledgeItem.id),
        "mark_count": select(func.count()).where(GreenMark.item_id == KnowledgeItem.id, GreenMark.lost_in.is_(None)),
        "helpful_count": select(func.count()).where(HelpfulAnswer.item_id == KnowledgeItem.id, HelpfulAnswer.helpful),
        "unhelpful_count": select(func.count()).where(
            HelpfulAnswer.item_id == KnowledgeItem.id, ~HelpfulAnswer.helpful
        ),
        "comment_count": select(func.count()).where(
            Comment.item_id == KnowledgeItem.id, Comment.item_kind == KnowledgeItem.kind
        ),
    }
    with demo.opened() as session:
        for name, count in counted.items():
            wrong = select(KnowledgeItem.id).where(getattr(KnowledgeItem, name) != count.scalar_subquery())
            assert session.scalars(wrong).all() == [], name


def test_mistakes_are_told_without_a_name_and_by_nobody(demo: Installation) -> None:
    with demo.opened() as session:
        rows = session.scalars(select(KnowledgeItem).where(KnowledgeItem.nameless)).all()
        assert len(rows) == 7
        assert {(row.author_id, row.team_id, row.genre.blameless) for row in rows} == {(None, None, True)}
        assert all(row.id < 0 for row in rows)
        written = select(KnowledgeRevision.author_id).where(
            KnowledgeRevision.item_id.in_([row.id for row in rows]), KnowledgeRevision.number == 1
        )
        assert set(session.scalars(written)) == {None}


def test_some_texts_are_overdue_and_some_are_to_be_read_anew(demo: Installation) -> None:
    with demo.opened() as session:
        published = KnowledgeItem.state == ItemState.PUBLISHED
        overdue = select(func.count()).where(published, KnowledgeItem.check_again_on <= i18n.today(clock.now()))
        assert 5 <= session.scalar(overdue) <= 40
        asked = session.scalars(select(KnowledgeItem).where(published, KnowledgeItem.must_acknowledge)).all()
        assert len(asked) == 8
        former = (
            select(func.count())
            .select_from(Acknowledgement)
            .join(KnowledgeRevision, KnowledgeRevision.item_id == Acknowledgement.item_id)
            .where(
                KnowledgeRevision.state == RevisionState.PUBLISHED,
                KnowledgeRevision.number > Acknowledgement.revision_number,
            )
        )
        assert session.scalar(former) > 0
        assert session.scalar(select(func.count()).where(HelpfulAnswer.settled_at.is_not(None))) > 0
        assert session.scalar(select(func.count()).where(Comment.resolved_at.is_not(None))) > 40


def test_cases_and_initiatives_are_tied_both_ways(demo: Installation) -> None:
    with demo.opened() as session:
        ends = session.execute(select(Link.from_kind, Link.kind, Link.to_kind).distinct()).all()
        assert ("initiative", LinkKind.GREW_OUT_OF, "case") in ends
        assert ("article", LinkKind.CHANGED_BECAUSE_OF, "initiative") in ends
        assert session.scalar(select(func.count()).select_from(Link)) == 127


def test_the_same_files_on_the_same_day_tell_the_same_stories() -> None:
    now = datetime(2026, 3, 2, 10, tzinfo=UTC)
    people = {
        entry["key"]: Colleague(
            entry["key"],
            Actor(id=place, name=entry["name"], roles=frozenset(entry["roles"])),
            entry["lang"],
            (now - timedelta(days=entry["months"] * DAYS_A_MONTH)).date(),
        )
        for place, entry in enumerate(read_company()["people"], start=1)
    }
    company = Company(people, {}, {})
    first, second = (all_moments(company, now, ZoneInfo("Europe/Kyiv")) for _ in range(2))
    assert first == second
    assert [(one.story, one.by, one.what, one.data) for one in first] == [
        (one.story, one.by, one.what, one.data) for one in second
    ]
    assert max(one.at for one in first) < now


def test_it_does_not_go_where_somebody_is(demo: Installation) -> None:
    assert demo.run("demo").exit_code == 1
    assert demo.run("demo", "--if-empty").exit_code == 0
    assert demo.run("demo", "--force").exit_code == 1
