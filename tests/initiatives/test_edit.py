"""Editing: by whom, how long, and what remains of the old words."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.difference import Piece, difference
from portal.core.errors import Conflict, DomainError, Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.initiatives.models import Initiative, InitiativeRevision, StatusType
from portal.initiatives.policy import FINISHED
from portal.initiatives.queries import revisions
from portal.initiatives.services.counting import count_faults
from portal.initiatives.services.importing import ImportedInitiative, import_initiative
from portal.initiatives.services.moving import move
from portal.initiatives.services.planning import plan
from portal.initiatives.services.submitting import MOST_EDITS_AN_HOUR, edit
from portal.people.models import Area
from tests.conftest import Clients
from tests.initiatives import factories

NEW_WORDS = "Поставити пандуси біля кожного входу до кінця літа."


def edited(number: int, actor: Actor, now: datetime, *, version: int = 1, **changes: object) -> Initiative:
    content = factories.texts(title="Пандуси біля входів", **changes)
    with transaction() as session:
        return edit(session, session.get_one(Initiative, number), actor, content, version=version, now=now)


def test_the_author_edits_and_the_old_words_are_kept(
    session: Session, open_initiative: Initiative, olena: Actor, now: datetime
) -> None:
    edited(open_initiative.id, olena, now, solution=NEW_WORDS)

    row = factories.fresh(open_initiative.id)
    assert (row.solution, row.version, row.edited_at) == (NEW_WORDS, 2, None)
    kept = session.scalars(select(InitiativeRevision)).one()
    assert (kept.solution, kept.by_id) == (factories.SOLUTION, olena.id)


def test_after_the_first_answer_the_edit_shows(
    session: Session, open_initiative: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    with transaction() as writing:
        row = writing.get_one(Initiative, open_initiative.id)
        move(writing, row, hanna, factories.status(StatusType.IN_REVIEW), now=now)
    later = now + timedelta(hours=1)

    edited(open_initiative.id, olena, later, solution=NEW_WORDS)

    assert factories.fresh(open_initiative.id).edited_at == later
    told = session.scalars(select(JournalEntry.data).where(JournalEntry.name == "initiatives.edited")).one()
    assert told["after_answer"] is True


def test_two_edits_of_one_version_meet(open_initiative: Initiative, olena: Actor, now: datetime) -> None:
    edited(open_initiative.id, olena, now, solution=NEW_WORDS)

    with pytest.raises(Conflict) as refusal:
        edited(open_initiative.id, olena, now, version=1, outcome=NEW_WORDS)

    assert refusal.value.theirs["solution"] == NEW_WORDS


def test_a_move_meanwhile_is_no_conflict(
    open_initiative: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    with transaction() as session:
        row = session.get_one(Initiative, open_initiative.id)
        move(session, row, hanna, factories.status(StatusType.ACCEPTED), now=now)

    edited(open_initiative.id, olena, now, version=1, solution=NEW_WORDS)

    assert factories.fresh(open_initiative.id).status_type is StatusType.ACCEPTED


def test_tags_that_the_committee_set_meanwhile_are_a_conflict(
    open_initiative: Initiative, olena: Actor, hanna: Actor, now: datetime
) -> None:
    with transaction() as session:
        row = session.get_one(Initiative, open_initiative.id)
        plan(session, row, hanna, owner_id=None, due_on=None, area_id=None, tags=["вхід"], now=now)

    with pytest.raises(Conflict):
        edited(open_initiative.id, olena, now, version=1)


def test_saving_without_a_change_leaves_no_trace(session: Session, olena: Actor, now: datetime) -> None:
    made = factories.initiative(olena, title="Пандуси біля входів")

    edited(made.id, olena, now)

    assert factories.fresh(made.id).version == 1
    assert session.scalars(select(InitiativeRevision)).all() == []


def test_a_change_of_area_moves_the_count(
    session: Session, open_initiative: Initiative, olena: Actor, area: Area, now: datetime
) -> None:
    edited(open_initiative.id, olena, now, area_id=area.id)

    assert count_faults(session) == []


def test_others_may_not(open_initiative: Initiative, dmytro: Actor, hanna: Actor, now: datetime) -> None:
    for somebody in (dmytro, hanna):
        with pytest.raises(Forbidden):
            edited(open_initiative.id, somebody, now)


@pytest.mark.parametrize("type_", sorted(FINISHED))
def test_what_is_finished_stays_as_it_is(olena: Actor, now: datetime, type_: StatusType) -> None:
    made = factories.initiative(olena, type_)

    # What was merged stands elsewhere now: that is a conflict which says where.
    with pytest.raises(Conflict if type_ is StatusType.MERGED else Forbidden):
        edited(made.id, olena, now)


def test_the_committee_completes_what_came_without_an_author(session: Session, hanna: Actor, now: datetime) -> None:
    content = factories.texts(solution="", outcome="")
    with transaction() as writing:
        import_initiative(writing, ImportedInitiative(external_id="x", texts=content), now=now)
    number = session.scalars(select(Initiative.id)).one()

    edited(number, hanna, now)

    assert factories.fresh(number).complete


@pytest.mark.parametrize("part", ["problem", "solution", "outcome"])
def test_an_edit_cannot_empty_a_part(open_initiative: Initiative, olena: Actor, now: datetime, part: str) -> None:
    with pytest.raises(DomainError):
        edited(open_initiative.id, olena, now, **{part: " "})
    assert factories.fresh(open_initiative.id).version == 1


def test_edits_stand_ten_a_page_and_only_those_are_compared(
    client: Clients, open_initiative: Initiative, olena: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 13):
        moment = now + timedelta(hours=number)
        edited(open_initiative.id, olena, moment, version=number, solution=f"{NEW_WORDS} Варіант {number}.")
    compared: list[str] = []

    def counting(before: str, after: str) -> list[Piece]:
        compared.append(after)
        return difference(before, after)

    monkeypatch.setattr(revisions, "difference", counting)
    browser, address = client(olena), f"/initiatives/{open_initiative.id}/revisions"

    first = browser.get(address).text
    assert (first.count('class="revision"'), len(compared)) == (10, 10)
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older is not None
    second = browser.get(older[1].replace("&amp;", "&")).text
    assert second.count('class="revision"') == 2
    assert "Варіант" in second
    assert re.search(r"<ins>.*Варіант", second)


def test_twenty_edits_an_hour_are_enough(
    client: Clients, open_initiative: Initiative, olena: Actor, now: datetime
) -> None:
    for number in range(1, MOST_EDITS_AN_HOUR + 1):
        edited(open_initiative.id, olena, now, version=number, solution=f"{NEW_WORDS} Варіант {number}.")
    with pytest.raises(Invalid):
        edited(open_initiative.id, olena, now, version=MOST_EDITS_AN_HOUR + 1, solution=f"{NEW_WORDS} Ще один.")
    edited(
        open_initiative.id, olena, now + timedelta(hours=2), version=MOST_EDITS_AN_HOUR + 1, solution=f"{NEW_WORDS} Ще."
    )
    assert factories.fresh(open_initiative.id).solution.endswith("Ще.")
