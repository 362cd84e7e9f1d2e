"""Pictures of texts that stood: kept as long as the text can stand again, open to nobody but those who may let it."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.files import UNUSED_DAYS
from portal.knowledge.models import KnowledgeItem
from portal.knowledge.services.rolling_back import roll_back
from portal.people.pictures import SWEEP
from tests.conftest import Clients
from tests.knowledge import factories as knowledge

pytestmark = pytest.mark.new_files


def uploaded(client: Clients, actor: Actor, colour: str = "green") -> str:
    """The address of a picture that somebody has added."""
    raw = BytesIO()
    Image.new("RGB", (20, 20), colour).save(raw, "PNG")
    raw.seek(0)
    answer = client(actor).post("/files", data={"file": (raw, "picture.png")})
    assert answer.json is not None
    return str(answer.json["url"])


def shows(url: str) -> str:
    return f"Ось що я побачила того дня на складі, коли зайшла.\n\n![Полиця]({url})"


def swept(at: datetime) -> None:
    """Unused pictures are gone, rows and bytes."""
    with transaction() as session:
        afterwards = SWEEP.run(session, at)
    assert afterwards is not None
    afterwards()


@pytest.fixture
def picture(client: Clients, olena: Actor) -> str:
    return uploaded(client, olena)


@pytest.fixture
def without(olena: Actor, dmytro: Actor, picture: str) -> KnowledgeItem:
    """A text that had a picture; in the version that stands it hasn't."""
    made = knowledge.item(olena, action=shows(picture))
    knowledge.changed(made.id, dmytro, action="Тепер тут самі слова, без жодної картинки, зате коротше.")
    return made


def sees(client: Clients, actor: Actor, picture: str) -> bool:
    return bool(client(actor).get(picture).status_code == 200)


def test_rolling_back_brings_a_picture_back_after_unused_ones_were_swept(
    client: Clients, without: KnowledgeItem, picture: str, dmytro: Actor, marta: Actor
) -> None:
    later = clock.now() + timedelta(days=2 * UNUSED_DAYS)
    swept(later)
    with transaction() as session:
        roll_back(session, session.get_one(KnowledgeItem, without.id), marta, 1, now=later)

    assert sees(client, dmytro, picture)
    assert client(dmytro).get(f"{picture}/thumb").status_code == 200
    assert picture in client(dmytro).get(f"/cases/{without.id}").text


def test_a_picture_that_was_taken_out_is_closed_to_readers_and_open_to_editors(
    client: Clients, without: KnowledgeItem, picture: str, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    assert [sees(client, one, picture) for one in (olena, dmytro, marta)] == [True, False, True]

    version = f"/knowledge/{without.id}/versions/1"
    assert picture in client(marta).get(version).text
    page = client(dmytro).get(version).text
    assert f'src="{picture}"' not in page
    assert "лише редактор" in page


def test_rolled_back_and_forth_no_picture_is_lost(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    green, red = uploaded(client, olena), uploaded(client, dmytro, "red")
    made = knowledge.item(olena, action=shows(green))
    knowledge.changed(made.id, dmytro, action=shows(red))
    later = clock.now()
    for number, shown, hidden in ((1, green, red), (2, red, green), (1, green, red)):
        later += timedelta(days=2 * UNUSED_DAYS)
        swept(later)
        with transaction() as writing:
            roll_back(writing, writing.get_one(KnowledgeItem, made.id), marta, number, now=later)
        assert (sees(client, marta, shown), sees(client, marta, hidden)) == (True, True)
        assert f'src="{shown}"' in client(marta).get(f"/cases/{made.id}").text
    stranger = knowledge.editor()
    assert sees(client, stranger, green)


def test_a_picture_of_a_draft_that_was_thrown_away_is_swept(client: Clients, olena: Actor) -> None:
    made = knowledge.item(olena)
    picture = uploaded(client, olena, "blue")
    knowledge.draft_beside(made.id, olena, action=shows(picture))
    client(olena).post(f"/knowledge/{made.id}/edit/discard")

    swept(clock.now() + timedelta(days=2 * UNUSED_DAYS))

    assert not sees(client, olena, picture)
