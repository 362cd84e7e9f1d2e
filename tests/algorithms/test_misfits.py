"""What did not fit is said once, without personal data, tells the keeper when it gathers, and grows into something."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.algorithms.events import MisfitNoted, MisfitSettled, MisfitsGathered
from portal.algorithms.models import Misfit, MisfitState
from portal.algorithms.services.growing import (
    MisfitOrigin,
    begin_case,
    begin_change,
    case_content,
    case_genre,
)
from portal.algorithms.services.misfits import WITHIN, note_misfit, settle_misfit
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Conflict, Forbidden, Invalid, NotFound
from portal.core.extension import ItemRef
from portal.core.journal import JournalEntry
from portal.core.links import Link, LinkKind
from portal.knowledge.models import ItemState, KnowledgeItem, KnowledgeRevision
from portal.knowledge.services.keeping import archive
from tests.algorithms import factories
from tests.initiatives import factories as initiatives
from tests.knowledge.factories import fresh

#: Says that a step did not fit: by whom, at which step, with which words.
Noting = Callable[..., Misfit]


@pytest.fixture
def glasses(olena: Actor, earlier: datetime) -> KnowledgeItem:
    """An algorithm that the author keeps."""
    return factories.algorithm(olena, now=earlier - timedelta(days=40))


@pytest.fixture
def noting(glasses: KnowledgeItem, now: datetime) -> Noting:
    keys = iter(f"misfit-{place:010}" for place in range(100))

    def note(by: Actor, words: str = "", *, step: str = "adaptation", key: str = "", at: datetime = now) -> Misfit:
        with transaction() as session:
            item = session.get_one(KnowledgeItem, glasses.id)
            return note_misfit(
                session, item, by, key=key or next(keys), number=1, step=step, step_title="Перевірити звикання",
                words=words, now=at,
            )  # fmt: skip

    return note


def settled(misfit: Misfit, actor: Actor, *, now: datetime, settled: bool = True) -> Misfit:
    with transaction() as session:
        item = session.get_one(KnowledgeItem, misfit.item_id)
        return settle_misfit(session, item, misfit.id, actor, settled=settled, now=now)


def gathered(session: Session) -> list[list[int]]:
    """The misfits of each time that the keeper was told."""
    session.rollback()
    rows = session.scalars(
        select(JournalEntry.data).where(JournalEntry.name == MisfitsGathered.name).order_by(JournalEntry.id)
    )
    return [row["misfit_ids"] for row in rows]


def test_what_arrives_twice_is_one(session: Session, noting: Noting, dmytro: Actor) -> None:
    one, again = (noting(dmytro, "Немає відповіді про дитячі окуляри", key="k" * 20) for _ in range(2))
    assert one.id == again.id
    [entry] = session.scalars(select(JournalEntry).where(JournalEntry.name == MisfitNoted.name))
    assert entry.actor_id is None


def test_a_key_of_somebody_else_is_refused(noting: Noting, dmytro: Actor, stranger: Actor) -> None:
    noting(dmytro, key="k" * 20)
    with pytest.raises(Invalid):
        noting(stranger, key="k" * 20)
    with pytest.raises(Invalid):
        noting(stranger, key="short")


def test_personal_data_are_masked_before_they_are_kept(noting: Noting, dmytro: Actor) -> None:
    noted = noting(dmytro, "Просить передзвонити на +380 67 123 45 67\nі писати на ira@mail.example")
    assert "123" not in noted.words
    assert "ira@" not in noted.words
    assert noted.words.startswith("Просить передзвонити на [")
    assert "\n" not in noted.words


def test_what_is_too_long_is_cut_and_not_lost(noting: Noting, dmytro: Actor) -> None:
    assert noting(dmytro, "слово " * 400).words == ("слово " * 50).strip()


def test_it_arrives_even_when_the_algorithm_was_archived_meanwhile(
    glasses: KnowledgeItem, noting: Noting, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    with transaction() as session:
        archive(session, session.get_one(KnowledgeItem, glasses.id), olena, reason="Вже не так.", now=now)
    assert noting(dmytro).state is MisfitState.OPEN


def test_nobody_says_it_of_a_draft(olena: Actor, now: datetime) -> None:
    draft = factories.algorithm(olena, ItemState.DRAFT)
    with transaction() as session, pytest.raises(Forbidden):
        item = session.get_one(KnowledgeItem, draft.id)
        note_misfit(session, item, olena, key="k" * 20, number=1, step="a", step_title="А", now=now)


def test_three_within_two_weeks_tell_the_keeper_once(
    session: Session, noting: Noting, dmytro: Actor, stranger: Actor, now: datetime
) -> None:
    early = noting(dmytro, at=now - WITHIN)
    first, second = noting(dmytro, at=now - timedelta(days=13)), noting(stranger)
    assert gathered(session) == []
    third = noting(dmytro)
    assert gathered(session) == [[first.id, second.id, third.id]]
    noting(stranger)
    assert early.id not in gathered(session)[0]
    assert len(gathered(session)) == 1


def test_the_keeper_is_told_again_when_those_are_settled_and_three_more_wait(
    session: Session, noting: Noting, dmytro: Actor, olena: Actor, now: datetime
) -> None:
    told = [noting(dmytro) for _ in range(3)]
    for misfit in told[:2]:
        settled(misfit, olena, now=now)
    more = [noting(dmytro) for _ in range(3)]
    assert len(gathered(session)) == 1
    settled(told[2], olena, now=now)
    last = noting(dmytro)
    assert gathered(session)[1:] == [[*(one.id for one in more), last.id]]


def test_the_keeper_is_told_again_after_two_weeks(
    session: Session, noting: Noting, dmytro: Actor, now: datetime
) -> None:
    for _ in range(3):
        noting(dmytro)
    for _ in range(3):
        noting(dmytro, at=now + WITHIN)
    assert len(gathered(session)) == 2


def test_keeper_and_editors_settle_it_and_have_it_back(
    session: Session, noting: Noting, dmytro: Actor, olena: Actor, marta: Actor, now: datetime
) -> None:
    noted = noting(dmytro)
    with pytest.raises(Forbidden):
        settled(noted, dmytro, now=now)
    for _ in range(2):
        assert settled(noted, marta, now=now).settled_by_id == marta.id
    assert settled(noted, olena, now=now, settled=False).state is MisfitState.OPEN
    events = session.scalars(select(JournalEntry.data).where(JournalEntry.name == MisfitSettled.name))
    assert sorted((event["settled"], event["noted_by_id"]) for event in events) == [
        (False, dmytro.id),
        (True, dmytro.id),
    ]


def test_one_of_another_algorithm_is_not_there(noting: Noting, olena: Actor, dmytro: Actor, now: datetime) -> None:
    other = factories.algorithm(olena)
    noted = noting(dmytro)
    with transaction() as session, pytest.raises(NotFound):
        settle_misfit(session, session.get_one(KnowledgeItem, other.id), noted.id, olena, now=now)


def case_of(misfit: Misfit, actor: Actor, *, now: datetime) -> int:
    with transaction() as session:
        item = session.get_one(KnowledgeItem, misfit.item_id)
        genre = case_genre(session)
        assert genre is not None
        return begin_case(session, item, misfit.id, actor, case_content(genre, item.title, misfit), now=now)


def test_it_becomes_a_draft_of_a_case_once(
    session: Session, glasses: KnowledgeItem, noting: Noting, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    noted = noting(dmytro, "Окуляри купували не в нас")
    number = case_of(noted, olena, now=now)
    assert case_of(noted, olena, now=now) == number
    case = fresh(number)
    assert (case.kind, case.state, case.author_id, case.title) == (
        "case", ItemState.DRAFT, olena.id, "Перевірити звикання",
    )  # fmt: skip
    said = session.scalars(select(KnowledgeRevision).where(KnowledgeRevision.item_id == number)).one()
    assert "Окуляри купували не в нас" in said.parts["situation"]
    [link] = session.scalars(select(Link).where(Link.kind == LinkKind.GREW_OUT_OF))
    assert (link.from_id, link.to_id) == (number, glasses.id)
    kept = session.get_one(Misfit, noted.id, populate_existing=True)
    assert (kept.state, kept.became_kind, kept.became_id) == (MisfitState.SETTLED, "case", number)


def test_what_is_dealt_with_becomes_no_case(noting: Noting, olena: Actor, dmytro: Actor, now: datetime) -> None:
    noted = noting(dmytro)
    settled(noted, olena, now=now)
    with pytest.raises(Conflict):
        case_of(noted, olena, now=now)


def test_a_change_settles_it_when_it_stands(
    session: Session, glasses: KnowledgeItem, noting: Noting, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    taken, left = noting(dmytro), noting(dmytro)
    with transaction() as writing:
        begin_change(writing, writing.get_one(KnowledgeItem, glasses.id), taken.id, olena)
    session.rollback()
    assert session.get_one(Misfit, taken.id, populate_existing=True).state is MisfitState.OPEN
    factories.changed(glasses.id, olena, factories.GLASSES.replace("14 днів", "20 днів"), now=now)
    session.rollback()
    assert session.get_one(Misfit, taken.id, populate_existing=True).state is MisfitState.SETTLED
    assert session.get_one(Misfit, left.id, populate_existing=True).state is MisfitState.OPEN


def test_an_initiative_grows_out_of_it(
    session: Session, glasses: KnowledgeItem, noting: Noting, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    noted, origin = noting(dmytro, "Гарантія в іншому магазині"), MisfitOrigin()
    assert "Гарантія в іншому магазині" in origin.words(session, noted.id, olena)
    assert origin.words(session, noted.id, dmytro) == ""
    assert origin.card(session, noted.id, dmytro) is None
    made = initiatives.initiative(olena)
    with transaction() as writing:
        into = ItemRef("initiative", made.id)
        assert origin.grew(writing, noted.id, into, olena, now=now) == ItemRef("algorithm", glasses.id)
    session.rollback()
    kept = session.get_one(Misfit, noted.id, populate_existing=True)
    assert (kept.state, kept.became_kind, kept.became_id) == (MisfitState.SETTLED, "initiative", made.id)
