"""What the inbox says of texts to read, to check, and of what readers missed."""

from datetime import datetime, timedelta

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import ItemRef
from portal.discussion.services.resolving import resolve
from portal.knowledge.models import ItemReactionKind, KnowledgeItem
from portal.knowledge.services.acknowledging import ask_to_acknowledge
from portal.knowledge.services.due import tell_of_due_checks
from portal.knowledge.services.helpfulness import say_whether_it_helped, settle
from portal.knowledge.services.reacting import react
from tests.conftest import Clients
from tests.discussion.factories import said
from tests.knowledge import factories

TITLE = "Нічна лінія"


def test_each_line_says_what_is_asked_of_its_reader(
    client: Clients, olena: Actor, dmytro: Actor, stranger: Actor, marta: Actor, now: datetime
) -> None:
    number = factories.item(olena, kind="article", title=TITLE, now=now - timedelta(days=20)).id
    with transaction() as session:
        row = session.get_one(KnowledgeItem, number)
        ask_to_acknowledge(session, row, marta, now=now)
        say_whether_it_helped(session, row, dmytro, helpful=False, reason="Немає номера чергового", now=now)
        say_whether_it_helped(session, row, stranger, helpful=False, reason="Незрозуміло, кого будити", now=now)
        settle(session, row, dmytro.id, marta, now=now)
        react(session, row, dmytro, ItemReactionKind.WILL_USE, now=now)
        row.check_again_on = (now - timedelta(days=15)).date()
        tell_of_due_checks(session, now)
    keeper, reader, editor = (client(actor).get("/inbox").text for actor in (olena, dmytro, marta))
    assert f"{marta.name} просить вас прочитати «{TITLE}»" in reader
    assert f"Те, чого вам бракувало в «{TITLE}», вирішено" in reader
    assert "і ще 1 колега кажуть, чого бракувало" in keeper
    assert f"{dmytro.name} візьме собі «{TITLE}»" in keeper
    assert f"Чи досі все так у «{TITLE}»" in keeper
    assert f"«{TITLE}» ніхто не перевірив" in editor


def test_who_settles_a_comment_on_a_text_tells_its_author(
    client: Clients, olena: Actor, dmytro: Actor, now: datetime
) -> None:
    number = factories.item(olena, kind="article", title=TITLE).id
    comment = said(dmytro, item=ItemRef("article", number))
    with transaction() as session:
        resolve(session, comment.id, olena, now=now)
    assert f"{olena.name} позначає ваш коментар у «{TITLE}» як вирішений" in client(dmytro).get("/inbox").text
    everything, still_open = (client(dmytro).get(f"/articles/{number}{which}").text for which in ("", "?comments=open"))
    assert f'id="comment-{comment.id}"' in everything
    assert f'id="comment-{comment.id}"' not in still_open
