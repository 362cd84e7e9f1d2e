"""Playing a dialogue: begun, moved on and back, ended; one's own and nobody else's."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.errors import Forbidden, Invalid
from portal.core.journal import JournalEntry
from portal.people.models import Person
from portal.people.services.leaving import deactivate, erase
from portal.practice.finishing import after_finish
from portal.practice.models import Dialogue, DialogueVersion, Practice
from portal.practice.queries import finished_by, get_dialogue, get_practice, standing
from portal.practice.services import playing
from portal.practice.services.playing import begin, move, step_back, way_of
from portal.practice.services.publishing import close, publish
from portal.practice.services.writing import save
from tests.conftest import Clients
from tests.practice.factories import DIALOGUE, dialogue, practised
from tests.statements import counted

#: Along the best replies to the end.
BEST = (1, 1, 1)
MOST_STATEMENTS = 8


@pytest.fixture
def played(marta: Actor, now: datetime) -> int:
    """The id of a published dialogue."""
    practised(marta)
    return dialogue(marta, now)


def begun(number: int, actor: Actor, now: datetime, *, anew: bool = False) -> int:
    with transaction() as session:
        return begin(session, get_dialogue(session, number, actor), actor, anew=anew, now=now).id


def say(number: int, actor: Actor, *choices: int, now: datetime) -> Practice:
    for choice in choices:
        with transaction() as session:
            practice = get_practice(session, number, actor, lock=True)
            move(session, practice, actor, at=len(practice.moves), number=choice, now=now)
    return practice


def moment_of(session: Session, number: int, actor: Actor) -> str:
    practice = get_practice(session, number, actor)
    version = standing(session, get_dialogue(session, practice.dialogue_id, actor))
    assert version is not None
    return way_of(version, practice).moment.words[0]


def test_replies_lead_where_the_algorithm_leads(session: Session, played: int, olena: Actor, now: datetime) -> None:
    number = begun(played, olena, now)
    assert moment_of(session, number, olena) == '"Everything swims. I can\'t work like this!"'
    say(number, olena, 1, now=now)
    assert moment_of(session, number, olena) == '"Is it me?"'
    say(number, olena, 1, now=now)
    assert moment_of(session, number, olena) == '"So what now?"'


def test_a_reply_that_leads_nowhere_stays_to_be_chosen_anew(
    session: Session, played: int, olena: Actor, now: datetime
) -> None:
    number = begun(played, olena, now)
    say(number, olena, 3, now=now)
    practice = get_practice(session, number, olena)
    version = standing(session, get_dialogue(session, played, olena))
    assert version is not None
    way = way_of(version, practice)
    assert (way.tried, way.said[-1].choice.says) == ({3}, ('"I beg your pardon?"',))
    assert way.moment is way.said[-1].moment


def test_an_end_finishes_and_tells_who_listens_once(session: Session, played: int, olena: Actor, now: datetime) -> None:
    heard: list[tuple[int, int]] = []
    number = begun(played, olena, now)
    with after_finish.with_also(
        "test", lambda _session, person, dialogue_id, _now: heard.append((person, dialogue_id))
    ):
        practice = say(number, olena, *BEST, now=now)
        say(number, olena, 1, now=now)
    assert practice.finished_at == now
    assert heard == [(olena.id, played)]
    assert finished_by(session, olena.id, {played}) == {played: now}
    assert finished_by(session, olena.id, ()) == {}


def test_what_is_played_stands_in_no_journal(session: Session, played: int, olena: Actor, now: datetime) -> None:
    before = session.scalar(select(func.count()).select_from(JournalEntry))
    say(begun(played, olena, now), olena, *BEST, now=now)
    assert session.scalar(select(func.count()).select_from(JournalEntry)) == before


def test_a_reply_that_was_sent_twice_is_taken_once(session: Session, played: int, olena: Actor, now: datetime) -> None:
    number = begun(played, olena, now)
    for _ in range(2):
        with transaction() as writing:
            move(writing, get_practice(writing, number, olena, lock=True), olena, at=0, number=1, now=now)
    assert get_practice(session, number, olena).moves == [1]


def test_a_reply_that_is_not_there_is_refused(played: int, olena: Actor, now: datetime) -> None:
    number = begun(played, olena, now)
    for wrong in (0, 4, 9):
        with pytest.raises(Invalid):
            say(number, olena, wrong, now=now)


def test_the_last_reply_can_be_taken_back(session: Session, played: int, olena: Actor, now: datetime) -> None:
    number = begun(played, olena, now)
    say(number, olena, 1, 1, now=now)
    for _ in range(2):  # the second one is a click too many
        with transaction() as writing:
            step_back(writing, get_practice(writing, number, olena, lock=True), olena, at=2, now=now)
    assert get_practice(session, number, olena).moves == [1]


def test_one_goes_on_where_one_was_or_begins_anew(session: Session, played: int, olena: Actor, now: datetime) -> None:
    number = begun(played, olena, now)
    say(number, olena, 1, now=now)
    assert begun(played, olena, now) == number
    anew = begun(played, olena, now, anew=True)
    assert get_practice(session, anew, olena).moves == []
    assert session.scalar(select(func.count()).select_from(Practice)) == 1


def test_what_ended_meanwhile_is_not_lost_by_beginning_anew(
    session: Session, played: int, olena: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(played, olena, now)

    def ended_meanwhile(writing: Session, dialogue: Dialogue) -> DialogueVersion | None:
        writing.execute(update(Practice).values(finished_at=now).execution_options(synchronize_session=False))
        return standing(writing, dialogue)

    monkeypatch.setattr(playing, "standing", ended_meanwhile)
    anew = begun(played, olena, now, anew=True)
    assert session.scalars(select(Practice.id).order_by(Practice.id)).all() == [number, anew]
    assert finished_by(session, olena.id, {played}) == {played: now}


def test_who_is_erased_leaves_nothing_played(
    session: Session, played: int, olena: Actor, dmytro: Actor, lidiia: Actor, now: datetime
) -> None:
    say(begun(played, olena, now), olena, *BEST, now=now)
    others = begun(played, dmytro, now)
    begun(played, olena, now)
    with transaction() as writing:
        person = deactivate(writing, lidiia, writing.get_one(Person, olena.id), {}, now=now)
        erase(writing, lidiia, person, now=now)
    assert session.scalars(select(Practice.id)).all() == [others]


def test_who_has_begun_ends_on_their_version(
    session: Session, played: int, olena: Actor, marta: Actor, now: datetime
) -> None:
    number = begun(played, olena, now)
    later = now + timedelta(hours=1)
    with transaction() as writing:
        row = get_dialogue(writing, played, marta)
        save(writing, row, marta, DIALOGUE.replace("Is it me?", "Am I ill?"), version=row.version, now=later)
        publish(writing, row, marta, version=row.version, note="", now=later)
    with transaction() as writing:
        close(writing, get_dialogue(writing, played, marta), marta, now=later)
    practice = say(number, olena, *BEST, now=later)
    assert practice.finished_at == later
    with pytest.raises(Forbidden):
        begun(played, olena, later)


def test_nobody_sees_what_somebody_else_plays(
    client: Clients, played: int, olena: Actor, marta: Actor, lidiia: Actor, dmytro: Actor, now: datetime
) -> None:
    number = begun(played, olena, now)
    for somebody in (marta, lidiia, dmytro):
        assert client(somebody).get(f"/practice/played/{number}").status_code == 404
        sent = {"choice": "1", "at": "0"}
        assert client(somebody).post(f"/practice/played/{number}", data=sent).status_code == 404
        assert client(somebody).post(f"/practice/played/{number}/back", data={"at": "1"}).status_code == 404


def test_a_whole_call_without_a_script(client: Clients, played: int, olena: Actor) -> None:
    browser = client(olena)
    page = browser.post(f"/practice/{played}/begin", data={"from": "/learning"}, follow_redirects=True)
    address = page.request.path
    assert "Everything swims" in page.text
    for at, choice in enumerate((3, *BEST)):
        sent = {"choice": str(choice), "at": str(at), "from": "/learning"}
        page = browser.post(address, data=sent, follow_redirects=True)
    assert "Подивіться на це ще раз" in page.text
    assert re.search(r'href="/algorithms/\d+#step-hear-the-story"', page.text)
    assert 'href="/learning"' in page.text
    assert "It sounds like blame" in page.text


def test_a_way_back_leads_to_no_other_site(client: Clients, played: int, olena: Actor, now: datetime) -> None:
    begun(played, olena, now)
    page = client(olena).get(f"/practice/{played}?from=https://elsewhere.example/x").text
    assert re.findall(r'name="from" value="([^"]*)"', page) == []
    assert re.findall(r'href="/practice/played/\d+([^"]*)"', page) == [""]


def test_pages_cost_few_statements(client: Clients, played: int, olena: Actor, marta: Actor, now: datetime) -> None:
    number = begun(played, olena, now)
    for actor, address in ((olena, "/practice"), (olena, f"/practice/{played}"), (olena, f"/practice/played/{number}"),
                           (marta, f"/practice/{played}"), (marta, f"/practice/{played}/edit"),
                           (marta, f"/practice/{played}/versions"), (marta, "/practice/new")):  # fmt: skip
        browser = client(actor)
        browser.get(address)
        with counted() as statements:
            assert browser.get(address).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, address


def take_back(number: int, actor: Actor, now: datetime) -> Practice:
    with transaction() as session:
        practice = get_practice(session, number, actor, lock=True)
        return step_back(session, practice, actor, at=len(practice.moves), now=now)


def ended_page(client: Clients, number: int, actor: Actor) -> tuple[str, str]:
    """What the end says of another look, and what it says was good; without the whole conversation."""
    page = client(actor).get(f"/practice/played/{number}").text.partition('<details class="reveal">')[0]
    again, _heading, well = page.partition('<ul class="practice-well">')
    return again.partition('<section class="practice-again"')[2], well


def test_what_was_first_chosen_badly_is_named_at_the_end_also_when_it_was_taken_back(
    client: Clients, session: Session, played: int, olena: Actor, now: datetime
) -> None:
    number = begun(played, olena, now)
    say(number, olena, 3, now=now)
    take_back(number, olena, now)
    say(number, olena, *BEST, now=now)
    again, well = ended_page(client, number, olena)
    assert "It sounds like blame" in again
    assert re.search(r'href="/algorithms/\d+#step-hear-the-story"', again)
    assert "Tell me what swims" not in well  # found, and not at once
    assert "How long have you worn them" in well
    assert not re.search(r"\d+ ?%|\d+ ?/ ?\d+", re.sub(r"<[^>]+>", " ", again))


def test_taken_back_twice_it_is_named_once(client: Clients, played: int, olena: Actor, now: datetime) -> None:
    number = begun(played, olena, now)
    for _ in range(2):
        say(number, olena, 1, 2, now=now)
        take_back(number, olena, now)
        take_back(number, olena, now)
    practice = say(number, olena, *BEST, now=now)
    assert practice.taken_back == [(1, 2), (0, 1)]
    again, well = ended_page(client, number, olena)
    assert again.count("Nobody knows that yet") == 1
    assert "Tell me what swims" in well


def test_beginning_anew_forgets_what_was_taken_back(client: Clients, played: int, olena: Actor, now: datetime) -> None:
    say(begun(played, olena, now), olena, 3, now=now)
    take_back(begun(played, olena, now), olena, now)
    anew = begun(played, olena, now, anew=True)
    assert say(anew, olena, *BEST, now=now).taken_back == []
    assert ended_page(client, anew, olena)[0] == ""
