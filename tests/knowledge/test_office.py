"""What hangs on people: the duty of a keeper, drafts of somebody erased, pictures of what isn't published yet."""

from io import BytesIO

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.db import transaction
from portal.core.extension import duties
from portal.knowledge.models import ItemState, KnowledgeRevision, RevisionState
from portal.knowledge.queries import open_revision, revision_of
from portal.knowledge.services.erasing import forget_drafts
from tests.conftest import Clients
from tests.knowledge import factories as knowledge


def test_what_somebody_keeps_goes_to_whoever_takes_over(
    session: Session, olena: Actor, dmytro: Actor, lidiia: Actor
) -> None:
    made = knowledge.item(olena)
    knowledge.item(olena, ItemState.ARCHIVED)
    duty = duties["knowledge.kept"]
    assert session.scalar(select(duty.count(olena.id))) == 1

    with transaction() as writing:
        duty.hand_over(writing, olena.id, dmytro.id, lidiia)

    assert knowledge.fresh(made.id).keeper_id == dmytro.id


def test_drafts_of_somebody_erased_are_emptied_and_keep_nobody_away(
    session: Session, olena: Actor, dmytro: Actor
) -> None:
    made = knowledge.item(olena)
    knowledge.draft_beside(made.id, dmytro, lesson="Думка, якої ніхто інший не бачив.")
    begun = knowledge.item(dmytro, ItemState.DRAFT)

    with transaction() as writing:
        forget_drafts(writing, dmytro.id, "Дмитро Гай")

    item = knowledge.fresh(made.id)
    assert open_revision(session, item) is None
    assert revision_of(session, item, 2).parts == {}
    gone = knowledge.fresh(begun.id)
    assert (gone.state, gone.lead) == (ItemState.DISCARDED, "")


def test_what_waits_for_review_stays_when_its_author_is_erased(session: Session, dmytro: Actor) -> None:
    made = knowledge.item(dmytro, ItemState.IN_REVIEW)

    with transaction() as writing:
        forget_drafts(writing, dmytro.id, "Дмитро Гай")

    waits = open_revision(session, knowledge.fresh(made.id))
    assert waits is not None
    assert (waits.state, bool(waits.parts)) == (RevisionState.IN_REVIEW, True)


def test_a_picture_is_seen_by_those_who_may_see_the_revision_that_shows_it(
    client: Clients, session: Session, olena: Actor, dmytro: Actor, marta: Actor
) -> None:
    raw = BytesIO()
    Image.new("RGB", (20, 20), "green").save(raw, "PNG")
    raw.seek(0)
    url = client(olena).post("/files", data={"file": (raw, "picture.png")}).json["url"]
    action = f"Ось що я побачила того дня на складі.\n\n![Полиця]({url})"

    def seen_by(actor: Actor) -> bool:
        return bool(client(actor).get(url).status_code == 200)

    made = knowledge.item(olena)
    draft = knowledge.draft_beside(made.id, olena, action=action)
    assert not seen_by(marta)
    assert not seen_by(dmytro)
    knowledge.handed_in(session.get_one(KnowledgeRevision, draft.id), olena)
    assert seen_by(marta)
    assert not seen_by(dmytro)
    client(marta).post(f"/knowledge/{made.id}/publish", data={"revision": 2, "against": 1})
    assert seen_by(dmytro)
