"""What a text names: found by number and by title, in as many statements for much as for little."""

from sqlalchemy.orm import Session

from portal.algorithms.format import read
from portal.algorithms.queries.named import named_by, published
from portal.core.actor import Actor
from portal.core.extension import ItemRef
from portal.knowledge.models import ItemState
from tests.algorithms.factories import GLASSES, algorithm
from tests.knowledge import factories as knowledge
from tests.statements import counted


def naming(*refs: str, cases: str = "") -> str:
    """An algorithm that names these."""
    return GLASSES.replace("tags:", f"cases: {cases}\ntags:") + f"\nДив. {' '.join(refs)}\n"


def test_items_are_found_by_number_and_by_title(session: Session, olena: Actor) -> None:
    case, other, draft = knowledge.item(olena), algorithm(olena), algorithm(olena, ItemState.DRAFT)
    text = read(naming(f"/algorithms/{other.id}", f"/algorithms/{draft.id}", cases=f"{case.title}, Чого немає"))

    assert named_by(session, text) == {ItemRef("case", case.id), ItemRef("algorithm", other.id)}
    known = published(session, text)
    assert known("case", case.title)
    assert not known("case", "Чого немає")
    assert not known("algorithm", str(draft.id))


def test_of_several_with_one_title_the_oldest_is_meant(session: Session, olena: Actor) -> None:
    oldest, newest = knowledge.item(olena), knowledge.item(olena)
    newest.title = oldest.title
    session.commit()

    assert named_by(session, read(naming(cases=oldest.title))) == {ItemRef("case", oldest.id)}


def test_much_is_asked_for_at_once(session: Session, olena: Actor) -> None:
    algorithm(olena)

    def statements(names: int) -> int:
        text = read(naming(*(f"/cases/{number}" for number in range(1, names))))
        with counted() as found:
            named_by(session, text)
        return len(found)

    assert statements(3) == statements(4_000) == 1
