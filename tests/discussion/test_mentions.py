"""Mentions: who is meant, who is told, and that a name never becomes a tag."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.journal import JournalEntry
from portal.core.markdown import render
from portal.discussion.models import Follow, Mention
from portal.discussion.services.comments import edit_comment
from portal.discussion.services.follows import unfollow
from portal.people.models import Person, Role, Team
from tests import factories
from tests.discussion.factories import ITEM, Noticeboard, said


def mentioned(session: Session) -> set[int]:
    return set(session.scalars(select(Mention.person_id)))


def test_a_name_is_marked_told_and_made_to_follow(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor
) -> None:
    row = said(olena, "Питання до @Дмитро Гай, чи так і в вас?")
    assert '<span class="mention">@Дмитро Гай</span>, чи' in row.html
    assert session.scalars(select(JournalEntry.data)).one()["mentioned"] == [dmytro.id]
    assert set(session.scalars(select(Follow.person_id))) == {olena.id, dmytro.id}


def test_case_and_the_kind_of_apostrophe_do_not_matter(session: Session, board: Noticeboard, olena: Actor) -> None:
    person = factories.person("Мар’яна Об’єдкова")
    said(olena, "@мар'яна об'єдкова.")
    assert mentioned(session) == {person.id}


def test_namesakes_are_told_apart_by_their_number(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor
) -> None:
    other = factories.person("Дмитро Гай")
    assert "mention" not in said(olena, "@Дмитро Гай").html
    row = said(olena, f"@Дмитро Гай#{other.id} подивіться")
    assert '<span class="mention">@Дмитро Гай</span> подивіться' in row.html
    assert mentioned(session) == {other.id}


def test_a_number_of_somebody_else_mentions_nobody(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor
) -> None:
    said(olena, f"@Дмитро Гай#{olena.id}")
    assert mentioned(session) == set()


def test_who_may_not_read_is_neither_marked_nor_told(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor
) -> None:
    board.blind.add(dmytro.id)
    row = said(olena, "@Дмитро Гай")
    assert "mention" not in row.html
    assert mentioned(session) == set()


def test_an_internal_note_tells_the_committee_alone(
    session: Session, board: Noticeboard, hanna: Actor, dmytro: Actor
) -> None:
    other = factories.person("Ірина Радна", None, Role.COMMITTEE)
    said(hanna, "@Дмитро Гай і @Ірина Радна", internal=True)
    assert mentioned(session) == {other.id}


def test_people_who_left_are_not_mentioned(session: Session, board: Noticeboard, olena: Actor, dmytro: Actor) -> None:
    with transaction() as writing:
        writing.get_one(Person, dmytro.id).deactivated_at = clock.now()
    said(olena, "@Дмитро Гай")
    assert mentioned(session) == set()


def test_code_quotations_links_and_addresses_mention_nobody(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor
) -> None:
    said(olena, "`@Дмитро Гай` [@Дмитро Гай](https://example.test) пошта@Дмитро Гай\n\n> @Дмитро Гай")
    assert mentioned(session) == set()


def test_writing_ones_own_name_tells_nobody(session: Session, board: Noticeboard, olena: Actor) -> None:
    said(olena, "@Олена Савчук пише")
    assert session.scalars(select(JournalEntry.data)).one()["mentioned"] == []


def test_an_edit_tells_only_the_newly_named(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    row = said(olena, "@Дмитро Гай")
    with transaction() as writing:
        text = render("@Дмитро Гай, @Захар Чужий")
        edit_comment(writing, row.id, olena, text, version=row.version, now=now)
    last = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert last is not None
    assert last.data["mentioned"] == [stranger.id]


def test_a_muted_item_is_not_followed_again(
    session: Session, board: Noticeboard, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    with transaction() as writing:
        unfollow(writing, ITEM, dmytro, now=now)
    said(olena, "@Дмитро Гай")
    said(dmytro)
    row = session.scalars(select(Follow).where(Follow.person_id == dmytro.id)).one()
    assert row.muted


def test_a_name_from_the_database_is_only_text(session: Session, board: Noticeboard, olena: Actor) -> None:
    person = factories.person("<img src=x onerror=alert(1)>")
    bold = factories.person("b onclick")
    row = said(olena, "@<img src=x onerror=alert(1)> та @b onclick=alert(1)")
    assert "<img" not in row.html
    assert mentioned(session) <= {bold.id}
    assert person.id not in mentioned(session)


def test_hostile_markdown_stays_text(board: Noticeboard, olena: Actor, dmytro: Actor) -> None:
    row = said(
        olena,
        "<script>alert(1)</script> [x](javascript:alert(1)) ![x](https://evil.test/a.png) "
        '<span class="mention" onclick="x()">@Дмитро Гай</span> <a href="x" title="@Дмитро Гай\'>\'">y</a>',
    )
    assert "<script" not in row.html
    assert 'href="javascript' not in row.html
    assert '<img src="https' not in row.html
    assert '<span class="mention" onclick' not in row.html
    assert row.html.count("<span") == 2


def test_a_comment_may_name_many(session: Session, board: Noticeboard, care_team: Team) -> None:
    people = [factories.person(f"Людина{chr(0x430 + n)} Номер", care_team) for n in range(20)]
    said(people[0], " ".join(f"@{person.name}," for person in people))
    assert mentioned(session) == {person.id for person in people}
